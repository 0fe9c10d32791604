"""How a subject is named to whoever may not know it: an organisation by its ends, a person by next to nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from engine.language.shape import Kind

_HIDDEN: Final = "＊＊＊"
"""Always three, so that the length of what is hidden tells nothing."""
_ORGANISATIONS: Final[frozenset[Kind | None]] = frozenset(
    ("enterprise", "social_organisation", "public_institution", "government", "collective")
)
_ENDS: Final = 4
_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9]{15}|1[3-9][0-9]{9})(?![0-9A-Za-z])")
"""What may be the number of a person or of his telephone."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A subject's *id*, *name* and *region* as they may be shown, and its *kind*; made by `masked` alone."""

    id: str
    name: str
    kind: Kind | None
    region: str


def masked(subject: str, name: str, kind: Kind | None, region: str) -> Masked:
    """*subject*, *name* and *region* masked as its *kind* asks for; a kind that is not known is taken for a person.

    An organisation keeps both ends of its id and of its name. A shop often bears its owner's name, so it keeps
    only the end of it. A person keeps the surname, the province of registration, and the city without the county.
    """
    if kind in _ORGANISATIONS:
        return Masked(_ends(subject, _ENDS, _ENDS), _ends(name, 2, _ENDS), kind, region)
    if kind == "individual_business":
        return Masked(_ends(subject, _ENDS, _ENDS), _ends(name, 0, 2), kind, region)
    return Masked(_ends(subject, 2, 0), _ends(name, 1, 0), kind, region and f"{region[:4]}00")


def without_numbers(text: str) -> str:
    """*text* with whatever may be a person's number hidden."""
    return _NUMBER.sub(_HIDDEN, text)


def _ends(text: str, first: int, last: int) -> str:
    if len(text) <= first + last:  # too short to hide anything between its ends
        first, last = min(first, 1), 0
    return text[:first] + _HIDDEN + text[len(text) - last :] if text else ""
