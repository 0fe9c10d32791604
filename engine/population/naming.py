"""Which grounds the facts about a policy name, pair by pair (S18)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.compile.rules import CompiledRule
from engine.dossier import origin
from engine.population.change_days import Changes, each_after
from engine.population.columns import Column, Days, FactTable, Ints, Pool, Rows, in_order, texts_at
from engine.population.dossiers import Dossiers
from engine.population.kept import Kept
from engine.population.moments import Moments
from engine.population.texts import Texts, find, find_each

Pairs = tuple[NDArray[Any], NDArray[Any]]
"""Rows of moments with rows of facts about the policy, of one subject each."""


def pairs_from(at: Moments, since: Days, about: FactTable) -> Pairs:
    """Each moment with each fact *about* the policy of its subject from the day of *since* on, in order."""
    return each_after(at.subject, since, Changes(about.subject, about.day))


def named(pairs: Pairs, at: Moments, rule: CompiledRule, about: FactTable) -> NDArray[np.bool_]:
    """Whether each fact *about* the policy means the ground of *rule* paired with it: names it, or names none."""
    rows, places = pairs
    grounds = about.once("grounds", lambda: _among_themselves(about.field("grounds")))
    found = ~grounds.known[places]
    given = np.flatnonzero(~found)
    if len(given):
        pair, member = members(grounds, places[given])
        found[given[pair[member == _names(at, rows[given], rule, about, grounds)[pair]]]] = True
    return found


def _among_themselves(grounds: Column) -> Column:
    """*grounds* with the texts they hold numbered among themselves."""
    numbers = in_order(grounds.values)
    texts = _texts_at(grounds.pool or Pool(()), numbers)
    return replace(grounds, values=np.searchsorted(numbers, grounds.values), pool=Pool(Texts(texts)))


def facts_called(
    dossiers: Dossiers, subject: Days, name: Ints, texts: Sequence[str]
) -> Iterator[tuple[FactTable, NDArray[Any], NDArray[Any]]]:
    """By table, which of the names (of *texts*, said of each *subject*) are ids of its facts, and in which rows."""
    subjects, tables = np.unique(subject), list(dossiers.tables.values())
    theirs = [_rows_of_some(table, subjects) for table in tables]
    places = find_each([(table.ids, rows) for table, rows in zip(tables, theirs, strict=True)], texts)
    wanted = subject.astype(np.int64) * len(texts) + name
    for table, every, place in zip(tables, theirs, places, strict=True):
        rows = every[place >= 0]
        keys = table.subject[rows].astype(np.int64) * len(texts) + place[place >= 0]
        order = np.argsort(keys)
        keys, rows = keys[order], rows[order]
        at = np.searchsorted(keys, wanted)
        here = np.flatnonzero(np.append(keys, -1)[at] == wanted)
        if len(here):
            yield table, here, rows[at[here]]


class Called:
    """The facts that the grounds of those *about* a policy name, all of them found at once."""

    @classmethod
    def by(cls, about: FactTable, dossiers: Dossiers) -> Called:
        """Those named by the facts *about* a policy, found once."""
        return about.once("called", lambda: cls(about, dossiers))

    def __init__(self, about: FactTable, dossiers: Dossiers) -> None:
        grounds = about.field("grounds")
        rows = np.flatnonzero(grounds.known)
        pair, member = members(grounds, rows)
        numbers = in_order(member)
        self._width = int(numbers[-1]) + 1 if len(numbers) else 1
        self._found: list[tuple[FactTable, Ints, NDArray[Any]]] = []
        keys, texts = rows[pair] * self._width + member, texts_at(grounds, numbers)
        named = np.searchsorted(numbers, member)
        for table, places, called in facts_called(dossiers, about.subject[rows[pair]], named, texts):
            order = np.argsort(keys[places], kind="stable")
            self._found.append((table, keys[places][order], called[order]))

    def of(self, row: Rows, member: Ints) -> Iterator[tuple[FactTable, NDArray[Any], NDArray[Any]]]:
        """By table, which of the *member*s, each said in a *row*, are ids of its facts, and in which rows."""
        wanted = row * self._width + member
        for table, keys, called in self._found:
            at = np.searchsorted(keys, wanted)
            here = np.flatnonzero(np.append(keys, -1)[at] == wanted)
            if len(here):
                yield table, here, called[at[here]]


def _rows_of_some(table: FactTable, subjects: Days) -> NDArray[Any]:
    """The rows of *subjects*, of whom there are few, in order."""
    first, last = np.searchsorted(table.subject, (subjects, subjects + 1))
    count = last - first
    return np.repeat(first - (np.cumsum(count) - count), count) + np.arange(count.sum())


def with_what_is_kept(about: FactTable, kept: Kept) -> FactTable:
    """The facts *about* a policy, naming what is *kept* where they name a copy of it (S7)."""
    grounds = about.field("grounds")
    if grounds.offsets is None or grounds.pool is None:
        return about
    places = _places(grounds.offsets, np.flatnonzero(kept.copied[about.subject] & grounds.known))
    named = in_order(grounds.values[places])
    copies = [origin(text) in kept.copies_by_id for text in texts_at(grounds, named)]
    places = places[np.isin(grounds.values[places], named[np.array(copies, np.bool_)])]
    if not len(places):
        return about
    whose = about.subject[np.searchsorted(grounds.offsets, places, side="right") - 1].tolist()
    told = texts_at(grounds, grounds.values[places])
    instead = [kept.kept(subject, text) for subject, text in zip(whose, told, strict=True)]
    numbers = in_order(grounds.values)
    texts = _texts_at(grounds.pool, numbers)
    with_those = pa.concat_arrays([texts, pa.array(instead, pa.string())]).dictionary_encode()
    values = np.searchsorted(numbers, grounds.values).astype(np.int32)
    values[places] = with_those.indices.to_numpy()[len(texts) :]
    column = replace(grounds, values=values, pool=Pool(Texts(with_those.dictionary)))
    return about.saying(lambda name: column if name == "grounds" else about.field(name))


def _places(offsets: Ints, rows: NDArray[Any]) -> Ints:
    """The places of the members of the sets in *rows*."""
    count = (offsets[1:] - offsets[:-1])[rows]
    return np.repeat(offsets[:-1][rows] - (np.cumsum(count) - count), count) + np.arange(count.sum())


def _texts_at(pool: Pool, numbers: NDArray[Any]) -> pa.Array:
    """The texts of *numbers* in *pool*, in one array."""
    if not isinstance(pool.texts, Texts):
        return pa.array([pool.texts[number] for number in numbers.tolist()], pa.string())
    found = pool.texts.array.take(pa.array(numbers))
    return pa.concat_arrays(found.chunks) if isinstance(found, pa.ChunkedArray) else found


def members(sets: Column, rows: NDArray[Any]) -> tuple[NDArray[Any], Ints]:
    """The members of the sets in *rows*, each with the place of its row among them."""
    taken = sets.take(rows)
    if taken.offsets is None:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.repeat(np.arange(len(rows)), np.diff(taken.offsets)), taken.values.astype(np.int64)


def _names(at: Moments, rows: NDArray[Any], rule: CompiledRule, about: FactTable, grounds: Column) -> Ints:
    """The number among *grounds* of what decisions call each of *rows*: its fact, or its rule; else -1."""
    texts = () if grounds.pool is None else grounds.pool.texts
    if at.called is not None:
        return find(list(at.called), rows, texts)
    by_rule = pc.index(texts.array, rule.id).as_py() if isinstance(texts, Texts) else -1
    found = np.full(len(rows), by_rule, np.int64)
    if at.table is not None:
        table, row = at.table, at.row[rows]
        with_fact = np.flatnonzero(row >= 0)
        named = about.once(("named", table), lambda: _Named(table, texts))
        found[with_fact] = named.of(row[with_fact])
    return found


class _Named:
    """The place among *texts* of the facts of a *table*, looked up when first asked for."""

    def __init__(self, table: FactTable, texts: Sequence[str]) -> None:
        self._table, self._texts = table, texts
        self._rows, self._places = np.empty(0, np.int64), np.empty(0, np.int64)

    def of(self, rows: NDArray[Any]) -> Ints:
        """That of each of *rows*, -1 where it is not named."""
        asked = in_order(rows)
        fresh = asked[~np.isin(asked, self._rows, assume_unique=True)] if len(self._rows) else asked
        if len(fresh):
            all_rows = np.concatenate([self._rows, fresh])
            places = np.concatenate([self._places, find(self._table.ids, fresh, self._texts)])
            order = np.argsort(all_rows, kind="stable")
            self._rows, self._places = all_rows[order], places[order]
        return self._places[np.searchsorted(self._rows, rows)]
