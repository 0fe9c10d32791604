"""One question put to the reference and to the engine: the answer they agree on, or what they differ in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from engine.compile.program import program_of
from engine.language.base import PolicyBase
from engine.online.evaluate import Evaluator
from engine.problems import FactError, PolicyError
from tests.meaning.engine_view import engine_view
from tests.reference import reference_verdict
from tests.reference.dossier import Refused

PARTS = ("lists", "grades", "measures", "withheld", "applications")


@lru_cache(maxsize=8)
def evaluator_of(base: PolicyBase) -> Evaluator:
    """An evaluator of *base*, drafts included."""
    return Evaluator(program_of(base, drafts=True))


def agreed(
    base: PolicyBase,
    subject: Mapping[str, Any],
    facts: Sequence[Mapping[str, Any]],
    as_of: date,
    known_at: date,
    principals: Mapping[str, Mapping[str, Any]] | None,
    decided_after: int | None = None,
    *,
    evaluator: Evaluator | None = None,
) -> dict[str, Any]:
    """The verdict both evaluators give; `AssertionError` with both where they differ.

    The engine's is *evaluator*, or one made of *base*. Raises the reference's `Refused` where both refuse the facts.
    """
    asked = (subject, list(facts), as_of, known_at, principals)
    try:
        expected = reference_verdict(base, *asked, decided_after)
    except Refused:
        refused = _refuses(base, asked, decided_after)
        assert refused, "the reference refuses facts that the engine takes"
        raise
    found = engine_view(evaluator or evaluator_of(base), *asked, decided_after=decided_after)
    _told_of_each(found, expected)
    for part in PARTS:
        assert _plain(found[part], part) == _plain(expected[part], part), _told(part, found, expected)
    return expected


def _told_of_each(found: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """The reason the engine withholds a measure for is one of the reference's, which tells all."""
    reasons = [list(row) for row in expected["withheld"]]
    assert all(list(row) in reasons for row in found["withheld"]), _told("withheld", found, expected)


def _refuses(base: PolicyBase, asked: tuple[Any, ...], decided_after: int | None) -> bool:
    try:
        engine_view(evaluator_of(base), *asked, decided_after=decided_after)
    except (FactError, PolicyError):
        return True
    return False


def _plain(value: Any, part: str) -> Any:
    if part == "withheld":
        value = sorted({(carrier, measure) for carrier, measure, _ in value})
    if part == "grades":
        value = {policy: held["grade"] for policy, held in value.items()}
    plain = json.loads(json.dumps(value))
    if part == "lists":
        for spell in (spell for seen in plain.values() for spell in seen["spells"]):
            settled = not spell["open"] and spell["last"] == spell["last_at_most"] is not None
            spell["ended_by"] = spell["ended_by"] if settled else None
    return plain


def _told(part: str, found: Mapping[str, Any], expected: Mapping[str, Any]) -> str:
    engine, reference = (json.dumps(one[part], ensure_ascii=False, indent=1) for one in (found, expected))
    return f"{part} differ\nengine: {engine}\nreference: {reference}"
