"""How a file is taken in: what its receiver says about it, beside what it says itself."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from adapters.standards.limits import Limits
from adapters.standards.mapping import FactMapping
from engine.compile.program import Program

Tell: TypeAlias = Callable[[int, int | None], None]
"""Told how many are done, of how many where that is known."""


@dataclass(frozen=True)
class ListKnown:
    """A list by its *policy*, official *title*, and *kind* (`black`, `red`, …)."""

    policy: str
    title: str
    kind: str


@dataclass(frozen=True)
class Intake:
    """The receiver's side of a reading.

    *received* is the day on which the file came in: from that day its facts are known. Leave it out for old files
    of a past whose knowledge is to be replayed; then every row's own time stamp counts, else the day of its
    decision, and a note says so. *person_key* conceals the identity numbers of people in ids (see `people`).
    *mapping* gives matters to penalties. *truths* are the fields, by fact type and name, that hold a truth: plain
    CSV has only text. *lists* are the lists that files may name. *tell* is told now and then how many records have
    been read.
    """

    received: date | None = None
    person_key: bytes | None = field(default=None, repr=False)
    mapping: FactMapping | None = None
    truths: AbstractSet[tuple[str, str]] = frozenset()
    lists: tuple[ListKnown, ...] = ()
    tell: Tell | None = field(default=None, repr=False, compare=False)
    limits: Limits = field(default_factory=Limits)

    @property
    def recorded(self) -> str | None:
        """The day *received* as facts write it."""
        return None if self.received is None else self.received.isoformat()


def truths_of(program: Program) -> frozenset[tuple[str, str]]:
    """The fields, by fact type and name, that hold a truth."""
    types = program.fact_types.values()
    return frozenset(
        (type_.name, name) for type_ in types for name, one in type_.fields.items() if one.family == "truth"
    )


def lists_of(program: Program) -> tuple[ListKnown, ...]:
    """The lists of *program*."""
    return tuple(ListKnown(id_, program.base.policies[id_].title, one.kind) for id_, one in program.lists.items())
