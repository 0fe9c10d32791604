"""Cases run: what holds, what differs and how it is told."""

from __future__ import annotations

import pytest

from engine.cases.difference import Difference
from tests.cases import tiny


def _differences(expect: str, given: str = "") -> list[tuple[str, str, str]]:
    checked, cases, problems = tiny.read(tiny.files(list_cases=tiny.case(expect, given)))
    assert problems == ()
    with tiny.runner(checked) as runner:
        (result,) = runner.run([file for file in cases if file.owner == tiny.LIST])
    assert result.problems == ()
    return [(one.path, one.expected, one.found) for one in result.differences]


def test_every_case_of_the_base_holds() -> None:
    checked, cases, problems = tiny.read(tiny.files())
    with tiny.runner(checked) as runner:
        results = runner.run(cases)
    assert problems == ()
    assert [(result.case.name, result.differences, result.problems) for result in results if not result.holds] == []
    assert len(results) == 9


@pytest.mark.parametrize(
    "expect",
    [
        "{}",
        "{outcome: listed}",
        "{lists: {labour/arrears: {state: listed, from: 2022-03-01, until: 2025-03-01, until_at_most: 2025-03-01}}}",
        "{lists: {labour/arrears: {grounds: f2, rules: refuses_to_pay, spells: 1, flags: [], degrees: []}}}",
        "{lists: {labour/arrears: {earliest_repair: none, repair_needs: paid}}}",
        "{lists: {labour/arrears: [{state: listed, from: 2022-03-01}]}}",
        "{grades: {tax/grade: {grade: none, score: none}}}",
        "{measures: [inspect_more, limit_funding], withheld: {}}",
        "{measures_include: limit_funding, measures_exclude: []}",
        "{proposals: [], undecided: [], refusals: []}",
    ],
)
def test_what_is_as_expected_does_not_differ(expect: str) -> None:
    assert _differences(expect) == []


@pytest.mark.parametrize(
    ("expect", "differences"),
    [
        ("{outcome: clear}", [("outcome", "clear", "listed")]),
        (
            "{lists: {labour/arrears: {state: ended, from: 2022-03-02, until: none, ended_by: cure}}}",
            [
                ("lists.labour/arrears.state", "ended", "listed"),
                ("lists.labour/arrears.from", "2022-03-02", "2022-03-01"),
                ("lists.labour/arrears.until", "none", "2025-03-01"),
                ("lists.labour/arrears.ended_by", "cure", "none"),
            ],
        ),
        (
            "{lists: {labour/arrears: {grounds: [f1, f2], rules: [], flags: extension, spells: 2}}}",
            [
                ("lists.labour/arrears.spells", "2", "1"),
                ("lists.labour/arrears.grounds", "f1, f2", "f2"),
                ("lists.labour/arrears.rules", "-", "refuses_to_pay"),
                ("lists.labour/arrears.flags", "extension", "-"),
            ],
        ),
        ("{lists: {labour/arrears: []}}", [("lists.labour/arrears.spells", "0", "1")]),
        (
            "{lists: {labour/arrears: [{until: 2025-03-02}]}}",
            [("lists.labour/arrears.0.until", "2025-03-02", "2025-03-01")],
        ),
        (
            "{grades: {tax/grade: {grade: B, score: 85, year: 2021}}}",
            [
                ("grades.tax/grade.grade", "B", "none"),
                ("grades.tax/grade.year", "2021", "none"),
                ("grades.tax/grade.score", "85", "none"),
            ],
        ),
        ("{measures: []}", [("measures", "-", "inspect_more, limit_funding")]),
        ("{measures_exclude: limit_funding}", [("measures_exclude", "-", "limit_funding")]),
        ("{withheld: {limit_funding: objection}}", [("withheld", "limit_funding: objection", "-")]),
        ("{proposals: [labour/arrears]}", [("proposals", "labour/arrears", "-")]),
        ("{undecided: {tax/grade: x}}", [("undecided", "tax/grade", "-")]),
        (
            "{refusals: [{policy: labour/arrears, reasons: barred}]}",
            [("refusals", "labour/arrears: barred", "-")],
        ),
        (
            "{near: [{policy: labour/arrears, rule: refuses_to_pay, kept_by: where.outcome}]}",
            [
                (
                    "near",
                    "labour/arrears: refuses_to_pay (where.outcome)",
                    "labour/arrears: refuses_to_pay (listings.refuses_to_pay.where.amount)",
                )
            ],
        ),
        ("{near: []}", [("near", "-", "labour/arrears: refuses_to_pay (listings.refuses_to_pay.where.amount)")]),
    ],
)
def test_every_difference_is_told_with_what_was_expected_and_found(
    expect: str, differences: list[tuple[str, str, str]]
) -> None:
    assert _differences(expect) == differences


