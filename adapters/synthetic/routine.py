"""What is recorded of everybody: yearly reports, and those that do not come; permits, promises, appraisals.

- A subject has Poisson(a year's rate times its activity) records of what has no fixed day, in the years it exists.
- What is told on a day of the year is told of the same subjects every year.
- One subject in thirty, the frail more often, once lets a report be, and half of the years after it. Four in five such
  silences are decided on within weeks; six in ten reports come in after all.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.random import Generator

from adapters.synthetic.book import Book
from adapters.synthetic.chance import Chance, Floats, Ints, Truths, later
from adapters.synthetic.rates import DECIDED, ROUTINES, TAX_RECORDS, TAXED, Routine
from adapters.synthetic.repertoire import Yearly
from adapters.synthetic.shares import KINDS, SECTIONS
from adapters.synthetic.subjects import OLDEST, Subjects

_YEAR: Final = 365.25
_SILENT: Final = (0.033, 0.018, 0.25)  # for none of frailty, for each 1 of it, at most
_SILENT_AGAIN: Final = 0.5
_AFTER_ALL: Final = 0.6
_MOST: Final = 4_000
_TOLD: Final = 0.97


def routine(chance: Chance, subjects: Subjects, random: Generator, book: Book) -> None:
    """Enter what is recorded without anybody's fault."""
    for one in ROUTINES:
        if one.type not in chance.types:
            continue
        able = _of_kinds(subjects, one)
        if one.on is None:
            _now_and_then(chance, subjects, random, book, one.type, able, one.first)
        else:
            taking_part = np.flatnonzero(random.random(len(able)) < able)
            _every_year(chance, subjects, random, book, one, taking_part)
            if one.type == TAXED:
                _taxed(chance, subjects, random, book, taking_part)


def _of_kinds(subjects: Subjects, one: Routine) -> Floats:
    """The rate or share of each subject."""
    rates = np.array([one.rates.get(kind, 0.0) for kind in KINDS])[subjects.kind]
    if one.letters:
        about = np.array([section.letter in one.letters for section in SECTIONS])
        rates = rates * (about[subjects.section()] | (subjects.division < 0))
    return rates


def _now_and_then(
    chance: Chance, subjects: Subjects, random: Generator, book: Book, name: str, rates: Floats, first: int
) -> None:
    start = np.maximum(subjects.since(), max(chance.first, date(first, 1, 1).toordinal()))
    years = (chance.last - start + 1).clip(min=0) / _YEAR
    times = np.minimum(random.poisson(rates * years * subjects.activity), _MOST)
    place = np.repeat(np.arange(len(times)), times)
    day = chance.when(random, start[place], np.full(len(place), chance.last))
    book.enter(place, day, chance.type(name))


def _every_year(
    chance: Chance, subjects: Subjects, random: Generator, book: Book, one: Routine, taking_part: Ints
) -> None:
    """One a year, or every few years, about the day it is due; what is dated at a year's end, on that very day."""
    since = subjects.since()[taking_part]
    turn = random.integers(0, one.every, len(taking_part))
    month, day = one.on or (12, 31)
    spread = 0 if (month, day) == (12, 31) else 20
    for year in range(max(one.first, date.fromordinal(chance.first).year), date.fromordinal(chance.last).year + 1):
        due = date(year, month, day).toordinal()
        some = (since < due) & ((year + turn) % one.every == 0) & (random.random(len(turn)) < _TOLD)
        days = due - (random.random(int(some.sum())) * spread).astype(np.int64)
        inside = days >= chance.first
        book.enter(taking_part[some][inside], days[inside], chance.type(one.type))


def _taxed(chance: Chance, subjects: Subjects, random: Generator, book: Book, taxed: Ints) -> None:
    for name, rate in TAX_RECORDS.items():
        if name in chance.types:
            rates = np.zeros(len(subjects.kind))
            rates[taxed] = rate / subjects.activity[taxed] ** 0.5
            _now_and_then(chance, subjects, random, book, name, rates, 2015)


def reports(chance: Chance, subjects: Subjects, random: Generator, book: Book) -> None:
    """Enter the yearly reports since the first that was due: without them silence would list everybody."""
    silent = _silent(chance, random, subjects)
    for yearly in chance.repertoire.yearly:
        _report(chance, yearly, subjects, random, book, silent)


def _silent(chance: Chance, random: Generator, subjects: Subjects) -> Floats:
    """From which share of its years on each subject may be silent; beyond all of them for most."""
    least, more, most = _SILENT
    share = np.minimum((least + more * subjects.frailty) * chance.trouble, most)
    return np.where(random.random(len(share)) < share, random.random(len(share)), 2.0)


def _report(chance: Chance, yearly: Yearly, subjects: Subjects, random: Generator, book: Book, silent: Floats) -> None:
    last = date.fromordinal(chance.last).year
    first = max(yearly.first, last - OLDEST)
    began = subjects.registered.clip(min=date(first - 1, 1, 1).toordinal())
    from_day = began + silent * (chance.last - began)
    was_silent = np.zeros(len(silent), dtype=np.bool_)
    for year in range(first, last + 1):
        opens, closes = (date(year, *month_day).toordinal() for month_day in yearly.window)
        owing = _owing(subjects, yearly, date(year, 1, 1).toordinal(), closes)
        draw = random.random(len(owing))
        missing = owing & (closes >= from_day) & (~was_silent | (draw < _SILENT_AGAIN)) & (closes < chance.last)
        was_silent |= missing
        some = np.flatnonzero(owing & ~missing)
        day = opens + (random.random(len(some)) ** 0.6 * (closes - opens + 1)).astype(np.int64)
        book.enter(some, day, chance.type(yearly.type), year=year - 1)
        _unreported(chance, yearly, random, book, np.flatnonzero(missing), (year, closes), subjects)


def _owing(subjects: Subjects, yearly: Yearly, begins: int, closes: int) -> Truths:
    kinds = np.array([kind in yearly.kinds for kind in KINDS])
    found: Truths = kinds[subjects.kind_on(closes)] & (subjects.registered >= 0) & (subjects.registered < begins)
    return found


def _unreported(
    chance: Chance,
    yearly: Yearly,
    random: Generator,
    book: Book,
    who: Ints,
    year: tuple[int, int],
    subjects: Subjects,
) -> None:
    """What comes of a report that did not: the late one, and before it perhaps the decision to list."""
    about, closes = year[0] - 1, year[1]
    late = np.where(random.random(len(who)) < _AFTER_ALL, closes + later(random, 3, 220, len(who)), 10**7)
    book.enter(who, late, chance.type(yearly.type), year=about)
    decided_on = closes + later(random, 8, 25, len(who))
    decided = (random.random(len(who)) < DECIDED) & (decided_on < late)
    kind = subjects.kind_on(closes)[who]
    for policy, kinds in yearly.lists:
        some = decided & np.array([one in kinds for one in KINDS])[kind]
        told = {"policy": chance.policies.index(policy), "missed": chance.duties.index(yearly.missed)}
        book.enter(who[some], decided_on[some], chance.type("listing_decision"), template=1, year=about, **told)
