"""One list for everybody: which rules fire, what that opens, and who has to be judged one by one."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.calendar import Period
from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule
from engine.population.about import About
from engine.population.columns import Days, FactTable, Rows
from engine.population.conditions import Conditions
from engine.population.cures import cured
from engine.population.days import held_from
from engine.population.firing import Firings
from engine.population.folding import EXTEND, IGNORE, RESTART, Openings, fold
from engine.population.left import Left, NotInColumns
from engine.population.moments import firings, nowhere
from engine.population.results import ListColumns, Waiting, from_fold
from engine.population.terms import counted, lightest
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths
from engine.spells.stays import CURE_AND_PERIOD, CURE_OR_PERIOD, NO_CURE


class _Fired(NamedTuple):
    """The facts in *rows* of *table* for which a rule, of number *number*, fires or may."""

    rule: CompiledRule
    number: int
    table: FactTable
    rows: NDArray[Any]
    truth: Truths
    laws: list[Days]


def list_columns(
    compiled: CompiledList, conditions: Conditions, about: About, left: Left, *, assume_decided: bool
) -> ListColumns:
    """Everybody's stays on one list; *left* gets true for whom they have to be found one by one."""
    return _List(compiled, conditions, about, left, assume_decided=assume_decided).columns()


class _List:
    def __init__(
        self, compiled: CompiledList, conditions: Conditions, about: About, left: Left,
        *, assume_decided: bool,
    ) -> None:  # fmt: skip
        self.compiled = compiled
        self.conditions = conditions
        self.dossiers = conditions.dossiers
        self.about = about
        self.left = left
        self.firings = Firings(compiled, conditions)
        self.assumed = compiled.decision and assume_decided

    def columns(self) -> ListColumns:
        """What columns can say of the list."""
        one = self.compiled
        for key in ("lasting", "by_condition", "asks_itself"):
            if getattr(one, key):
                self.left.mark_all(key)
        self.left.mark(self.about.subjects(one.policy), "about")
        fired = [self._fired(number, rule, table) for number, rule, table in self._looking()]
        if one.decision and not self.assumed:
            proposals, undecided = self._proposed(fired)
            return from_fold(one.policy, fold(_openings([]), per_fact=one.per_fact), proposals, undecided)
        openings = _openings([self._opening(each) for each in fired])
        undecided = _waiting([(each, each.truth == UNKNOWN) for each in fired])
        return from_fold(one.policy, fold(openings, per_fact=one.per_fact), Waiting.none(), undecided)

    def _cured(self, each: _Fired) -> Days:
        """The day on which the cure of each firing comes, were it opened on its own day."""
        if each.rule.until is None:
            return nowhere(len(each.rows))
        opened = firings(each.table, each.rows, each.table.day[each.rows])
        try:
            return cured(each.rule.until, self.compiled.correction, self.conditions, opened)
        except NotInColumns:
            self.left.mark(each.table.subject[each.rows], "cures")
            return nowhere(len(each.rows))

    def _looking(self) -> list[tuple[int, CompiledRule, FactTable]]:
        return [
            (number, rule, table)
            for number, rule in enumerate(self.compiled.rules)
            for name in rule.types
            if (table := self.dossiers.of_type(name)) is not None
        ]

    def _fired(self, number: int, rule: CompiledRule, table: FactTable) -> _Fired:
        rows = self.firings.candidates(rule, table)
        rows = rows[~self.left.marked[table.subject[rows]]]
        listing = table.day[rows]
        if self.compiled.decision:
            listing = np.full(len(rows), self.dossiers.as_of, np.int32)
        laws = self.firings.laws(rule, table, rows, listing)
        try:
            truth = self.firings.truth(rule, table, rows, laws)
        except NotInColumns:
            truth = np.full(len(rows), FALSE)
            self.left.mark(table.subject[rows], "not in columns")
        going = np.flatnonzero(truth != FALSE)
        fired = _Fired(rule, number, table, rows[going], truth[going], [law[going] for law in laws])
        for key in ("recompute", "at_end", "extension"):
            if getattr(rule, key):
                self.left.mark(table.subject[fired.rows], key)
        if rule.anchor not in ("opening", "trigger"):
            self.left.mark(table.subject[fired.rows], f"counts from {rule.anchor}")
        if self.compiled.per_fact and rule.again is not None:
            self.left.mark(table.subject[fired.rows], "again")
        return fired

    def _proposed(self, fired: list[_Fired]) -> tuple[Waiting, Waiting]:
        lapses = self.compiled.lapses

        def waits(each: _Fired) -> NDArray[np.bool_]:
            day = each.table.day[each.rows]
            if each.rule.until is not None:
                self.left.mark(each.table.subject[each.rows], "cures of proposals")
            if lapses is None:
                return np.ones(len(day), np.bool_)
            return self.dossiers.as_of < held_from(day, lapses)

        return (
            _waiting([(each, waits(each) & (each.truth == TRUE)) for each in fired]),
            _waiting([(each, waits(each) & (each.truth == UNKNOWN)) for each in fired]),
        )

    def _opening(self, each: _Fired) -> Openings:
        """What the firings of one rule may open, each on its own day."""
        rule, table, rows = each.rule, each.table, each.rows
        if self.assumed:
            keep = each.truth == TRUE
            rows, each = rows[keep], each._replace(rows=rows[keep], truth=each.truth[keep],
                                                   laws=[law[keep] for law in each.laws])  # fmt: skip
        day = table.day[rows]
        anchor = day
        law, low, high = lightest(rule, table, rows, day, each.laws, anchor)
        count = len(rows)
        again = counted(rule.again, day, anchor) if rule.again is not None else (nowhere(count), nowhere(count))
        by = rule.on_repeat if isinstance(rule.on_repeat, Period) else None
        repeat = EXTEND if by is not None else IGNORE if rule.on_repeat == "ignore" else RESTART
        return Openings(
            table.subject[rows],
            day,
            np.full(count, each.number, np.int16),
            table.number[rows],
            each.truth == TRUE,
            law,
            low,
            high,
            np.full(count, rule.term is not None),
            *again,
            np.full(count, repeat, np.int8),
            _spans(by, count),
            _spans(rule.at_most, count),
            np.full(count, _cure(rule), np.int8),
            self._cured(each),
            np.zeros(count + 1, np.int64),
            np.empty(0, np.int32),
        )


