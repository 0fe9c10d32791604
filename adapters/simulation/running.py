"""A simulation as it is asked for, run group by group within so much memory, and the impact that comes of the sum."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import orjson

from adapters.population.groups import Group, Store, in_groups
from adapters.population.store import STORE, open_store
from adapters.simulation.adding import Sum
from adapters.simulation.counting import Counting, Releases, Tell, Wanted
from adapters.simulation.sweeps import sweep_of
from adapters.simulation.tallies import packed
from adapters.simulation.unfinished import Counted, Unfinished
from adapters.simulation.wordings import wordings
from engine.catalogue import LANGUAGES, text
from engine.compile.program import Program
from engine.population.estimates import Scale
from engine.population.impact import Impact, Release, Sample, Settings
from engine.population.impact import Population as Described
from engine.population.reuse import same_facts
from engine.population.simulation import Told, impact_of
from engine.population.tally import REFUSED, SUBJECTS, Tally


def simulate(
    releases: Releases, folder: Path, wanted: Wanted, tell: Tell, *, memory: int, unfinished: Unfinished | None = None
) -> Impact:
    """What going from one release to the other does to the population in the store *folder*.

    As many subjects at once as fit into so many bytes of *memory*; *tell* how many of how many are done. What is
    *unfinished* is gone on with, and kept after every group.
    """
    store = Store(folder, wanted.share, wanted.seed)
    counted = Sum(unfinished)
    counting, programs = Counting(releases, wanted), (releases.baseline, releases.candidate)
    for group, (start, end), within in in_groups(store, programs, memory, tell, counted.spans):
        tally = tally_of_group(counting, releases, folder, group, within)
        counted.add(Counted(start, end, packed(tally)))
    return impact_from(releases, store, wanted, counted.tally, "columns")


def impact_from(releases: Releases, store: Store, wanted: Wanted, tally: Tally, engine: str) -> Impact:
    """What the *tally* of all that were drawn of *store* comes to, counted by *engine*."""
    baseline, candidate = releases.baseline, releases.candidate
    subjects = tally.counts[SUBJECTS]
    settings = Settings(
        baseline=Release(releases.names[0], baseline.release),
        candidate=Release(releases.names[1], candidate.release),
        population=Described(store.folder.name, len(store), store.facts(baseline), _is_synthetic(store.folder)),
        first=wanted.first,
        last=wanted.last,
        as_of=date.fromordinal(wanted.as_of),
        known_at=date.fromordinal(wanted.known_at),
        decisions=wanted.decisions,
        decided_after=wanted.decided_after,
        sample=None if wanted.share is None else Sample(wanted.share, wanted.seed, subjects),
        engine=engine,
        command=wanted.command,
    )
    scale = Scale(len(store), subjects)
    sweeps = tuple(
        sweep_of(number, axes, baseline.base, candidate.base, wanted.as_of, tally.counts, scale)
        for number, axes in enumerate(wanted.sweeps)
    )
    words = wordings(baseline.base, candidate.base, settings.as_of)
    notes = {language: _notes(tally, language) for language in LANGUAGES}
    return impact_of(tally, baseline, candidate, Told(settings, words, sweeps, notes))


def tally_of_group(counting: Counting, releases: Releases, folder: Path, group: Group, tell: Tell) -> Tally:
    """What is counted of a *group* of the store in *folder*."""
    # facts that mean otherwise to the candidate are read otherwise: of the same subjects, in the same order
    both = [open_store(folder, program, group.chosen) for program in programs_apart(releases)]
    return counting.tally(both[0], both[-1], group.counted, tell)


def programs_apart(releases: Releases) -> tuple[Program, ...]:
    """The programs to which facts mean different things: one where they mean the same to both."""
    both = releases.baseline, releases.candidate
    return both[:1] if same_facts(*both) else both


def _notes(tally: Tally, language: str) -> tuple[str, ...]:
    refused = tally.counts[REFUSED]
    return (text("cli.simulate.refused", language, count=refused),) if refused else ()


def _is_synthetic(folder: Path) -> bool:
    """Whether the store says that it was made of a synthetic population."""
    return "synthetic" in orjson.loads((folder / STORE).read_bytes())["source"]
