"""What happens to one batch of subjects: which records there are, of which type, about whom, on which days.

- A subject meets with Poisson(rate of its kind times its proneness) happenings, at most `_MOST`; after the first, 45 %
  repeat it. Which they are goes by kind and section of industry; the more there are, the more sectors they come from,
  and the prone have graver ones.
- Days follow `MONTHS` and `GROWTH`, never before a registration or coming of age. What happens is recorded a week later
  on average, one in twenty months later.
- Six in ten are put right, of the prone four: what answers a record comes 60, 120, … days later (exponential).
- Where a list waits for a decision, eight in ten grave records get one, after a month; where it can be repaired, it is
  applied for after a third of what was put right, 200 days and more later. Nobody asks whether a rule truly fires.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from adapters.synthetic.book import Book, Records
from adapters.synthetic.repertoire import Repertoire, Yearly
from adapters.synthetic.shares import GOOD, GROWTH, KINDS, MONTHS, RATES, REPORTED, REVOKED, SECTIONS, SECTORS, TYPES
from adapters.synthetic.subjects import OLDEST, Subjects

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_MOST: Final = 1_500
_REPEATED: Final = 0.45
_GRAVE: Final = 0.12
_TOO_PRONE: Final = 2.0  # for a red list
_PUT_RIGHT: Final = 0.6
_ANSWERED: Final = 0.75
_DECIDED: Final = 0.8
_APPLIED: Final = 0.35
_MOVED: Final = 0.01
_RATES: Final = np.array([RATES[kind] for kind in KINDS])


@dataclass(frozen=True)
class Chance:
    """What may happen between the days *first* and *last*: the repertoire as tables to draw from."""

    repertoire: Repertoire
    first: int
    last: int
    types: tuple[str, ...]
    policies: tuple[str, ...]
    bounds: Floats
    """The bounds of the happenings' shares, for one kind and section after another, each from its own number on."""
    record: Ints
    """The type and the template of each happening."""
    answers: Ints
    """The same of up to four answers of each; -1 for none."""
    flags: NDArray[np.bool_]
    """Of each happening: good, decided, published, repaired, repair decided."""
    policy: Ints
    by_day: Floats
    """The share of records up to each day."""

    def type(self, name: str) -> int:
        """The number of the fact type *name*."""
        return self.types.index(name)


def chance_of(repertoire: Repertoire, first: int, last: int) -> Chance:
    """The tables of *repertoire* for the days from *first* to *last*."""
    types = tuple(sorted(repertoire.program.base.fact_types))
    policies = tuple(sorted(repertoire.program.lists))
    happenings = repertoire.happenings
    answers = np.full((len(happenings), 4, 2), -1)
    for number, one in enumerate(happenings):
        for place, answer in enumerate(one.answers):
            answers[number, place] = types.index(answer.type), answer.template
    flags = [(one.good, one.decided, one.published, one.repaired, one.repair_decided) for one in happenings]
    return Chance(
        repertoire, first, last, types, policies,
        bounds=_bounds(repertoire),
        record=np.array([(types.index(one.record.type), one.record.template) for one in happenings]).reshape(-1, 2),
        answers=answers,
        flags=np.array(flags, dtype=np.bool_).reshape(-1, 5),
        policy=np.array([-1 if one.policy is None else policies.index(one.policy) for one in happenings]),
        by_day=_by_day(first, last),
    )  # fmt: skip


def _bounds(repertoire: Repertoire) -> Floats:
    rows: list[Floats] = []
    usual = np.array([TYPES.get(one.record.type, 1) * (GOOD if one.good else 1) for one in repertoire.happenings])
    sectors = [one.sector for one in repertoire.happenings]
    for kind in KINDS:
        able = np.array([kind in one.kinds for one in repertoire.happenings], dtype=np.float64)
        many = {sector: sum(able[n] for n, one in enumerate(sectors) if one == sector) for sector in set(sectors)}
        for section in SECTIONS:
            weights = [SECTORS.get(one, 1) * section.sectors.get(one, 1) / (many[one] or 1) for one in sectors]
            sums = np.cumsum(np.array(weights) * able * usual)
            rows.append(len(rows) + (sums / sums[-1] if len(sums) and sums[-1] else np.ones(len(sums))))
    return np.concatenate(rows)


def _by_day(first: int, last: int) -> Floats:
    days = [date.fromordinal(day) for day in range(first, last + 1)]
    weights = [MONTHS[day.month - 1] * GROWTH ** (day.year - days[0].year) for day in days]
    return np.cumsum(weights) / sum(weights)


def records_of(chance: Chance, subjects: Subjects, random: Generator) -> Records:
    """Every record about *subjects*, in order of type, subject and day."""
    book = Book(len(subjects.numbers), chance.last)
    for yearly in chance.repertoire.yearly:
        _report(chance, yearly, subjects, random, book)
    if chance.repertoire.happenings:
        _happen(chance, subjects, random, book)
    _move(chance, subjects, random, book)
    told = book.count
    revoked = np.flatnonzero(random.random(told) < REVOKED)
    day = book.days()[revoked] + later(random, 10, 60, len(revoked))
    book.enter(book.places()[revoked], day, chance.type("revocation"), revokes=revoked)
    return book.closed(random, subjects.numbers)


def later(random: Generator, least: int, mean: float, count: int) -> Ints:
    """Days from *least* on, exponential with *mean* beyond it."""
    return least + (-np.log1p(-random.random(count)) * mean).astype(np.int64)


