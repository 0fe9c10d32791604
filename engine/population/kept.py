"""Which records stand, for everybody at once: known in time, not revoked, one of each identity (S6, S7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.compile.program import Program
from engine.population.columns import FactTable, Ints, Population, Rows, Texts
from engine.population.left import Left
from engine.standing import REVOCATION


@dataclass(frozen=True, eq=False)
class Kept:
    """The facts kept, by type; *left* are the subjects this has to be found out for one by one.

    *changed* are those of whom something is not kept; by *copy*, in order, the number of what is kept in its place.
    """

    tables: Mapping[str, FactTable]
    left: Left
    changed: NDArray[np.bool_]
    copy: Rows
    kept_instead: Rows


def kept(program: Program, population: Population, as_of: int, known_at: int) -> Kept:
    """What is kept of the facts of *population* dated and recorded in time."""
    left, changed = Left(len(population)), np.zeros(len(population), np.bool_)
    in_time = {
        name: (table.day <= as_of) & (table.recorded <= known_at) for name, table in population.tables.items()
    }
    standing = {name: mask.copy() for name, mask in in_time.items()}
    _revoke(population, in_time, standing, left, changed)
    copies: list[NDArray[Any]] = [np.empty((0, 2), np.int64)]
    for name, table in population.tables.items():
        identity = program.fact_types[name].identity
        if identity and len(table):
            groups = population.once(("alike", name, identity), lambda t=table, i=identity: _alike(t, i))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
            copies.append(_one_of_each(table, groups, in_time[name], standing[name], changed))
    pairs = np.concatenate(copies)
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    tables = {
        name: table if standing[name].all() else table.take(np.flatnonzero(standing[name]))
        for name, table in population.tables.items()
    }
    return Kept(tables, left, changed, pairs[:, 0], pairs[:, 1])


def _revoke(
    population: Population,
    in_time: Mapping[str, NDArray[np.bool_]],
    standing: Mapping[str, NDArray[np.bool_]],
    left: Left,
    changed: NDArray[np.bool_],
) -> None:
    """Take out of *standing* what is revoked; where revocations are revoked that is not for columns."""
    revocations = population.tables.get(REVOCATION)
    if revocations is None:
        return
    for name, (revocation, target) in population.once("revoked", lambda: _revoked(population)).items():
        table = population.tables[name]
        effective = in_time[REVOCATION][revocation] & in_time[name][target]
        if name == REVOCATION:
            left.mark(revocations.subject[revocation[effective]], "revoked revocations")
        standing[name][target[effective]] = False
        changed[table.subject[target[effective]]] = True


def _revoked(population: Population) -> dict[str, tuple[Rows, Rows]]:
    """By type, which row of the revocations revokes which row of the type, of the same subject."""
    revocations = population.tables.get(REVOCATION)
    found: dict[str, tuple[Rows, Rows]] = {}
    if revocations is None or not len(revocations):
        return found
    revokes = revocations.field("revokes")
    by_id: dict[str, list[int]] = {}
    for row, number in enumerate(revokes.values):
        if revokes.pool is not None and number >= 0:
            by_id.setdefault(revokes.pool.texts[int(number)], []).append(row)
    wanted = list(by_id)
    whose = np.zeros(len(population), np.bool_)
    whose[revocations.subject] = True
    for name, table in population.tables.items():
        rows = np.flatnonzero(whose[table.subject])
        places = _find(table.ids, rows, wanted)
        pairs = [
            (revocation, int(target))
            for target, place in zip(rows[places >= 0], places[places >= 0], strict=True)
            for revocation in by_id[wanted[place]]
            if revocations.subject[revocation] == table.subject[target]
        ]
        if pairs:
            first, second = np.array(pairs, np.int64).T
            found[name] = first, second
    return found


def _find(ids: Sequence[str], rows: NDArray[Any], wanted: Sequence[str]) -> Ints:
    """The place among *wanted* of the id in each of *rows*, -1 where it is none of them."""
    if isinstance(ids, Texts):
        found = pc.index_in(ids.array.take(pa.array(rows)), pa.array(wanted, ids.array.type))
        return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), np.int64)
    places = {id_: place for place, id_ in enumerate(wanted)}
    return np.array([places.get(ids[int(row)], -1) for row in rows], np.int64)


def _alike(table: FactTable, identity: tuple[str, ...]) -> tuple[Rows, Rows]:
    """Rows of one identity: those of group *i* from `starts[i]` to `starts[i + 1]`, the latest recorded last."""
    columns = [table.field(name) for name in identity]
    whole = np.ones(len(table), np.bool_)
    for column in columns:
        whole &= column.known
    rows = np.flatnonzero(whole)
    keys = [table.subject[rows], *(column.values[rows] for column in columns)]
    order = np.lexsort([table.recorded[rows], *keys])
    same = np.zeros(len(rows) + 1, np.bool_)
    same[1:-1] = True
    for key in keys:
        same[1:-1] &= key[order][1:] == key[order][:-1]
    several = same[:-1] | same[1:]
    found = rows[order[several]]
    starts = np.append(np.flatnonzero(~same[:-1][several]), len(found))
    tied = table.recorded[found][1:] == table.recorded[found][:-1]
    for start in np.unique(np.searchsorted(starts, np.flatnonzero(tied), side="right") - 1):
        first, last = int(starts[start]), int(starts[start + 1])
        found[first:last] = sorted(found[first:last], key=lambda row: (table.recorded[row], table.ids[int(row)]))
    return found, starts


def _one_of_each(
    table: FactTable,
    groups: tuple[Rows, Rows],
    in_time: NDArray[np.bool_],
    standing: NDArray[np.bool_],
    changed: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Keep the latest of each group alone; each other's number with that of the one kept."""
    rows, starts = groups
    group = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    alive = np.flatnonzero(standing[rows])
    latest = np.full(len(starts) - 1, -1, np.int64)
    latest[group[alive]] = rows[alive]  # of several the last
    instead = latest[group]
    others = np.flatnonzero((instead >= 0) & (instead != rows) & in_time[rows])
    standing[rows[others]] = False
    changed[table.subject[rows[others]]] = True
    return np.column_stack([table.number[rows[others]], table.number[instead[others]]])
