"""Conditions asked at many moments at once, with three truths: `engine.conditions` over columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.nodes import (
    AggregateNode,
    AllNode,
    AnyNode,
    FactNode,
    GradeNode,
    ListedNode,
    Node,
    NotNode,
    SubjectNode,
    WhereNode,
)
from engine.population.columns import ABSENT, NO_DAY, Days, FactTable, Ints
from engine.population.counting import Asked, Counted, Gathered, gathered, nothing, numbers, over, pooled
from engine.population.days import new_year, window_start
from engine.population.dossiers import Dossiers
from engine.population.gradings import Gradings
from engine.population.left import NotInColumns
from engine.population.matching import About, Passing, matches, passes, passing, under
from engine.population.memo import Memo
from engine.population.moments import Moments, nowhere
from engine.population.timelines import Timelines
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths, always, every, negated, some
from engine.truth import IntSet, PartlyKnown


class Conditions:
    """Answers conditions about everybody's dossier; *lists* and *grades* are those of lower strata, by policy."""

    def __init__(self, dossiers: Dossiers, whose: NDArray[np.bool_] | None = None) -> None:
        self.dossiers, self._whose = dossiers, whose
        self.lists: dict[str, Timelines] = {}
        self.grades: dict[str, Gradings] = {}
        self._once = Memo()

    def only(self, whose: NDArray[np.bool_]) -> Conditions:
        """The same, to be asked about those alone who are marked: what facts others have is not looked at."""
        found = Conditions(self.dossiers, whose)
        found.lists, found.grades = self.lists, self.grades
        return found

    def truth(self, node: Node, at: Moments) -> Truths:
        """Whether *node* holds at each moment."""
        return _ASKED[type(node)](self, node, at)

    def on_own_day(self, node: FactNode, table: FactTable, about: About = ()) -> Passing:
        """The facts of *table* that pass *node* by the law of their own day, or may, of those *about* something."""
        return self._once((_meaning(node), table.type, about), lambda: passing(node.tests, table, about, self._whose))

    def about(self, table: FactTable, about: About) -> Passing:
        """The facts of *table* that are *about* something."""
        return passing((), table, about, self._whose)

    def every_one(self, node: AllNode, at: Moments) -> Truths:
        """Whether all members hold."""
        return every((self.truth(member, at) for member in node.members), len(at))

    def some_one(self, node: AnyNode, at: Moments) -> Truths:
        """Whether a member holds."""
        return some((self.truth(member, at) for member in node.members), len(at))

    def negated(self, node: NotNode, at: Moments) -> Truths:
        """Whether the member does not hold."""
        return negated(self.truth(node.member, at))

    def trigger_passes(self, node: WhereNode, at: Moments) -> Truths:
        """Whether the triggering fact passes the tests for its type."""
        if at.table is None or at.table.type not in node.facts:
            return always(None, len(at))
        found = matches(node.facts[at.table.type].tests, at.table, at.law, np.maximum(at.row, 0))
        found[at.row < 0] = UNKNOWN
        return found

    def listed_on_one(self, node: ListedNode, at: Moments) -> Truths:
        """Whether the subject is on one of the lists."""
        known = (self.lists[policy] for policy in node.policies if policy in self.lists)
        return some((one.listed(at.subject, at.day, node.period) for one in known), len(at))

    def graded(self, node: GradeNode, at: Moments) -> Truths:
        """Whether the subject's grade passes; false where it has none."""
        if node.policy not in self.grades:
            if node.policy in self.dossiers.program.grades:
                raise NotInColumns
            return always(False, len(at))
        return self.grades[node.policy].passes(node.domain, at.subject, at.day)

    def attribute(self, node: SubjectNode, at: Moments) -> Truths:
        """Whether an attribute of the subject on the day passes."""
        column = self.dossiers.attribute(node.field.name, at.subject, at.day)
        return under(node.domain, at.law, lambda domain: passes(domain, column))

    def aggregate(self, node: AggregateNode, at: Moments) -> Truths:
        """Whether the number an aggregate gathers passes."""
        found, whole = self.gather(node, at)

        def inside(domain: object) -> Truths:
            if isinstance(domain, IntSet | PartlyKnown):
                return over(domain, found.low, found.high)
            return always(None, len(at))

        truth = under(node.domain, at.law, inside)
        if node.operation == "max":
            truth = np.where((truth == TRUE) & (found.sure == 0), UNKNOWN, truth)
            truth = np.where(nothing(found, whole), FALSE, truth)
        return truth

    def gather(self, node: AggregateNode, at: Moments) -> tuple[Gathered, Any]:
        """The numbers an aggregate gathers at each moment, and where no fact can have been missed."""
        first, last = self.span_start(node, at), at.day.astype(np.int64)
        begun = first != ABSENT
        whole = self.dossiers.covered(node.facts, np.minimum(first, last), last) | ~begun
        wanted = tuple(self._trigger_value(name, node, at) for name in node.same)
        asked = Asked(at.subject, np.where(begun, first, last + 1), last, wanted, whole, at.trigger_day)
        return gathered(node, self.countable(node), asked), whole

    def corrected(self, node: AggregateNode | None, at: Moments) -> tuple[Days, NDArray[np.bool_]]:
        """The day each ground was corrected, by *node*, if it was by then; and whether that is not known."""
        if node is None:
            return nowhere(len(at)), np.zeros(len(at), np.bool_)
        found, _ = self.gather(node, at)
        start = np.maximum(np.maximum(self.span_start(node, at), 0), at.trigger_day)
        open_ = found.perhaps | ~self.dossiers.covered(node.facts, start, at.day.astype(np.int64))
        return found.earliest, np.asarray((found.earliest == NO_DAY) & open_)

    def seen_from(self, node: AggregateNode | None, at: Moments) -> Moments:
        """The same moments, with the day by *node* of each ground's correction."""
        return at if node is None else replace(at, correction=self.corrected(node, at)[0])

    def span_start(self, node: AggregateNode, at: Moments) -> Ints:
        """The first day whose facts may count, `ABSENT` where the span has not begun."""
        strictly = int(at.strictly)
        match node.since:
            case "trigger":
                first = at.trigger_day.astype(np.int64) + strictly
            case "listing":
                first = at.opened.astype(np.int64) + strictly
            case "correction":
                first = np.where(at.correction == NO_DAY, ABSENT, at.correction.astype(np.int64) + strictly)
            case "year":
                first = new_year(at.day)
            case None:
                first = self.dossiers.first_day[at.subject].astype(np.int64)
        if node.within is not None:
            window = window_start(at.day, node.within).astype(np.int64)
            if node.since is None:
                return window
            first = np.where(first == ABSENT, ABSENT, np.maximum(first, window))
        return first

    def countable(self, node: AggregateNode) -> Counted:
        """The facts *node* may count, whenever it is asked."""
        filters = tuple((name, _meaning(one)) for name, one in node.facts.items())
        field = node.field.name if node.field is not None and node.operation != "count" else None
        return self._once((filters, field, node.same), lambda: self._of_types(node))

    def _of_types(self, node: AggregateNode) -> Counted:
        parts: list[Counted] = []
        for name, filter_ in node.facts.items():
            table = self.dossiers.of_type(name)
            if table is None:
                continue
            found = self.on_own_day(filter_, table)
            rows = found.rows
            parts.append(
                Counted(
                    table.subject[rows],
                    table.day[rows],
                    found.truth == TRUE,
                    numbers(table.field(node.field.name), rows)
                    if node.field is not None and node.operation != "count"
                    else np.zeros(len(rows), np.int64),
                    tuple(numbers(table.field(name), rows) for name in node.same),
                )
            )
        return pooled(parts, len(node.same))

    def _trigger_value(self, name: str, node: AggregateNode, at: Moments) -> Ints:
        if at.table is None or name not in self.dossiers.program.fact_types[at.table.type].fields:
            return np.full(len(at), ABSENT, np.int64)
        column = at.table.field(name)
        for other in node.facts:
            fields = self.dossiers.program.fact_types[other].fields
            if name in fields and (fields[name].family == "text") is not (column.family == "text"):
                raise NotInColumns
        values = numbers(column, np.maximum(at.row, 0))
        values[at.row < 0] = ABSENT
        return values


def _meaning(node: FactNode) -> tuple[object, ...]:
    """What *node* asks of a fact: the same wherever it is written."""
    return tuple((test.field.name, test.domain) for test in node.tests)


_ASKED: Mapping[type[Node], Callable[[Conditions, Any, Moments], Truths]] = {
    AggregateNode: Conditions.aggregate,
    AllNode: Conditions.every_one,
    AnyNode: Conditions.some_one,
    NotNode: Conditions.negated,
    WhereNode: Conditions.trigger_passes,
    ListedNode: Conditions.listed_on_one,
    GradeNode: Conditions.graded,
    SubjectNode: Conditions.attribute,
}
"""How each sort of node is answered."""