def test_a_refusal_is_compared_whole() -> None:
    given = (
        "subject: {id: s1, kind: enterprise}\n    known_at: 2022-04-01\n    decisions: recorded"
        "\n    explains: an application without payment"
    )
    raw = tiny.case("{refusals: [{policy: labour/arrears, reasons: too_early}]}", given).replace(
        "    expect:",
        "      - {id: a1, type: repair_application, date: 2022-03-20, policy: labour/arrears}\n    expect:",
    )
    checked, cases, _ = tiny.read(tiny.files(list_cases=raw))
    with tiny.runner(checked) as runner:
        result = runner.run(cases)[0]
    assert result.differences == (
        Difference("refusals", "labour/arrears: too_early", "labour/arrears: missing, not_corrected (a1)"),
    )


@pytest.mark.parametrize(
    ("decisions", "found"),
    [
        ("recorded", "{state: proposed}"),
        ("assumed", "{state: listed, from: 2022-02-01, flags: assumed}"),
        ("assumed+30 days", "{state: listed, from: 2022-03-03, flags: assumed}"),
        ("assumed+59 days", "{state: listed, from: 2022-04-01, flags: assumed}"),
        ("assumed+60 days", "{state: proposed}"),
    ],
)
def test_without_a_decision_the_assumption_opens_the_spell_on_its_day(decisions: str, found: str) -> None:
    raw = tiny.case(f"{{lists: {{labour/arrears: {found}}}}}")
    raw = "".join(line for line in raw.splitlines(keepends=True) if "listing_decision" not in line)
    raw = raw.replace("    facts:", f"    decisions: {decisions}\n    facts:")
    checked, cases, _ = tiny.read(tiny.files(list_cases=raw))
    with tiny.runner(checked) as runner:
        assert runner.run(cases)[0].differences == ()


def test_principals_that_are_not_known_leave_the_question_open() -> None:
    given = "subject: {id: p1, kind: natural_person}\n    principals: unknown"
    raw = tiny.case("{undecided: {labour/arrears: principals}}", given)
    raw = raw[: raw.index("    facts:")] + "    facts: []\n" + raw[raw.index("    expect:") :]
    checked, cases, _ = tiny.read(tiny.files(list_cases=raw))
    with tiny.runner(checked) as runner:
        assert runner.run(cases)[0].differences == ()


def test_a_wrong_record_is_a_problem_at_its_place() -> None:
    raw = tiny.case("{}").replace("amount: 40000", "amount: much, colour: red")
    checked, cases, _ = tiny.read(tiny.files(list_cases=raw))
    with tiny.runner(checked) as runner:
        result = runner.run(cases)[0]
    assert [str(problem) for problem in result.problems] == [
        (
            "labour/arrears.cases.yaml:6:9: `amount` cannot be `much` (give a plain number such as `12000.50`: "
            "digits and a point, without blanks, separators or an exponent) "
            "[facts.bad_value]"
        ),
        (
            "labour/arrears.cases.yaml:6:9: `directive` has no field `colour` "
            "(did you mean `amount`, `authority_region`, `directive_no`, `outcome`?) [facts.unknown_field]"
        ),
    ]


def test_the_cases_of_a_draft_are_run_with_the_drafts() -> None:
    draft = tiny.text("tax/grade.yaml").replace("authority:", "status: draft\nauthority:")
    checked, cases, _ = tiny.read(tiny.files(grade=draft))
    with tiny.runner(checked) as runner:
        results = runner.run(cases)
        assert all(result.holds for result in results)
        assert tiny.GRADE not in runner.program_for(tiny.LIST).grades
        assert tiny.GRADE in runner.program_for(tiny.GRADE).grades


def test_progress_is_told_case_by_case() -> None:
    checked, cases, _ = tiny.read(tiny.files())
    told: list[tuple[int, int]] = []
    with tiny.runner(checked) as runner:
        runner.run(cases, lambda done, total: told.append((done, total)))
    assert told == [(number, 9) for number in range(1, 10)]
