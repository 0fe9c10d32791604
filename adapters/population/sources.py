"""What a population can be read from: subjects, and facts in batches or already cut into parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from engine.population.checks import Checks, Lines


class Unreachable(Exception):
    """A source cannot be reached, or does not understand what it is asked; its own words say why."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Some facts of one *type*, raw, and where their rows stand."""

    type: str
    table: pa.Table
    lines: Lines


class Part(Protocol):
    """Some subjects with all their facts, to be read by themselves."""

    def read(self, checks: Checks, /) -> tuple[pa.Table, dict[str, tuple[pa.Table, Lines]]]:
        """The subjects and, by type, the facts with their places, checked."""


class Source(Protocol):
    """Where subjects and facts come from; *facts_told* is how many facts, where it says so beforehand."""

    facts_told: int | None

    def recorded(self) -> Mapping[str, Any]:
        """What tells this source, as it is now, from any other."""

    def parts(self, subjects: int) -> Sequence[Part] | None:
        """Parts of about so many *subjects*, where the source is cut into such; else it has to be sorted."""

    def subjects(self) -> Iterator[tuple[pa.Table, Lines]]:
        """The subjects, raw."""

    def facts(self, checks: Checks) -> Iterator[Batch]:
        """The facts, raw, in no order; *checks* is told what does not even say of which type it is."""
