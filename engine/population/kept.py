"""Which records stand, for everybody at once: known in time, not revoked, one of each identity (S6, S7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.compile.program import Program
from engine.population.columns import FactTable, Population, Rows, find
from engine.population.left import Left
from engine.standing import REVOCATION


@dataclass(frozen=True, eq=False)
class Kept:
    """The facts kept, by type; *left* are the subjects this has to be found out for one by one.

    *changed* are those of whom something is not kept, *copied* those of whom a copy is not.
    """

    tables: Mapping[str, FactTable]
    left: Left
    changed: NDArray[np.bool_]
    copied: NDArray[np.bool_]


def kept(program: Program, population: Population, as_of: int, known_at: int) -> Kept:
    """What is kept of the facts of *population* dated and recorded in time."""
    left, changed = Left(len(population)), np.zeros(len(population), np.bool_)
    copied = np.zeros(len(population), np.bool_)
    in_time = {
        name: (table.day <= as_of) & (table.recorded <= known_at) for name, table in population.tables.items()
    }
    standing = {name: mask.copy() for name, mask in in_time.items()}
    _revoke(population, in_time, standing, left, changed)
    for name, table in population.tables.items():
        identity = program.fact_types[name].identity
        if identity and len(table):
            groups = population.once(("alike", name, identity), lambda t=table, i=identity: _alike(t, i))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
            _one_of_each(table, groups, in_time[name], standing[name], copied)
    tables = {
        name: table if standing[name].all() else table.take(np.flatnonzero(standing[name]))
        for name, table in population.tables.items()
    }
    return Kept(tables, left, changed | copied, copied)


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
        places = find(table.ids, rows, wanted)
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
    copied: NDArray[np.bool_],
) -> None:
    """Keep the latest of each group alone."""
    rows, starts = groups
    group = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    alive = np.flatnonzero(standing[rows])
    latest = np.full(len(starts) - 1, -1, np.int64)
    latest[group[alive]] = rows[alive]  # of several the last
    instead = latest[group]
    others = np.flatnonzero((instead >= 0) & (instead != rows) & in_time[rows])
    standing[rows[others]] = False
    copied[table.subject[rows[others]]] = True
