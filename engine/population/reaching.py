"""Whom listings reach: the role-holders that the facts of grounds name, in everybody's spells at once (S24)."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.compile.lists import CompiledList
from engine.compile.program import Program
from engine.population.columns import Days, FactTable, Ints, Population, Rows, distinct
from engine.population.dossiers import Dossiers
from engine.population.numbered import Numbered
from engine.population.results import ListColumns
from engine.population.texts import Texts
from engine.population.truths import FALSE, TRUE

_NOBODY: Final = np.empty(0, np.int32)


@dataclass(frozen=True, eq=False)
class Carried:
    """What one list carries over: to each *subject*, a role-holder, the ground in a *row* that is for a *fact*.

    *sure*: it is known that the subject is of a kind that may be reached. *own_repair*: it may be repaired for itself.
    """

    subject: Days
    row: Rows
    fact: Rows
    sure: NDArray[np.bool_]
    own_repair: NDArray[np.bool_]

    def take(self, rows: NDArray[Any]) -> Carried:
        """Some of them."""
        return Carried(self.subject[rows], self.row[rows], self.fact[rows], self.sure[rows], self.own_repair[rows])


@dataclass(frozen=True, eq=False)
class Reach:
    """Whose listings reach each role-holder: the places of its *principals* by its own, both in order.

    *days* are the places of role-holders with the days on which a listing reached them, in order; *by_list* what each
    list that can carry over does, and *named* the role-holders each names with their principals. *numbered* are all
    facts.
    """

    principals: Mapping[int, Sequence[int]]
    days: NDArray[np.int32]
    by_list: Mapping[str, Carried]
    named: Mapping[str, _Named]
    numbered: Numbered

    @cached_property
    def subjects(self) -> Days:
        """Those who are reached, in order."""
        return distinct(self.days[:, 0])

    @property
    def moving(self) -> Iterator[str]:
        """The lists that carry anything over."""
        return (policy for policy, found in self.by_list.items() if len(found.subject))


class _Named(NamedTuple):
    """Role-holders, each with a principal and the day of its listing."""

    subject: Days
    principal: Days
    day: Days


def reach_of(
    program: Program,
    lists: Mapping[str, ListColumns],
    dossiers: Dossiers,
    silences: Sequence[str],
    before: Reach | None = None,
    again: Container[str] = (),
) -> Reach:
    """Whose listings reach whom.

    *lists* are those of everybody without its principals; *silences* are the facts silence made of those judged one by
    one, which have numbers of their own. What is known from *before* holds of all policies but those judged *again*;
    it is the very same where nothing can have changed.
    """
    numbered = dossiers.numbered
    by_list: dict[str, Carried] = {}
    named: dict[str, _Named] = {}
    for policy in program.extending:
        if before is not None and policy in before.by_list and policy not in again:
            by_list[policy], named[policy] = before.by_list[policy], before.named[policy]
            continue
        one = lists[policy]
        facts = found_apart(one, dossiers, silences)
        found = by_list[policy] = carried(program.lists[policy], one, dossiers, numbered, facts)
        named[policy] = _Named(found.subject, one.grounds.subject[found.row], one.grounds.opened[found.row])
    if before is not None and list(map(id, by_list.values())) == list(map(id, before.by_list.values())):
        return before
    subject, principal, day = (np.concatenate([one[n] for one in named.values()] or [_NOBODY]) for n in range(3))
    principals: dict[int, list[int]] = {}
    for holder, one in _each_pair_once(subject, principal).tolist():
        principals.setdefault(holder, []).append(one)
    return Reach(principals, _each_pair_once(subject, day), by_list, named, numbered)


def _each_pair_once(subject: Days, other: Days) -> NDArray[np.int32]:
    keys = distinct(np.sort((subject.astype(np.int64) << 32) | other))
    return np.column_stack([keys >> 32, keys & 0xFFFFFFFF]).astype(np.int32)


def found_apart(one: ListColumns, dossiers: Dossiers, silences: Sequence[str]) -> Rows:
    """The numbers of the facts of grounds, those that silence made for one by one as columns number them."""
    facts, missed = one.grounds.fact, np.flatnonzero(one.grounds.fact < -1)
    if not len(missed):
        return facts
    facts = facts.copy()
    for row in missed:
        name, subject = silences[-2 - int(facts[row])], int(one.grounds.subject[row])
        tables = (dossiers.of_type(duty.id) for duty in dossiers.program.duties)
        rows = ((table, each) for table in tables if table is not None for each in table.rows_of(subject))
        facts[row] = next((table.number[each] for table, each in rows if table.ids[each] == name), -1)
    return facts


def carried(compiled: CompiledList, one: ListColumns, dossiers: Dossiers, numbered: Numbered, facts: Rows) -> Carried:
    """The grounds of everybody's spells on a list that hold role-holders too, in order of subject and opening.

    *facts* are the numbers of the facts of all grounds. Nobody is a role-holder of itself.
    """
    found = list(_carried(compiled, one, dossiers, numbered, facts))
    subject = np.concatenate([*(part.subject for part in found), np.empty(0, np.int32)])
    row = np.concatenate([*(part.row for part in found), np.empty(0, np.int64)])
    sure, own = (
        np.concatenate([*(getattr(part, name) for part in found), np.empty(0, np.bool_)])
        for name in ("sure", "own_repair")
    )
    return Carried(subject, row, facts[row], sure, own).take(np.lexsort((row, one.grounds.opened[row], subject)))


def _carried(
    compiled: CompiledList, one: ListColumns, dossiers: Dossiers, numbered: Numbered, facts: Rows
) -> Iterator[Carried]:
    grounds, naming = one.grounds, _naming(dossiers.population)
    sure = np.flatnonzero((grounds.spell >= 0) & (facts >= 0))
    for table, places, rows in numbered.among(facts[sure]):
        if table is None or table.related is None:
            continue
        count = table.related.ends[rows] - table.related.starts[rows]
        row = np.repeat(sure[places], count)
        first = np.repeat(table.related.starts[rows] - (np.cumsum(count) - count), count)
        roles, named = naming[id(table.related.subjects)].of(first + np.arange(len(row)))
        for extends in compiled.extends_to:
            opened = grounds.opened[row]
            here = (roles == naming[id(table.related.subjects)].role(extends.role)) & (named >= 0)
            here &= (extends.in_force[0] <= opened) & (opened <= extends.in_force[1]) & (named != grounds.subject[row])
            kept = np.flatnonzero(here)
            permitted = dossiers.attributes.of_kinds(extends.kinds, named[kept], opened[kept])
            kept, permitted = kept[permitted != FALSE], permitted[permitted != FALSE]
            own = np.full(len(kept), extends.own_repair)
            yield Carried(named[kept], row[kept], facts[row[kept]], permitted == TRUE, own)


@dataclass(frozen=True, eq=False)
class _Naming:
    """Whom the facts of a table name: the number of the *role* of each and its place in the population, or -1."""

    numbers: Mapping[str, int]
    roles: Ints
    places: Days

    def of(self, members: NDArray[Any]) -> tuple[Ints, Days]:
        """The roles and the places of some."""
        return self.roles[members], self.places[members]

    def role(self, name: str) -> int:
        """The number of a role, -2 where nobody has it."""
        return self.numbers.get(name, -2)


def _naming(population: Population) -> Mapping[int, _Naming]:
    """By what holds their ids, whom the facts of each table name."""
    return population.once("naming", lambda: dict(_named(population)))


def _named(population: Population) -> Iterator[tuple[int, _Naming]]:
    tables = [table for table in population.tables.values() if table.related is not None]
    places = _places(population, tables)
    for table, place in zip(tables, places, strict=True):
        if table.related is None:
            continue
        roles = table.related.roles
        coded = _array(roles).dictionary_encode()
        numbers = {text: number for number, text in enumerate(coded.dictionary.to_pylist())}
        yield id(table.related.subjects), _Naming(numbers, pc.fill_null(coded.indices, -1).to_numpy(), place)


def _array(texts: Sequence[str]) -> pa.Array:
    """*texts* in one piece."""
    if not isinstance(texts, Texts):
        return pa.array(list(texts), pa.string())
    array = texts.array
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _places(population: Population, tables: list[FactTable]) -> list[Days]:
    """The place of everybody whom the facts of each of *tables* name."""
    subjects = [table.related.subjects for table in tables if table.related is not None]
    if not subjects:
        return []
    if not isinstance(population.ids, Texts):
        return [np.array([population.places.get(one, -1) for one in each], np.int32) for each in subjects]
    arrays = [_array(each) for each in subjects]
    found = pc.index_in(pa.chunked_array(arrays, pa.string()), _array(population.ids))
    whole = pc.fill_null(found, -1).to_numpy().astype(np.int32)
    return np.split(whole, np.cumsum([len(one) for one in arrays])[:-1])
