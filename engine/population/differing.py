"""Of whom two conditions may say something else that differ in values only: whose facts tell these values apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.calendar import FOREVER
from engine.compile.domains import Domain
from engine.compile.nodes import AggregateNode, AllNode, AnyNode, FactNode, Node, NotNode, WhereNode
from engine.dated import Dated
from engine.population.columns import ABSENT, Column, Days, FactTable, Ints, Rows
from engine.population.counting import numbers, over
from engine.population.dossiers import Dossiers
from engine.population.matching import About, passes, passing
from engine.population.truths import UNKNOWN, Truths
from engine.truth import IntSet, PartlyKnown

Value = TypeVar("Value")
Marks = NDArray[np.bool_]
Inside = Callable[[FactTable, Rows, int, int], Marks]
"""Whether the law of a day from one to another may be asked about facts in some rows of a table."""
_ABOVE: Final = np.iinfo(np.int64).max
"""More than any number of facts."""


class Anybody(Exception):
    """A difference may concern anybody."""


def stretches(before: Dated[Value], after: Dated[Value]) -> Iterator[tuple[int, int, Value, Value]]:
    """The stretches of law in which the two differ: first and last day, and either value."""
    starts = sorted({*before.starts, *after.starts})
    for first, following in pairwise((*starts, FOREVER + 1)):
        one, other = before.at(first), after.at(first)
        if one != other:
            yield first, following - 1, one, other


def whatever_law(_table: FactTable, rows: Rows, _first: int, _last: int) -> Marks:
    """The law of any day may be asked about any fact."""
    return np.ones(len(rows), np.bool_)


def own_law(table: FactTable, rows: Rows, first: int, last: int) -> Marks:
    """Facts are asked about by the law of their own day."""
    day = table.day[rows]
    return np.asarray((first <= day) & (day <= last))


class Differing:
    """Marks of whom conditions over *dossiers* may say something else than others did; raises `Anybody`."""

    def __init__(self, dossiers: Dossiers) -> None:
        self.dossiers = dossiers
        self.marks = np.zeros(len(dossiers.population), np.bool_)

    def all_of(self, before: Sequence[Node], after: Sequence[Node]) -> None:
        """Mark for conditions one by one."""
        same(len(before), len(after))
        for one, other in zip(before, after, strict=True):
            self.condition(one, other)

    def condition(self, before: Node | None, after: Node | None) -> None:
        """Mark for one condition; there may be none."""
        if before == after:
            return
        match before, after:
            case AllNode(members=ones), AllNode(members=others):
                self.all_of(ones, others)
            case AnyNode(members=ones), AnyNode(members=others):
                self.all_of(ones, others)
            case NotNode(member=one), NotNode(member=other):
                self.condition(one, other)
            case WhereNode(), WhereNode():
                same(before.facts.keys(), after.facts.keys())
                for name, tests in before.facts.items():
                    self.facts(tests, after.facts[name], whatever_law)
            case AggregateNode(), AggregateNode():
                self._aggregate(before, after)
            case _:
                raise Anybody

    def facts(self, before: FactNode, after: FactNode, inside: Inside, about: About = ()) -> None:
        """Mark for the tests of facts that are *about* something, asked by a law that is *inside* a stretch."""
        same((before.type, _fields(before)), (after.type, _fields(after)))
        table = self.dossiers.of_type(before.type)
        pairs = [pair for pair in zip(before.tests, after.tests, strict=True) if pair[0].domain != pair[1].domain]
        if table is None or not pairs:
            return
        unmoved = [one for one, other in zip(before.tests, after.tests, strict=True) if one.domain == other.domain]
        rows = passing([one for one in unmoved if len(one.domain.values) == 1], table, about).rows
        for one, other in pairs:
            column = table.field(one.field.name).take(rows)
            for first, last, mine, theirs in stretches(one.domain, other.domain):
                here = rows[_truths(mine, column) != _truths(theirs, column)]
                self.marks[table.subject[here[inside(table, here, first, last)]]] = True

    def _aggregate(self, before: AggregateNode, after: AggregateNode) -> None:
        same(_shape(before), _shape(after))
        same(before.facts.keys(), after.facts.keys())
        for name, one in before.facts.items():
            self.facts(one, after.facts[name], own_law)
        pairs = [(mine, theirs) for _, _, mine, theirs in stretches(before.domain, after.domain)]
        if not pairs:
            return
        for mine, theirs in pairs:
            _absent_alike(mine, theirs)
        subject, number = self._gathered(before, after)
        for mine, theirs in pairs:
            self.marks[subject[number >= _least(mine, theirs, before)]] = True

    def _gathered(self, before: AggregateNode, after: AggregateNode) -> tuple[Days, Ints]:
        """Everybody with facts that either may count, and what all of them together come to at most."""
        subject, number = [np.empty(0, np.int32)], [np.empty(0, np.int64)]
        for name, one in before.facts.items():
            table = self.dossiers.of_type(name)
            if table is None:
                continue
            rows = np.union1d(passing(one.tests, table).rows, passing(after.facts[name].tests, table).rows)
            subject.append(table.subject[rows])
            if before.field is None or before.operation in ("count", "distinct"):
                number.append(np.ones(len(rows), np.int64))
            else:
                number.append(numbers(table.field(before.field.name), rows))
        return _summed(np.concatenate(subject), np.concatenate(number), greatest=before.operation == "max")


def same(one: object, other: object) -> None:
    """Raise `Anybody` unless they are equal."""
    if one != other:
        raise Anybody


def _fields(node: FactNode) -> list[object]:
    return [test.field for test in node.tests]


def _shape(node: AggregateNode) -> tuple[object, ...]:
    return node.operation, node.field, node.within, node.since, node.same


def _truths(domain: Domain | None, column: Column) -> Truths:
    if domain is None:
        return np.full(len(column.known), UNKNOWN)
    return passes(domain, column)


def _absent_alike(one: Domain | None, other: Domain | None) -> None:
    """Raise `Anybody` if the two tell apart what is said of those who have no fact to count."""
    low, high = np.array([0, 0, ABSENT]), np.array([0, ABSENT, ABSENT])
    if not (isinstance(one, IntSet | PartlyKnown) and isinstance(other, IntSet | PartlyKnown)):
        raise Anybody
    same(over(one, low, high).tolist(), over(other, low, high).tolist())


def _summed(subject: Days, number: Ints, *, greatest: bool) -> tuple[Days, Ints]:
    """The sum of the numbers of each subject, or the *greatest*; more than any where one is missing."""
    order = np.argsort(subject, kind="stable")
    subject, number = subject[order], number[order]
    begins = np.flatnonzero(np.diff(subject, prepend=-1))
    if not len(begins):
        return subject, number
    missing = np.maximum.reduceat(number == ABSENT, begins)
    known = np.where(number == ABSENT, 0, number)
    found = np.maximum.reduceat(known, begins) if greatest else np.add.reduceat(known, begins)
    return subject[begins], np.where(missing, _ABOVE, found)


def _least(one: Domain | None, other: Domain | None, node: AggregateNode) -> int:
    """Numbers below it, whatever is known of them, are alike to both; more than any negative where none is certain."""
    if not (isinstance(one, IntSet | PartlyKnown) and isinstance(other, IntSet | PartlyKnown)):
        raise Anybody
    if node.operation in ("sum", "max") and (node.field is None or node.field.signed):
        return ABSENT
    sets = [_sets(one), _sets(other)]
    ends = {end for pair in sets for numbers_ in pair for end in _ends(numbers_)}
    known = sorted({0, *(end for end in ends if end >= 0)})
    apart = [end for end in known if any((end in mine) != (end in theirs) for mine, theirs in zip(*sets, strict=True))]
    least = min(apart, default=_ABOVE)
    low = np.array([end for end in known if end < least], np.int64)
    open_ = np.full(len(low), ABSENT)
    alike = (over(one, low, open_) == over(other, low, open_)).all()
    return least if alike else ABSENT


def _sets(domain: IntSet | PartlyKnown) -> tuple[IntSet, IntSet]:
    return (domain.sure, domain.possible) if isinstance(domain, PartlyKnown) else (domain, domain)


def _ends(one: IntSet) -> Iterator[int]:
    """Where *one* begins or has ended, and the number before each."""
    for low, high in one.spans:
        if low is not None:
            yield from (low - 1, low)
        if high is not None:
            yield from (high, high + 1)
