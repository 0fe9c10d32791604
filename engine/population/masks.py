"""How a subject is named to whoever may not know it: an organisation by its ends, a person by next to nothing.

A key beside it leads whoever has the population back to the subject, and nobody else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from engine.language.shape import Kind

OF_ALL: Final = "secret of all ids"
"""What `Population.once` knows the secret of a population by."""
_HIDDEN: Final = "＊＊＊"
"""Always three, so that the length of what is hidden tells nothing."""
_ORGANISATIONS: Final[frozenset[Kind | None]] = frozenset(
    ("enterprise", "social_organisation", "public_institution", "government", "collective")
)
_ENDS: Final = 4
_KEY: Final = 6
_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9]{15}|1[3-9][0-9]{9})(?![0-9A-Za-z])")
"""What may be the number of a person or of his telephone."""
_BRACKETS: Final = re.compile(r"[（(][^（()）]*[）)]$")
"""What a name may end in that says nothing of who it is: `（有限合伙）`, `（虚构）`."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A subject's *id*, *name* and *region* as they may be shown, its *kind* and its *key*; made by `masked` alone."""

    id: str
    name: str
    kind: Kind | None
    region: str
    key: str = ""


def key_of(subject: str, secret: bytes) -> str:
    """What whoever has the *secret*, and the ids to try, finds *subject* by; nothing where there is no secret.

    Numbers of people are few enough for all to be tried, so that a hash alone would hide nobody.
    """
    return blake2b(subject.encode(), key=secret, digest_size=_KEY).hexdigest() if secret else ""


def masked(subject: str, name: str, kind: Kind | None, region: str, secret: bytes = b"") -> Masked:
    """*subject*, *name* and *region* masked as its *kind* asks for; a kind that is not known is taken for a person.

    An organisation keeps both ends of its id and of its name. A shop often bears its owner's name, so it keeps
    only the end of it. A person keeps the surname, the province of registration, and the city without the county.
    What stands in brackets at the end of a name is left out. The key is made with the *secret* of the population.
    """
    name = _BRACKETS.sub("", name)
    key = key_of(subject, secret)
    if kind in _ORGANISATIONS:
        return Masked(_ends(subject, _ENDS, _ENDS), _ends(name, 2, _ENDS), kind, region, key)
    if kind == "individual_business":
        return Masked(_ends(subject, _ENDS, _ENDS), _ends(name, 0, 2), kind, region, key)
    return Masked(_ends(subject, 2, 0), _ends(name, 1, 0), kind, region and f"{region[:4]}00", key)


def without_numbers(text: str) -> str:
    """*text* with whatever may be a person's number hidden."""
    return _NUMBER.sub(_HIDDEN, text)


def _ends(text: str, first: int, last: int) -> str:
    if len(text) <= first + last:  # too short to hide anything between its ends
        first, last = min(first, 1), 0
    return text[:first] + _HIDDEN + text[len(text) - last :] if text else ""
