"""Why a policy says what it says of a subject: each rule for each fact, each condition with the values compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.calendar import iso
from engine.compile.grades import CompiledDirect, CompiledGrade, CompiledItem
from engine.compile.nodes import Law
from engine.compile.program import Program
from engine.compile.rules import CompiledRule
from engine.conditions import Moment
from engine.dossier import window_start
from engine.facts import Fact
from engine.grading.outcomes import Graded
from engine.judging import Evaluation, candidates_of
from engine.online.report.reasons import WORDS, Reason, explain
from engine.spells.firing import Firings, moment
from engine.spells.ground import Ground
from engine.spells.repairs import seen_from, variants_on
from engine.spells.result import ListResult

Word = Literal["true", "false", "unknown"]
Part = Literal["listing", "while", "cure", "repair", "grade", "item", "direct"]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that must hold, of some *aspect*, and why it does or does not; no *reason* where it is no condition."""

    aspect: str
    truth: Word
    found: str | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """*rule* looked at for *fact* (none: for the day alone) on *day*, by *law*; it holds where all its *points* do."""

    policy: str
    part: Part
    rule: str
    fact: str | None
    day: str
    law: str | None
    truth: Word
    points: tuple[Point, ...]


def explained(evaluation: Evaluation, policy: str, rule: str | None = None) -> tuple[Explanation, ...]:
    """Everything *policy* asked in *evaluation*, or only what one *rule* of it did."""
    if policy in evaluation.program.grades:
        return tuple(one for one in _of_grade(evaluation, policy) if rule in (None, one.rule))
    return tuple(_of_list(evaluation, policy, rule))


def rules_of(program: Program, policy: str) -> frozenset[str]:
    """What of *policy* can be explained by itself: its listing rules, or what its grade is made of."""
    if policy in program.lists:
        return frozenset(one.id for one in program.lists[policy].rules)
    grade = program.grades[policy]
    starts = (f"start.{number}" for number, (node, _) in enumerate(grade.start) if node is not None)
    return frozenset((*starts, *(one.id for one in (*grade.items, *grade.direct, *grade.limits))))  # type: ignore[attr-defined]  # all have one


def _of_list(evaluation: Evaluation, policy: str, rule: str | None) -> Iterator[Explanation]:
    compiled = evaluation.program.lists[policy]
    candidates = candidates_of(evaluation.program, evaluation.dossier).get(policy, ())
    for one in compiled.rules:
        if rule is not None and one.id != rule:
            continue
        for fact in [fact for candidate, fact in candidates if candidate is one]:
            yield from _firings(evaluation, policy, one, fact)
        if not one.types and compiled.lasting is None:
            yield from _firings(evaluation, policy, one, None)
    if compiled.lasting is not None:
        day = evaluation.dossier.as_of
        reason = explain(compiled.lasting, evaluation.conditions, Moment(day, day, None, day, day))
        yield _whole(policy, "while", "while", None, day, (Point("condition", reason.truth, reason.found, reason),))
    result = evaluation.lists.get(policy)
    for ground in sorted(result.grounds, key=lambda ground: ground.key) if result is not None else ():
        if rule is None or ground.rule.id == rule:
            yield from _of_ground(evaluation, policy, result, ground)  # type: ignore[arg-type]  # grounds have a result


def _firings(evaluation: Evaluation, policy: str, rule: CompiledRule, fact: Fact | None) -> Iterator[Explanation]:
    """Why *rule* fires for *fact* or not, under each law it is judged by."""
    firings = Firings(evaluation.program.lists[policy], evaluation.conditions)
    day = fact.day if fact is not None else evaluation.dossier.as_of
    for law in _laws(evaluation, policy, rule, fact, firings):
        yield _firing(evaluation, policy, firings, rule, fact, day, law)


def _laws(
    evaluation: Evaluation, policy: str, rule: CompiledRule, fact: Fact | None, firings: Firings
) -> tuple[Law, ...]:
    """The law by which what *rule* opened for *fact* was listed; else that of the day it was settled, or would be."""
    day = fact.day if fact is not None else evaluation.dossier.as_of
    listing = evaluation.dossier.as_of if evaluation.program.lists[policy].decision else day
    result = evaluation.lists.get(policy)
    if result is not None and fact is not None:
        opened = [one.law for one in result.grounds if one.rule is rule and one.fact_id == fact.id]
        if opened:
            return tuple(dict.fromkeys(opened))
        settled = [one.ended for one in result.closed if one.rule is rule and one.fact_id == fact.id]
        listing = next((ended for ended in settled if ended is not None), listing)
    return tuple(dict.fromkeys(firings.laws(rule, fact, listing)))


