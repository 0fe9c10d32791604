"""The subject behind a row of a report: asked about online, with its records and those of whose listings reach it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from adapters.population.finding import place_of
from adapters.population.groups import Store
from adapters.population.segments import Segments
from adapters.population.store import open_store, part_name, partitions_of
from engine.dossier import Subject
from engine.facts import Fact
from engine.judging import Principals
from engine.online.evaluate import Evaluator
from engine.population.columns import Population
from engine.population.singly import Singly

Asked = tuple[Subject, Sequence[Fact], Principals]
"""A subject, its facts, and those whose listings may reach it."""


def find(folder: Path, asked: str) -> int | None:
    """The place in the store *folder* of the subject with the id, or the key of a report, that is *asked* for."""
    return place_of([Segments(folder / part_name(number)) for number in range(partitions_of(folder))], asked)


def asked_of(folder: Path, evaluator: Evaluator, place: int) -> Asked:
    """The subject at *place* of the store *folder*, as the *evaluator* takes it."""
    store, program = Store(folder), evaluator.program
    store.look_for_guests(program)
    group = store.group(place, place + 1)
    people = open_store(folder, program, group.chosen)
    singly = Singly(program, people, 0, 0, decided_after=None, judge=evaluator)
    here = 0 if group.counted is None else int(np.argmax(group.counted))
    principals = {people.ids[one]: _told(singly, people, one) for one in range(len(people)) if one != here}
    return *_told(singly, people, here), principals


def _told(singly: Singly, people: Population, place: int) -> tuple[Subject, Sequence[Fact]]:
    subject, name = singly.subject(place), None if people.names is None else people.names[place]
    if name is not None:
        subject = replace(subject, attributes={**subject.attributes, "name": name})
    return subject, singly.facts(place)
