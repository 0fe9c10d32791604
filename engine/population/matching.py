"""Whether facts pass one-fact conditions: a column of truths for all rows of a table at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.domains import CodeSet, CodesTest, Domain, TruthSet
from engine.compile.nodes import FactNode
from engine.dated import Dated
from engine.population.columns import NO_DAY, Column, Days, FactTable, Pool
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths, always, both, truths_of
from engine.truth import IntSet, PartlyKnown


def matches(node: FactNode, table: FactTable, law: Days) -> Truths:
    """Whether each fact of *table* passes *node* under the *law* of its own day in that array; 0 is not known."""
    result = always(True, len(table))
    for test in node.tests:
        result = both(result, under(test.domain, law, _passing(table.field(test.field.name))))
    return result


def under(domains: Dated[Domain | None], law: Days, passing: Callable[[Domain], Truths]) -> Truths:
    """What *passing* says of the domain in force on each row's day of *law*; unknown where there is none."""
    if len(domains.values) == 1:
        return always(None, len(law)) if domains.values[0] is None else passing(domains.values[0])
    result = always(None, len(law))
    stretch = np.searchsorted(np.array(domains.starts), law, side="right") - 1
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
    pool = column.pool or Pool(())
    if domain.by_prefix or len(pool.texts) < len(domain.codes):
        passing = np.array([text in domain for text in pool.texts] or [False], np.bool_)
        return truths_of(passing[column.values])
    numbers = [number for code in domain.codes if (number := pool.number(code)) >= 0]
    inside = np.isin(column.values, numbers)
    return truths_of(~inside if domain.negated else inside)


def _sets_pass(domain: CodesTest, column: Column) -> NDArray[np.bool_]:
    pool, offsets = column.pool or Pool(()), column.offsets
    assert offsets is not None, "a test of sets is of a set"
    numbers = [number for code in domain.codes if (number := pool.number(code)) >= 0]
    counted = np.concatenate(([0], np.cumsum(np.isin(column.values, numbers))))
    inside = counted[offsets[1:]] - counted[offsets[:-1]]
    match domain.mode:
        case "any":
            found = inside > 0
        case "all":
            found = inside == len(domain.codes)
        case "only":
            found = inside == offsets[1:] - offsets[:-1]
    return np.asarray(found)
