"""No change of a shipped policy is missed by the cases, unless its case file explains why."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.folder import read_folder
from engine.cases.coverage import with_bare
from engine.cases.mutation import mutate
from engine.cases.read import read_cases
from engine.checks import check_files

_POLICIES = Path(__file__).parents[2] / "policies"


@pytest.mark.soak
def test_every_change_is_noticed_or_explained() -> None:
    files = read_folder(_POLICIES)
    base = check_files(files).base
    cases, problems = read_cases(base, files)
    assert problems == ()
    found = mutate(base, with_bare(base, cases))
    assert {one.owner: [mutant.id for mutant in one.unexplained] for one in found if one.unexplained} == {}
    assert {one.owner: one.stale for one in found if one.stale} == {}
