"""A simulation as it is asked for, run: the population opened, both releases judged, sweeps, and the impact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import orjson

from adapters.population.store import STORE, open_store
from adapters.simulation.sweeps import Swept, swept
from adapters.simulation.wordings import wordings
from engine.catalogue import LANGUAGES, text
from engine.compile.program import Program
from engine.population.columns import Population
from engine.population.estimates import Scale
from engine.population.evaluate import Judged, evaluate
from engine.population.impact import Decisions, Impact, Release, Sample, Settings
from engine.population.impact import Population as Described
from engine.population.reuse import same_facts
from engine.population.sampling import sample
from engine.population.simulation import Told, impact_of

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Releases:
    """The two states of the policy base: the *programs*, and what people call them."""

    baseline: Program
    candidate: Program
    names: tuple[str, str]


@dataclass(frozen=True)
class Wanted:
    """What is wanted: days, how decisions are taken, what part of the population, which sweeps; *command* in words.

    Where decisions are assumed, it is *decided_after* so many days.
    """

    as_of: int
    known_at: int
    first: date
    last: date
    decisions: Decisions
    share: Decimal | None
    seed: int
    sweeps: tuple[tuple[Swept, ...], ...]
    command: str
    decided_after: int = 0

    @property
    def assumed_after(self) -> int | None:
        """The days after a firing on which its decision is assumed; nothing where none is."""
        return self.decided_after if self.decisions == "assumed" else None


def simulate(releases: Releases, store: Path, wanted: Wanted, tell: Tell) -> Impact:
    """What going from one release to the other does to the population in *store*; *tell* how far it is."""
    whole = open_store(store, releases.baseline)
    drawn = _drawn(whole, wanted)
    # facts that mean otherwise to the candidate are read otherwise: of the same subjects, in the same order
    same = same_facts(releases.baseline, releases.candidate)
    theirs = drawn if same else _drawn(open_store(store, releases.candidate), wanted)
    steps = 2 * len(releases.baseline.order) + _steps(wanted)
    counted = _Counter(tell, steps)
    baseline = judged(releases.baseline, drawn, wanted, counted)
    candidate = judged(releases.candidate, theirs, wanted, counted, baseline)
    scale = Scale(len(whole), len(drawn))
    sweeps = tuple(swept(candidate, baseline, axes, scale, counted.one) for axes in wanted.sweeps)
    chosen = None if wanted.share is None else Sample(wanted.share, wanted.seed, len(drawn))
    described = Described(store.name, len(whole), whole.facts, _is_synthetic(store))
    settings = Settings(
        baseline=Release(releases.names[0], releases.baseline.release),
        candidate=Release(releases.names[1], releases.candidate.release),
        population=described,
        first=wanted.first,
        last=wanted.last,
        as_of=date.fromordinal(wanted.as_of),
        known_at=date.fromordinal(wanted.known_at),
        decisions=wanted.decisions,
        decided_after=wanted.decided_after,
        sample=chosen,
        engine="columns",
        command=wanted.command,
    )
    words = wordings(releases.baseline.base, releases.candidate.base, settings.as_of)
    # listings of those who were not drawn reach nobody
    apart = wanted.share is not None and bool(releases.baseline.extending or releases.candidate.extending)
    notes = {language: _notes(candidate, language, apart=apart) for language in LANGUAGES}
    return impact_of(baseline, candidate, Told(settings, words, sweeps, notes))


def _drawn(whole: Population, wanted: Wanted) -> Population:
    return whole if wanted.share is None else sample(whole, float(wanted.share), wanted.seed)


def judged(
    program: Program, population: Population, wanted: Wanted, counted: _Counter, before: Judged | None = None
) -> Judged:
    """*population* under *program*, as *wanted*."""
    found = evaluate(
        program, population, wanted.as_of, wanted.known_at,
        decided_after=wanted.assumed_after, before=before, told=counted.within,
    )  # fmt: skip
    counted.done(len(program.order))
    return found


class _Counter:
    """Counts the steps done of so many *steps*."""

    def __init__(self, tell: Tell, steps: int) -> None:
        self._tell, self._steps, self._done = tell, steps, 0

    def within(self, done: int, _all: int) -> None:
        """So many of the steps of the present part are *done*."""
        self._tell(self._done + done, self._steps)

    def done(self, steps: int) -> None:
        """A part of so many *steps* is done."""
        self._done += steps
        self._tell(self._done, self._steps)

    def one(self) -> None:
        """One step more is done."""
        self.done(1)


def _steps(wanted: Wanted) -> int:
    total = 0
    for axes in wanted.sweeps:
        points = 1
        for axis in axes:
            points *= len(axis.values)
        total += points
    return total


def _notes(candidate: Judged, language: str, *, apart: bool) -> tuple[str, ...]:
    refused = len(candidate.singly.refused)
    found = [text("cli.simulate.refused", language, count=refused)] if refused else []
    return (*found, *([text("cli.simulate.unreached", language)] if apart else []))


def _is_synthetic(store: Path) -> bool:
    """Whether the store says that it was made of a synthetic population."""
    return "synthetic" in orjson.loads((store / STORE).read_bytes())["source"]
