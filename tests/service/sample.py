"""The sample facts, in the store."""

from __future__ import annotations

from functools import cache

from adapters.cli.settings import SHIPPED
from adapters.parts import Parts
from adapters.records.accepting import Sender, accept
from adapters.records.subjects import register
from adapters.standards.documents import read
from adapters.standards.raw import RawFact, RawSubject
from adapters.verdicts.asking import program_of, release_meant

EVENTS = SHIPPED.parent / "samples" / "events-2026.ndjson"


@cache
def sample() -> tuple[tuple[RawSubject, ...], tuple[RawFact, ...]]:
    """The subjects and facts of the sample of events."""
    reading = read(EVENTS)
    assert not reading.rejected
    return reading.subjects, reading.facts


def store_sample(parts: Parts) -> None:
    """Store the sample of events as a trusted sender does: each fact known from the day it says."""
    subjects, facts = sample()
    sender = Sender("sample", parts.clock.now(), trusted=True)
    with parts.database.reading() as connection:
        release = release_meant(connection, None, sender.now)
    program = program_of(parts, release)
    with parts.database.writing() as connection:
        for one in subjects:
            register(connection, one, sender)
        outcomes = accept(connection, program, facts, sender)
    assert {one.status for one in outcomes} == {"created"}, [one for one in outcomes if one.problems]
