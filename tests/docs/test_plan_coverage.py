"""The page of what carries the plan is that of the policies, and what it names exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.folder import read_folder
from adapters.plan_coverage import ROOT, carriers, page, uncarried
from engine.language.base import PolicyBase, load

PAGE = Path(ROOT, "docs", "plan-coverage.md")


@pytest.fixture(scope="module")
def base() -> PolicyBase:
    loaded, problems = load(read_folder(ROOT / "policies"))
    assert problems == ()
    return loaded


def test_the_page_is_that_of_the_policies(base: PolicyBase) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(base), (
        "run `python -m adapters.plan_coverage docs/plan-coverage.md`"
    )


def test_what_carries_a_clause_exists(base: PolicyBase) -> None:
    for files in carriers(base).values():
        for said in files:
            path, _, name = said.removesuffix(" (draft)").partition("#")
            assert Path(ROOT, path).is_file(), said
            assert name in Path(ROOT, path).read_text(encoding="utf-8"), said


def test_every_core_clause_is_carried_or_told_why_it_is_no_rule(base: PolicyBase) -> None:
    assert uncarried(base) == ()
