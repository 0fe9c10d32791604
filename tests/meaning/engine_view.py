"""What the engine found out, in the plain words the reference uses, so that the two can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from engine.calendar import FOREVER, iso
from engine.judging import Evaluation
from engine.online.answer import Question, evaluation
from engine.online.evaluate import Evaluator
from engine.spells.repairs import Reason
from engine.spells.result import ListResult


def engine_view(
    evaluator: Evaluator,
    subject: Mapping[str, Any],
    facts: Sequence[Mapping[str, Any]],
    as_of: date,
    known_at: date,
    principals: Mapping[str, Any] | None = None,
    *,
    decided_after: int | None = None,
) -> dict[str, Any]:
    """The engine's answer to the question, as `reference_verdict` would put it."""
    asked = Question(subject, facts, as_of.toordinal(), known_at.toordinal(), principals, decided_after)
    return view(evaluation(evaluator, asked))


def view(found: Evaluation) -> dict[str, Any]:
    """*found* in the reference's words."""
    lists = {policy: _list(found, result) for policy, result in sorted(found.lists.items())}
    return {
        "lists": {policy: seen for policy, seen in lists.items() if _says_something(seen)},
        "grades": _grades(found),
        "measures": _each_once([m.carriage.carrier, m.carriage.measure] for m in found.measures if m.withheld is None),
        "withheld": _each_once(
            [m.carriage.carrier, m.carriage.measure, m.withheld.split("_")[0]]
            for m in found.measures
            if m.withheld is not None
        ),
        "applications": sorted(
            [policy, one.fact.id, one.name, one.outcome,
             sorted({_why(reason) for reason in one.assessment.reasons})]
            for policy, result in found.lists.items()
            for one in result.applications
        ),
    }  # fmt: skip


def _each_once(rows: Iterable[list[str]]) -> list[list[str]]:
    return [list(row) for row in sorted({tuple(row) for row in rows})]


def _list(found: Evaluation, result: ListResult) -> dict[str, Any]:
    day = found.dossier.as_of
    truth = result.timeline.listed(day)
    return {
        "spells": [
            {
                "from": iso(spell.start),
                "last": _day(spell.low),
                "last_at_most": _day(spell.high),
                "open": spell.start <= day <= spell.low,
                "ended_by": None if day <= spell.high else spell.cause,
                "grounds": sorted(
                    [g.rule.id, g.fact_id, iso(g.opened), _day(g.bounds()[0]), _day(g.bounds()[1])]
                    for g in spell.grounds
                ),
            }
            for spell in result.spells
        ],
        "status": "unknown" if truth is None else str(truth).lower(),
        "proposals": _each_once([one.rule.id, one.fact_id] for one in result.proposals),
        "undecided": _each_once([rule.id, fact.id if fact else ""] for rule, fact, _ in result.undecided),
    }


def _grades(found: Evaluation) -> dict[str, Any]:
    grades = {}
    for policy, result in sorted(found.grades.items()):
        held = result.timeline.at(found.dossier.as_of)
        if held:
            grades[policy] = {"grade": next(iter(held)) if len(held) == 1 else None}
    return grades


def _why(reason: Reason) -> str:
    if reason.node is not None:
        found = re.search(r"(requires|bars)\.[0-9]+", reason.node.id)
        return found[0] if found else reason.node.id
    return "after" if reason.why == "unknown" else reason.why


def _says_something(seen: Mapping[str, Any]) -> bool:
    return bool(seen["spells"] or seen["proposals"] or seen["undecided"] or seen["status"] != "false")


def _day(day: int) -> str | None:
    return None if day >= FOREVER else iso(day)
