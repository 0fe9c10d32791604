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

_LAGS: Final = ((0.945, 6.0), (0.995, 90.0), (1.0, 500.0))
"""Days from the date of a record to when it is known: a week on average, for one in twenty some months or a year."""
_COPIED: Final = 25.0
_ENTERED: Final = (
    "place", "day", "type", "template", "happening", "chain", "policy", "revokes", "term", "missed", "year", "same"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Records:
    """Records in order of type, subject and day; arrays with one place each.

    *place* is that of the subject in its batch, *serial* the number in the record's id. *chain* is the serial of the
    record it answers or decides on, else its own, and *chain_day* that one's day; *revokes* a serial; *term* which
    period it states, *missed* the duty whose neglect it speaks of, *year* the year it is about where that is not the
    one before. -1 is none. *same* is the place of the record whose copy it is, else its own.
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
    term: Ints
    missed: Ints
    year: Ints
    same: Ints


@dataclass(slots=True)
class Book:
    """Records about *subjects* subjects, entered as they come about; those after the day *last* are not."""

    subjects: int
    last: int
    count: int = 0
    _parts: dict[str, list[Ints]] = field(default_factory=lambda: {name: [] for name in _ENTERED})

    def enter(self, place: Ints, day: Ints, type_: ArrayLike, *, template: ArrayLike = 0, **told: ArrayLike) -> Ints:
        """Enter records; their numbers, a number that leads nowhere (-1) where one comes too late.

        *told* are further columns of `Records`, each -1 where not given; *chain*, *revokes* and *same* such numbers.
        """
        kept = day <= self.last
        given = {"place": place, "day": day, "type": type_, "template": template, **told}
        for name in _ENTERED:
            values = np.broadcast_to(np.asarray(given.get(name, -1), dtype=np.int64), kept.shape)
            self._parts[name].append(values[kept])
        numbers = np.where(kept, self.count + np.cumsum(kept) - 1, -1)
        self.count += int(kept.sum())
        return numbers

    def copy(self, numbers: Ints) -> None:
        """Enter the records of *numbers* once more."""
        told = {name: self._column(name)[numbers] for name in _ENTERED}
        place, day, type_, template = (told.pop(name) for name in _ENTERED[:4])
        told["chain"] = np.where(told["chain"] < 0, numbers, told["chain"])
        self.enter(place, day, type_, template=template, **told | {"same": numbers})

    def places(self) -> Ints:
        """Of each record so far, the subject."""
        return self._column("place")

    def days(self) -> Ints:
        """Of each record so far, the day."""
        return self._column("day")

    def types(self) -> Ints:
        """Of each record so far, the fact type."""
        return self._column("type")

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
        columns = {name: self._column(name) for name in _ENTERED}
        place, day, own = columns["place"], columns["day"], np.arange(self.count)
        by_subject = np.argsort(place, kind="stable")
        starts = np.searchsorted(place[by_subject], np.arange(self.subjects))
        ordinal = np.empty(self.count, dtype=np.int64)
        ordinal[by_subject] = own - starts[place[by_subject]]
        serial = numbers[place] * PER_SUBJECT + ordinal
        chain = np.where(columns["chain"] < 0, own, columns["chain"])
        order = np.lexsort((serial, day, place, columns["type"]))
        where = np.empty(self.count, dtype=np.int64)
        where[order] = own
        same = np.where(columns["same"] < 0, own, columns["same"])
        lag = _lag(random, self.count) + (same != own) * (-np.log1p(-random.random(self.count)) * _COPIED).astype(int)
        chained, revokes = chain[order], columns["revokes"][order]
        asis = {name: columns[name][order] for name in ("template", "happening", "policy", "term", "missed", "year")}
        return Records(
            place=place[order],
            day=day[order],
            recorded=(day + lag)[order],
            type=columns["type"][order],
            serial=serial[order],
            chain=serial[chained],
            chain_day=day[chained],
            revokes=np.where(revokes < 0, -1, serial[revokes]),
            same=where[same[order]],
            **asis,
        )


def _lag(random: Generator, count: int) -> Ints:
    bounds, means = np.array(_LAGS).T
    mean = means[np.searchsorted(bounds, random.random(count), side="right").clip(max=len(means) - 1)]
    days: Ints = (-np.log1p(-random.random(count)) * mean).astype(np.int64)
    return days
