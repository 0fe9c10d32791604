"""Whether facts pass one-fact conditions: a column of truths for all rows of a table at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.domains import CodeSet, CodesTest, Domain, TruthSet
from engine.compile.nodes import FieldNode
from engine.dated import Dated
from engine.population.columns import MANY, NO_DAY, Column, Days, FactTable
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths, always, both, truths_of
from engine.truth import IntSet, PartlyKnown


def matches(tests: Iterable[FieldNode], table: FactTable, law: Days, rows: NDArray[Any] | None = None) -> Truths:
    """Whether the facts of *table* in *rows* pass *tests* under the *law* of its own day of each; 0 is not known."""
    result = always(True, len(law))
    for test in tests:
        column = table.field(test.field.name)
        result = both(result, under(test.domain, law, _passing(column if rows is None else column.take(rows))))
    return result


@dataclass(frozen=True, eq=False)
class Passing:
    """The *rows* of a table, in order, that pass a condition or may, and the *truth* of each: not false."""

    rows: NDArray[Any]
    truth: Truths

    def of(self, rows: NDArray[Any]) -> Truths:
        """The truth of some *rows*."""
        if not len(self.rows):
            return np.full(len(rows), FALSE)
        if len(rows) == len(self.rows) and (rows == self.rows).all():
            return self.truth.copy()
        place = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        return np.where(self.rows[place] == rows, self.truth[place], FALSE)

    def dated(self, day: Days, span: tuple[int, int]) -> Passing:
        """Those whose *day*, that of every row of the table, is in *span*."""
        days = day[self.rows]
        kept = np.flatnonzero((span[0] <= days) & (days <= span[1]))
        return Passing(self.rows[kept], self.truth[kept])


About = tuple[tuple[str, CodeSet], ...]
"""What facts are about: the codes that fields hold. Where a field holds none, the fact is about something else."""


def passing(
    tests: Iterable[FieldNode], table: FactTable, about: About = (), whose: NDArray[np.bool_] | None = None
) -> Passing:
    """The facts of *table* that pass *tests* by the law of their own day, or may, and are *about* something.

    Where it is told *whose* facts are asked about, only theirs.
    """
    tests = [one for one in tests if len(one.domain.values) > 1 or (one.field.name, one.domain.values[0]) not in about]
    single = [(test.field.name, test.domain.values[0]) for test in tests if len(test.domain.values) == 1]
    rows = _looked_at([*about, *((name, one) for name, one in single if isinstance(one, CodeSet))], table)
    if whose is not None:
        rows = _of_those(table, whose) if rows is None else rows[whose[table.subject[rows]]]
    for name, codes in about:
        column = table.field(name)
        values = column.values if rows is None else column.values[rows]
        here = np.flatnonzero(passing_codes(codes, column)[values] & (values >= 0))
        rows = here if rows is None else rows[here]
    truth = matches(tests, table, table.day if rows is None else table.day[rows], rows)
    kept = np.flatnonzero(truth != FALSE)
    return Passing(kept if rows is None else rows[kept], truth[kept])


def _of_those(table: FactTable, whose: NDArray[np.bool_]) -> NDArray[Any]:
    """The rows of those who are marked."""
    return np.flatnonzero(whose[table.subject])


def _looked_at(tests: Sequence[tuple[str, CodeSet]], table: FactTable) -> NDArray[Any] | None:
    """The rows that can pass the one of *tests* that names the fewest; nothing where none names any."""
    best: NDArray[Any] | None = None
    for name, codes in tests:
        index = None if codes.negated else table.by_code(name)
        if index is None:
            continue
        numbers = np.flatnonzero(passing_codes(codes, table.field(name)))
        if best is None or index.count(numbers) < len(best):
            best = index.rows(numbers)
    return best


def in_force_on(starts: Sequence[int], law: Days) -> NDArray[np.int64]:
    """Which of the values that begin on the days of *starts*, which are in order, is in force on each day of *law*."""
    found = np.full(len(law), -1)
    for start in starts:
        found += law >= start
    return found


def under(domains: Dated[Domain | None], law: Days, passing: Callable[[Domain], Truths]) -> Truths:
    """What *passing* says of the domain in force on each row's day of *law*; unknown where there is none."""
    if len(domains.values) == 1:
        return always(None, len(law)) if domains.values[0] is None else passing(domains.values[0])
    result = always(None, len(law))
    stretch = in_force_on(domains.starts, law)
    for number, domain in enumerate(domains.values):
        rows = (stretch == number) & (law != NO_DAY)
        if domain is not None and rows.any():
            result[rows] = passing(domain)[rows]
    return result


