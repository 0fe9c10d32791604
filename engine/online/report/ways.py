"""The ways off a list before its time: what each asks of the subject, and from which day it is open (S19, S26)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from engine.calendar import FOREVER
from engine.change_days import change_days
from engine.compile.nodes import Node
from engine.conditions import Conditions
from engine.judging import Evaluation
from engine.online.report.needs import burden, smallest_cure
from engine.spells.ground import Ground
from engine.spells.repairs import Assessment, Reason, assess, assessments, seen_from
from engine.spells.result import ListResult


class Way(NamedTuple):
    """One way off: how an application would fare now, from which day it may be made, and the *facts* it asks for.

    It is not *open* where neither facts nor time take away what is against it; then that day is when the wait is over.
    """

    assessment: Assessment
    earliest: int | None
    facts: frozenset[str] = frozenset()
    open: bool = True

    @property
    def provided(self) -> bool:
        """Whether law provides it."""
        variant = self.assessment.variant
        return variant is not None and not variant.none_provided


def shortest(evaluation: Evaluation, result: ListResult, ground: Ground) -> Way:
    """Of the ways off for *ground*, the one that asks the least of the subject, or only the shortest wait.

    Where no facts and no time open one, that by which an application would be nearest to being admitted.
    """
    found = assessments(result.compiled, evaluation.conditions, ground, evaluation.dossier.as_of)
    ways = [_way(evaluation, result, ground, one) for one in found]
    open_ = [way for way in ways if way.open]
    if open_:
        return min(open_, key=lambda way: _asks(way, evaluation.conditions))
    nearest = assess(result.compiled, evaluation.conditions, ground, evaluation.dossier.as_of)
    return next(way for way in ways if way.assessment == nearest)


def _asks(way: Way, conditions: Conditions) -> tuple[int, int, int]:
    decisions, facts, _ = burden(way.facts, conditions)
    return decisions, facts, 0 if way.facts else FOREVER if way.earliest is None else way.earliest


def _way(evaluation: Evaluation, result: ListResult, ground: Ground, one: Assessment) -> Way:
    facts: set[str] = set()
    conditions = evaluation.conditions
    at = seen_from(result.compiled, conditions, ground, evaluation.dossier.as_of)
    earliest, open_ = one.earliest, True
    for reason, node in _conditions(one, result):
        cure = smallest_cure(node, conditions, at) if _may_come(reason, one) else None
        if cure is not None:
            facts |= cure
            continue
        day = _turns(evaluation, result, ground, node, is_bar=not _may_come(reason, one))
        open_ = open_ and day is not None
        earliest = earliest if earliest is None or day is None else max(earliest, day)
    return Way(one, earliest, frozenset(facts), open_)


def _conditions(one: Assessment, result: ListResult) -> Iterator[tuple[Reason, Node]]:
    """What *one* rests on that time alone does not settle."""
    for reason in one.reasons:
        node = result.compiled.correction if reason.why == "not_corrected" else reason.node
        if node is not None:
            yield reason, node


def _may_come(reason: Reason, one: Assessment) -> bool:
    """Whether *reason* is something wanted, and not a bar."""
    requires = one.variant.requires if one.variant is not None else ()
    return reason.why == "not_corrected" or any(node is reason.node for node in requires)


def _turns(evaluation: Evaluation, result: ListResult, ground: Ground, node: Node, *, is_bar: bool) -> int | None:
    """The first day to come on which *node* is no longer in the way, if nothing happens; nothing where it stays."""
    conditions, day = evaluation.conditions, evaluation.dossier.as_of
    at = seen_from(result.compiled, conditions, ground, day)._replace(strictly=is_bar)
    for later in _days_to_come(node, conditions, day):
        if conditions.truth(node, at._replace(day=later, law=later)) is (not is_bar):
            return later
    return None


def _days_to_come(node: Node, conditions: Conditions, day: int) -> list[int]:
    """The days after *day* on which the truth of *node* may change as things stand."""
    new_year = date(date.fromordinal(day).year + 1, 1, 1).toordinal()
    return sorted((change_days(node, conditions, day, FOREVER - 1) | {new_year}) - {day})
