"""Files of facts as questions: read, put together by subject, and related to those who name them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from adapters.cli.base import Loaded
from adapters.cli.console import PATIENCE, progress
from adapters.cli.texts import said
from adapters.standards.documents import read
from adapters.standards.gather import subjects_of
from adapters.standards.intake import Intake, lists_of, truths_of
from adapters.standards.people import shown_id
from adapters.standards.raw import Note, RawFact, RawSubject, Rejection, shown
from engine.compile.program import Program
from engine.online.answer import Question
from engine.problems import Place, Problem, in_order

_MAPPING = "mappings/penalties.yaml"
_SLOW = 1 << 21
"""Bytes of a file that takes so long to read that one is told at once: a parser tells of nothing meanwhile."""


@dataclass
class Gathered:
    """What several files hold together: *subjects* and *facts* by subject, what was *rejected*, and *notes*."""

    subjects: dict[str, RawSubject] = field(default_factory=dict)
    facts: dict[str, list[RawFact]] = field(default_factory=dict)
    rejected: list[Rejection] = field(default_factory=list)
    refused: dict[str, list[Problem]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def ids(self) -> list[str]:
        """Everyone the files are about, in the order in which they are met."""
        return list(dict.fromkeys([*self.subjects, *self.facts, *self.refused]))

    def refused_of(self, id_: str, principals: Mapping[str, Sequence[str]]) -> tuple[Problem, ...]:
        """What is wrong with records that were not taken and that name *id_*, or someone whose facts name it."""
        whose = (id_, *principals.get(id_, ()))
        return in_order(problem for one in whose for problem in self.refused.get(one, ()))

    def subject(self, id_: str) -> Mapping[str, Any]:
        """What is known of the subject *id_*."""
        return self.subjects.get(id_) or {"id": id_}

    def question(self, id_: str, as_of: int, known_at: int, principals: Mapping[str, Sequence[str]]) -> Question:
        """The question about *id_*, with the facts of those who name it."""
        theirs = {one: {"subject": self.subject(one), "facts": self.facts[one]} for one in principals.get(id_, ())}
        return Question(self.subject(id_), self.facts.get(id_, []), as_of, known_at, theirs)

    def principals(self) -> dict[str, list[str]]:
        """By subject, the subjects whose facts name it in some role."""
        found: dict[str, dict[str, None]] = {}
        for id_, facts in self.facts.items():
            for fact in facts:
                for related in fact["related"]:
                    if related["subject"] != id_:
                        found.setdefault(related["subject"], {})[id_] = None
        return {id_: sorted(named) for id_, named in found.items()}


def gathered(ctx: click.Context, sources: Iterable[str], base: Loaded) -> Gathered:
    """What *sources* (paths, or `-`) hold, as the policies of *base* have them read.

    Raises `OSError` where a file cannot be read.
    """
    into = Gathered()
    met: dict[str, tuple[RawFact, Place]] = {}
    for source in sources:
        size = size_of([source])
        patience = 0.0 if size is None or size > _SLOW else PATIENCE
        with progress(said(ctx, "eval.reading", file=source), patience=patience) as tell:
            tell(0, None)
            program = base.sound()
            intake = Intake(
                mapping=base.mappings.get(_MAPPING), truths=truths_of(program), lists=lists_of(program), tell=tell
            )
            stream = sys.stdin.buffer if source == "-" else Path(source)
            reading = read(stream, name="-" if source == "-" else None, intake=intake)
        into.rejected += reading.rejected
        into.notes += reading.notes
        into.subjects |= {subject["id"]: subject for subject in reading.subjects}
        for fact, place in zip(reading.facts, reading.places, strict=True):
            into.rejected += _put(fact, place, met, into)
    for rejection in into.rejected:
        for id_ in rejection.subjects:
            into.refused.setdefault(id_, []).append(rejection.problem)
    return into


def size_of(sources: Iterable[str]) -> int | None:
    """How many bytes *sources* have together, where that can be known beforehand."""
    try:
        return sum(Path(source).stat().st_size for source in sources)
    except OSError:
        return None


def record_of(problem: Problem, given: Gathered) -> str:
    """The id of the record of those *given* that *problem* is about, else of the subject."""
    subject, _, principal = problem.place.file.partition("/")
    facts, number = given.facts.get(principal or subject, []), problem.place.line
    return facts[number - 1]["id"] if 0 < number <= len(facts) else principal or subject


def fitted(program: Program, given: Gathered) -> Counter[tuple[str, str]]:
    """Leave out of the facts *given* the fields that no policy of *program* can read; says how many, by type and field.

    What is not read is unknown, never taken for absent, so leaving it out makes nobody look better.
    """
    left_out: Counter[tuple[str, str]] = Counter()
    for facts in given.facts.values():
        for number, fact in enumerate(facts):
            known = program.fact_types.get(fact["type"])
            strange = [name for name in fact["fields"] if known is not None and name not in known.fields]
            if strange:
                left_out.update((fact["type"], name) for name in strange)
                kept = {name: value for name, value in fact["fields"].items() if name not in strange}
                facts[number] = {**fact, "fields": kept}
    return left_out


def _put(fact: RawFact, place: Place, met: dict[str, tuple[RawFact, Place]], into: Gathered) -> Iterator[Rejection]:
    """Take *fact*; the same from two files counts once, another of the same id is rejected."""
    before, where = met.setdefault(fact["id"], (fact, place))
    if before is fact:
        into.facts.setdefault(fact["subject"], []).append(fact)
    elif before != fact:
        values = {"id": shown(shown_id(fact["id"])), "row": where.line, "file": where.file}
        yield Rejection(Problem("exchange.reused_id", place, values), "id", subjects_of(fact))
