"""A candidate may ask for more of the facts than the baseline does."""

from __future__ import annotations

from pathlib import Path

from adapters.cli import codes
from tests.cli.run import run, written
from tests.prepared import made

POLICY = """
title: 税案名单
authority: tax
applies_to: [enterprise]
basis: {law: {title: 税法, number: 1号, in_force: {from: 2001-01-01}, confidence: high}}
law_of: listing
list: {kind: watch}
listings:
  several:
    on: tax_case
    where: {unpaid: ">= 10"}
    basis: law
    period: 3 years
"""


def _policies(folder: Path, facts: str, policy: str) -> str:
    return written(folder, {**made.BASE_FILES, "facts/tax.yaml": facts.encode(), "tax/cases.yaml": policy.encode()})


def test_a_candidate_may_ask_for_a_field_that_only_it_has(tmp_path: Path) -> None:
    facts = made.BASE["facts/tax.yaml"]
    now = _policies(tmp_path / "now", facts, POLICY)
    asked = facts.replace("      persons:", "      rank: {type: integer, label: 级别}\n      persons:")
    then = _policies(tmp_path / "then", asked, POLICY.replace('">= 10"}', '">= 10", rank: ">= 1"}'))
    (tmp_path / "raw").mkdir()
    made.subjects_csv(tmp_path / "raw")
    made.facts_csv(tmp_path / "raw")
    store = str(tmp_path / "store")
    prepared = run("prepare", store, "--population", str(tmp_path / "raw"), language="en", XINHENG_POLICIES=now)
    assert prepared.exit_code == codes.OK, prepared.output
    args = ["simulate", str(tmp_path / "out"), "--candidate", then, "--population", store, "--as-of", "2024-12-31"]
    result = run(*args, language="en", XINHENG_POLICIES=now)
    assert (result.exit_code, result.stdout.splitlines()[1:2]) == (
        codes.OK,
        ["  税案名单 (tax/cases): entering 0, leaving 1, staying 0"],
    ), result.stderr
