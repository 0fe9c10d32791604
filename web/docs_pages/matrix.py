"""The linkage matrix: lists by departments, how many measures each carries out for each, drawn as a grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from adapters.sentences.sectors import sector_of
from adapters.sentences.words import Words
from engine.language.policy import PolicyMeasure
from engine.language.shape import InForce

CELL: Final = 22
LEFT: Final = 250
TOP: Final = 190
RIGHT: Final = 110
"""The drawing's units: a cell, the room for the names of lists, and above and beside for those of departments."""
STRENGTHS: Final = ("shall", "may", "consider", "encourage")
"""The strengths of measures, the strongest first."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a department does for a list: how many *measures*, the strongest of them."""

    policy: str
    department: str
    x: int
    y: int
    measures: tuple[str, ...]
    strength: str
    reward: bool

    @property
    def sector(self) -> str:
        """The sector that the list is of."""
        return sector_of(self.policy)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The grid: *rows* of policies, *columns* of departments with their places, the *cells* that are not empty."""

    rows: tuple[tuple[str, int], ...]
    columns: tuple[tuple[str, int], ...]
    cells: tuple[Cell, ...]
    width: int
    height: int
    right: int = RIGHT


@dataclass(frozen=True, slots=True)
class Only:
    """Which part of the matrix is wanted: that of a *sector*, a *department*, a *strength*; `None`: of every one."""

    sector: str | None = None
    department: str | None = None
    strength: str | None = None

    def holds(self, policy: str, department: str, strength: str) -> bool:
        """Whether a measure that *department* carries out for *policy* is of it."""
        found = (sector_of(policy), department, strength)
        return all(
            asked in (None, one)
            for asked, one in zip((self.sector, self.department, self.strength), found, strict=True)
        )


ALL: Final = Only()


def matrix(words: Words, only: Only = ALL) -> Matrix:
    """Who does what for whom, by what is law on the day of *words*; drafts left out, and what is not of *only*."""
    carried: dict[tuple[str, str], list[PolicyMeasure]] = {}
    for policy, one in _carried(words):
        for department in one.by:
            if only.holds(policy, department, one.strength):
                carried.setdefault((policy, department), []).append(one)
    policies = sorted({policy for policy, _ in carried}, key=lambda name: (sector_of(name), name))
    departments = [name for name in words.base.departments if any(name == by for _, by in carried)]
    rows = {name: TOP + number * CELL for number, name in enumerate(policies)}
    columns = {name: LEFT + number * CELL for number, name in enumerate(departments)}
    cells = tuple(_cell(words, rows, columns, key, carried[key]) for key in sorted(carried))
    width, height = LEFT + len(columns) * CELL + RIGHT, TOP + len(rows) * CELL + 8
    return Matrix(tuple(rows.items()), tuple(columns.items()), cells, width, height)


def _carried(words: Words) -> Iterator[tuple[str, PolicyMeasure]]:
    base = words.base
    for name, policy in base.policies.items():
        if policy.status == "active":
            yield from ((name, one) for one in policy.measures if _held(words, one.in_force))
    for linkage in base.linkages.values():
        if linkage.status == "active" and _held(words, linkage.in_force):
            starts = (*linkage.when.listed, *((linkage.when.grade,) if linkage.when.grade else ()))
            yield from ((name, one) for name in starts for one in linkage.measures if _held(words, one.in_force))


def _held(words: Words, days: InForce) -> bool:
    return words.state(days) == "now"


def _cell(
    words: Words,
    rows: Mapping[str, int],
    columns: Mapping[str, int],
    key: tuple[str, str],
    carried: list[PolicyMeasure],
) -> Cell:
    policy, department = key
    titles = tuple(dict.fromkeys(words.base.measures[one.measure].title for one in carried))
    strongest = min((one.strength for one in carried), key=STRENGTHS.index)
    reward = all(words.base.measures[one.measure].kind == "reward" for one in carried)
    return Cell(policy, department, columns[department], rows[policy], titles, strongest, reward)
