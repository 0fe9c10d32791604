"""The shipped policies: every case holds, every condition was seen both ways, and the reference says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from engine.cases.coverage import coverage, percent, with_bare
from engine.cases.read import PolicyCase
from engine.cases.run import Runner
from engine.compile.program import Program, program_of
from engine.language.base import PolicyBase
from engine.online.evaluate import Evaluator
from tests.meaning.both import agreed
from tests.shipped.base import results, shipped
from tests.shipped.neighbourhood import neighbourhood


def _judged(owner: str) -> bool:
    overlay = shipped()[0].base.overlays.get(owner)
    return overlay is None or overlay.status == "active"


OWNERS = [file.owner for file in shipped()[1] if _judged(file.owner)]
"""All but the overlays that are drafts, and no law in the releases the reference judges."""


SAMPLE = 197
"""One case in so many is judged with every policy there is; the others with those that bear on theirs."""


@cache
def _whole_program() -> Program:
    return program_of(shipped()[0].base)


def test_every_case_holds() -> None:
    assert [(one.case.name, one.differences, one.problems) for one in results() if not one.holds] == []


def test_every_condition_was_seen_true_and_seen_false() -> None:
    checked, cases = shipped()
    assert checked.program is not None
    with Runner(checked.base, checked.program) as runner:
        assert percent(coverage(runner, with_bare(checked.base, cases))) == 100


@pytest.mark.parametrize("owner", OWNERS)
def test_the_reference_judges_the_cases_alike(owner: str) -> None:
    base = neighbourhood(_whole_program(), owner)
    evaluator = Evaluator(program_of(base))
    for case in _cases(owner):
        _judged_alike(base, evaluator, case)


def test_the_reference_judges_a_sample_alike_with_every_policy_there_is() -> None:
    evaluator = Evaluator(_whole_program())
    for case in [case for owner in OWNERS for case in _cases(owner)][::SAMPLE]:
        _judged_alike(_whole_program().base, evaluator, case)


def _cases(owner: str) -> tuple[PolicyCase, ...]:
    return next(file.cases for file in shipped()[1] if file.owner == owner)


def _judged_alike(base: PolicyBase, evaluator: Evaluator, case: PolicyCase) -> None:
    asked = case.question
    agreed(
        base,
        asked.subject,
        _as_recorded(asked.facts),
        date.fromordinal(asked.as_of),
        date.fromordinal(asked.known_at),
        _principals(asked.principals),
        asked.decided_after,
        evaluator=evaluator,
    )


def _as_recorded(facts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """*facts* with what may be left out: recorded on their own day, without fields, about nobody else."""
    return [{"related": [], "fields": {}, **one, "recorded": one.get("recorded") or one["date"]} for one in facts]


def _principals(given: Mapping[str, Mapping[str, Any]] | None) -> dict[str, dict[str, Any]] | None:
    if given is None:
        return None
    return {
        name: {"subject": one.get("subject") or {"id": name}, "facts": _as_recorded(one.get("facts") or ())}
        for name, one in given.items()
    }
