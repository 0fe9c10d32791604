"""The grades of each year, made in order of many subjects at once: `engine.grading.yearly` in columns (S22)."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.domains import Domain
from engine.compile.grades import CompiledCarryOver, CompiledGrade
from engine.compile.nodes import Node, parts
from engine.population.columns import ABSENT, Ints
from engine.population.compiled import compiled as machine
from engine.population.conditions import Conditions
from engine.population.grade_rows import GradeRows
from engine.population.graded_years import GradedYears
from engine.population.gradings import OwnPast, Waiting
from engine.population.groups import Apart, looks_at_each
from engine.population.moments import Moments, plain
from engine.population.outright import Outright
from engine.population.points import scores
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths, always
from engine.population.ways import Ways
from engine.truth import IntSet


class Yearly:
    """Makes the outcomes of every year under one policy for those judged *apart*.

    *depends* is set for whose outcomes rest on what only a look at each subject tells.
    """

    def __init__(
        self,
        compiled: CompiledGrade,
        conditions: Conditions,
        years: GradedYears,
        given: Outright,
        waiting: Waiting,
        apart: Apart,
    ) -> None:
        self.compiled, self.conditions, self.years, self.apart = compiled, copy(conditions), years, apart
        self._waiting = waiting
        self.ways = Ways(compiled.order)
        self.depends = np.zeros(len(apart.subjects), np.bool_)
        self._scores = scores(compiled, conditions, years, apart)
        self._sure, self._maybe = self._outright(given)

    def outcomes(self, usual: Ints | None = None) -> Ints:
        """The outcomes by year and row, none before the first year; *usual* are those of each row's group."""
        found = np.zeros((self.years.count, len(self.apart.subjects)), np.int64)
        if self.compiled.asks_itself:
            self.conditions.grades = {**self.conditions.grades, self.compiled.policy: self._past(found)}
        for year in range(self.years.count):
            live = self.apart.since <= year
            if usual is not None:
                found[year] = np.where(live, usual[year], 0)
                live &= self.apart.active[year] | self._carried(found, usual, year)
            rows = np.flatnonzero(live)
            if len(rows):
                found[year][rows] = self._of_year(found, year, rows)
        return found

    def _past(self, found: Ints) -> OwnPast:
        """What the grade may ask about itself: what is *found* by then."""
        dossiers = self.conditions.dossiers
        return OwnPast(
            self.compiled.policy,
            self.ways,
            self.years,
            dossiers.as_of,
            dossiers.first_day,
            self.apart.among(len(dossiers.record)),
            0,
            found,
            self._waiting,
            GradeRows.none(),
            np.arange(len(dossiers.record), dtype=np.int32),
        )

    def _carried(self, found: Ints, usual: Ints, year: int) -> NDArray[np.bool_]:
        """Where an earlier year that may matter to *year* is not as usual."""
        reach = [max(one.keep + (one.then_at_best is not None), bool(one.deduct)) for one in self.compiled.carry_over]
        reach.append(2 if self.compiled.asks_itself else 0)
        differs = np.zeros(found.shape[1], np.bool_)
        for before in range(max(0, year - max(reach)), year):
            differs |= (found[before] != usual[before]) & (found[before] != 0)
        return differs

    def _of_year(self, found: Ints, year: int, rows: NDArray[Any]) -> Ints:
        last = self.years.ends(year)
        subject = self.apart.subjects[rows]
        at = plain(subject, np.full(len(rows), last, np.int32))
        kinds = self.conditions.dossiers.attributes.of_kinds(self.compiled.kinds, subject, at.day)
        outcomes = np.full(len(rows), self.ways.none, np.int64)
        graded = np.flatnonzero(kinds != FALSE)
        if len(graded):
            made = self._made(found, year, rows[graded], at.take(graded))
            outcomes[graded] = made | np.where(kinds[graded] == UNKNOWN, self.ways.none, 0)
        return outcomes

    def _made(self, found: Ints, year: int, rows: NDArray[Any], at: Moments) -> Ints:
        ways = self.ways
        outcomes = self._directly(self._scored(found, year, rows, at), year, rows, at)
        for carry in self.compiled.carry_over:
            for back in range(1, carry.keep + 1):
                outcomes = ways.kept(outcomes, carry.grade, self._had(carry, found, year - back, rows))
            if carry.then_at_best is not None:
                had = self._had(carry, found, year - carry.keep - 1, rows)
                outcomes = ways.at_best(outcomes, carry.then_at_best, had)
        for limit in self.compiled.limits:
            if limit.in_force[0] <= self.years.ends(year) <= limit.in_force[1]:
                some = np.flatnonzero(ways.better(outcomes, limit.at_best))
                if len(some):
                    truth = self._truth(limit.condition, at.take(some), rows[some])
                    outcomes[some] = ways.at_best(outcomes[some], limit.at_best, truth)
        return outcomes

    def _truth(self, node: Node, at: Moments, rows: NDArray[Any]) -> Truths:
        truth = self.conditions.truth(node, at)
        if any(looks_at_each(part, self.conditions) for part in parts(node)):
            self.depends[rows[truth == UNKNOWN]] = True
        return truth

    def _scored(self, found: Ints, year: int, rows: NDArray[Any], at: Moments) -> Ints:
        """The outcomes by the score alone."""
        low, high, sure = self._start(at, rows)
        bounds = self._scores.bounds(year, rows)
        low, high = _plus(low, bounds[0]), _plus(high, bounds[1])
        for carry in self.compiled.carry_over:
            if carry.deduct:
                had = self._had(carry, found, year - 1, rows)
                low = _plus(low, np.where(had != FALSE, -carry.deduct, 0))
                high = _plus(high, np.where(had == TRUE, -carry.deduct, 0))
        banded = self._banded(low, high)
        outcomes = np.where(sure == FALSE, self.ways.none, banded)
        return np.where(sure == UNKNOWN, outcomes | self.ways.none, outcomes)

    def _start(self, at: Moments, rows: NDArray[Any]) -> tuple[Ints, Ints, Truths]:
        """The points to start from, at least and at most, and whether there are any to start from."""
        low, high = (np.full(len(rows), ABSENT, np.int64) for _ in range(2))
        open_ = np.zeros(len(rows), np.bool_)
        whether = always(False, len(rows))
        seeking = np.arange(len(rows))
        for node, points in self.compiled.start:
            if not len(seeking):
                break
            truth = always(True, len(seeking)) if node is None else self._truth(node, at.take(seeking), rows[seeking])
            may = seeking[truth != FALSE]
            value = points.at(int(at.day[0]))
            if value is None:
                open_[may] = True
            else:
                first = low[may] == ABSENT
                low[may] = np.where(first, value, np.minimum(low[may], value))
                high[may] = np.where(first, value, np.maximum(high[may], value))
            whether[seeking] = np.where(truth == TRUE, TRUE, np.where(truth == UNKNOWN, UNKNOWN, whether[seeking]))
            seeking = seeking[truth != TRUE]
        low[open_], high[open_] = ABSENT, ABSENT
        return low, high, whether

    def _banded(self, low: Ints, high: Ints) -> Ints:
        clip = self.compiled.clip
        low = np.clip(np.where(low == ABSENT, clip[0], low), *clip)
        high = np.clip(np.where(high == ABSENT, clip[1], high), *clip)
        outcomes = np.zeros(len(low), np.int64)
        for grade, domain in self.compiled.bands:
            outcomes |= np.where(_touches(domain, low, high), 1 << self.ways.number(grade), 0)
        return outcomes

    def _directly(self, scored: Ints, year: int, rows: NDArray[Any], at: Moments) -> Ints:
        sure, maybe = self._sure[year][rows], self._maybe[year][rows]
        for one in self.compiled.direct:
            if one.condition is not None and one.in_force[0] <= self.years.ends(year) <= one.in_force[1]:
                truth = self._truth(one.condition, at, rows)
                bit = 1 << self.ways.number(one.grade)
                sure |= np.where(truth == TRUE, bit, 0)
                maybe |= np.where(truth == UNKNOWN, bit, 0)
        return self.ways.directly(scored, sure, maybe)

    def _outright(self, given: Outright) -> tuple[Ints, Ints]:
        """What facts give outright, surely and perhaps, or may give that were not sent."""
        sure, maybe = (np.zeros((self.years.count, len(self.apart.subjects)), np.int64) for _ in range(2))
        for one in self.compiled.direct:
            first, last = self.years.spans(one.in_force)
            whole = (first > last) | self.conditions.dossiers.covered(one.facts, first, last)
            maybe |= np.where(whole, 0, 1 << self.ways.number(one.grade))[:, np.newaxis]
        rows, year = self.apart.rows(given.subject), self.years.numbers(given.day)
        machine(_give)(rows, year, given.grade, given.truth == TRUE, sure, maybe)
        return sure, maybe

    def _had(self, carry: CompiledCarryOver, found: Ints, year: int, rows: NDArray[Any]) -> Truths:
        """Whether *year* had the grade *carry* speaks of, come about as it says and not itself merely kept."""
        if year < 0 or not carry.in_force[0] <= self.years.ends(year) <= carry.in_force[1]:
            return always(False, len(rows))
        return self.ways.had(found[year][rows], carry.grade, carry.ways)


def _touches(domain: Domain, low: Ints, high: Ints) -> NDArray[np.bool_]:
    """Whether a score from *low* to *high* may be in *domain*."""
    found = np.zeros(len(low), np.bool_)
    for first, last in domain.spans if isinstance(domain, IntSet) else ():
        begins = np.ones(len(low), np.bool_) if first is None else high >= first
        found |= begins if last is None else begins & (low <= last)
    return found


def _plus(bound: Ints, value: Ints) -> Ints:
    return np.where((bound == ABSENT) | (value == ABSENT), ABSENT, bound + value)


def _give(rows, year, grade, certain, sure, maybe):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    for one in range(len(rows)):
        if rows[one] >= 0 and 0 <= year[one] < len(sure):
            if certain[one]:
                sure[year[one], rows[one]] |= 1 << grade[one]
            else:
                maybe[year[one], rows[one]] |= 1 << grade[one]
