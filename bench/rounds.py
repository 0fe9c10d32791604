"""Rounds in which invented people are judged by the three evaluators, and what these differ in.

Each has people, days and decisions of its own seed, so a round of a number is always the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from random import Random
from time import monotonic
from typing import Any, Final

import numpy as np

from adapters.simulation.verifying import as_data, line
from adapters.synthetic.drawing import Partition, source_of
from adapters.synthetic.reading import Raw, as_told
from adapters.synthetic.settings import FIRST, LAST, Settings
from engine.calendar import iso
from engine.compile.program import Program
from engine.online.evaluate import Evaluator
from engine.population.agreement import PARTS, differences
from engine.population.evaluate import evaluate
from engine.population.judged import Judged
from engine.population.singly import Singly
from engine.population.tables import population_of_tables
from tests.meaning.both import agreed
from tests.reference import Refused

PEOPLE: Final = 1_000
"""Subjects of a round."""
BY_REFERENCE: Final = 3
"""Subjects of a round that the reference judges too: it takes seconds for each."""
FEW: Final = 50
"""No more facts has whom the reference judges: it looks at every day of every fact."""
TROUBLES: Final = (1.0, 10.0, 30.0)
"""How many times as much as usual happens to them, round by round."""


@dataclass(slots=True)
class Counts:
    """What has been compared: *subjects*, *verdicts* and those that tell something, and how many of them *differ*.

    *referred* and *by_reference* are the subjects and verdicts that the reference was asked for too.
    """

    rounds: int = 0
    subjects: int = 0
    verdicts: int = 0
    telling: int = 0
    differ: int = 0
    referred: int = 0
    by_reference: int = 0
    seconds: float = 0

    def add(self, other: Counts) -> None:
        """Count what *other* counts."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class Round:
    """One round: who is asked about (*seed*, *trouble*), as of when, known when, and how it is decided."""

    seed: int
    trouble: float
    as_of: int
    known_at: int
    decided_after: int | None

    def __str__(self) -> str:
        decided = "recorded" if self.decided_after is None else f"assumed+{self.decided_after}"
        days = f"as of {iso(self.as_of)} known {iso(self.known_at)}"
        return f"seed {self.seed} trouble {self.trouble:g} {days} decisions {decided}"


def round_of(number: int) -> Round:
    """Round *number*, always the same one."""
    chance = Random(number)
    as_of = LAST if number % 2 else chance.randint(FIRST + 3 * 365, LAST + 2 * 365)
    known_at = as_of if number % 5 else as_of + chance.choice((-200, -30, 400))
    return Round(number, TROUBLES[number % len(TROUBLES)], as_of, known_at, chance.choice((None, None, None, 0, 30)))


@dataclass(frozen=True, slots=True)
class Case:
    """A difference: a *line* for people, and as *data* the case with the records it comes from."""

    line: str
    data: Mapping[str, Any]


