"""What is kept of where one subject stands: rows that are the same, whichever evaluator made them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import orjson

SPELL: Final = "spell"
PROPOSAL: Final = "proposal"
UNDECIDED: Final = "undecided"
POSSIBLE: Final = "possible"
LISTED: Final = "listed"
PROPOSED: Final = "proposed"
UNKNOWN: Final = "unknown"
UNGRADED: Final = "-"
"""Having no grade, among the grades a subject may have."""


class Stay(NamedTuple):
    """A stay on a list, or what may become one: days are ISO texts; *grounds* are (rule, fact, day) each."""

    policy: str
    sort: str
    start: str
    last: str | None
    last_at_most: str | None
    cause: str | None
    grounds: tuple[tuple[str, str | None, str], ...]


class Grade(NamedTuple):
    """A grade held: *grades* are all it may be, from best to worst, with commas in between."""

    policy: str
    grades: str
    since: str | None
    year: int | None


class Measure(NamedTuple):
    """A measure in force, or *withheld* for a reason."""

    policy: str
    carriage: str
    measure: str
    since: str | None
    last: str | None
    last_at_most: str | None
    withheld: str | None


class Standing(NamedTuple):
    """What a list or grade comes to on a day."""

    value: str
    since: str | None
    last: str | None
    last_at_most: str | None


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a subject, each sort in order; *refused* is why there are none where nothing can be said of it."""

    stays: tuple[Stay, ...] = ()
    grades: tuple[Grade, ...] = ()
    measures: tuple[Measure, ...] = ()
    refused: str | None = None

    def written(self) -> bytes:
        """The rows as JSON."""
        return orjson.dumps(self._plain())

    def digest(self, day: str) -> str:
        """What tells these rows, as of *day*, from others."""
        standings = [[policy, *one] for policy, one in self.standings(day).items()]
        return hashlib.sha256(orjson.dumps([self._plain(), standings])).hexdigest()

    def standings(self, day: str) -> Mapping[str, Standing]:
        """What each list and grade comes to on *day*, by policy; those that come to nothing are left out."""
        return dict(sorted((*self._on_lists(day), *self._graded())))

    def _plain(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "stays": [list(one) for one in self.stays],
            "grades": [list(one) for one in self.grades],
            "measures": [list(one) for one in self.measures],
        }
        return told if self.refused is None else told | {"refused": self.refused}

    def _on_lists(self, day: str) -> Iterator[tuple[str, Standing]]:
        by_policy: dict[str, list[Stay]] = {}
        for one in self.stays:
            by_policy.setdefault(one.policy, []).append(one)
        for policy, stays in by_policy.items():
            found = [made for one in stays if (made := _standing(one, day)) is not None]
            if found:
                best = min(_RANK[one.value] for one in found)
                yield policy, _together([one for one in found if _RANK[one.value] == best])

    def _graded(self) -> Iterator[tuple[str, Standing]]:
        for one in self.grades:
            yield one.policy, Standing(one.grades, one.since, None, None)


_RANK: Final = {LISTED: 0, PROPOSED: 1, UNKNOWN: 2}
_EVER: Final = "9999-12-31"


def read(data: bytes) -> Rows:
    """The rows that *data* has, or why there are none: the answer of a worker."""
    told = orjson.loads(data)
    if "problems" in told:
        return Rows(refused=told["problems"][0]["code"])
    return Rows(
        tuple(Stay._make((*one[:-1], tuple(tuple(ground) for ground in one[-1]))) for one in told["stays"]),
        tuple(Grade(*one) for one in told["grades"]),
        tuple(Measure(*one) for one in told["measures"]),
    )


def _standing(one: Stay, day: str) -> Standing | None:
    """What *one* comes to on *day*."""
    if one.sort == PROPOSAL:
        return Standing(PROPOSED, one.start, None, None)
    if one.sort == UNDECIDED or not one.start <= day <= (one.last_at_most or _EVER):
        return None
    sure = one.sort == SPELL and day <= (one.last or _EVER)
    return Standing(LISTED if sure else UNKNOWN, one.start, one.last, one.last_at_most)


def _together(found: list[Standing]) -> Standing:
    """One standing of several alike: since the first, until the last."""
    since = min(one.since or "" for one in found)
    ends = [max((getattr(one, name) or _EVER) for one in found) for name in ("last", "last_at_most")]
    if found[0].value == PROPOSED:
        return Standing(PROPOSED, since, None, None)
    return Standing(found[0].value, since, *(None if end == _EVER else end for end in ends))