def _report(chance: Chance, yearly: Yearly, subjects: Subjects, random: Generator, book: Book) -> None:
    """Yearly reports since the first that was due: without them silence would list everybody."""
    owing = np.flatnonzero(np.isin(subjects.kind, [n for n, kind in enumerate(KINDS) if kind in yearly.kinds]))
    registered = subjects.registered[owing]
    keeping = REPORTED - 0.04 * subjects.proneness[owing].clip(max=8)
    last = date.fromordinal(chance.last).year
    for year in range(max(yearly.first, last - OLDEST), last + 1):
        opens, closes = (date(year, *month_day).toordinal() for month_day in yearly.window)
        draw, when = random.random(len(owing)), random.random(len(owing))
        some = (draw < keeping) & (registered < date(year, 1, 1).toordinal())
        day = opens + (when[some] ** 0.6 * (closes - opens + 1)).astype(np.int64)
        book.enter(owing[some], day, chance.type(yearly.type))


def _happen(chance: Chance, subjects: Subjects, random: Generator, book: Book) -> None:
    rates = _RATES[subjects.kind] * subjects.proneness
    times = np.minimum(random.poisson(rates), _MOST)
    place = np.repeat(np.arange(len(times)), times)
    what = _which(chance, subjects, random, place, np.cumsum(times) - times)
    start = np.maximum(subjects.since()[place], chance.first) - chance.first
    passed = np.where(start > 0, chance.by_day[(start - 1).clip(0, len(chance.by_day) - 1)], 0.0)
    share = passed + random.random(len(place)) * (1 - passed)
    day = chance.first + np.searchsorted(chance.by_day, share).clip(max=len(chance.by_day) - 1)
    prone = subjects.proneness[place]
    usable = (what >= 0) & (start < len(chance.by_day)) & ~(chance.flags[what, 0] & (prone > _TOO_PRONE))
    place, what, day, prone = place[usable], what[usable], day[usable], prone[usable]
    grave = random.random(len(place)) < _GRAVE + 0.35 * (prone / 3).clip(max=1)
    template = np.where(grave, chance.record[what, 1], 0)
    roots = book.enter(place, day, chance.record[what, 0], template=template, happening=what)
    right = random.random(len(place)) < _PUT_RIGHT - 0.2 * (prone / 5).clip(max=1)
    _answer(chance, random, book, roots[right])
    _decide(chance, random, book, roots[grave])
    _repair(chance, random, book, roots[grave & right])


def _which(chance: Chance, subjects: Subjects, random: Generator, place: Ints, first: Ints) -> Ints:
    """The happening of each record about the subject at *place*, -1 for none; *first* is where each subject's begin."""
    size = len(chance.record)
    group = subjects.kind[place] * len(SECTIONS) + subjects.section()[place]
    found = np.searchsorted(chance.bounds, group + random.random(len(place)), side="right") - group * size
    again = random.random(len(place)) < _REPEATED
    found = np.where(again, found[first[place]], found) if len(found) else found
    possible = np.array([any(kind in one.kinds for one in chance.repertoire.happenings) for kind in KINDS])
    return np.where(possible[subjects.kind[place]], found.clip(0, size - 1), -1)


def _answer(chance: Chance, random: Generator, book: Book, roots: Ints) -> None:
    happening, place, day = book.happenings()[roots], book.places()[roots], book.days()[roots]
    for number in range(chance.answers.shape[1]):
        type_, template = chance.answers[happening, number].T
        some = (random.random(len(roots)) < _ANSWERED) & (type_ >= 0)
        day = day + later(random, 1, 60, len(roots))
        book.enter(place[some], day[some], type_[some], template=template[some], chain=roots[some])


def _decide(chance: Chance, random: Generator, book: Book, roots: Ints) -> None:
    _, decided, published, _, _ = chance.flags[book.happenings()[roots]].T
    day = book.days()[roots] + later(random, 5, 30, len(roots))
    some = decided & (random.random(len(roots)) < _DECIDED)
    _about(chance, book, "listing_decision", roots[some], day[some])
    some = published & (some | ~decided)
    _about(chance, book, "publication", roots[some], day[some] + 1)


def _repair(chance: Chance, random: Generator, book: Book, roots: Ints) -> None:
    _, _, _, repaired, decided = chance.flags[book.happenings()[roots]].T
    some = repaired & (random.random(len(roots)) < _APPLIED)
    day = book.days()[roots] + later(random, 200, 200, len(roots))
    _about(chance, book, "repair_application", roots[some], day[some])
    some &= decided
    _about(chance, book, "repair_decision", roots[some], day[some] + later(random, 5, 20, int(some.sum())))


def _about(chance: Chance, book: Book, name: str, roots: Ints, day: Ints) -> None:
    """An act of the builtin type *name* on the lists that *roots* may lead to."""
    policy = chance.policy[book.happenings()[roots]]
    book.enter(book.places()[roots], day, chance.type(name), policy=policy, chain=roots)


def _move(chance: Chance, subjects: Subjects, random: Generator, book: Book) -> None:
    start = np.maximum(subjects.since(), chance.first)
    some = np.flatnonzero((random.random(len(start)) < _MOVED) & (start <= chance.last))
    start = start[some]
    day = start + (random.random(len(some)) * (chance.last - start + 1)).astype(np.int64)
    book.enter(some, day, chance.type("subject_profile"))
