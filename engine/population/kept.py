"""Which records stand, for everybody at once: known in time, not revoked, one of each identity (S6, S7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.compile.program import Program
from engine.dossier import origin
from engine.population.columns import FactTable, Ints, Population, Rows, texts_at
from engine.population.left import Left
from engine.population.texts import find_each, texts_of
from engine.standing import REVOCATION

_MOST: Final = 1 << 62


@dataclass(frozen=True, eq=False)
class Kept:
    """The facts kept, by type; *left* are the subjects this has to be found out for one by one.

    *changed* are those of whom something is not kept, *copied* those of whom a copy is not.
    """

    tables: Mapping[str, FactTable]
    left: Left
    changed: NDArray[np.bool_]
    copied: NDArray[np.bool_]
    copies: Sequence[tuple[FactTable, Rows, Rows]]
    """Of each table with copies: the row of each, and the row of the fact kept in its place."""
    revoking: FactTable | None
    """The revocations that stand."""

    @cached_property
    def instead(self) -> Mapping[tuple[int, str], str]:
        """By subject and id of a copy, the id of the fact kept in its place."""
        return {
            (subject, copy): kept
            for table, copies, instead in self.copies
            for subject, copy, kept in zip(
                table.subject[copies].tolist(), texts_of(table.ids, copies), texts_of(table.ids, instead), strict=True
            )
        }

    @cached_property
    def copies_by_id(self) -> frozenset[str]:
        """The ids of all copies."""
        return frozenset(id_ for _, id_ in self.instead)

    @cached_property
    def gone(self) -> frozenset[tuple[int, str]]:
        """Subject and id of whatever a revocation names."""
        if self.revoking is None:
            return frozenset()
        column = self.revoking.field("revokes")
        return frozenset((int(subject), str(column.value(row))) for row, subject in enumerate(self.revoking.subject))

    def standing(self, subject: int, names: Iterable[str]) -> frozenset[str]:
        """*names* of facts of *subject* by the ids of what is kept, without those that are revoked (S7, S18)."""
        found = (self.kept(subject, name) for name in names)
        return frozenset(name for name in found if (subject, origin(name)) not in self.gone)

    def kept(self, subject: int, name: str) -> str:
        """The id of what is kept where *name* is said of *subject*."""
        of = origin(name)
        instead = self.instead.get((subject, of))
        return name if instead is None else name.removesuffix(of) + instead


def kept(program: Program, population: Population, as_of: int, known_at: int) -> Kept:
    """What is kept of the facts of *population* dated and recorded in time."""
    left, changed = Left(len(population)), np.zeros(len(population), np.bool_)
    copied = np.zeros(len(population), np.bool_)
    copies: list[tuple[FactTable, Rows, Rows]] = []
    in_time = {name: (table.day <= as_of) & (table.recorded <= known_at) for name, table in population.tables.items()}
    standing = {name: mask.copy() for name, mask in in_time.items()}
    _revoke(population, in_time, standing, left, changed)
    for name, table in population.tables.items():
        identity = program.fact_types[name].identity
        if identity and len(table):
            groups = population.once(("alike", name, identity), lambda t=table, i=identity: alike(t, i))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
            copies.append((table, *_one_of_each(groups, in_time[name], standing[name])))
            copied[table.subject[copies[-1][1]]] = True
    revoking = None
    if REVOCATION in standing:
        table, stands = population.tables[REVOCATION], standing[REVOCATION]
        revoking = table if stands.all() else table.take(np.flatnonzero(stands))
    tables = {
        name: table if standing[name].all() else table.take(np.flatnonzero(standing[name]))
        for name, table in population.tables.items()
    }
    return Kept(tables, left, changed | copied, copied, copies, revoking)


def _revoke(
    population: Population,
    in_time: Mapping[str, NDArray[np.bool_]],
    standing: Mapping[str, NDArray[np.bool_]],
    left: Left,
    changed: NDArray[np.bool_],
) -> None:
    """Take out of *standing* what is revoked; whose revocations go in a circle, is *left*."""
    revocations = population.tables.get(REVOCATION)
    if revocations is None:
        return
    revoked = population.once("revoked", lambda: revoked_rows(population))
    _among_themselves(revocations, revoked.get(REVOCATION), in_time[REVOCATION], standing[REVOCATION], left)
    for name, (revocation, target) in revoked.items():
        if name != REVOCATION:
            effective = standing[REVOCATION][revocation] & in_time[name][target]
            standing[name][target[effective]] = False
            changed[population.tables[name].subject[target[effective]]] = True


def _among_themselves(
    table: FactTable,
    pairs: tuple[Rows, Rows] | None,
    in_time: NDArray[np.bool_],
    standing: NDArray[np.bool_],
    left: Left,
) -> None:
    """Take out of *standing* the revocations that one that stands revokes: of *pairs* the first names the second."""
    by_target: dict[int, list[int]] = {}
    for revocation, target in zip(*pairs, strict=True) if pairs is not None else ():
        if in_time[revocation] and in_time[target]:
            by_target.setdefault(int(target), []).append(int(revocation))
    known: dict[int, bool] = {}

    def stands(row: int, path: tuple[int, ...]) -> bool:
        if row in path:
            left.mark(table.subject[row : row + 1], "circles of revocations")
            return True
        if row not in known:
            known[row] = not any(stands(one, (*path, row)) for one in by_target.get(row, ()))
        return known[row]

    for row in by_target:
        standing[row] = stands(row, ())


def revoked_rows(population: Population) -> dict[str, tuple[Rows, Rows]]:
    """By type, which row of the revocations revokes which row of the type, of the same subject."""
    revocations = population.tables.get(REVOCATION)
    found: dict[str, tuple[Rows, Rows]] = {}
    if revocations is None or not len(revocations):
        return found
    revokes = revocations.field("revokes")
    order = np.argsort(revokes.values, kind="stable")
    order = order[revokes.values[order] >= 0]
    numbers, first, count = np.unique(revokes.values[order], return_index=True, return_counts=True)
    wanted = texts_at(revokes, numbers)
    whose = np.zeros(len(population), np.bool_)
    whose[revocations.subject] = True
    theirs = {name: np.flatnonzero(whose[table.subject]) for name, table in population.tables.items()}
    of = find_each([(population.tables[name].ids, rows) for name, rows in theirs.items()], wanted)
    for (name, whole), found_at in zip(theirs.items(), of, strict=True):
        table, rows, places = population.tables[name], whole[found_at >= 0], found_at[found_at >= 0]
        target = np.repeat(rows, count[places])
        nth = np.arange(len(target)) - np.repeat(np.cumsum(count[places]) - count[places], count[places])
        revocation = order[np.repeat(first[places], count[places]) + nth]
        same = revocations.subject[revocation] == table.subject[target]
        if same.any():
            found[name] = revocation[same], target[same]
    return found


def alike(table: FactTable, identity: tuple[str, ...]) -> tuple[Rows, Rows]:
    """Rows of one identity: those of group *i* from `starts[i]` to `starts[i + 1]`, the latest recorded last."""
    columns = [table.field(name) for name in identity]
    whole = np.ones(len(table), np.bool_)
    for column in columns:
        whole &= column.known
    rows = np.flatnonzero(whole)
    keys = _one_key([table.subject[rows], *(column.values[rows] for column in columns)])
    order = np.argsort(keys, kind="stable")
    same = keys[order[1:]] == keys[order[:-1]]
    order = order[np.append(same, False) | np.append(False, same)] if len(order) else order
    order = order[np.lexsort((table.recorded[rows[order]], keys[order]))]
    found, keys = rows[order], keys[order]
    starts = np.append(np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)]), len(keys))
    tied = table.recorded[found][1:] == table.recorded[found][:-1]
    for start in np.unique(np.searchsorted(starts, np.flatnonzero(tied), side="right") - 1):
        first, last = int(starts[start]), int(starts[start + 1])
        found[first:last] = sorted(found[first:last], key=lambda row: (table.recorded[row], table.ids[int(row)]))
    return found, starts


def _one_key(keys: Sequence[NDArray[Any]]) -> Ints:
    """One number for each row, equal where all *keys* are."""
    found, many = np.zeros(len(keys[0]), np.int64), 1
    for key in keys if len(found) else ():
        low, high = int(key.min()), int(key.max())
        if many * (high - low + 1) <= _MOST:
            found = found * (high - low + 1) + (key.astype(np.int64) - low)
            many *= high - low + 1
        else:  # of those that there are, each has its place
            both = np.unique(np.column_stack((found, key.astype(np.int64))), axis=0, return_inverse=True)
            found, many = both[1], len(both[0])
    return found


def _one_of_each(
    groups: tuple[Rows, Rows],
    in_time: NDArray[np.bool_],
    standing: NDArray[np.bool_],
) -> tuple[Rows, Rows]:
    """Keep the latest of each group alone; the rows of the others, and for each the row of what is kept."""
    rows, starts = groups
    group = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    alive = np.flatnonzero(standing[rows])
    latest = np.full(len(starts) - 1, -1, np.int64)
    latest[group[alive]] = rows[alive]  # of several the last
    instead = latest[group]
    others = np.flatnonzero((instead >= 0) & (instead != rows) & in_time[rows])
    standing[rows[others]] = False
    return rows[others], instead[others]