class Comparing:
    """Compares rounds under *program*; of each, *people* subjects and by the reference so many as *referred*."""

    def __init__(self, program: Program, people: int = PEOPLE, referred: int = BY_REFERENCE) -> None:
        self._program, self._people, self._referred = program, people, referred
        self._evaluator = Evaluator(program)

    def close(self) -> None:
        """Let the online evaluator go."""
        self._evaluator.close()

    def round(self, one: Round) -> tuple[Counts, list[Case]]:
        """What was compared in *one*, and what differs."""
        start = monotonic()
        drawn = source_of(self._program, Settings(self._people, one.seed, trouble=one.trouble)).partition(0)
        population = population_of_tables(self._program, drawn.subjects, drawn.facts)
        judged = evaluate(self._program, population, one.as_of, one.known_at, decided_after=one.decided_after)
        principals = principals_of(judged)
        raw = _Raw(drawn)
        cases = [
            Case(
                line(population.ids[found.place], found),
                {"round": str(one)}
                | as_data(population.ids[found.place], one.as_of, found)
                | raw.about(found.place, principals),
            )
            for found in self._apart(judged, principals, one)
        ]
        places = self._chosen(judged, one)
        cases += self._by_reference(one, raw, places, principals)
        policies = len(self._program.lists) + len(self._program.grades)
        count = len(population) * policies
        done = Counts(1, len(population), count, telling(judged), len(cases), len(places), len(places) * policies)
        done.seconds = monotonic() - start
        return done, cases

    def _apart(self, judged: Judged, principals: Mapping[int, Sequence[int]], one: Round) -> Iterator[Any]:
        population = judged.dossiers.population
        online = Singly(
            self._program, population, one.as_of, one.known_at,
            decided_after=one.decided_after, judge=self._evaluator,
        ).knowing(principals)  # fmt: skip
        yield from differences(judged, online, range(len(population)))

    def _chosen(self, judged: Judged, one: Round) -> list[int]:
        """Some of whom there is something to tell and who have few facts, for the reference."""
        everyone = np.arange(len(judged.dossiers.population) + 1)
        tables = judged.dossiers.population.tables.values()
        facts = sum(np.diff(np.searchsorted(table.subject, everyone)) for table in tables)
        marked = np.zeros(len(judged.dossiers.population), np.bool_)
        for found in judged.lists.values():
            for part in PARTS:
                marked[getattr(found, part).subject] = True
        places = np.flatnonzero(marked & (facts <= FEW))
        random = np.random.default_rng(one.seed)
        return sorted(random.permutation(places)[: self._referred].tolist())

    def _by_reference(
        self, one: Round, raw: _Raw, places: Sequence[int], principals: Mapping[int, Sequence[int]]
    ) -> Iterator[Case]:
        """The subjects at *places* of whom the reference says something else than the online evaluator."""
        days = date.fromordinal(one.as_of), date.fromordinal(one.known_at)
        for place in places:
            asked = raw.about(place, principals)
            try:
                with suppress(Refused):  # by both
                    agreed(
                        self._program.base, asked["record"], asked["facts"], *days, asked["principals"],
                        one.decided_after, evaluator=self._evaluator,
                    )  # fmt: skip
            except AssertionError as differs:
                case = {"round": str(one), "said": str(differs)}
                yield Case(f"{asked['record']['id']}  reference: {differs}", asked | case)


class _Raw:
    """The subjects of a partition with their facts, as they would be sent."""

    def __init__(self, drawn: Partition) -> None:
        self._told = lru_cache(1)(lambda: list(as_told(drawn.subjects, drawn.facts)))

    def about(self, place: int, principals: Mapping[int, Sequence[int]]) -> dict[str, Any]:
        """The subject at *place*, its facts, and its principals with theirs."""
        told: list[tuple[Raw, list[Raw]]] = self._told()
        subject, facts = told[place]
        theirs = [told[one] for one in principals.get(place, ())]
        named = {who["id"]: {"subject": who, "facts": records} for who, records in theirs}
        return {"record": subject, "facts": facts, "principals": named}


def principals_of(judged: Judged) -> Mapping[int, Sequence[int]]:
    """By place, those with a ground on a list that extends to others, whose fact names the subject in any role.

    That is more than those who reach it: the evaluators are to find out by themselves which of them do.
    """
    places = judged.dossiers.population.places
    found: dict[int, set[int]] = {}
    for policy in judged.program.extending:
        grounds = judged.alone[policy].grounds
        for table, at, rows in judged.numbered.among(grounds.fact):
            if table is None or table.related is None:
                continue
            for principal, row in zip(grounds.subject[at].tolist(), rows.tolist(), strict=True):
                for named in {places.get(id_, principal) for _, id_ in table.related.of(row)} - {principal}:
                    found.setdefault(named, set()).add(principal)
    return {place: sorted(found[place]) for place in sorted(found)}


def telling(judged: Judged) -> int:
    """How many pairs of a subject and a list or grade have anything to tell."""
    count = 0
    for one in judged.lists.values():
        count += len(np.unique(np.concatenate([getattr(one, part).subject for part in PARTS])))
    for grading in judged.grades.values():
        count += int(np.count_nonzero(grading.held.possible))
    return count