def _passing(column: Column) -> Callable[[Domain], Truths]:
    return lambda domain: passes(domain, column)


def passes(domain: Domain, column: Column) -> Truths:
    """Whether each value of *column* is in *domain*; unknown where it is missing."""
    match domain:
        case IntSet() | PartlyKnown():
            found = numbers_in(domain, column.values)
        case CodeSet():
            found = _codes_in(domain, column)
        case TruthSet(truths):
            found = truths_of(np.isin(column.values, [int(one) for one in truths]))
        case CodesTest():
            found = truths_of(_sets_pass(domain, column))
    found[~column.known] = UNKNOWN
    return found


def numbers_in(domain: IntSet | PartlyKnown, values: NDArray[Any]) -> Truths:
    """Whether each of *values* is in *domain*."""
    if isinstance(domain, PartlyKnown):
        sure, possible = _inside(domain.sure, values), _inside(domain.possible, values)
        return np.where(sure, TRUE, np.where(possible, UNKNOWN, FALSE))
    return truths_of(_inside(domain, values))


def _inside(numbers: IntSet, values: NDArray[Any]) -> NDArray[np.bool_]:
    found = np.zeros(len(values), np.bool_)
    for low, high in numbers.spans:
        if low is None or high is None:
            found |= True if low is None and high is None else values <= high if low is None else values >= low
        else:
            found |= (values >= low) & (values <= high)
    return found


def _codes_in(domain: CodeSet, column: Column) -> Truths:
    texts = column.pool.texts if column.pool is not None else ()
    if len(texts) > MANY and not domain.by_prefix:
        found = np.zeros(len(column.values), np.bool_)
        for number in _numbers(domain.codes, column):
            found |= column.values == number
        return truths_of(~found if domain.negated else found)
    return truths_of(passing_codes(domain, column)[column.values])


def passing_codes(domain: CodeSet, column: Column) -> NDArray[np.bool_]:
    """Whether each text of the pool of *column* is in *domain*."""
    texts = column.pool.texts if column.pool is not None else ()
    if domain.by_prefix or not texts:
        return np.array([text in domain for text in texts] or [False], np.bool_)
    passing = np.full(len(texts), domain.negated)
    passing[_numbers(domain.codes, column)] = not domain.negated
    return passing


def _numbers(codes: Iterable[str], column: Column) -> list[int]:
    return [number for code in codes if column.pool is not None and (number := column.pool.number(code)) >= 0]


def _sets_pass(domain: CodesTest, column: Column) -> NDArray[np.bool_]:
    offsets = column.offsets if column.offsets is not None else np.zeros(1, np.int64)
    among = np.zeros(1 if column.pool is None else max(len(column.pool.texts), 1), np.bool_)
    among[_numbers(domain.codes, column)] = True
    counted = np.concatenate(([0], np.cumsum(among[column.values])))
    inside = counted[offsets[1:]] - counted[offsets[:-1]]
    match domain.mode:
        case "any":
            found = inside > 0
        case "all":
            found = inside == len(domain.codes)
        case "only":
            found = inside == offsets[1:] - offsets[:-1]
    return np.asarray(found)
