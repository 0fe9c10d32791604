"""What is done to a whole population where it is measured: judged, counted month by month, swept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np

from adapters.simulation.sweeps import Value, judged_along, judged_at, point_counts, with_values
from adapters.synthetic.settings import LAST
from bench.forty.policies import FORTY, Policy
from engine.calendar import Period
from engine.compile.program import Program, program_of
from engine.online.answer import Question, answer
from engine.online.evaluate import Evaluator
from engine.population.columns import Population
from engine.population.comparing import compared, list_counts
from engine.population.evaluate import evaluate
from engine.population.judged import Judged
from engine.population.simulation import month_ends, tally_of
from engine.population.standings import series as monthly
from engine.population.tally import Key, Tally, found

AS_OF: Final = LAST
MONTHS: Final = month_ends(date(2016, 7, 1), date.fromordinal(LAST))
"""The ends of ten years of months."""
POINTS: Final = 100
"""Values of a sweep."""


def judged(
    program: Program, population: Population, before: Judged | None = None, threads: int | None = None
) -> Judged:
    """*population* under *program*, by so many *threads*, or by as many as are of use."""
    return evaluate(program, population, AS_OF, AS_OF, before=before, threads=threads)


def judged_online(evaluator: Evaluator, subject: Mapping[str, Any], facts: Sequence[Mapping[str, Any]]) -> bytes:
    """The verdict on one subject, from its raw facts to JSON."""
    return answer(evaluator, Question(subject, facts, AS_OF, AS_OF, {})).json()


def counts_of(found: Judged) -> dict[str, Any]:
    """The monthly series of every list."""
    days = [day.toordinal() for day in MONTHS]
    return {name: monthly(one, days) for name, one in found.lists.items()}


def spread() -> Iterator[tuple[Policy, ...]]:
    """Ten and twenty of the forty, of all sorts but those that watch others, and all of them."""
    alone = [one for one in FORTY if not one.watches]
    for count in (10, 20):
        yield tuple(alone[int(place)] for place in np.linspace(0, len(alone) - 1, count))
    yield FORTY


def changed(before: Judged, which: tuple[str, str], value: Value) -> tuple[int, dict[Key, int]]:
    """The lists with the parameter *which* at *value*: whose standing changes, and what is counted of each list judged.

    Counted are who enters, leaves and stays, by region, kind and size, and both monthly series.
    """
    program = program_of(with_values(before.program.base, AS_OF, {which: value}))
    after = judged_at(before, program)
    moved, counts = 0, dict[Key, int]()
    for policy in sorted(after.again & after.lists.keys()):
        one = compared(before, after, policy)
        moved += int(np.count_nonzero(one.moved))
        counts.update(found(list_counts(before, after, one, MONTHS)))
    return moved, counts


def told_in_full(before: Judged, which: tuple[str, str], value: Value) -> Tally:
    """The same of all policies, with grades, measures, departments' work and the subjects behind it."""
    program = program_of(with_values(before.program.base, AS_OF, {which: value}))
    return tally_of(before, judged(program, before.dossiers.population, before), MONTHS)


def periods() -> list[Value]:
    """A hundred periods."""
    return [Period(months, "months") for months in range(1, POINTS + 1)]


def amounts() -> list[Value]:
    """A hundred amounts."""
    return [Decimal(10_000 * number) for number in range(1, POINTS + 1)]


def swept(before: Judged, which: tuple[str, str], values: Sequence[Value]) -> list[int]:
    """What the list holds at each of *values* of its parameter *which*."""
    listed, base = [], before.program.base
    programs = (program_of(with_values(base, AS_OF, {which: value})) for value in values)
    for place, judged in enumerate(judged_along(before, programs)):
        listed.append(dict(point_counts(0, place, which[0], before, judged))["swept", 0, place, "listed"])
    return listed
