"""Part of a population judged in columns and by the online evaluator, and what the two differ in, as failing cases.

Columns judge everybody in groups, as they are judged otherwise; those who were drawn are then compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from adapters.population.groups import Group, Store, Tell, in_groups
from adapters.population.store import open_store
from engine.calendar import iso
from engine.compile.program import Program
from engine.online.evaluate import Evaluator
from engine.population.agreement import Difference, differences
from engine.population.columns import Ints
from engine.population.evaluate import evaluate
from engine.population.sampling import chance
from engine.population.singly import Singly


@dataclass(frozen=True)
class Asked:
    """As of which day, as known on which, and whether decisions are assumed so many days later."""

    as_of: int
    known_at: int
    decided_after: int | None


@dataclass(frozen=True)
class Found:
    """A *difference* on the *subject* with this id."""

    subject: str
    difference: Difference


def drawn(store: Store, size: int, seed: int) -> Ints:
    """The places of *size* subjects of *store* drawn by *seed*, in order; of all, where there are no more."""
    return np.sort(chance(seed).permutation(len(store))[:size])


def compare(program: Program, store: Store, asked: Asked, places: Ints, *, memory: int, tell: Tell) -> Iterator[Found]:
    """The differences on the subjects at *places* of *store*, in order, judged within so many bytes of *memory*.

    *tell* how many of how many are compared.
    """
    evaluator, done = Evaluator(program), 0
    tell(done, len(places))
    try:
        for group, (start, end), _ in in_groups(store, (program,), memory, lambda _done, _all: None):
            some = places[np.searchsorted(places, start) : np.searchsorted(places, end)] - start
            if len(some):
                told = partial(_told, tell, done, len(places))
                yield from _of_group(evaluator, store, group, some, asked, told)
                done += len(some)
    finally:
        evaluator.close()


def _told(tell: Tell, before: int, all_: int, here: int) -> None:
    tell(before + here, all_)


def _of_group(
    evaluator: Evaluator, store: Store, group: Group, some: Ints, asked: Asked, told: Callable[[int], None]
) -> Iterator[Found]:
    """The differences on *some* of those counted in *group*, by their places among these."""
    program, days = evaluator.program, (asked.as_of, asked.known_at)
    people = open_store(store.folder, program, group.chosen)
    judged = evaluate(program, people, *days, decided_after=asked.decided_after)
    online = Singly(program, people, *days, decided_after=asked.decided_after, judge=evaluator)
    counted = np.arange(len(people)) if group.counted is None else np.flatnonzero(group.counted)
    for one in differences(judged, online.knowing(judged.reach.principals), counted[some].tolist(), told):
        yield Found(people.ids[one.place], one)


def line(subject: str, one: Difference) -> str:
    """*one* as a line for people, of the *subject* with this id."""
    columns, online = _plain(one.columns), _plain(one.one_by_one)
    return f"{subject}  {one.policy} {one.part}: columns {columns}, online {online}"


def as_data(subject: str, as_of: int, one: Difference) -> dict[str, Any]:
    """*one* as a failing case: of whom, as of which day, what either evaluator alone says."""
    return {
        "subject": subject,
        "as_of": iso(as_of),
        "policy": one.policy,
        "part": one.part,
        "columns": _plain(one.columns),
        "online": _plain(one.one_by_one),
    }


def _plain(rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row if name != "subject"} for row in rows]
