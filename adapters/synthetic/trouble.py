"""What does not happen to everybody: episodes of trouble and of merit, and what puts right what went wrong.

- A subject meets with Poisson(episodes of its kind times its frailty, its size and the risk of its industry and county)
  episodes of each sort. One that breaks the law draws further penalties within months, the more the frailer its
  subject; of a subject's further episodes half are near its first.
- Most are such as a rule asks for; where the rule asks for a number, nearly half fall short of it; one in ten is as
  chance has it.
- Six in ten are put right, of the frail four: what does so comes 60, 120, … days later (exponential).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from adapters.synthetic.book import Book
from adapters.synthetic.chance import Chance, Floats, Ints, Truths, later, sort_number
from adapters.synthetic.places import COUNTIES
from adapters.synthetic.rates import EPISODES, SIZE_FACTORS
from adapters.synthetic.shares import KINDS, SECTIONS
from adapters.synthetic.subjects import Subjects

_MOST: Final = 250
_MORE: Final = 0.6  # further penalties of an episode, for each 1 of frailty
_MOST_FRAIL: Final = 8.0
_ALIKE: Final = 0.6
_NEAR: Final = 0.5
_BEFORE: Final = 0.3  # of what is near another, what comes first
_SHORT: Final = 0.45
_CHANCE: Final = 0.10
_PUT_RIGHT: Final = 0.62
_ANSWERED: Final = 0.75
_WITHDRAWN: Final = 0.06
_LATEST_DUE: Final = 46
_RISKS: Final = np.array([section.risk for section in SECTIONS])
_PLACES: Final = np.exp(0.25 * np.random.default_rng(140_000).standard_normal(len(COUNTIES)))
_SIZES: Final = np.array([*SIZE_FACTORS.values(), 1.0])
_EPISODES: Final = np.array([EPISODES[kind] for kind in KINDS])
_ADVERSE: Final = tuple(sort_number(sort) for sort in ("black", "watch", "notice"))
_NOTICE: Final = sort_number("notice")
_RED: Final = sort_number("red")


@dataclass(frozen=True, slots=True)
class Grave:
    """Records that a rule should fire for: their *numbers* in the book, what happened, *day* it was complete on."""

    numbers: Ints
    what: Ints
    place: Ints
    day: Ints

    def only(self, some: Truths) -> Grave:
        """Those of *some*."""
        return Grave(self.numbers[some], self.what[some], self.place[some], self.day[some])


@dataclass(frozen=True, slots=True)
class _Entries:
    """Happenings to be dated: of *place*, of a *sort*, near another one (-1: on its own)."""

    place: Ints
    sort: Ints
    near: Ints


def trouble(chance: Chance, subjects: Subjects, random: Generator, book: Book) -> Grave:
    """Enter what happens to some; what a rule should fire for."""
    entries = _entries(chance, subjects, random)
    what = _which(chance, subjects, random, entries)
    day = _dated(chance, subjects, random, entries, what)
    known = (what >= 0) & (day >= 0)
    place, what, day = entries.place[known], what[known], day[known]
    short = (chance.near[what, 0] >= 0) & (random.random(len(what)) < _SHORT)
    usual = random.random(len(what)) < _CHANCE
    template = np.where(usual, 0, np.where(short, chance.near[what, 1], chance.record[what, 1]))
    roots = book.enter(place, day, chance.record[what, 0], template=template, happening=what)
    grave = ~(short | usual)
    _needed(chance, random, book, Grave(roots, what, place, day).only(grave))
    _cured(chance, subjects, random, book, Grave(roots, what, place, day), grave)
    complete = np.where(chance.missed[what] >= 0, day + _LATEST_DUE, day)
    return Grave(roots, what, place, complete).only(grave & (chance.policy[what] >= 0))


def _entries(chance: Chance, subjects: Subjects, random: Generator) -> _Entries:
    rates = _EPISODES[subjects.kind] * chance.trouble
    risks = _RISKS[subjects.section()] * _SIZES[subjects.size] * _PLACES[subjects.county]
    rates[:, _ADVERSE] *= (subjects.frailty * risks)[:, None]
    rates[:, _RED] *= subjects.activity * np.exp(-subjects.frailty / 3)
    times = np.minimum(random.poisson(rates), _MOST)
    place, sort = (np.repeat(one.ravel(), times.ravel()) for one in np.indices(times.shape))
    _, firsts, which = np.unique(place, return_index=True, return_inverse=True)
    own = np.arange(len(place))
    first = firsts[which] if len(place) else own
    near = np.where((first != own) & (random.random(len(own)) < _NEAR), first, -1)
    mean = np.where(np.isin(sort, _ADVERSE), _MORE * np.minimum(subjects.frailty[place], _MOST_FRAIL), 0)
    more = np.repeat(own, (-np.log1p(-random.random(len(own))) * mean).astype(np.int64))
    return _Entries(
        np.concatenate([place, place[more]]),
        np.concatenate([sort, np.full(len(more), _NOTICE)]),
        np.concatenate([near, more]),
    )


def _which(chance: Chance, subjects: Subjects, random: Generator, entries: _Entries) -> Ints:
    place = entries.place
    what = chance.which(random, entries.sort, subjects.kind[place], subjects.section()[place])
    other = what[entries.near.clip(min=0)] if len(what) else what
    alike = (entries.near >= 0) & (chance.sort[other] == entries.sort) & (random.random(len(what)) < _ALIKE)
    return np.where(alike & (other >= 0), other, what)


def _dated(chance: Chance, subjects: Subjects, random: Generator, entries: _Entries, what: Ints) -> Ints:
    """A day for each entry on which the law in question is in force and its subject is there; -1 for none."""
    start, end = chance.span[what].T
    start = np.maximum(np.maximum(start, subjects.since()[entries.place]), chance.first)
    end = np.minimum(end, chance.last)
    possible = start <= end
    start, end = np.where(possible, start, chance.first), np.where(possible, end, chance.first)
    day = chance.when(random, start, end)
    away = later(random, 1, 110, len(day)) * np.where(random.random(len(day)) < _BEFORE, -1, 1)
    close = day[entries.near.clip(min=0)] + away if len(day) else day
    day = np.where((entries.near >= 0) & (close >= start) & (close <= end), close, day)
    return np.where(possible, day, -1)


def _needed(chance: Chance, random: Generator, book: Book, grave: Grave) -> None:
    """What has to be there besides, for the rule to fire."""
    for number in range(chance.needs.shape[1]):
        type_, template = chance.needs[grave.what, number].T
        some = type_ >= 0
        day = np.maximum(grave.day[some] - later(random, 1, 60, int(some.sum())), chance.first)
        alike = type_[some] == chance.record[grave.what[some], 0]
        chain = np.where(alike, -1, grave.numbers[some])
        book.enter(grave.place[some], day, type_[some], template=template[some], chain=chain)


def _cured(chance: Chance, subjects: Subjects, random: Generator, book: Book, roots: Grave, grave: Truths) -> None:
    """What puts a record right; in time, where it is a duty and not the neglect of it that is recorded."""
    frailty = subjects.frailty[roots.place]
    share: Floats = np.where(chance.sort[roots.what] == _RED, _WITHDRAWN, _PUT_RIGHT - 0.2 * (frailty / 5).clip(max=1))
    duty = chance.missed[roots.what] >= 0
    in_time = duty & ~grave
    right = (random.random(len(share)) < np.where(in_time, 1.0, share)) & (roots.numbers >= 0)
    some, in_time = roots.only(right), in_time[right]
    day = np.where(duty[right] & ~in_time, some.day + _LATEST_DUE, some.day)
    for number in range(chance.cures.shape[1]):
        type_, template = chance.cures[some.what, number].T
        wait = np.where(in_time, 1 + (random.random(len(day)) * 12).astype(np.int64), later(random, 1, 60, len(day)))
        day = day + wait
        told = (type_ >= 0) & (in_time | (random.random(len(day)) < _ANSWERED))
        book.enter(some.place[told], day[told], type_[told], template=template[told], chain=some.numbers[told])
