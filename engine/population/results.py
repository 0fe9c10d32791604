"""What columns come to: for each list and grade, and for measures, rows of everybody (S26 without the reasons)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.population.columns import Days, Rows, span
from engine.population.compiled import compiled
from engine.population.folding import Folded, Grounds
from engine.population.timelines import Stretches, Timelines
from engine.population.uniting import Spells
from engine.timeline import ListTimeline


@dataclass(frozen=True, eq=False)
class Waiting:
    """Firings of *rule* for *fact* (its number, -1 for none) on *day*, in order of subject: proposals, or undecided."""

    subject: Days
    rule: NDArray[np.int16]
    fact: Rows
    day: Days

    @classmethod
    def none(cls) -> Self:
        """No firings."""
        return cls(np.empty(0, np.int32), np.empty(0, np.int16), np.empty(0, np.int64), np.empty(0, np.int32))

    def take(self, rows: NDArray[Any]) -> Waiting:
        """Some of them."""
        return Waiting(self.subject[rows], self.rule[rows], self.fact[rows], self.day[rows])


@dataclass(frozen=True, eq=False)
class ListColumns:
    """Everybody's stays on one list, and what waits for a decision or to be known."""

    policy: str
    grounds: Grounds
    spells: Spells
    possible: Stretches
    proposals: Waiting
    undecided: Waiting

    @property
    def timelines(self) -> Timelines:
        """The list as higher strata ask for it."""
        one = self.spells
        return Timelines(Stretches(one.subject, one.start, one.low), one.high, self.possible)

    def timeline(self, subject: int) -> ListTimeline:
        """The list of one subject, as its evaluation one by one asks for it."""
        rows = span(self.spells.subject, subject)
        certain = tuple((int(self.spells.start[row]), int(self.spells.low[row])) for row in rows)
        at_most = tuple(int(self.spells.high[row]) for row in rows)
        possible = tuple(
            (int(self.possible.start[row]), int(self.possible.last[row]))
            for row in span(self.possible.subject, subject)
        )
        return ListTimeline(certain, possible or certain, at_most)


def from_fold(policy: str, folded: Folded, proposals: Waiting, undecided: Waiting) -> ListColumns:
    """The result of one list whose openings were *folded*."""
    return ListColumns(policy, folded.grounds, folded.spells, folded.possible, proposals, undecided)


def nothing(policy: str) -> ListColumns:
    """Nobody on *policy*."""
    days, small, whole = np.empty(0, np.int32), np.empty(0, np.int8), np.empty(0, np.bool_)
    rows, rules = np.empty(0, np.int64), np.empty(0, np.int16)
    return ListColumns(
        policy,
        Grounds(rows, days, days, rules, rows, days, days, whole, days, days, small, whole, rows, whole),
        Spells(days, days, days, days, small, whole),
        Stretches(days, days, days),
        Waiting.none(),
        Waiting.none(),
    )


def renumbered(one: ListColumns, numbers: Days) -> ListColumns:
    """*one*, each subject by its one of *numbers*."""
    return ListColumns(
        one.policy,
        replace(one.grounds, subject=numbers[one.grounds.subject]),
        replace(one.spells, subject=numbers[one.spells.subject]),
        replace(one.possible, subject=numbers[one.possible.subject]),
        replace(one.proposals, subject=numbers[one.proposals.subject]),
        replace(one.undecided, subject=numbers[one.undecided.subject]),
    )


def of_those(one: ListColumns, whose: NDArray[np.bool_]) -> ListColumns:
    """The rows of those who are marked."""
    spell = one.spells.subject
    if whose[spell].all() and whose[one.grounds.subject].all():
        grounds, spells = one.grounds, one.spells
    else:
        kept = whose[spell]
        place = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)  # the last is that of no spell
        grounds = _some(one.grounds, whose)
        grounds, spells = replace(grounds, spell=place[grounds.spell]), _some(one.spells, whose)
    return ListColumns(
        one.policy,
        grounds,
        spells,
        _some(one.possible, whose),
        _some(one.proposals, whose),
        _some(one.undecided, whose),
    )


def _some(one: Any, whose: NDArray[np.bool_]) -> Any:
    """The rows of *one* that are of those marked."""
    rows = np.flatnonzero(whose[one.subject])
    return type(one)(**{name: values[rows] for name, values in _columns(one).items()})


def replaced(one: ListColumns, subjects: NDArray[Any], other: ListColumns) -> ListColumns:
    """*one*, but for *subjects* (in order), whose rows are those of *other*, which has no more."""
    if not len(subjects):
        return one
    return ListColumns(
        one.policy,
        _grounds(one, subjects, other),
        merged(one.spells, subjects, other.spells),
        merged(one.possible, subjects, other.possible),
        merged(one.proposals, subjects, other.proposals),
        merged(one.undecided, subjects, other.undecided),
    )


def _grounds(one: ListColumns, subjects: NDArray[Any], other: ListColumns) -> Grounds:
    """The grounds of both, each with its place among the spells of both."""
    order = _order(one.spells.subject, subjects, other.spells.subject)
    place = np.full(len(one.spells.subject) + len(other.spells.subject) + 1, -1)  # the last is that of no spell
    place[order] = np.arange(len(order))
    shift = np.where(other.grounds.spell >= 0, len(one.spells.subject), 0)
    mine, theirs = place[one.grounds.spell], place[other.grounds.spell + shift]
    return merged(_with_spell(one.grounds, mine), subjects, _with_spell(other.grounds, theirs))


def _with_spell(grounds: Grounds, spell: Rows) -> Grounds:
    return Grounds(**{**_columns(grounds), "spell": spell})


def merged(one: Any, subjects: NDArray[Any], other: Any) -> Any:
    """The rows of *one* that are not of *subjects* (in order), and those of *other*, all in order of subject."""
    if not len(subjects):
        return one
    order = _order(one.subject, subjects, other.subject)
    theirs = _columns(other)
    return type(one)(**{name: np.concatenate([values, theirs[name]])[order] for name, values in _columns(one).items()})


def _order(mine: Days, subjects: NDArray[Any], theirs: Days) -> Rows:
    """The rows that are not of *subjects*, and *theirs* after all of *mine*, in order of subject, as *mine* are."""
    order, turn = np.empty(len(mine) + len(theirs), np.int64), np.argsort(theirs, kind="stable")
    found: Rows = order[: compiled(_put_in_order)(mine, subjects, theirs[turn], order)]
    others = np.flatnonzero(found >= len(mine))
    found[others] = turn[found[others] - len(mine)] + len(mine)
    return found


def _put_in_order(mine, subjects, theirs, order):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    place, there, count = 0, 0, 0
    for here in range(len(mine)):
        while place < len(subjects) and subjects[place] < mine[here]:
            place += 1
        if place < len(subjects) and subjects[place] == mine[here]:
            continue
        while there < len(theirs) and theirs[there] < mine[here]:
            order[count] = len(mine) + there
            there, count = there + 1, count + 1
        order[count] = here
        count += 1
    while there < len(theirs):
        order[count] = len(mine) + there
        there, count = there + 1, count + 1
    return count


def _columns(one: Any) -> dict[str, NDArray[Any]]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}