def _firing(
    evaluation: Evaluation, policy: str, firings: Firings, rule: CompiledRule, fact: Fact | None, day: int, law: Law
) -> Explanation:
    conditions = evaluation.conditions
    points = []
    for conjunct in firings.conjuncts(rule, fact, day, law):
        reason = None if conjunct.node is None else explain(conjunct.node, conditions, moment(fact, day, law))
        kind = conditions.dossier.attribute("kind", day) if conjunct.aspect == "kind" else None
        found = reason.found if reason is not None else kind
        points.append(Point(conjunct.aspect, WORDS[conjunct.truth], found, reason))
    return Explanation(
        policy=policy, part="listing", rule=rule.id, fact=fact.id if fact else None, day=iso(day),
        law=None if law is None else iso(law), truth=_all({point.truth for point in points}), points=tuple(points),
    )  # fmt: skip


def _of_ground(evaluation: Evaluation, policy: str, result: ListResult, ground: Ground) -> Iterator[Explanation]:
    """The cure of *ground*, and the repair it would have were it applied for on the day asked."""
    day, conditions = evaluation.dossier.as_of, evaluation.conditions
    if not ground.opened <= day <= ground.bounds()[1]:
        return
    at = seen_from(result.compiled, conditions, ground, day)
    if ground.rule.until is not None:
        reason = explain(ground.rule.until, conditions, at)
        point = Point("cure", reason.truth, reason.found, reason)
        yield _whole(policy, "cure", ground.rule.id, ground.fact_id or None, day, (point,))
    for variant in variants_on(result.compiled, ground, day):
        requires = (explain(node, conditions, at) for node in variant.requires)
        bars = (explain(node, conditions, at._replace(strictly=True)) for node in variant.bars)
        points = [Point("requires", reason.truth, reason.found, reason) for reason in requires]
        points += [Point("bars", _NOT[reason.truth], reason.found, reason) for reason in bars]
        if points:
            yield _whole(policy, "repair", ground.rule.id, ground.fact_id or None, day, tuple(points))


def _of_grade(evaluation: Evaluation, policy: str) -> Iterator[Explanation]:
    compiled = evaluation.program.grades[policy]
    result = evaluation.grades.get(policy)
    if result is None or result.current is None:
        return
    first, last = _span(evaluation, compiled, result.current)
    at = Moment(last, last, None, last, last)
    conditions = [(f"start.{number}", node) for number, (node, _) in enumerate(compiled.start)]
    conditions += [(one.id, one.condition) for one in (*compiled.direct, *compiled.limits)]  # type: ignore[attr-defined]  # both have them
    for name, node in conditions:
        if node is not None:
            reason = explain(node, evaluation.conditions, at)
            yield _whole(policy, "grade", name, None, last, (Point("condition", reason.truth, reason.found, reason),))
    for item in compiled.items:
        yield from _of_records(evaluation, policy, "item", item, first, last)
    for direct in compiled.direct:
        yield from _of_records(evaluation, policy, "direct", direct, first, last)


def _span(evaluation: Evaluation, compiled: CompiledGrade, current: Graded) -> tuple[int, int]:
    """The days whose facts the *current* grade is made of."""
    as_of = evaluation.dossier.as_of
    if compiled.window is not None:
        return window_start(as_of, compiled.window), as_of
    return date(current.year, 1, 1).toordinal(), min(date(current.year, 12, 31).toordinal(), as_of)


def _of_records(
    evaluation: Evaluation,
    policy: str,
    part: Literal["item", "direct"],
    rule: CompiledItem | CompiledDirect,
    first: int,
    last: int,
) -> Iterator[Explanation]:
    """Each fact of the types *rule* speaks of: whether it counts."""
    first, last = max(first, rule.in_force[0]), min(last, rule.in_force[1])
    for name, node in rule.facts.items():
        for fact in evaluation.dossier.of_type(name):
            if first <= fact.day <= last:
                at = moment(fact, fact.day, fact.day)
                reasons = (explain(test, evaluation.conditions, at) for test in node.tests)
                points = tuple(Point("where", reason.truth, reason.found, reason) for reason in reasons)
                yield _whole(policy, part, rule.id, fact.id, fact.day, points)


_NOT: dict[Word, Word] = {"true": "false", "false": "true", "unknown": "unknown"}


def _all(truths: set[Word]) -> Word:
    return "false" if "false" in truths else "unknown" if "unknown" in truths else "true"


def _whole(
    policy: str,
    part: Part,
    rule: str,
    fact: str | None,
    day: int,
    points: tuple[Point, ...],
) -> Explanation:
    truth = _all({point.truth for point in points})
    return Explanation(policy, part, rule, fact, iso(day), iso(day), truth, points)