def _cure(rule: CompiledRule) -> int:
    """What a cure does to a ground of *rule*."""
    if rule.until is None:
        return NO_CURE
    return CURE_OR_PERIOD if rule.ends == "any" else CURE_AND_PERIOD


def _spans(period: Period | None, rows: int) -> NDArray[np.int32]:
    """Months and days of *period*, less than 0 where there is none, so many times."""
    return np.tile(np.array((-1, -1) if period is None else period.span, np.int32), (rows, 1))


def _openings(parts: list[Openings]) -> Openings:
    """All of *parts* in order of subject, day, rule and fact."""
    if not parts:
        days, small = np.empty(0, np.int32), np.empty(0, np.int8)
        pairs, whole = np.empty((0, 2), np.int32), np.empty(0, np.bool_)
        return Openings(
            days, days, np.empty(0, np.int16), np.empty(0, np.int64), whole, days, days, days, whole, days, days, small,
            pairs, pairs, small, days, np.zeros(1, np.int64), days,
        )  # fmt: skip
    names = [name for name in Openings.__dataclass_fields__ if name not in ("stop_from", "stops")]
    found: dict[str, Any] = {name: np.concatenate([getattr(one, name) for one in parts]) for name in names}
    order = np.lexsort((found["fact"], found["rule"], found["day"], found["subject"]))
    found = {name: values[order] for name, values in found.items()}
    return Openings(**found, **_stops(parts, order))


def _stops(parts: list[Openings], order: Rows) -> dict[str, NDArray[Any]]:
    lengths = np.concatenate([one.stop_from[1:] - one.stop_from[:-1] for one in parts])
    starts = np.concatenate(([0], np.cumsum(lengths)))[:-1]
    stops = np.concatenate([one.stops for one in parts])
    ordered = lengths[order]
    stop_from = np.concatenate(([0], np.cumsum(ordered)))
    places = np.repeat(starts[order] - stop_from[:-1], ordered) + np.arange(stop_from[-1])
    return {"stop_from": stop_from, "stops": stops[places]}


def _waiting(parts: list[tuple[_Fired, NDArray[np.bool_]]]) -> Waiting:
    """Those of each that are marked, in order of subject."""
    marked = [(each, each.rows[mask]) for each, mask in parts]
    if not marked:
        return Waiting.none()
    subject = np.concatenate([each.table.subject[rows] for each, rows in marked])
    rule = np.concatenate([np.full(len(rows), each.number, np.int16) for each, rows in marked])
    fact = np.concatenate([each.table.number[rows] for each, rows in marked])
    day = np.concatenate([each.table.day[rows] for each, rows in marked])
    order = np.lexsort((fact, rule, day, subject))
    return Waiting(subject, rule, fact, day).take(order)

