"""What firings may open: the period, the cure and the repair of each ground, were it opened (S15, S16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.calendar import Period
from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule
from engine.language.terms import EndOf
from engine.population.columns import NO_DAY, Days, FactTable, Rows
from engine.population.conditions import Conditions
from engine.population.cures import cured
from engine.population.fired import Fired
from engine.population.folding import Openings
from engine.population.happenings import CURED, Happening, in_order
from engine.population.moments import Moments, nowhere
from engine.population.ordered import are_ordered
from engine.population.repairs import published, stops
from engine.population.stated import Stated, extended, stated_later
from engine.population.terms import counted, lightest
from engine.population.truths import TRUE
from engine.population.walked import ALWAYS, EXTEND, IGNORE, RESTART
from engine.spells.stays import CURE_AND_PERIOD, CURE_OR_PERIOD, NO_CURE

_ORDERED: Final = ("subject", "day", "rule", "fact")
"""What openings are in order of."""
_NO_BOUNDS: Final = (Period(0, "days"), Period(0, "days"))


def opened(
    compiled: CompiledList,
    fired: Fired,
    conditions: Conditions,
    about: Mapping[str, FactTable],
    stated: Stated | None = None,
) -> Openings:
    """What the firings of one rule may open, on the days their moments say; *stated* are the periods of decisions."""
    rule, day, count = fired.rule, fired.at.opened, len(fired)
    anchor = anchor_of(compiled, fired, conditions, about)
    if rule.term is not None and rule.term.range is not None and "term_decision" in about:
        stated = stated_later(rule, fired.at, about["term_decision"], stated)
    law, low, high = lightest(rule, fired.at, fired.laws, anchor, stated)
    stopped = stops(compiled, fired, conditions, about)
    again = counted(rule.again, day, anchor) if rule.again is not None else (nowhere(count), nowhere(count))
    by = rule.on_repeat if isinstance(rule.on_repeat, Period) else None
    repeat = EXTEND if by is not None else IGNORE if rule.on_repeat == "ignore" else RESTART
    return Openings(
        fired.at.subject,
        day,
        np.full(count, fired.number, np.int16),
        fired.fact,
        fired.at.trigger_day,
        fired.truth == TRUE,
        law,
        low,
        high,
        np.full(count, rule.term is not None),
        *again,
        np.full(count, repeat, np.int8),
        _spans(by, count),
        _spans(rule.at_most, count),
        np.full(count, _cure(rule), np.int8),
        *in_order(count, (*changing(compiled, fired, conditions, about), stopped)),
        np.zeros(count, np.bool_),
        np.full(count, -1, np.int8),
        fired.name,
        np.full(count, -1),
        np.full(count, ALWAYS, np.int8),
        np.tile(np.array([n for one in rule.extension or _NO_BOUNDS for n in one.span], np.int32), (count, 1)),
        _spans(rule.at_end[1] if rule.at_end is not None else None, count),
        np.full(count, -1),
        np.zeros(count, np.bool_),
        anchor,
    )


def changing(
    compiled: CompiledList, fired: Fired, conditions: Conditions, about: Mapping[str, FactTable]
) -> Iterator[Happening]:
    """What may happen to each ground, repair and later law apart."""
    yield from _cures(compiled, fired, conditions)
    if fired.rule.extension is not None and "term_decision" in about:
        yield from extended(fired, about["term_decision"])


def _cures(compiled: CompiledList, fired: Fired, conditions: Conditions) -> Iterator[Happening]:
    """The day on which the cure of each firing comes."""
    if fired.rule.until is not None:
        day = cured(fired.rule.until, compiled.correction, conditions, fired.at)
        rows = np.flatnonzero(day != NO_DAY)
        yield rows, CURED, day[rows], None, None


def anchor_of(compiled: CompiledList, fired: Fired, conditions: Conditions, about: Mapping[str, FactTable]) -> Days:
    """The day each period counts from; none while that is not settled."""
    match fired.rule.anchor:
        case "trigger":
            return fired.at.trigger_day
        case "publication":
            return published(fired.rule, about, fired.at)
        case "correction":
            return _corrected(compiled, fired.at, conditions)
        case EndOf(end_of=policy) if policy in conditions.lists:
            low, high = conditions.lists[policy].end_around(fired.at.subject, fired.at.opened)
            return np.where(low == NO_DAY, fired.at.opened, np.where(low == high, low, np.int32(NO_DAY)))
        case _:
            return fired.at.opened


def _corrected(compiled: CompiledList, at: Moments, conditions: Conditions) -> Days:
    """The day of each ground's correction as known on the day asked, not before its opening."""
    if compiled.correction is None:
        return nowhere(len(at))
    last = np.full(len(at), conditions.dossiers.as_of, np.int32)
    found, _ = conditions.corrected(compiled.correction, replace(at, day=last, law=last))
    return np.where(found == NO_DAY, found, np.maximum(found, at.opened))


