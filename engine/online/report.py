"""From what was found out to the verdict: days as text, articles resolved, everything in order (S26)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

from engine.applications import Application
from engine.calendar import FOREVER, add, iso
from engine.compile.grades import POINTS
from engine.compile.lists import CompiledList
from engine.compile.nodes import AggregateNode, FieldNode, Node, SubjectNode, WhereNode, parts
from engine.compile.program import Program
from engine.compile.rules import CompiledRule
from engine.conditions import Moment
from engine.decisions import Pending
from engine.firing import Conjunct
from engine.ground import Ground, Spell
from engine.held_grades import Graded, GradeResult
from engine.measures import MeasureState
from engine.online.evaluate import Evaluation
from engine.online.reasons import kept_by, needs, node_needs, smallest_cure
from engine.repairs import Reason, assess
from engine.spells import ListResult
from engine.verdict import (
    VERSION,
    ApplicationVerdict,
    Article,
    Forecast,
    GradeVerdict,
    GroundVerdict,
    ListVerdict,
    MeasureVerdict,
    Near,
    Outcome,
    ParameterUse,
    Proposal,
    RepairVerdict,
    ScoreLine,
    SpellVerdict,
    Undecided,
    Verdict,
)


def verdict(evaluation: Evaluation) -> Verdict:
    """The verdict of *evaluation*."""
    dossier, program = evaluation.dossier, evaluation.program
    lists = tuple(found for name in sorted(evaluation.lists) if (found := _list(evaluation, evaluation.lists[name])))
    undecided = tuple(sorted(_undecided(evaluation), key=lambda one: (one.policy, one.rule, one.fact or "", one.needs)))
    grades = tuple(
        _grade(program, result, result.current, dossier.as_of)
        for _, result in sorted(evaluation.grades.items())
        if result.current is not None
    )
    return Verdict(
        version=VERSION,
        release=program.release,
        subject=dossier.subject.id,
        kind=dossier.attribute("kind", dossier.as_of),
        region=dossier.attribute("region", dossier.as_of),
        as_of=iso(dossier.as_of),
        known_at=iso(dossier.known_at),
        outcome=_outcome(evaluation, lists, undecided),
        lists=lists,
        grades=grades,
        measures=tuple(sorted((_measure(program, m) for m in evaluation.measures), key=_measure_order)),
        undecided=undecided,
        near=tuple(sorted(_near(evaluation), key=lambda one: (one.policy, one.rule, one.fact or ""))),
        forecast=tuple(sorted(_forecast(lists), key=lambda one: (one.day or "9999", one.policy, one.what, one.facts))),
        facts=tuple(sorted(fact.id for fact in dossier.facts)),
        revoked=tuple(sorted(dossier.revoked)),
        duplicates=tuple(sorted(dossier.duplicates)),
    )


def _day(day: int) -> str | None:
    return None if day >= FOREVER else iso(day)


def _outcome(evaluation: Evaluation, lists: tuple[ListVerdict, ...], undecided: tuple[Undecided, ...]) -> Outcome:
    listed = {one.kind for one in lists if one.status == "listed"}
    if listed & {"black", "watch"}:
        return "listed"
    if any(one.proposals for one in lists):
        return "proposed"
    if undecided:
        return "undecided"
    if not evaluation.dossier.facts:
        return "no_record"
    return "noted" if "notice" in listed else "red" if "red" in listed else "clear"


@lru_cache(maxsize=1 << 14)
def _articles(program: Program, policy: str, citations: tuple[str, ...]) -> tuple[Article, ...]:
    return tuple(article(program, "policy", policy, citation) for citation in citations)


def article(program: Program, sort: str, name: str, citation: str) -> Article:
    """*citation* of the thing *name* of *sort*, with the title and number of its source."""
    source, _, number = citation.partition("/")
    known = program.base.basis_of(sort, name).get(source)
    if known is None:
        return Article(source, source, None, number or None, "low")
    return Article(source, known.title, known.number, number or None, known.confidence)


def _rule_articles(program: Program, rule: CompiledRule) -> tuple[Article, ...]:
    if rule.origin == "policy":
        return _articles(program, rule.policy, rule.basis)
    return tuple(article(program, "overlay", rule.origin, citation) for citation in rule.basis)


def _list(evaluation: Evaluation, result: ListResult) -> ListVerdict | None:
    if not (result.spells or result.proposals or result.applications):
        return None
    day, compiled = evaluation.dossier.as_of, result.compiled
    truth = result.timeline.listed(day)
    policy = evaluation.program.base.policies[compiled.policy]
    status: Literal["listed", "unknown", "not_listed"] = (
        "listed" if truth is True else "unknown" if truth is None else "not_listed"
    )
    return ListVerdict(
        policy=compiled.policy,
        title=policy.title,
        kind=compiled.kind,
        authority=policy.authority,
        status=status,
        spells=tuple(_spell(evaluation, result, spell) for spell in result.spells),
        proposals=tuple(
            _proposal(evaluation.program, compiled, one)
            for one in sorted(result.proposals, key=lambda p: (p.rule.id, p.fact_id, p.day))
        ),
        applications=tuple(
            _application(one) for one in sorted(result.applications, key=lambda a: (a.fact.day, a.fact.id, a.name))
        ),
    )


def _spell(evaluation: Evaluation, result: ListResult, spell: Spell) -> SpellVerdict:
    day = evaluation.dossier.as_of
    state: Literal["open", "unknown", "ended"] = (
        "open" if day <= spell.low else "unknown" if day <= spell.high else "ended"
    )
    grounds = tuple(_ground(evaluation, ground) for ground in sorted(spell.grounds, key=lambda g: g.key))
    last = FOREVER if spell.cause == "condition" and state == "open" else spell.low
    return SpellVerdict(
        start=iso(spell.start),
        last=_day(last),
        last_at_most=_day(spell.high),
        state=state,
        ended_by=spell.cause if state == "ended" else None,
        grounds=grounds,
        repair=_repair(evaluation, result, spell) if state != "ended" else None,
    )


def _ground(evaluation: Evaluation, ground: Ground) -> GroundVerdict:
    program, rule = evaluation.program, ground.rule
    low, high = ground.bounds()
    flags = {
        "unsupported": ground.unsupported,
        "assumed": ground.assumed,
        "resumed": ground.source == "resumed",
        "extension": ground.source == "extension",
        "out_of_range": ground.out_of_range,
        "cure_unknown": ground.cure_unknown,
        "repaired_unsupported": ground.repaired_unsupported,
        "again": ground.again,
    }
    at = Moment(ground.trigger_day, ground.law, ground.fact, ground.trigger_day, ground.trigger_day)
    supporting = {f.id for node in rule.conjuncts for f in evaluation.conditions.supporting(node, at)}
    if ground.decision is not None:
        supporting.add(ground.decision.id)
    return GroundVerdict(
        rule=rule.id,
        label=rule.label,
        fact=ground.fact_id or None,
        triggered=iso(ground.trigger_day),
        start=iso(ground.opened),
        last=_day(low),
        last_at_most=_day(high),
        ended_by=ground.cause if high < evaluation.dossier.as_of else None,
        degree=rule.degree,
        law=None if ground.law is None else iso(ground.law),
        articles=_rule_articles(program, rule),
        parameters=_parameters(program, rule, ground.law),
        supporting=tuple(sorted(supporting - {ground.fact_id})),
        flags=tuple(sorted(name for name, is_set in flags.items() if is_set)),
    )


@lru_cache(maxsize=1 << 14)
def _parameter_names(rule: CompiledRule) -> tuple[str, ...]:
    tests: Iterable[FieldNode] = (test for node in rule.facts.values() for test in node.tests)
    found = {name for test in tests for name in test.parameters}
    found |= rule.term.parameters if rule.term is not None else frozenset()
    for node in (*rule.conjuncts, rule.unless, rule.until):
        for part in parts(node) if node is not None else ():
            found |= _node_parameters(part)
    return tuple(sorted(found))


def _node_parameters(node: Node) -> frozenset[str]:
    match node:
        case AggregateNode():
            inner = (test.parameters for fact_node in node.facts.values() for test in fact_node.tests)
            return node.parameters.union(*inner)
        case WhereNode():
            return frozenset[str]().union(*(t.parameters for one in node.facts.values() for t in one.tests))
        case SubjectNode():
            return node.parameters
        case _:
            return frozenset()


def _parameters(program: Program, rule: CompiledRule, law: int | None) -> tuple[ParameterUse, ...]:
    names = _parameter_names(rule)
    return tuple(_parameter(program, rule.policy, name, law) for name in names) if names else ()


@lru_cache(maxsize=1 << 14)
def _parameter(program: Program, policy: str, name: str, law: int | None) -> ParameterUse:
    parameter = program.parameters[policy][name]
    value = parameter.values.at(law) if law is not None else None
    confidence = parameter.confidences.at(law) if law is not None else None
    shown = None if value is None else str(value)
    return ParameterUse(name, parameter.label, shown, parameter.unit, None if law is None else iso(law), confidence)


def _repair(evaluation: Evaluation, result: ListResult, spell: Spell) -> RepairVerdict | None:
    day = evaluation.dossier.as_of
    mine = [ground for ground in spell.grounds if ground.opened <= day <= ground.bounds()[1] and ground.own_repair]
    if not mine:
        return None
    found = [(ground, assess(result.compiled, evaluation.conditions, ground, day)) for ground in mine]
    provided = all(one.variant is not None and not one.variant.none_provided for _, one in found)
    earliest = [one.earliest for _, one in found]
    reasons = [reason for _, one in found for reason in one.reasons]
    wanted: set[str] = set()
    for reason in reasons:
        if reason.node is not None and reason.why in ("missing", "unknown"):
            wanted |= smallest_cure(reason.node, evaluation.dossier) or set()
        if reason.why == "not_corrected" and result.compiled.correction is not None:
            wanted |= smallest_cure(result.compiled.correction, evaluation.dossier) or set()
    variants = [one.variant for _, one in found if one.variant is not None]
    return RepairVerdict(
        provided=provided,
        earliest=None if None in earliest or not provided else iso(max(e for e in earliest if e is not None)),
        missing=tuple(sorted({_reason(reason) for reason in reasons})),
        facts_needed=tuple(sorted(wanted)) if provided else (),
        decision=any(variant.decision for variant in variants),
        articles=tuple(
            dict.fromkeys(a for v in variants for a in _articles(evaluation.program, result.compiled.policy, v.basis))
        ),
    )


def _reason(reason: Reason) -> str:
    if reason.node is not None:
        return f"{reason.why}:{reason.node.id}"
    return f"{reason.why}:{iso(reason.day)}" if reason.day is not None else reason.why


def _proposal(program: Program, compiled: CompiledList, one: Pending) -> Proposal:
    lapses = add(one.day, compiled.lapses) if compiled.lapses is not None else FOREVER
    articles = _rule_articles(program, one.rule)
    return Proposal(one.rule.id, one.rule.label, one.fact_id or None, iso(one.day), _day(lapses), articles)


def _application(one: Application) -> ApplicationVerdict:
    earliest = one.assessment.earliest
    return ApplicationVerdict(
        fact=one.fact.id,
        day=iso(one.fact.day),
        rule=one.ground.rule.id if one.ground is not None else None,
        ground=one.name or None,
        outcome=one.outcome,
        reasons=tuple(sorted(_reason(reason) for reason in one.assessment.reasons)),
        earliest=None if earliest is None else iso(earliest),
    )


def _grade(program: Program, result: GradeResult, current: Graded, day: int) -> GradeVerdict:
    policy = result.compiled.policy
    held = result.timeline.at(day)
    low, high = current.low, current.high
    return GradeVerdict(
        policy=policy,
        title=program.base.policies[policy].title,
        grade=next(iter(held)) if len(held) == 1 else None,
        possible=tuple(grade for grade in result.compiled.order if grade in held),
        year=current.year,
        since=None if result.held_since is None else iso(result.held_since),
        how=current.how,
        score=f"{low / POINTS:g}" if low is not None and low == high else None,
        lines=tuple(
            ScoreLine(one.item.id, f"{one.low / POINTS:g}" if one.low is not None and one.low == one.high else "?",
                      tuple(fact.id for fact in one.facts))
            for one in current.contributions if one.facts or one.low != 0 or one.high != 0
        ),
        direct=tuple(sorted(fact.id if fact else one.id for one, fact in current.direct)),
        limited_by=current.limited_by,
    )  # fmt: skip


def _measure(program: Program, state: MeasureState) -> MeasureVerdict:
    carriage = state.carriage
    sort, name = ("linkage", carriage.carrier) if carriage.linked else ("policy", carriage.carrier)
    if carriage.origin != "policy":
        sort, name = "overlay", carriage.origin.partition(":")[0]
    return MeasureVerdict(
        measure=carriage.measure,
        title=carriage.title,
        kind=carriage.sort,
        policy=state.policy,
        via=name if sort != "policy" else None,
        by=carriage.by,
        strength=carriage.strength,
        gates=carriage.gates,
        since=_day(state.since),
        last=_day(state.low),
        withheld=state.withheld,
        flags=(),
        articles=tuple(article(program, sort, name, citation) for citation in carriage.basis),
    )


def _measure_order(one: MeasureVerdict) -> tuple[str, str, str, tuple[str, ...]]:
    return one.policy, one.measure, one.via or "", one.by


def _undecided(evaluation: Evaluation) -> Iterator[Undecided]:
    conditions = evaluation.conditions
    for policy, result in evaluation.lists.items():
        firings = result.firings
        for rule, fact, day in result.undecided:
            laws = firings.laws(rule, fact, day, evaluation.dossier.as_of if result.compiled.decision else day)
            wanted: set[str] = set()
            for law in laws:
                at = Moment(day, law, fact, day, day)
                wanted.update(needs(firings.conjuncts(rule, fact, day, law), conditions, at))
            yield Undecided(policy, rule.id, fact.id if fact else None, tuple(sorted(wanted)))
        for one in result.applications:
            if one.outcome == "undecided" and one.ground is not None:
                day = one.fact.day
                at = Moment(day, day, one.ground.fact, one.ground.trigger_day, one.ground.opened)
                found = {need for r in one.assessment.reasons if r.node is not None
                         for need in node_needs(r.node, conditions, at)}  # fmt: skip
                yield Undecided(policy, one.ground.rule.id, one.fact.id, tuple(sorted(found)))
        for ground in result.grounds:
            if ground.cure_unknown and ground.cured is None and ground.rule.until is not None:
                day = evaluation.dossier.as_of
                at = Moment(day, day, ground.fact, ground.trigger_day, ground.opened)
                yield Undecided(policy, ground.rule.id, ground.fact_id or None,
                                tuple(sorted(set(node_needs(ground.rule.until, conditions, at)))))  # fmt: skip
            low, high = ground.bounds()
            if ground.sure and low < evaluation.dossier.as_of <= high:
                yield Undecided(policy, ground.rule.id, ground.fact_id or None, (_term_need(ground),))
        if result.lasting_unknown and result.compiled.lasting is not None:
            day = evaluation.dossier.as_of
            at = Moment(day, day, None, day, day)
            yield Undecided(
                policy, "while", None, tuple(sorted(set(node_needs(result.compiled.lasting, conditions, at))))
            )
    for policy, graded in evaluation.grades.items():
        if graded.current is not None and len(graded.timeline.at(evaluation.dossier.as_of)) > 1:
            yield Undecided(policy, "grade", None, ())
    yield from _unknown_principals(evaluation)


def _term_need(ground: Ground) -> str:
    if ground.rule.term is not None and ground.rule.term.range is not None:
        return "fact:term_decision"
    anchor = ground.rule.anchor
    return f"fact:{anchor}" if isinstance(anchor, str) else f"status:{anchor.end_of}"


def _unknown_principals(evaluation: Evaluation) -> Iterator[Undecided]:
    if not evaluation.principals_unknown:
        return
    kind = evaluation.dossier.attribute("kind", evaluation.dossier.as_of)
    for policy in evaluation.program.extending:
        kinds = {k for one in evaluation.program.lists[policy].extends_to for k in one.kinds}
        if kind in kinds:
            yield Undecided(policy, "extends_to", None, ("principals",))


def _near(evaluation: Evaluation) -> Iterator[Near]:
    conditions = evaluation.conditions
    fired = {(policy, g.rule.id, g.fact_id) for policy, r in evaluation.lists.items() for g in r.grounds}
    fired |= {(p, one.rule.id, one.fact_id) for p, r in evaluation.lists.items() for one in (*r.proposals, *r.closed)}
    for policy, pairs in evaluation.candidates.items():
        compiled, firings = evaluation.program.lists[policy], evaluation.lists[policy].firings
        for rule, fact in pairs:
            if (policy, rule.id, fact.id) in fired:
                continue
            listing = evaluation.dossier.as_of if compiled.decision else fact.day
            law = firings.laws(rule, fact, fact.day, listing)[0]
            failing = _only_failing(firings.conjuncts(rule, fact, fact.day, law))
            if failing is not None:
                at = Moment(fact.day, law, fact, fact.day, fact.day)
                yield Near(policy, rule.id, rule.label, fact.id, kept_by(failing, conditions, at))


def _only_failing(conjuncts: Iterator[Conjunct]) -> Conjunct | None:
    failing: Conjunct | None = None
    for conjunct in conjuncts:
        if conjunct.truth is not True:
            if failing is not None:
                return None
            failing = conjunct
    return failing


def _forecast(lists: Iterable[ListVerdict]) -> Iterator[Forecast]:
    for one in lists:
        for spell in one.spells:
            if spell.state == "open" and spell.last is not None:
                yield Forecast(one.policy, "expires", spell.last, ())
            repair = spell.repair
            if repair is not None and repair.provided:
                if repair.earliest is not None:
                    yield Forecast(one.policy, "repair_possible", repair.earliest, ())
                if repair.facts_needed:
                    yield Forecast(one.policy, "can_apply", repair.earliest, repair.facts_needed)
        for proposal in one.proposals:
            if proposal.lapses is not None:
                yield Forecast(one.policy, "lapses", proposal.lapses, ())
