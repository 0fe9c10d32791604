"""The days on which a condition may change its truth: between two of them it need not be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.calendar import FOREVER, Period, add, held_from
from engine.compile.nodes import (
    AggregateNode,
    AllNode,
    AnyNode,
    GradeNode,
    ListedNode,
    Node,
    NotNode,
    SubjectNode,
    WhereNode,
)
from engine.conditions import Conditions
from engine.dossier import PROFILE
from engine.timeline import NEVER, UNGRADED


def change_days(node: Node, conditions: Conditions, first: int, last: int) -> set[int]:
    """Every day in [*first*, *last*] on which the truth of *node* may differ from the day before, *first* included."""
    return {first} | {day for day in _changes(node, conditions) if first < day <= last}


def law_changes(node: Node) -> set[int]:
    """The days on which the law *node* speaks of changes."""
    match node:
        case AllNode() | AnyNode():
            return {day for member in node.members for day in law_changes(member)}
        case NotNode():
            return law_changes(node.member)
        case WhereNode():
            return {day for one in node.facts.values() for day in one.predicates.changes}
        case AggregateNode() | SubjectNode():
            return set(node.domain.changes)
        case _:
            return set()


def _changes(node: Node, conditions: Conditions) -> Iterable[int]:
    match node:
        case AllNode() | AnyNode():
            for member in node.members:
                yield from _changes(member, conditions)
        case NotNode():
            yield from _changes(node.member, conditions)
        case WhereNode():
            yield from law_changes(node)
        case AggregateNode():
            yield from node.domain.changes
            yield from _fact_changes(node, conditions)
        case ListedNode():
            for policy in node.policies:
                yield from conditions.lists.get(policy, NEVER).changes(node.period)
        case GradeNode():
            yield from conditions.grades.get(node.policy, UNGRADED).changes
        case SubjectNode():
            yield from node.domain.changes
            yield from _attribute_changes(node, conditions)


def _fact_changes(node: AggregateNode, conditions: Conditions) -> Iterable[int]:
    dossier = conditions.dossier
    for name in node.facts:
        for fact in dossier.of_type(name):
            yield fact.day
            yield fact.day + 1  # where the span begins the day after
            if node.within is not None:
                yield held_from(fact.day, node.within)
        for first, last in dossier.program.fact_types[name].sources:
            yield first
            yield min(last, FOREVER - 1) + 1
            if node.within is not None:
                yield add(max(first - 1, 1), node.within) + 1
    if node.since == "year":
        years = range(date.fromordinal(dossier.first_day).year, date.fromordinal(dossier.as_of).year + 1)
        yield from (date(year, 1, 1).toordinal() for year in years)


def _attribute_changes(node: SubjectNode, conditions: Conditions) -> Iterable[int]:
    dossier = conditions.dossier
    profiles = [fact.day for fact in dossier.of_type(PROFILE)]
    yield from profiles
    name = {"age": "born", "years_registered": "registered"}.get(node.field.name)
    if name is None:
        return
    for day in (dossier.first_day, *profiles):
        since = dossier.attribute(name, day)
        if isinstance(since, int):
            years = date.fromordinal(dossier.as_of).year - date.fromordinal(since).year + 2
            yield from (held_from(since, Period(n, "years")) for n in range(max(years, 0)))
            yield since
