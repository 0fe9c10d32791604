"""From what was found out to the verdict: what each part says, in order (S26)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.judging import Evaluation
from engine.language.confidence import lowest
from engine.online.report.assumed import labelled
from engine.online.report.cited import Cited, cited, text_of
from engine.online.report.forecast import forecast
from engine.online.report.grades import grade_verdict
from engine.online.report.lists import list_verdict
from engine.online.report.measures import measure_verdict
from engine.online.report.near import near
from engine.online.report.sure import Sureness
from engine.online.report.undecided import MEASURE, undecided
from engine.verdict import (
    VERSION,
    Confidence,
    Forecast,
    GradeVerdict,
    ListVerdict,
    MeasureVerdict,
    Near,
    Outcome,
    Undecided,
    Verdict,
)

_NO_DAY = "9999"
"""Comes after every day there is."""


def verdict(evaluation: Evaluation) -> Verdict:
    """The verdict of *evaluation*, with what only assumed decisions brought about labelled."""
    told = _verdict(evaluation)
    return told if evaluation.unassumed is None else labelled(told, _verdict(evaluation.unassumed))


def _verdict(evaluation: Evaluation) -> Verdict:
    dossier, law = evaluation.dossier, cited(evaluation.program)
    sure = Sureness(evaluation, law)
    lists, grades = _lists(evaluation, law, sure), _grades(evaluation, law, sure)
    measures = sorted([measure_verdict(evaluation, law, sure, one) for one in evaluation.measures], key=_by_measure)
    open_questions = sorted(undecided(evaluation), key=_by_question)
    not_covered = _not_covered(evaluation)
    return Verdict(
        version=VERSION,
        release=evaluation.program.release,
        subject=dossier.subject.id,
        kind=dossier.attribute("kind", dossier.as_of),
        region=dossier.attribute("region", dossier.as_of),
        as_of=text_of(dossier.as_of),
        known_at=text_of(dossier.known_at),
        assume_decided=evaluation.decided_after is not None,
        decided_after=evaluation.decided_after or 0,
        outcome=_outcome(evaluation, lists, open_questions, not_covered),
        confidence=lowest(
            (*_of_lists(lists), *(one.confidence for one in grades), *(one.confidence for one in measures))
        ),
        lists=lists,
        grades=grades,
        measures=tuple(measures),
        undecided=tuple(open_questions),
        near=tuple(sorted(near(evaluation), key=_by_rule)),
        forecast=tuple(sorted(forecast(evaluation, lists), key=_by_day)),
        not_covered=not_covered,
        facts=tuple(sorted([fact.id for fact in dossier.facts])),
        revoked=tuple(sorted(dossier.revoked)),
        duplicates=tuple(sorted(dossier.duplicates)),
    )


def _of_lists(lists: Iterable[ListVerdict]) -> Iterator[Confidence]:
    """How sure we are of each stay that is not over, and of each proposal."""
    for one in lists:
        yield from (spell.confidence for spell in one.spells if spell.state != "ended")
        yield from (proposal.confidence for proposal in one.proposals)


def _lists(evaluation: Evaluation, law: Cited, sure: Sureness) -> tuple[ListVerdict, ...]:
    found = (list_verdict(evaluation, law, sure, evaluation.lists[name]) for name in sorted(evaluation.lists))
    return tuple([one for one in found if one is not None])


def _grades(evaluation: Evaluation, law: Cited, sure: Sureness) -> tuple[GradeVerdict, ...]:
    results = [result for _, result in sorted(evaluation.grades.items())]
    return tuple(grade_verdict(evaluation, law, sure, one, one.current) for one in results if one.current is not None)


def _not_covered(evaluation: Evaluation) -> tuple[str, ...]:
    """The fact types that could put the subject on a black or watch list, and are not complete on the day asked."""
    dossier, day = evaluation.dossier, evaluation.dossier.as_of
    kind = dossier.attribute("kind", day)
    adverse = (one for one in evaluation.program.adverse_on_sources if kind is None or kind in one.kinds)
    types = {name for one in adverse for name in one.triggered_on(day)}
    return tuple(sorted([name for name in types if not dossier.covered((name,), day, day)]))


def _outcome(
    evaluation: Evaluation,
    lists: Sequence[ListVerdict],
    open_questions: Sequence[Undecided],
    not_covered: Sequence[str],
) -> Outcome:
    listed = {one.kind for one in lists if one.status == "listed"}
    if "black" in listed or "watch" in listed:
        return "listed"
    if any(one.proposals for one in lists):
        return "proposed"
    if any(not one.rule.startswith(MEASURE) for one in open_questions):
        return "undecided"  # a measure alone leaves no doubt where the subject stands
    if not evaluation.dossier.has_record:
        return "no_record"
    if not_covered:
        return "incomplete"  # a department not yet connected makes nobody look clean
    return "noted" if "notice" in listed else "red" if "red" in listed else "clear"


def _by_question(one: Undecided) -> tuple[str, str, str, tuple[str, ...]]:
    return one.policy, one.rule, one.fact or "", one.needs


def _by_rule(one: Near) -> tuple[str, str, str]:
    return one.policy, one.rule, one.fact or ""


def _by_measure(one: MeasureVerdict) -> tuple[str, str, str, tuple[str, ...]]:
    return one.policy, one.measure, one.via or "", one.by


def _by_day(one: Forecast) -> tuple[str, str, str, tuple[str, ...]]:
    return one.day or _NO_DAY, one.policy, one.what, one.facts