def _cure(rule: CompiledRule) -> int:
    """What a cure does to a ground of *rule*."""
    if rule.until is None:
        return NO_CURE
    return CURE_OR_PERIOD if rule.ends == "any" else CURE_AND_PERIOD


def _spans(period: Period | None, rows: int) -> NDArray[np.int32]:
    """Months and days of *period*, less than 0 where there is none, so many times."""
    return np.tile(np.array((-1, -1) if period is None else period.span, np.int32), (rows, 1))


def together(parts: list[Openings]) -> Openings:
    """All of *parts* in order of subject, day, rule and fact."""
    parts = [one for one in parts if len(one.subject)]
    if not parts:
        return nothing_opens()
    if len(parts) == 1 and are_ordered(*(getattr(parts[0], name) for name in _ORDERED)):
        return parts[0]
    apart = {"events_from", "events"}
    found: dict[str, Any] = {
        name: np.concatenate([getattr(one, name) for one in parts]) for name in Openings._fields if name not in apart
    }
    order = np.lexsort([found[name] for name in reversed(_ORDERED)])
    found = {name: values[order] for name, values in found.items()}
    begun, events = _ordered([one.events_from for one in parts], [one.events for one in parts], order)
    return Openings(**found, events_from=begun, events=events)


def taken(one: Openings, rows: Rows) -> Openings:
    """Some *rows* of *one*."""
    apart = {"events_from", "events"}
    found: dict[str, Any] = {name: getattr(one, name)[rows] for name in Openings._fields if name not in apart}
    begun, events = _ordered([one.events_from], [one.events], rows)
    return Openings(**found, events_from=begun, events=events)


def nothing_opens() -> Openings:
    """No openings."""
    days, rows = np.empty(0, np.int32), np.empty(0, np.int64)
    small, whole, pairs = np.empty(0, np.int8), np.empty(0, np.bool_), np.empty((0, 2), np.int32)
    return Openings(
        days, days, np.empty(0, np.int16), rows, days, whole, days, days, days, whole, days, days, small, pairs, pairs,
        small, np.zeros(1, np.int64), np.empty((0, 4), np.int32), whole, small, rows, rows, small,
        np.empty((0, 4), np.int32), pairs, rows, whole, days,
    )  # fmt: skip


def _ordered(starts: list[Rows], values: list[NDArray[Any]], order: Rows) -> tuple[Rows, NDArray[Any]]:
    """The *values* of all parts' rows in their *order*, and where those of each row begin."""
    lengths = np.concatenate([np.diff(one) for one in starts])
    begins = np.concatenate(([0], np.cumsum(lengths)))[:-1]
    ordered = lengths[order]
    begun = np.concatenate(([0], np.cumsum(ordered)))
    places = np.repeat(begins[order] - begun[:-1], ordered) + np.arange(begun[-1])
    return begun, np.concatenate(values)[places]
