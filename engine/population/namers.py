"""Who may bring listings to whom: the subjects whose facts name others in a role that some list reaches (S24).

What is said here is said of facts before anybody is judged: it holds everybody whose listings reach somebody, and more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.compile.domains import CodeSet
from engine.compile.program import Program
from engine.compile.rules import CompiledRule
from engine.population.columns import Days, FactTable, Population
from engine.population.matching import passing_codes
from engine.population.texts import Texts

_DECISION = "listing_decision"


def namers(program: Program, population: Population) -> tuple[Days, pa.Array]:
    """The places of subjects, and the id of somebody each may bring its listings to by *program*."""
    whose, whom = [np.empty(0, np.int32)], [pa.array([], pa.string())]
    marked: dict[str, dict[str, NDArray[np.bool_]]] = defaultdict(dict)
    for name, rows, roles in _triggering(program, population):
        for role in roles:
            marks = marked[name].setdefault(role, np.zeros(len(population.tables[name]), np.bool_))
            marks |= rows
    for name, by_role in marked.items():
        places, ids = _named(population.tables[name], by_role)
        whose.append(places)
        whom.append(ids)
    return np.concatenate(whose), pa.concat_arrays(whom)


def _triggering(program: Program, population: Population) -> Iterator[tuple[str, NDArray[np.bool_], Iterable[str]]]:
    """The rows of tables that a ground of an extending list may rest on, by type, and the roles that it reaches."""
    due_from = {duty.id: duty.type for duty in program.duties}
    decided = np.zeros(len(population), np.bool_)
    if _DECISION in population.tables:
        decided[population.tables[_DECISION].subject] = True
    everywhere: set[str] = set()
    for policy in program.extending:
        compiled = program.lists[policy]
        roles = {one.role for one in compiled.extends_to}
        everywhere |= roles
        for rule in compiled.rules:
            for name in rule.types:
                table = population.tables.get(due_from.get(name, name))
                if table is not None and table.related is not None:
                    rows = np.ones(len(table), np.bool_) if name in due_from else _about(rule, table)
                    yield table.type, rows, roles
    if everywhere:  # a decision may open a ground for any fact it names
        for name, table in population.tables.items():
            if table.related is not None:
                yield name, decided[table.subject], everywhere


def _about(rule: CompiledRule, table: FactTable) -> NDArray[np.bool_]:
    """The facts that are about what *rule* is about."""
    found = np.ones(len(table), np.bool_)
    for name, codes in rule.about.items():
        column = table.field(name)
        found &= passing_codes(CodeSet(frozenset(codes)), column)[column.values] & (column.values >= 0)
    return found


def _named(table: FactTable, by_role: dict[str, NDArray[np.bool_]]) -> tuple[NDArray[Any], pa.Array]:
    """Whom the marked rows of *table* name in each role: the subject of the row, and the id, each pair once."""
    anywhere = np.flatnonzero(np.logical_or.reduce(list(by_role.values())))
    if table.related is None or not len(anywhere):
        return np.empty(0, np.int32), pa.array([], pa.string())
    first, count = table.related.starts[anywhere], table.related.ends[anywhere] - table.related.starts[anywhere]
    rows = np.repeat(anywhere, count)
    members = np.repeat(first - (np.cumsum(count) - count), count) + np.arange(len(rows))
    roles = _texts(table.related.roles, members)
    kept = np.zeros(len(rows), np.bool_)
    for role, marks in by_role.items():
        kept |= marks[rows] & pc.fill_null(pc.equal(roles, role), False).to_numpy(zero_copy_only=False)
    ids = _texts(table.related.subjects, members[kept])
    pairs = pa.table({"subject": table.subject[rows[kept]], "id": ids}).group_by(["subject", "id"]).aggregate([])
    return pairs["subject"].to_numpy(), _whole(pairs["id"])


def _texts(texts: Any, places: NDArray[Any]) -> pa.Array:
    if isinstance(texts, Texts):
        return pc.cast(_whole(texts.array.take(pa.array(places))), pa.string())
    return pa.array([texts[int(one)] for one in places], pa.string())


def _whole(array: Any) -> pa.Array:
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return pa.concat_arrays(array.chunks) if isinstance(array, pa.ChunkedArray) else array
