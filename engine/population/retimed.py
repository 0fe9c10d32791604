"""A list whose periods alone are others: what opened before opens again, and only its ends are found anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule
from engine.population.columns import FactTable
from engine.population.conditions import Conditions
from engine.population.folding import Openings
from engine.population.lists import folded
from engine.population.moments import Moments, nowhere
from engine.population.openings import taken
from engine.population.results import ListColumns, Waiting
from engine.population.terms import end
from engine.spells.openings import is_parameter

Marks = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Opened:
    """The *openings* of everybody on a list by *compiled*, later law apart; those *left* are judged one by one.

    They are so where what the list reads of others is just what stands *below*.
    """

    compiled: CompiledList
    below: Sequence[object]
    openings: Openings
    left: Marks


class LastOpened:
    """Keeps what opened on the list that was judged last with other periods: of one list, since openings are large."""

    def __init__(self) -> None:
        self._one: Opened | None = None

    def keep(self, one: Opened) -> None:
        """Keep *one*, in place of what was."""
        self._one = one

    def of(self, compiled: CompiledList, below: Sequence[object], about: Mapping[str, FactTable]) -> Opened | None:
        """What opens by *compiled*, but for the periods, where that is known."""
        one = self._one
        if one is None or one.compiled.policy != compiled.policy or len(one.below) != len(below):
            return None
        if any(mine is not theirs for mine, theirs in zip(one.below, below, strict=True)):
            return None
        return one if differs_in_periods(one.compiled, compiled, about) else None


_APART: Final = frozenset({"rules"})


def differs_in_periods(before: CompiledList, after: CompiledList, about: Mapping[str, FactTable]) -> bool:
    """Whether *after* is *before* but for the length of periods that neither law nor decisions choose.

    *about* are the facts that name the list.
    """
    if not _alike(before, after, _APART) or len(before.rules) != len(after.rules):
        return False
    rules = zip(before.rules, after.rules, strict=True)
    return all(one.term == other.term or _is_plain(before, one, other, about) for one, other in rules) and all(
        _alike(one, other, frozenset({"term"})) for one, other in zip(before.rules, after.rules, strict=True)
    )


def _is_plain(compiled: CompiledList, one: CompiledRule, other: CompiledRule, about: Mapping[str, FactTable]) -> bool:
    """Whether the periods of either depend on one law and on what opened alone."""
    if one.term is None or other.term is None or len(one.law) > 1:
        return False
    anew = any(repair.resume == "anew" for repair in one.repairs or compiled.repairs)
    return (
        (one.term.range, one.term.day_fields) == (other.term.range, other.term.day_fields) == (None, ())
        and is_parameter(one) is is_parameter(other)
        and not ("repair_undone" in about and anew)
    )


def _alike(one: Any, other: Any, apart: frozenset[str]) -> bool:
    return one is other or all(
        getattr(one, field.name) == getattr(other, field.name) for field in fields(one) if field.name not in apart
    )


def retimed(
    opened: Opened, compiled: CompiledList, conditions: Conditions, whose: Marks, known: ListColumns
) -> ListColumns:
    """The list by *compiled* of those who are marked, who had *opened* the same; what waits is *known*."""
    openings = taken(opened.openings, np.flatnonzero(whose[opened.openings.subject]))
    low, high = openings.low.copy(), openings.high.copy()
    for number, rule in enumerate(compiled.rules):
        if rule.term == opened.compiled.rules[number].term:
            continue
        rows = np.flatnonzero((openings.rule == number) & ~openings.resumes)
        subject, day, law = openings.subject[rows], openings.day[rows], openings.law[rows]
        triggered, anchor = openings.triggered[rows], openings.anchor[rows]
        at = Moments(subject, triggered, law, None, np.full(len(rows), -1), triggered, day, nowhere(len(rows)))
        low[rows], high[rows] = end(rule, at, law, anchor, None)
    waits = _of_those(known.proposals, whose), _of_those(known.undecided, whose)
    return folded(compiled, openings._replace(low=low, high=high), conditions, *waits)


def _of_those(one: Waiting, whose: Marks) -> Waiting:
    return one.take(np.flatnonzero(whose[one.subject]))
