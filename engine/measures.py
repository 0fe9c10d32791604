"""Measures as of a day: what a list, a grade or a linkage brings, and what withholds it (S23)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from engine.calendar import FOREVER, add
from engine.compile.matching import STATUS
from engine.compile.measures import Carriage
from engine.compile.program import Program
from engine.conditions import Conditions, Moment
from engine.grading.outcomes import GradeResult
from engine.predicates import FlatFact
from engine.problems import RuntimeFault
from engine.spells.fold import ListResult
from engine.spells.spell import Spell
from engine.truth import Truth, some

Withheld = Literal["excluded", "unknown_exclusion", "unknown_kind", "unknown_condition", "objection"]


class Chained(Protocol):
    """What matching says of status facts: pairs of predicate and fact, and what followed by a chain."""

    @property
    def pairs(self) -> frozenset[tuple[str, int]]:
        """Predicate and fact."""

    @property
    def chained(self) -> frozenset[str]:
        """Predicates of facts asserted on the way."""


@dataclass(frozen=True, slots=True)
class MeasureState:
    """A measure carried as of the day asked: since when, until when at most, and what withholds it."""

    carriage: Carriage
    policy: str
    since: int
    low: int
    high: int
    withheld: Withheld | None


def measures_in_force(
    program: Program,
    conditions: Conditions,
    lists: Mapping[str, ListResult],
    grades: Mapping[str, GradeResult],
    match: Callable[[Sequence[FlatFact]], Chained],
) -> list[MeasureState]:
    """Every measure in force or withheld; *match* forward-chains from status to measure.

    Raises `RuntimeFault` where matching and the table of carriages differ.
    """
    day = conditions.dossier.as_of
    on_list = {policy: spell for policy, result in lists.items() if (spell := _spell_on(result, day)) is not None}
    held = {policy: held for policy, result in grades.items() if (held := result.timeline.surely(day)) is not None}
    expected = _expected(program, on_list, held)
    _agree(expected, on_list, held, match)
    found: list[MeasureState] = []
    for carriage, policy in expected:
        state = _state(program, conditions, grades, carriage, policy, on_list.get(policy))
        if state is not None:
            found.append(state)
    return found


def _spell_on(result: ListResult, day: int) -> Spell | None:
    return next((spell for spell in result.spells if spell.start <= day <= spell.low), None)


def _expected(program: Program, on_list: Mapping[str, Spell], held: Mapping[str, str]) -> list[tuple[Carriage, str]]:
    """What follows, by table: carriage and the policy it follows from."""
    found: list[tuple[Carriage, str]] = []
    for policy in sorted({*on_list, *held}):
        own = program.carriages.get(policy, ())
        found += [(one, policy) for one in own if not one.grades or held.get(policy) in one.grades]
        for linkage in program.linked_from.get(policy, ()):
            by_grade = (
                policy == linkage.grade and linkage.domain is not None and held.get(policy) in linkage.domain.codes
            )
            if policy in linkage.lists or by_grade:
                found += [(carriage, policy) for carriage in program.carriages[linkage.id]]
    return found


def _agree(
    expected: Iterable[tuple[Carriage, str]],
    on_list: Mapping[str, Spell],
    held: Mapping[str, str],
    match: Callable[[Sequence[FlatFact]], Chained],
) -> None:
    statuses = [FlatFact(STATUS, {"policy": policy}) for policy in sorted(on_list)]
    statuses += [FlatFact(STATUS, {"policy": policy, "grade": held[policy]}) for policy in sorted(held)]
    if not statuses:
        return
    answer = match(statuses)
    fired = {(name, str(statuses[n].fields["policy"])) for name, n in answer.pairs if not name.startswith("linkage:")}
    direct = {(carriage.id, policy) for carriage, policy in expected if not carriage.linked}
    linked = {carriage.id for carriage, _ in expected if carriage.linked}
    if fired != direct or answer.chained != linked:
        differing = sorted({name for name, _ in fired ^ direct} | (answer.chained ^ linked))
        raise RuntimeFault(f"matching and table differ on the measures {differing[:5]}")


def _state(
    program: Program,
    conditions: Conditions,
    grades: Mapping[str, GradeResult],
    carriage: Carriage,
    policy: str,
    spell: Spell | None,
) -> MeasureState | None:
    day = conditions.dossier.as_of
    since = spell.start if spell is not None else grades[policy].held_since or day
    low, high = (spell.low, spell.high) if spell is not None else (FOREVER, FOREVER)
    if carriage.period is not None:
        low, high = (min(end, add(since, carriage.period)) for end in (low, high))
    linkage = program.linkages.get(carriage.carrier) if carriage.linked else None
    in_force = carriage.in_force if linkage is None else linkage.in_force
    if not in_force[0] <= day <= in_force[1] or not carriage.in_force[0] <= day <= carriage.in_force[1] or day > high:
        return None
    if carriage.degrees and not any(
        ground.rule.degree in carriage.degrees and ground.opened <= day <= ground.bounds()[0]
        for ground in (spell.grounds if spell is not None else ())
    ):
        return None
    withheld = _withheld(program, conditions, carriage, policy)
    return None if withheld == "no" else MeasureState(carriage, policy, since, low, high, withheld)


def _withheld(
    program: Program, conditions: Conditions, carriage: Carriage, policy: str
) -> Withheld | Literal["no"] | None:
    """Why the measure is withheld, `no` where it does not apply at all, nothing where it is in force."""
    day = conditions.dossier.as_of
    kind = conditions.dossier.attribute("kind", day)
    if kind is not None and kind not in carriage.kinds:
        return "no"
    at = Moment(day, day, None, day, day)
    truths: list[Truth] = [
        conditions.truth(node, at) for node in (carriage.guard, carriage.condition) if node is not None
    ]
    if False in truths:
        return "no"
    if kind is None:
        return "unknown_kind"
    if None in truths:
        return "unknown_condition"
    compiled = program.lists.get(policy)
    if compiled is None:
        return None
    excluded = some(conditions.listed(other, day, None) for other in compiled.excluded_by)
    if excluded is not False:
        return "excluded" if excluded else "unknown_exclusion"
    return "objection" if "measures" in compiled.suspends and _objected(conditions, policy) else None


def _objected(conditions: Conditions, policy: str) -> bool:
    objections = [fact.day for fact in conditions.dossier.about(policy, "objection")]
    settled = [fact.day for fact in conditions.dossier.about(policy, "objection_settled")]
    return bool(objections) and max(objections) > max(settled, default=-1)
