"""Measures as of a day: what a list, a grade or a linkage brings, and what withholds it (S23)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from engine.calendar import FOREVER, add
from engine.compile.matching import STATUS
from engine.compile.measures import Carriage
from engine.compile.program import Program
from engine.conditions import Conditions, Moment
from engine.facts import Fact
from engine.grading.outcomes import GradeResult
from engine.predicates import FlatFact
from engine.problems import RuntimeFault
from engine.spells.ground import Ground
from engine.spells.repairs import seen_from
from engine.spells.result import ListResult
from engine.spells.spell import Spell
from engine.spells.spell import spells as spells_of
from engine.spells.terms import names
from engine.truth import Truth, every, some

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
    """A measure carried as of the day asked: since when, until when at most, and what withholds it.

    *grounds* are those open that day that bring it, or may.
    """

    carriage: Carriage
    policy: str
    since: int
    low: int
    high: int
    withheld: Withheld | None
    grounds: tuple[Ground, ...] = ()


def measures_in_force(
    program: Program,
    conditions: Conditions,
    lists: Mapping[str, ListResult],
    grades: Mapping[str, GradeResult],
    match: Callable[[Sequence[FlatFact]], Chained] | None = None,
) -> list[MeasureState]:
    """Every measure in force or withheld, by the table of carriages; *match* forward-chains from status to measure.

    Raises `RuntimeFault` where matching, if it is given, and the table differ.
    """
    day = conditions.dossier.as_of
    on_list = {policy: spells for policy, result in lists.items() if (spells := _spells_on(result, day))}
    held = {policy: held for policy, result in grades.items() if (held := result.timeline.surely(day)) is not None}
    expected = _expected(program, on_list, held)
    if match is not None:
        _agree(expected, on_list, held, match)
    found: list[MeasureState] = []
    for carriage, policy in expected:
        state = _state(program, conditions, lists, grades, carriage, policy, on_list.get(policy, ()))
        if state is not None:
            found.append(state)
    free = {state.carriage.id for state in found if state.withheld is None and state.carriage.linked}
    return [state for state in found if state.withheld is None or state.carriage.id not in free]


def _spells_on(result: ListResult, day: int) -> tuple[Spell, ...]:
    return tuple(spell for spell in result.spells if spell.start <= day <= spell.low)


def _expected(
    program: Program, on_list: Mapping[str, tuple[Spell, ...]], held: Mapping[str, str]
) -> list[tuple[Carriage, str]]:
    """What follows, by table: carriage and the policy it follows from."""
    found: list[tuple[Carriage, str]] = []
    for policy in sorted({*on_list, *held}):
        own = program.carriages.get(policy, ())
        found += [(one, policy) for one in own if not one.grades or held.get(policy) in one.grades]
        for linkage in program.linked_from.get(policy, ()):
            by_grade = policy == linkage.grade and linkage.letters is not None and held.get(policy) in linkage.letters
            if policy in linkage.lists or by_grade:
                found += [(carriage, policy) for carriage in program.carriages[linkage.id]]
    return found


def _agree(
    expected: Iterable[tuple[Carriage, str]],
    on_list: Iterable[str],
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
    lists: Mapping[str, ListResult],
    grades: Mapping[str, GradeResult],
    carriage: Carriage,
    policy: str,
    spells: tuple[Spell, ...],
) -> MeasureState | None:
    day = conditions.dossier.as_of
    held_since = grades[policy].held_since if policy in grades else None
    since = day if held_since is None else held_since
    grounds = _grounds(carriage, spells, day)
    runs = [run for run in _running(carriage, spells, grounds, since) if day <= run[2]]
    linkage = program.linkages.get(carriage.carrier) if carriage.linked else None
    in_force = carriage.in_force if linkage is None else linkage.in_force
    if not in_force[0] <= day <= in_force[1] or not carriage.in_force[0] <= day <= carriage.in_force[1] or not runs:
        return None
    if carriage.degrees and not grounds:
        return None
    bringers = _bringers(conditions, lists, carriage, policy, grounds)
    since = min((spell.start for spell in spells), default=since)
    withheld = _withheld(program, conditions, carriage, policy, bringers, since)
    if withheld == "no":
        return None
    runs = runs if carriage.by_ground or not carriage.degrees else _of_degrees(carriage, spells, day) or runs
    since, low, high = min(run[0] for run in runs), max(run[1] for run in runs), max(run[2] for run in runs)
    bringing = tuple([one.ground for one in bringers if one.ground is not None])
    return MeasureState(carriage, policy, since, low, high, withheld, bringing)


class _Bringer(NamedTuple):
    """What may bring a measure, and whether it does: a *ground*, or else what has none."""

    ground: Ground | None
    truth: Truth


def _grounds(carriage: Carriage, spells: Iterable[Spell], day: int) -> list[Ground]:
    """The grounds open on *day* that may bring the measure: of its degrees, and not for longer than it lasts."""
    found = (ground for spell in spells for ground in spell.grounds if ground.opened <= day <= ground.bounds()[0])
    of_degree = [ground for ground in found if not carriage.degrees or ground.rule.degree in carriage.degrees]
    if not carriage.by_ground or carriage.period is None:
        return of_degree
    return [ground for ground in of_degree if day <= add(ground.opened, carriage.period)]


def _bringers(
    conditions: Conditions, lists: Mapping[str, ListResult], carriage: Carriage, policy: str, grounds: list[Ground]
) -> list[_Bringer]:
    """Those of *grounds*, or of what has none the policy itself, that bring the measure or may."""
    day = conditions.dossier.as_of
    plain, found = Moment(day, day, None, day, day), []
    for ground in grounds or (None,):
        truths = [_is_here(conditions, carriage, ground, plain)]
        if carriage.condition is not None:
            seen = ground is not None and not carriage.linked
            at = seen_from(lists[policy].compiled, conditions, ground, day) if seen and ground is not None else plain
            truths.append(conditions.truth(carriage.condition, at))
        found.append(_Bringer(ground, every(truths)))
    return [one for one in found if one.truth is not False]


def _is_here(conditions: Conditions, carriage: Carriage, ground: Ground | None, plain: Moment) -> Truth:
    """Whether an overlay speaks of the subject, or of the record *ground* was opened for, if it goes by records."""
    if carriage.guard is None:
        return True
    if carriage.region is None or ground is None or not (ground.fact_id or ground.rule.types):
        return conditions.truth(carriage.guard, plain)
    region = ground.fact.fields.get("authority_region") if ground.fact is not None else None
    return conditions.answered(carriage.guard, None if region is None else str(region).startswith(carriage.region))


def _running(
    carriage: Carriage, spells: Sequence[Spell], grounds: Sequence[Ground], since: int
) -> list[tuple[int, int, int]]:
    """Since when, and until when at least and at most, the measure is brought.

    By each spell, by the grade held *since*, or, where its period counts from them, by each of *grounds*.
    """
    runs = [(one.start, _told_end(one), one.high) for one in spells] or [(since, FOREVER, FOREVER)]
    if carriage.by_ground and any(one.grounds for one in spells):
        runs = [(one.opened, *one.bounds()) for one in grounds]
    if carriage.period is not None:
        ends = [add(start, carriage.period) for start, _, _ in runs]
        runs = [(start, min(low, end), min(high, end)) for (start, low, high), end in zip(runs, ends, strict=True)]
    return runs


def _of_degrees(carriage: Carriage, spells: Iterable[Spell], day: int) -> list[tuple[int, int, int]]:
    """The same of the unbroken unions of grounds of its degrees; its own period counts from the start of the spell."""
    runs: list[tuple[int, int, int]] = []
    for spell in spells:
        end = FOREVER if carriage.period is None else add(spell.start, carriage.period)
        of_degrees = [ground for ground in spell.grounds if ground.rule.degree in carriage.degrees]
        unions = [one for one in spells_of(of_degrees) if one.start <= day <= min(one.low, end)]
        runs += [(one.start, min(one.low, end), min(one.high, end)) for one in unions]
    return runs


def _told_end(spell: Spell) -> int:
    """The day *spell* lasts through at least; what lasts as long as a condition has no end while it holds."""
    return FOREVER if spell.cause == "condition" and spell.high >= FOREVER else spell.low


def _withheld(
    program: Program,
    conditions: Conditions,
    carriage: Carriage,
    policy: str,
    bringers: Sequence[_Bringer],
    since: int,
) -> Withheld | Literal["no"] | None:
    """Why the measure is withheld, `no` where it does not apply at all, nothing where it is in force."""
    day = conditions.dossier.as_of
    kind = conditions.dossier.attribute("kind", day)
    if not bringers or (kind is not None and kind not in carriage.kinds):
        return "no"
    if kind is None:
        return "unknown_kind"
    bringing = [one.ground for one in bringers if one.truth is True]
    if not bringing:
        return "unknown_condition"
    keys = program.base.policies[policy]
    if carriage.sort == "reward" or (keys.list is not None and keys.list.kind == "red"):
        excluded = some([_on(program, conditions, other, day, kind) for other in keys.excluded_by])
        if excluded is not False:
            return "excluded" if excluded else "unknown_exclusion"
    suspends = keys.objection is not None and "measures" in keys.objection.suspends
    suspended = suspends and all(_objected(conditions, policy, ground, since) for ground in bringing)
    return "objection" if suspended else None


def _on(program: Program, conditions: Conditions, policy: str, day: int, kind: str) -> Truth:
    """Whether the subject is on *policy*; not known where records that could have listed it are not complete (S10)."""
    listed = conditions.listed(policy, day, None)
    compiled = program.lists.get(policy)
    if listed is False and compiled is not None and kind in compiled.kinds:
        return False if conditions.dossier.covered(compiled.triggered_on(day), day, day) else None
    return listed


def _objected(conditions: Conditions, policy: str, ground: Ground | None, since: int) -> bool:
    """Whether an objection to *ground*, made while it waited or was open, is not settled yet.

    Of what has no grounds: one made *since* it has lasted.
    """
    first, last = (since, conditions.dossier.as_of) if ground is None else (ground.trigger_day, ground.bounds()[1])
    meaning = {
        type_: [fact.day for fact in conditions.dossier.about(policy, type_) if _means(conditions, fact, ground)]
        for type_ in ("objection", "objection_settled")
    }
    raised = [day for day in meaning["objection"] if first <= day <= last]
    return bool(raised) and max(raised) > max(meaning["objection_settled"], default=-1)


def _means(conditions: Conditions, fact: Fact, ground: Ground | None) -> bool:
    return ground is None or names(conditions.dossier.named(fact), ground.rule, ground.fact_id)
