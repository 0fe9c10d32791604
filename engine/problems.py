"""One thing wrong with a policy or a fact, and the three errors that carry such things."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from engine.catalogue import Phrase, text

_MOST_NAMES = 12


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: *file* as the reader knows it, *line* and *column* from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One thing wrong: *code* (`syntax.duplicate_key`), *place*, and the *values* its texts speak of.

    The catalogues hold `<code>.message` (what is wrong) and `<code>.remedy` (how to mend it).
    """

    code: str
    place: Place
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def message(self, language: str = "en") -> str:
        """What is wrong, one line, lower case."""
        return text(f"{self.code}.message", language, **self.values)

    def remedy(self, language: str = "en") -> str:
        """What to do about it, one line."""
        return text(f"{self.code}.remedy", language, **self.values)

    def line(self, language: str = "en") -> str:
        """Place, message and remedy in one line, the code last."""
        return f"{self.place}: {self.message(language)} ({self.remedy(language)}) [{self.code}]"

    def __str__(self) -> str:
        return self.line()


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """*problems* sorted by place, then code, each said once."""
    unique = {(p.place, p.code, str(sorted(p.values.items(), key=lambda item: item[0]))): p for p in problems}
    return tuple(unique[key] for key in sorted(unique))


def nearest(name: str, known: Iterable[str]) -> str | Phrase:
    """What to suggest for an unknown *name*: the nearest of *known*, else all of them where they are few."""
    names = sorted(set(known))
    close = get_close_matches(name, names, n=1)
    if close:
        return f"`{close[0]}`"
    if len(names) > _MOST_NAMES:
        return Phrase("problems.near.one_of_many", {"count": len(names)})
    return ", ".join(f"`{n}`" for n in names) or "-"


def written(value: object) -> str:
    """*value* of a record as its sender wrote it: text as it is, the rest as JSON."""
    if isinstance(value, str | date | Decimal):
        return _as_text(value)
    try:
        return json.dumps(value, ensure_ascii=False, default=_as_text)
    except (TypeError, ValueError, RecursionError):  # keys that JSON does not have, or what contains itself
        return str(value)


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


class XinhengError(Exception):
    """What every error of this project is."""


class _WithProblems(XinhengError):
    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class PolicyError(_WithProblems):
    """The policy base is wrong; its author can mend it. Carries every problem found."""


class FactError(_WithProblems):
    """Facts are wrong; their sender can mend them. Carries every problem found."""


class RuntimeFault(XinhengError):
    """The engine is at fault, not the policy and not the facts; nothing was decided."""
