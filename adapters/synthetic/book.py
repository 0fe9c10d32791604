"""The records of one batch while they come about, and all of them in order once they have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from adapters.synthetic.codes import Numbers

Ints = NDArray[np.int64]

PER_SUBJECT: Final = 100_000
"""Ids of one subject's records differ from the next one's by so much."""

_LATE: Final = 0.05
_COLUMNS: Final = ("place", "day", "type", "template", "happening", "chain", "policy", "revokes")


@dataclass(frozen=True, slots=True)
class Records:
    """Records in order of type, subject and day; arrays with one place each.

    *place* is that of the subject in its batch, *serial* the number in the record's id. *chain* is the serial of the
    record it answers or decides on, else its own, and *chain_day* that one's day; *revokes* a serial. -1 is none.
    """

    place: Ints
    day: Ints
    recorded: Ints
    type: Ints
    template: Ints
    happening: Ints
    policy: Ints
    serial: Ints
    chain: Ints
    chain_day: Ints
    revokes: Ints


@dataclass(slots=True)
class Book:
    """Records about *subjects* subjects, entered as they come about; those after the day *last* are not."""

    subjects: int
    last: int
    count: int = 0
    _parts: dict[str, list[Ints]] = field(default_factory=lambda: {name: [] for name in _COLUMNS})

    def enter(
        self,
        place: Ints,
        day: Ints,
        type_: ArrayLike,
        *,
        template: ArrayLike = 0,
        happening: ArrayLike = -1,
        chain: ArrayLike = -1,
        policy: ArrayLike = -1,
        revokes: ArrayLike = -1,
    ) -> Ints:
        """Enter records; their numbers, a number that leads nowhere (-1) where one comes too late.

        *chain* and *revokes* are such numbers.
        """
        kept = day <= self.last
        given = (place, day, type_, template, happening, chain, policy, revokes)
        for name, values in zip(_COLUMNS, given, strict=True):
            self._parts[name].append(np.broadcast_to(np.asarray(values, dtype=np.int64), kept.shape)[kept])
        numbers = np.where(kept, self.count + np.cumsum(kept) - 1, -1)
        self.count += int(kept.sum())
        return numbers

    def places(self) -> Ints:
        """Of each record so far, the subject."""
        return self._column("place")

    def days(self) -> Ints:
        """Of each record so far, the day."""
        return self._column("day")

    def happenings(self) -> Ints:
        """Of each record so far, what happened."""
        return self._column("happening")

    def _column(self, name: str) -> Ints:
        parts = self._parts[name]
        if len(parts) != 1:
            self._parts[name] = parts = [np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)]
        return parts[0]

    def closed(self, random: Generator, numbers: Numbers) -> Records:
        """All records, about the subjects of *numbers*."""
        columns = {name: self._column(name) for name in _COLUMNS}
        place, day = columns["place"], columns["day"]
        by_subject = np.argsort(place, kind="stable")
        starts = np.searchsorted(place[by_subject], np.arange(self.subjects))
        ordinal = np.empty(self.count, dtype=np.int64)
        ordinal[by_subject] = np.arange(self.count) - starts[place[by_subject]]
        serial = numbers[place] * PER_SUBJECT + ordinal
        chain = np.where(columns["chain"] < 0, np.arange(self.count), columns["chain"])
        order = np.lexsort((serial, day, place, columns["type"]))
        chained, revokes = chain[order], columns["revokes"][order]
        return Records(
            place=place[order],
            day=day[order],
            recorded=(day + _lag(random, self.count))[order],
            type=columns["type"][order],
            template=columns["template"][order],
            happening=columns["happening"][order],
            policy=columns["policy"][order],
            serial=serial[order],
            chain=serial[chained],
            chain_day=day[chained],
            revokes=np.where(revokes < 0, -1, serial[revokes]),
        )


def _lag(random: Generator, count: int) -> Ints:
    """Days from the date of a record to when it is known: a week on average, for one in twenty some months."""
    mean = np.where(random.random(count) < _LATE, 90.0, 6.0)
    return (-np.log1p(-random.random(count)) * mean).astype(np.int64)
