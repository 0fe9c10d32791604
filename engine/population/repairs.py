"""The days on which repair would end grounds, many at once (S19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.calendar import Period
from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRepair, CompiledRule
from engine.population.columns import NO_DAY, Days, FactTable
from engine.population.conditions import Conditions
from engine.population.days import held_from
from engine.population.fired import Fired
from engine.population.happenings import OLD_END, RESUMING, STOPPED, Happening
from engine.population.matching import in_force_on
from engine.population.moments import Moments, nowhere
from engine.population.naming import Pairs, named, pairs_from
from engine.population.truths import FALSE, TRUE


def stops(compiled: CompiledList, fired: Fired, conditions: Conditions, about: Mapping[str, FactTable]) -> Happening:
    """The days on which an application or a decision on repair would end each of the grounds *fired* opens."""
    found: list[tuple[NDArray[Any], Days]] = []
    sure = fired.truth == TRUE
    applications = about.get("repair_application")
    if applications is not None:
        pairs = _meant(fired, applications, sure)
        ends = _granted_at_once(compiled, fired, conditions, about, pairs, applications.day[pairs[1]])
        found.append((pairs[0][ends], applications.day[pairs[1][ends]]))
    decisions = about.get("repair_decision")
    if decisions is not None:
        pairs = _meant(fired, decisions, sure)
        outcome = decisions.field("outcome")
        grant = -1 if outcome.pool is None else outcome.pool.number("grant")
        granted = outcome.values[pairs[1]] == grant
        found.append((pairs[0][granted], decisions.day[pairs[1][granted]]))
    rows = np.concatenate([one[0] for one in found]) if found else np.empty(0, np.int64)
    days = np.concatenate([one[1] for one in found]) if found else np.empty(0, np.int32)
    how = _resuming(compiled, fired.rule, days) if "repair_undone" in about else None
    return rows, STOPPED, days, how, None


def _resuming(compiled: CompiledList, rule: CompiledRule, day: Days) -> Days:
    """How what a repair on each *day* ends goes on where that is undone, by the first that is provided then (S20)."""
    found, open_ = np.full(len(day), OLD_END, np.int32), np.ones(len(day), np.bool_)
    for variant in rule.repairs or compiled.repairs:
        here = open_ & (variant.in_force[0] <= day) & (day <= variant.in_force[1])
        found[here] = OLD_END if variant.none_provided else RESUMING[variant.resume]
        open_ &= ~here
    return found


def _meant(fired: Fired, about: FactTable, sure: NDArray[np.bool_]) -> Pairs:
    rows, places = pairs_from(fired.at, fired.at.opened, about)
    meant = named((rows, places), fired.at, fired.rule, about) & sure[rows]
    return rows[meant], places[meant]


def _granted_at_once(
    compiled: CompiledList,
    fired: Fired,
    conditions: Conditions,
    about: Mapping[str, FactTable],
    pairs: Pairs,
    day: Days,
) -> NDArray[Any]:
    """Which of the applications are admitted by what nobody has to decide on."""
    at = replace(fired.at.take(pairs[0]), day=day, law=day)
    open_ = np.ones(len(at), np.bool_)
    granted = np.zeros(len(at), np.bool_)
    for variant in fired.rule.repairs or compiled.repairs:
        here = np.flatnonzero(open_ & (variant.in_force[0] <= day) & (day <= variant.in_force[1]))
        if variant.none_provided:
            open_[here] = False
        elif len(here):
            admitted = here[_admitted(variant, compiled, fired.rule, conditions, about, at.take(here))]
            open_[admitted] = False
            granted[admitted] = not variant.decision
    return np.flatnonzero(granted)


def _admitted(
    variant: CompiledRepair,
    compiled: CompiledList,
    rule: CompiledRule,
    conditions: Conditions,
    about: Mapping[str, FactTable],
    at: Moments,
) -> NDArray[np.bool_]:
    corrected, doubtful = conditions.corrected(compiled.correction, at)
    at = replace(at, correction=corrected)
    found = _waited(variant, rule, about, at, doubtful)
    for node in variant.requires:
        found &= conditions.truth(node, at) == TRUE
    for node in variant.bars:
        found &= conditions.truth(node, replace(at, strictly=True)) == FALSE
    return found


def _waited(
    variant: CompiledRepair, rule: CompiledRule, about: Mapping[str, FactTable], at: Moments, doubtful: Any
) -> NDArray[np.bool_]:
    """Whether the wait of *variant* is over at each moment."""
    if variant.after is None:
        return np.ones(len(at), np.bool_)
    match variant.after_from:
        case "listing":
            begun = at.opened
        case "publication":
            begun = published(rule, about, at)
            begun = np.where(begun <= at.day, begun, NO_DAY)
        case "correction":
            begun = np.where(doubtful, NO_DAY, at.correction)
        case "later":
            known = ~doubtful & (at.correction != NO_DAY)
            begun = np.where(known, np.maximum(at.correction, at.opened), NO_DAY)
    found = np.zeros(len(at), np.bool_)
    stretch = in_force_on(variant.after.starts, at.day)
    for number, period in enumerate(variant.after.values):
        rows = np.flatnonzero((stretch == number) & (begun != NO_DAY))
        if isinstance(period, Period) and len(rows):
            found[rows] = at.day[rows] >= held_from(begun[rows], period)
    return found


def published(rule: CompiledRule, about: Mapping[str, FactTable], at: Moments) -> Days:
    """The day each ground was first published, from its opening on; `NO_DAY` where it was not."""
    found = nowhere(len(at))
    table = about.get("publication")
    if table is not None:
        rows, places = pairs_from(at, at.opened, table)
        meant = named((rows, places), at, rule, table)
        rows, places = rows[meant], places[meant]
        first = np.unique(rows, return_index=True)[1]
        found[rows[first]] = table.day[places[first]]
    return found
