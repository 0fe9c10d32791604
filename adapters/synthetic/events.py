"""What happens to one batch of subjects: which records there are, of which type, about whom, on which days.

Nothing happens before a registration or coming of age. What is recorded of everybody, what happens to some and what
comes of it have modules of their own (`routine`, `trouble`, `outcomes`); here is what happens to any record: a second
department sends it, too, or it is revoked. Nobody asks whether a rule truly fires.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator

from adapters.synthetic.book import Book, Ints, Records
from adapters.synthetic.chance import Chance, later
from adapters.synthetic.outcomes import outcomes
from adapters.synthetic.rates import COPIED, MOVED, REVOKED
from adapters.synthetic.routine import reports, routine
from adapters.synthetic.subjects import Subjects
from adapters.synthetic.trouble import trouble

CHANGES: Final = ("region", "industry", "kind")
"""What a changed profile says, by template from 1 on."""

_PRECIOUS: Final = 4
_REVOKED_AGAIN: Final = 0.02


def records_of(chance: Chance, subjects: Subjects, random: Generator) -> Records:
    """Every record about *subjects*, in order of type, subject and day."""
    book = Book(len(subjects.numbers), chance.last)
    reports(chance, subjects, random, book)
    routine(chance, subjects, random, book)
    if chance.repertoire.happenings:
        grave = trouble(chance, subjects, random, book)
        outcomes(chance, subjects, random, book, grave)
    _change(chance, subjects, random, book)
    _revoke(chance, random, book)
    _copy(chance, random, book)
    return book.closed(random, subjects.numbers)


def _change(chance: Chance, subjects: Subjects, random: Generator, book: Book) -> None:
    """Moves, other lines of business, and shops that became enterprises."""
    start = np.maximum(subjects.since(), chance.first)
    for template, name in enumerate(CHANGES, start=1):
        able = (start <= chance.last) & ((subjects.division >= 0) if name == "industry" else True)
        if name == "kind":
            some = np.flatnonzero((subjects.converted >= chance.first) & (subjects.converted <= chance.last))
            day = subjects.converted[some]
        else:
            some = np.flatnonzero(able & (random.random(len(start)) < MOVED[name]))
            day = start[some] + (random.random(len(some)) * (chance.last - start[some] + 1)).astype(np.int64)
        book.enter(some, day, chance.type("subject_profile"), template=template)


def _revoke(chance: Chance, random: Generator, book: Book) -> None:
    """Some records are revoked, many of them after what they led to; a few revocations, too."""
    precious = (book.happenings() >= 0) | (book.types() == chance.type("listing_decision"))
    owed = np.isin(book.types(), [chance.type(one.type) for one in chance.repertoire.yearly])
    share = np.where(owed, REVOKED / _PRECIOUS, np.where(precious, REVOKED * _PRECIOUS, REVOKED))
    revoked = np.flatnonzero(random.random(book.count) < share)
    numbers = _revocation(chance, random, book, revoked)
    known = numbers[numbers >= 0]
    _revocation(chance, random, book, known[random.random(len(known)) < _REVOKED_AGAIN])


def _revocation(chance: Chance, random: Generator, book: Book, revoked: Ints) -> Ints:
    day = book.days()[revoked] + later(random, 10, 200, len(revoked))
    return book.enter(book.places()[revoked], day, chance.type("revocation"), revokes=revoked)


def _copy(chance: Chance, random: Generator, book: Book) -> None:
    known = chance.repertoire.program.fact_types
    by_type = np.array([bool(known[name].identity) for name in chance.types])
    book.copy(np.flatnonzero(by_type[book.types()] & (random.random(book.count) < COPIED)))
