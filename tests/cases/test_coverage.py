"""Which conditions the cases have seen true and false, exactly."""

from __future__ import annotations

from engine.cases.coverage import coverage, percent, with_bare
from engine.cases.read import CaseFile
from tests.cases import tiny


def _seen(files: tuple[CaseFile, ...], found: dict[str, bytes]) -> dict[str, dict[str, tuple[bool, bool]]]:
    checked, _, _ = tiny.read(found)
    with tiny.runner(checked) as runner:
        return {
            one.owner: {seen.condition.id: (seen.true, seen.false) for seen in one.seen}
            for one in coverage(runner, files)
        }


def test_every_condition_is_told_with_the_truths_seen() -> None:
    found = tiny.files()
    _, cases, _ = tiny.read(found)
    assert _seen(cases, found) == {
        tiny.LIST: {
            "listings.refuses_to_pay.history.0": (True, False),
            "listings.refuses_to_pay.history.0.where.outcome": (True, False),
            "listings.refuses_to_pay.where.amount": (True, True),
            "listings.refuses_to_pay.where.outcome": (True, False),
            "repair.bars.0": (False, True),
            "repair.requires.0": (True, False),
        },
        tiny.GRADE: {
            "grade.items.late.where.months": (True, False),
            "grade.limits.arrears.if": (False, False),  # the grade is no better than the limit: it does not matter
        },
    }


def test_the_share_seen_counts_two_truths_a_condition() -> None:
    checked, cases, _ = tiny.read(tiny.files())
    with tiny.runner(checked) as runner:
        covered = coverage(runner, cases)
    assert [(one.met, one.due) for one in covered] == [(7, 12), (1, 4)]
    assert percent(covered) == 50
    assert percent([]) == 100


def test_conditions_carry_their_place_and_what_they_ask() -> None:
    checked, cases, _ = tiny.read(tiny.files())
    with tiny.runner(checked) as runner:
        bar = coverage(runner, cases)[0].seen[4].condition
    assert (bar.id, bar.asks, str(bar.place)) == (
        "repair.bars.0",
        "count directive since listing >= 1",
        "labour/arrears.yaml:28:10",
    )


def test_what_has_no_cases_is_not_seen_at_all() -> None:
    found = tiny.files()
    del found[tiny.GRADE_CASES]
    checked, cases, _ = tiny.read(found)
    every = with_bare(checked.base, cases)
    assert [file.owner for file in every] == [tiny.LIST, "linkage/arrears", tiny.GRADE]
    assert _seen(every, found)[tiny.GRADE] == {
        "grade.items.late.where.months": (False, False),
        "grade.limits.arrears.if": (False, False),
    }


def test_a_member_behind_a_false_one_is_seen_too() -> None:
    policy = tiny.text("labour/arrears.yaml").replace(
        "    basis: order/5\n    period: 3 years",
        "    unless: {all: [{fact: paid}, {subject: {kind: enterprise}}]}\n    basis: order/5\n    period: 3 years",
    )
    found = tiny.files(list_=policy, list_cases=tiny.case("{lists: {labour/arrears: {state: listed}}}"))
    _, cases, _ = tiny.read(found)
    seen = _seen(cases, found)[tiny.LIST]
    assert seen["listings.refuses_to_pay.unless"] == (False, True)
    assert seen["listings.refuses_to_pay.unless.all.0"] == (False, True)
    assert seen["listings.refuses_to_pay.unless.all.1.subject.kind"] == (True, False)


def test_a_test_that_picks_the_facts_a_rule_speaks_of_is_false_for_the_others() -> None:
    policy = tiny.text("labour/arrears.yaml").replace(
        '    where: {outcome: not_complied, amount: ">= large"}',
        '    about: {outcome: not_complied}\n    where: {amount: ">= large"}',
    )
    cases_text = tiny.case("{}").replace("outcome: not_complied, amount: 10000", "outcome: complied, amount: 10000")
    found = tiny.files(list_=policy, list_cases=cases_text)
    _, cases, _ = tiny.read(found)
    assert _seen(cases, found)[tiny.LIST]["listings.refuses_to_pay.about.outcome"] == (True, True)


def test_an_overlay_that_only_adds_measures_by_the_authority_sees_its_region_in_the_records() -> None:
    overlay = """\
title: 太原市补充规则
region: "1401"
basis: {city: {title: 太原市示例办法, number: 示例市令第1号, in_force: {from: 2022-01-01}}}
adds:
  labour/arrears:
    region_of: authority
    measures: [{measure: inspect_more, by: tax, strength: may, basis: city/2}]
"""
    listed = tiny.case("{outcome: listed}").replace("amount: 40000", 'amount: 40000, authority_region: "1401"')
    elsewhere = listed.replace("the case", "another city").replace('"1401"', '"1402"').removeprefix("cases:\n")
    found = tiny.files() | {"regions/1401.yaml": overlay.encode(), "regions/1401.cases.yaml": listed.encode()}
    region = "adds.labour/arrears.region"
    _, cases, _ = tiny.read(found)
    assert _seen(cases, found)["regions/1401"] == {region: (True, False)}
    found["regions/1401.cases.yaml"] += elsewhere.encode()
    _, cases, _ = tiny.read(found)
    assert _seen(cases, found)["regions/1401"] == {region: (True, True)}
