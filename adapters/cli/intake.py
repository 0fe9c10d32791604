"""Files of facts as questions: read, put together by subject, and related to those who name them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.standards.documents import read
from adapters.standards.intake import Intake
from adapters.standards.mapping import FactMapping, parse_mapping
from adapters.standards.raw import Note, RawFact, RawSubject, Rejection
from engine.compile.program import Program
from engine.online.answer import Question
from engine.problems import Place, Problem

_MAPPING = "mappings/penalties.yaml"


@dataclass
class Gathered:
    """What several files hold together: *subjects* and *facts* by subject, what was *rejected*, and *notes*."""

    subjects: dict[str, RawSubject] = field(default_factory=dict)
    facts: dict[str, list[RawFact]] = field(default_factory=dict)
    rejected: list[Rejection] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def ids(self) -> list[str]:
        """Everyone the files are about, in the order in which they are met."""
        return list(dict.fromkeys([*self.subjects, *self.facts]))

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


def gathered(sources: Iterable[str], files: Mapping[str, bytes]) -> Gathered:
    """What *sources* (paths, or `-`) hold; *files* of the policies have the mapping of penalties to matters.

    Raises `OSError` where a file cannot be read, `PolicyError` where the mapping is wrong.
    """
    intake = Intake(mapping=_mapping(files))
    into = Gathered()
    met: dict[str, tuple[RawFact, str]] = {}
    for source in sources:
        stream = sys.stdin.buffer if source == "-" else Path(source)
        reading = read(stream, name="-" if source == "-" else None, intake=intake)
        into.rejected += reading.rejected
        into.notes += reading.notes
        into.subjects |= {subject["id"]: subject for subject in reading.subjects}
        for fact in reading.facts:
            into.rejected += _put(fact, source, met, into)
    return into


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


def _put(fact: RawFact, source: str, met: dict[str, tuple[RawFact, str]], into: Gathered) -> Iterator[Rejection]:
    """Take *fact*; the same from two files counts once, another of the same id is rejected."""
    before, where = met.setdefault(fact["id"], (fact, source))
    if before is fact:
        into.facts.setdefault(fact["subject"], []).append(fact)
    elif before != fact:
        yield Rejection(Problem("exchange.reused_id", Place(source), {"id": fact["id"], "row": 1, "file": where}), "id")


def _mapping(files: Mapping[str, bytes]) -> FactMapping | None:
    return parse_mapping(files[_MAPPING], _MAPPING) if _MAPPING in files else None
