"""Applications for repair: whether one is admissible, and every reason why not (S19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.calendar import held_from
from engine.compile.lists import CompiledList
from engine.compile.nodes import Node
from engine.compile.rules import CompiledRepair
from engine.conditions import Conditions, Moment
from engine.spells.ground import Ground
from engine.spells.terms import names

Outcome = Literal["admitted", "refused", "undecided", "granted"]
Why = Literal[
    "decision", "not_listed", "no_repair", "none_provided", "not_corrected", "not_published", "too_early", "missing",
    "barred", "unknown",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against an application: *node* is the condition, *day* the first admissible day where known."""

    why: Why
    node: Node | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What becomes of an application for one ground, under which variant of repair."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    variant: CompiledRepair | None
    earliest: int | None
    """First day the wait is over; `None` where not known."""


def variants_on(compiled: CompiledList, ground: Ground, day: int) -> tuple[CompiledRepair, ...]:
    """The repairs provided for *ground* by the law of *day*: alternatives, in the order written.

    One that excludes repair closes the row, and stands alone where nothing comes before it.
    """
    found: list[CompiledRepair] = []
    for one in ground.rule.repairs or compiled.repairs:
        if one.in_force[0] <= day <= one.in_force[1]:
            if one.none_provided:
                return tuple(found) or (one,)
            found.append(one)
    return tuple(found)


def correction_day(compiled: CompiledList, conditions: Conditions, at: Moment) -> tuple[int | None, bool]:
    """The day the ground that *at* speaks of was corrected, if it was by then, and whether that is not known."""
    correction = compiled.correction
    if correction is None:
        return None, False
    found = conditions.gather(correction, at)
    sure = [fact.day for fact in found.sure if fact.day >= at.trigger_day]
    if sure:
        return min(sure), False
    start = max(conditions.span_start(correction, at) or 0, at.trigger_day)
    may = any(fact.day >= at.trigger_day for fact in found.unsure)
    return None, may or not conditions.dossier.covered(correction.facts, start, at.day)


def seen_from(compiled: CompiledList, conditions: Conditions, ground: Ground, day: int) -> Moment:
    """*day* as seen from *ground*."""
    at = Moment(day, day, ground.fact, ground.trigger_day, ground.opened)
    return at if compiled.correction is None else at._replace(correction=correction_day(compiled, conditions, at)[0])


def assess(compiled: CompiledList, conditions: Conditions, ground: Ground, day: int) -> Assessment:
    """What becomes of an application for *ground* made on *day*: by the first that admits it, else by the nearest."""
    return min(assessments(compiled, conditions, ground, day), key=_distance)


def assessments(compiled: CompiledList, conditions: Conditions, ground: Ground, day: int) -> tuple[Assessment, ...]:
    """What would become of it by each of the alternatives, up to the first that admits it."""
    variants = variants_on(compiled, ground, day)
    if not variants:
        return (Assessment("refused", (Reason("no_repair"),), None, None),)
    if variants[0].none_provided:
        return (Assessment("refused", (Reason("none_provided"),), variants[0], None),)
    found: list[Assessment] = []
    for variant in variants:
        found.append(_under(variant, compiled, conditions, ground, day))
        if found[-1].outcome == "admitted":
            break
    return tuple(found)


def _distance(one: Assessment) -> tuple[int, int, int, int]:
    """How far an application is from being admitted: by bars, by what else is missing, by the wait if nothing is."""
    sort = ("admitted", "undecided", "refused").index(one.outcome)
    bars = sum(reason.why == "barred" for reason in one.reasons)
    others = sum(reason.why != "too_early" for reason in one.reasons)
    return sort, bars, others, 0 if others else one.earliest or 0


def _under(
    variant: CompiledRepair, compiled: CompiledList, conditions: Conditions, ground: Ground, day: int
) -> Assessment:
    """What becomes of an application for *ground* made on *day* by *variant*."""
    at = Moment(day, day, ground.fact, ground.trigger_day, ground.opened)
    corrected, doubtful = correction_day(compiled, conditions, at)
    at = at._replace(correction=corrected)
    begun = _published(compiled, conditions, ground, day) if variant.after_from == "publication" else corrected
    against, open_ = _wait(variant, ground, day, begun, doubtful)
    earliest = next((reason.day for reason in against if reason.why == "too_early"), None)
    if earliest is None and not against and not open_:
        earliest = _earliest(variant, ground, day, begun)
    earliest = None if earliest is None else max(earliest, variant.in_force[0])
    for node in variant.requires:
        truth = conditions.truth(node, at)
        if truth is not True:
            (against if truth is False else open_).append(Reason("missing" if truth is False else "unknown", node))
    for node in variant.bars:
        truth = conditions.truth(node, at._replace(strictly=True))
        if truth is not False:
            (against if truth is True else open_).append(Reason("barred" if truth else "unknown", node))
    if against:
        return Assessment("refused", tuple(against), variant, earliest)
    if open_:
        return Assessment("undecided", tuple(open_), variant, earliest)
    return Assessment("admitted", (), variant, earliest)


def _wait(
    variant: CompiledRepair, ground: Ground, day: int, corrected: int | None, doubtful: bool
) -> tuple[list[Reason], list[Reason]]:
    if variant.after is None:
        return [], []
    if variant.after_from == "publication" and corrected is None:
        return [Reason("not_published")], []
    if variant.after_from in ("correction", "later"):
        if doubtful:
            return [], [Reason("unknown")]
        if corrected is None:
            return [Reason("not_corrected")], []
    earliest = _earliest(variant, ground, day, corrected)
    if earliest is None:
        return [], [Reason("unknown")]
    return ([Reason("too_early", day=earliest)], []) if day < earliest else ([], [])


def _earliest(variant: CompiledRepair, ground: Ground, day: int, corrected: int | None) -> int | None:
    if variant.after is None:
        return ground.opened
    period = variant.after.at(day)
    if period is None:
        return None
    if variant.after_from == "listing":
        return held_from(ground.opened, period)
    if corrected is None:
        return None
    return held_from(max(corrected, ground.opened) if variant.after_from == "later" else corrected, period)


def _published(compiled: CompiledList, conditions: Conditions, ground: Ground, day: int) -> int | None:
    """The day *ground* was first published, if it was by *day*."""
    dossier = conditions.dossier
    for fact in dossier.about(compiled.policy, "publication"):
        if ground.opened <= fact.day <= day and names(dossier.named(fact), ground.rule, ground.fact_id):
            return fact.day
    return None
