"""S10, S26: what a verdict says would answer a question that is open."""

from __future__ import annotations

from typing import Any

import pytest

from engine.verdict import Undecided
from tests.meaning.judging import a_list, about, base_of, fact
from tests.online.told import told

DAY = "2024-02-29"
LATER = "2024-04-01"
TERM = "parameters: {term: {unit: period, label: 期, values: {2020-01-01: %s}, basis: law}}\n"


def _fine(**fields: Any) -> dict[str, Any]:
    return fact("f", "fine", DAY, **fields)


@pytest.mark.parametrize(
    ("rule", "more", "needs"),
    [
        ("period: term", TERM % "null", "parameter:term"),
        ("period: term, law_of: act", TERM % "1 year, 2024-01-01: 2 years", "law_date"),
        ("period: term, running: recompute", TERM % "1 year, 2024-03-31: null", "parameter:term"),
        ("period: {longest: [1 month, {field: until}]}", "", "field:f:until"),
        ("period: {field: until}", "", "field:f:until"),
        ("period: {field: until}, counts_from: publication", "", "field:f:until"),
        ("period: {longest: [1 month, term]}", TERM % "null", "parameter:term"),
        ("period: {range: [1 month, 1 year]}", "", "fact:term_decision"),
        ("period: 1 month, counts_from: publication", "", "fact:publication"),
        ("period: 1 month, counts_from: correction", "correction: {fact: paid, since: trigger}\n", "fact:paid"),
        (
            "period: 1 month, at_end: {if: {fact: warning, where: {grave: true}}, extend: 1 year, basis: law}",
            "",
            "field:w:grave",
        ),
    ],
)
def test_s26_what_would_settle_an_open_end_is_told(rule: str, more: str, needs: str) -> None:
    base = base_of({"l": a_list(f"on: fine, {rule}", more=more)})
    verdict = told(base, [_fine(), fact("w", "warning", "2024-03-01")], LATER)
    assert verdict.undecided == (Undecided("l", "rule", "f", (needs,)),)


WAGE = "\nwage: {title: 补发, sources: [{department: bureau, connected: {from: 2026-01-01}}]}\n"
WAIT = "parameters: {wait: {unit: period, label: 等, values: {2020-01-01: 1 month, 2024-03-01: null}, basis: law}}\n"
OF_WAGE = "correction: {fact: wage, since: trigger}\nrepair: {after: {period: 1 month, from: correction}, basis: law}\n"


@pytest.mark.parametrize(
    ("more", "needs"),
    [
        (WAIT + "repair: {after: {period: wait, from: listing}, basis: law}\n", "parameter:wait"),
        (OF_WAGE, "records:wage"),
        ("repair: {bars: [{fact: warning, where: {grave: true}}], basis: law}\n", "field:w:grave"),
    ],
)
def test_s26_what_would_decide_an_application_is_told(more: str, needs: str) -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year", more=more)}, facts=WAGE)
    facts = [_fine(), fact("w", "warning", "2024-03-01"), about("r", "repair_application", LATER)]
    verdict = told(base, facts, LATER)
    assert verdict.undecided == (Undecided("l", "rule", "r", (needs,)),)


MEASURE = "measures: [{measure: %s, by: bureau, strength: may, basis: law%s}]\n"


def test_s26_what_would_say_whether_a_measure_is_in_force_is_told_and_leaves_the_outcome() -> None:
    policy = a_list(
        "on: praise, period: 1 year",
        keys="kind: red",
        more=MEASURE % ("fast_lane", ", when: {fact: warning, where: {grave: true}}"),
    )
    verdict = told(base_of({"l": policy}), [fact("p", "praise", DAY), fact("w", "warning", DAY)], LATER)
    assert [one.withheld for one in verdict.measures] == ["unknown_condition"]
    assert verdict.undecided == (Undecided("l", "measure:fast_lane", None, ("field:w:grave",)),)
    assert verdict.outcome == "red"


def test_s26_an_unknown_exclusion_needs_the_status_on_the_list_that_excludes() -> None:
    red = a_list("on: praise, period: 1 year", keys="kind: red", more="excluded_by: w\n" + MEASURE % ("fast_lane", ""))
    base = base_of({"l": red, "w": a_list("on: fine, where: {grave: true}, period: 1 year")})
    verdict = told(base, [fact("p", "praise", DAY), _fine()], LATER)
    assert verdict.undecided == (
        Undecided("l", "measure:fast_lane", None, ("status:w",)),
        Undecided("w", "rule", "f", ("field:f:grave",)),
    )
