"""What authorities and subjects make of what may lead to a list: decisions, publications, objections, repair.

- Where a list waits for a decision, four in five grave records are listed within some weeks, one in ten is declined,
  the rest nobody decides on. A period that the law leaves open is stated with the decision, or later, or never.
- Four in ten of those who can get off early apply: most within weeks after the wait is over, some before it, most of
  them in vain; what repair asks for is done meanwhile. Of those refused six in ten apply again. Few are undone.
- One in twenty objects; one in five of the objections is right, and what was decided is revoked.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from adapters.synthetic.book import Book
from adapters.synthetic.chance import Chance, Ints, Truths, later, sort_number
from adapters.synthetic.rates import (
    AGAIN,
    APPLIED,
    DECIDED,
    DECLINED,
    EARLY_GRANTED,
    OBJECTED,
    REFUSED,
    RIGHT,
    TOO_EARLY,
    UNDONE,
)
from adapters.synthetic.subjects import Subjects
from adapters.synthetic.trouble import Grave

LIST, DECLINE, GRANT, REFUSE, PERIOD, EXTEND = 1, 2, 1, 2, 1, 2
"""Templates of listing, repair and term decisions: what they say."""

_STATED: Final = 0.6
_SETTLED: Final = 0.92
_EXTENDED: Final = 0.08
_PUBLISHED: Final = 0.93
_DONE: Final = 0.96
_LONG: Final = 20
_RED: Final = sort_number("red")


def outcomes(chance: Chance, subjects: Subjects, random: Generator, book: Book, grave: Grave) -> None:
    """Enter what comes of *grave*."""
    grave = grave.only(grave.numbers >= 0)
    waits, fate = chance.decided[grave.what], random.random(len(grave.what))
    declined = grave.only(waits & (fate >= DECIDED) & (fate < DECIDED + DECLINED))
    day = declined.day + later(random, 5, 30, len(declined.day))
    _about(chance, book, "listing_decision", declined, day, template=DECLINE)
    listed, decision, end = _listed(chance, random, book, grave, (~waits | (fate < DECIDED)))
    adverse = chance.sort[listed.what] != _RED
    _object(chance, random, book, listed.only(adverse), decision[adverse])
    able = adverse & (chance.wait[listed.what] >= 0)
    _repair(chance, subjects, random, book, listed.only(able), end[able])


def _listed(chance: Chance, random: Generator, book: Book, grave: Grave, some: Truths) -> tuple[Grave, Ints, Ints]:
    """Those of *some*, from the day they are listed, the decisions they rest on (-1 for none), the days they end."""
    listed = grave.only(some)
    waits = chance.decided[listed.what]
    count = len(listed.what)
    day = np.where(waits, listed.day + later(random, 5, 30, count), listed.day)
    term = _chosen(random, chance.terms[listed.what])
    stated = (random.random(count) < _STATED) & waits
    decision = np.full(count, -1)
    decision[waits] = _about(
        chance, book, "listing_decision", listed.only(waits), day[waits],
        template=LIST, term=np.where(stated, term, -1)[waits],
    )  # fmt: skip
    listed = Grave(listed.numbers, listed.what, listed.place, day)
    shown = chance.published[listed.what] & (random.random(count) < _PUBLISHED)
    _about(chance, book, "publication", listed.only(shown), day[shown] + later(random, 1, 4, int(shown.sum())))
    settled = (term >= 0) & ~stated & (random.random(count) < _SETTLED)
    later_on = day[settled] + later(random, 2, 15, int(settled.sum()))
    _about(chance, book, "term_decision", listed.only(settled), later_on, template=PERIOD, term=term[settled])
    more = _chosen(random, chance.extensions[listed.what])
    longer = (more >= 0) & (random.random(count) < _EXTENDED)
    later_on = day[longer] + later(random, 120, 150, int(longer.sum()))
    _about(chance, book, "term_decision", listed.only(longer), later_on, template=EXTEND, term=more[longer])
    stays = chance.lasts[listed.what]
    if len(chance.periods):
        stays = np.where((term >= 0) & (stated | settled), chance.period_days[term], stays)
    return listed, decision, day + stays


def _chosen(random: Generator, periods: Ints) -> Ints:
    """One of each of *periods*, sooner a short one; -1 where there are none."""
    first, count = periods.T
    return np.where(count > 0, first + (random.random(len(first)) ** 1.5 * count).astype(np.int64), -1)


def _object(chance: Chance, random: Generator, book: Book, listed: Grave, decision: Ints) -> None:
    objecting = random.random(len(listed.what)) < OBJECTED
    some, decision = listed.only(objecting), decision[objecting]
    day = some.day + later(random, 1, 8, len(some.day))
    _about(chance, book, "objection", some, day)
    settled = random.random(len(day)) < _PUBLISHED
    some, decision = some.only(settled), decision[settled]
    day = day[settled] + later(random, 3, 15, len(some.day))
    _about(chance, book, "objection_settled", some, day)
    right = random.random(len(day)) < RIGHT
    wrong = np.where(decision < 0, some.numbers, decision)[right]
    book.enter(some.place[right], day[right], chance.type("revocation"), revokes=wrong)


def _repair(chance: Chance, subjects: Subjects, random: Generator, book: Book, listed: Grave, end: Ints) -> None:
    """Who can get off early applies, or does not: nobody who will be off by then."""
    willing = APPLIED * (1 - 0.5 * (subjects.frailty[listed.place] / 5).clip(max=1))
    willing = np.where(end - listed.day > chance.wait[listed.what] + _LONG, willing, 0)
    some = listed.only(random.random(len(willing)) < willing)
    wait, count = chance.wait[some.what], len(some.what)
    early = (random.random(count) < TOO_EARLY) & (wait > _LONG)
    share = 0.3 + 0.65 * random.random(count)
    on = some.day + np.where(early, (wait * share).astype(np.int64), wait + later(random, 1, 50, count))
    for number in range(chance.asked.shape[1]):
        type_, template = chance.asked[some.what, number].T
        done = (type_ >= 0) & (random.random(count) < _DONE) & (on <= chance.last)
        between = some.day + 1 + (random.random(count) * (on - some.day - 1).clip(min=0)).astype(np.int64)
        book.enter(some.place[done], between[done], type_[done], template=template[done], chain=some.numbers[done])
    granted = random.random(count) < np.where(early, EARLY_GRANTED, 1 - REFUSED)
    refused_on = _apply(chance, random, book, some, on, granted)
    again = (refused_on >= 0) & (random.random(count) < AGAIN)
    on = np.maximum(refused_on, some.day + wait) + later(random, 5, 40, count)
    _apply(chance, random, book, some.only(again), on[again], np.ones(int(again.sum()), dtype=np.bool_))


def _apply(chance: Chance, random: Generator, book: Book, some: Grave, on: Ints, granted: Truths) -> Ints:
    """Applications on days, and what is decided on them: the days on which they are refused, -1 for none."""
    _about(chance, book, "repair_application", some, on)
    decided = chance.repair_decided[some.what] & (on <= chance.last)
    day = on + later(random, 3, 12, len(on))
    template = np.where(granted, GRANT, REFUSE)
    _about(chance, book, "repair_decision", some.only(decided), day[decided], template=template[decided])
    undone = decided & granted & (random.random(len(on)) < UNDONE)
    then = day[undone] + later(random, 40, 200, int(undone.sum()))
    _about(chance, book, "repair_undone", some.only(undone), then)
    return np.where(decided & ~granted, day, -1)


def _about(
    chance: Chance, book: Book, name: str, some: Grave, day: Ints, *, template: ArrayLike = 0, term: ArrayLike = -1
) -> Ints:
    """An act of the builtin type *name* on the lists that *some* may lead to."""
    told = {"policy": chance.policy[some.what], "missed": chance.missed[some.what], "term": term}
    return book.enter(some.place, day, chance.type(name), template=template, chain=some.numbers, **told)
