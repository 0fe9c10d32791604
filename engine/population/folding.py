"""The fold of one list for everybody: firings in order of subject and day into grounds and spells (S14–S16).

`engine.population.walking` opens them day by day; this makes the rows of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.population.columns import Days, Rows
from engine.population.compiled import compiled
from engine.population.directly import open_directly
from engine.population.timelines import Stretches, rows_of
from engine.population.uniting import Spells, united
from engine.population.walked import Answers, Walked, nothing_yet
from engine.population.walking import walk


class Openings(NamedTuple):
    """What may open grounds, in order of subject, day, rule and fact; each was *triggered* on a day.

    *low* and *high* bound the period each would have (*timed*: it has one), *again_low* and *again_high* that of a
    listing after an earlier one, 0 where there is none. *repeat* is what a repeat does, by *by* months and days;
    *cap* the months and days of `at_most`, less than 0 where there is none. *cure* is what a cure does. What may happen
    to it stands in *events* from `events_from[i]` to `events_from[i + 1]`, as `engine.population.happenings` has it.
    *principal* is the cause that ends the spell it is carried over from, less than 0 of its own.

    *name* tells what decisions call it, *order* which decision opens it, less than 0 where none does, and *unless*
    whether that depends on what is held then. *within* bounds extensions and *at_end* is what prolongs it at its end,
    in months and days. What *resumes* goes on, where a repair is undone, in the place of one of the same *line*; its
    *low* and *high* are for a period anew. Its period counts from *anchor*, none while that is not settled.
    """

    subject: Days
    day: Days
    rule: NDArray[np.int16]
    fact: Rows
    triggered: Days
    sure: NDArray[np.bool_]
    law: Days
    low: Days
    high: Days
    timed: NDArray[np.bool_]
    again_low: Days
    again_high: Days
    repeat: NDArray[np.int8]
    by: NDArray[np.int32]
    cap: NDArray[np.int32]
    cure: NDArray[np.int8]
    events_from: Rows
    events: NDArray[np.int32]
    assumed: NDArray[np.bool_]
    principal: NDArray[np.int8]
    name: Rows
    order: Rows
    unless: NDArray[np.int8]
    within: NDArray[np.int32]
    at_end: NDArray[np.int32]
    line: Rows
    resumes: NDArray[np.bool_]
    anchor: Days


Further = Callable[[Openings, Answers, Days], Answers]
"""What is known of ends of periods, and what openings ask about besides, each about a day or none."""


@dataclass(frozen=True, eq=False)
class Grounds:
    """The grounds entered, in order of subject, opening, rule and fact; *opening* is the place of each's opening.

    Each was *triggered* on a day; *low* and *high* bound its last day, which *breaks* the stay where no other goes on.
    *spell* is the place of the spell it is part of, -1 where it is not *sure*; *assumed*: no decision is on record.
    """

    opening: Rows
    subject: Days
    opened: Days
    rule: NDArray[np.int16]
    fact: Rows
    triggered: Days
    law: Days
    sure: NDArray[np.bool_]
    low: Days
    high: Days
    cause: NDArray[np.int8]
    breaks: NDArray[np.bool_]
    spell: Rows
    assumed: NDArray[np.bool_]

    def take(self, rows: NDArray[Any]) -> Grounds:
        """Some of them."""
        return Grounds(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})


@dataclass(frozen=True, eq=False)
class Folded:
    """What the fold of one list comes to; *possible* are the days on which somebody may be on it.

    They are those of the subjects of whom they are not the days of the spells.
    """

    grounds: Grounds
    spells: Spells
    possible: Stretches


def fold(openings: Openings, as_of: int, further: Further, *, per_fact: bool) -> Folded:
    """The grounds, the spells and the possible days that *openings* make.

    *further* answers what the walk to *as_of* asks for.
    """
    one, answers = openings, Answers(np.empty(0, np.int64), np.empty(0, np.uint8), as_of)
    walked = _walked(one, answers, per_fact=per_fact)
    while walked.asks.any():
        answers = further(one, answers, walked.asks)
        walked = _walked(one, answers, per_fact=per_fact)
    kept = np.flatnonzero(walked.opened)
    key = one.name if per_fact else np.zeros(len(one.name), np.int64)
    subject, day, low, high = (days[kept] for days in (one.subject, one.day, walked.low, walked.high))
    sure, cause, breaks = one.sure[kept], walked.cause[kept], walked.breaks[kept]
    spell, spells = united(subject, day, low, high, cause, breaks, key[kept], sure)
    grounds = Grounds(
        kept, subject, day, one.rule[kept], one.fact[kept], one.triggered[kept], one.law[kept], sure, low, high, cause,
        breaks, spell, one.assumed[kept],
    )  # fmt: skip
    return Folded(grounds, spells, _possible(grounds, spells, key[kept]))


def _walked(openings: Openings, answers: Answers, *, per_fact: bool) -> Walked:
    """What becomes of each of *openings*, as far as *answers* tell."""
    walked = nothing_yet(openings.events_from)
    compiled(open_directly)(openings, walked, per_fact)
    if not walked.done.all():
        compiled(walk)(openings, walked, answers, per_fact)
    return walked


def _possible(grounds: Grounds, spells: Spells, key: Rows) -> Stretches:
    doubtful = np.concatenate([grounds.subject[~grounds.sure], spells.subject[spells.low != spells.high]])
    rows = rows_of(grounds.subject, np.sort(doubtful))
    everyone = np.ones(len(rows), np.bool_)
    longest = grounds.high[rows]
    _, found = united(
        grounds.subject[rows], grounds.opened[rows], longest, longest, grounds.cause[rows], grounds.breaks[rows],
        key[rows], everyone,
    )  # fmt: skip
    certain = Stretches(spells.subject, spells.start, spells.low)
    return Stretches(found.subject, found.start, found.high).apart_from(certain)
