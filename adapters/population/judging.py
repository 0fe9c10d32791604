"""A prepared store judged in groups: of each, the tables of what was found out about those at home in it."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from adapters.population.groups import Group, Store, Tell, in_groups
from adapters.population.store import open_store
from engine.compile.program import Program
from engine.population.arrow import tables_of
from engine.population.evaluate import evaluate


def judged_in_groups(
    program: Program, store: Store, as_of: int, known_at: int, *, decided_after: int | None, memory: int, tell: Tell
) -> Iterator[list[pa.Table]]:
    """Everybody in *store* as of a day, known on a day, group by group within so many bytes of *memory*.

    *tell* how many subjects of how many are done.
    """
    for group, _, within in in_groups(store, (program,), memory, tell):

        def tables(group: Group = group, told: Tell = within) -> list[pa.Table]:
            people = open_store(store.folder, program, group.chosen)
            judged = evaluate(program, people, as_of, known_at, decided_after=decided_after, told=told)
            return tables_of(judged, group.counted)  # of what was judged nothing else is held

        yield tables()
