"""Part of a population judged in columns and by the online evaluator, and what the two differ in, as failing cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.calendar import iso
from engine.compile.program import Program
from engine.online.evaluate import Evaluator
from engine.population.agreement import Difference, differences
from engine.population.columns import Population
from engine.population.evaluate import evaluate
from engine.population.sampling import chance
from engine.population.singly import Singly


@dataclass(frozen=True)
class Compared:
    """How many *subjects* were compared, and the *differences* found."""

    subjects: int
    differences: tuple[Difference, ...]


def compare(
    program: Program,
    population: Population,
    as_of: int,
    known_at: int,
    *,
    size: int,
    seed: int,
    decided_after: int | None,
    tell: Callable[[int, int], None],
) -> Compared:
    """The differences on *size* subjects of *population*, drawn by *seed*; *tell* how many of how many are done."""
    judged = evaluate(program, population, as_of, known_at, decided_after=decided_after)
    places = np.sort(chance(seed).permutation(len(population))[:size]).tolist()
    evaluator = Evaluator(program)
    try:
        online = Singly(program, population, as_of, known_at, decided_after=decided_after, judge=evaluator).knowing(
            judged.reach.principals
        )
        found = differences(judged, online, places, lambda done: tell(done, len(places)))
        return Compared(len(places), tuple(found))
    finally:
        evaluator.close()


def line(population: Population, one: Difference) -> str:
    """*one* as a line for people."""
    columns, online = _plain(one.columns), _plain(one.one_by_one)
    return f"{population.ids[one.place]}  {one.policy} {one.part}: columns {columns}, online {online}"


def as_data(population: Population, as_of: int, one: Difference) -> dict[str, Any]:
    """*one* as a failing case: of whom, as of which day, what either evaluator alone says."""
    return {
        "subject": population.ids[one.place],
        "as_of": iso(as_of),
        "policy": one.policy,
        "part": one.part,
        "columns": _plain(one.columns),
        "online": _plain(one.one_by_one),
    }


def _plain(rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row if name != "subject"} for row in rows]
