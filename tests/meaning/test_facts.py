"""S6–S9: which facts there are, what they say, and what the subject is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import a_list, about, base_of, evaluate_both, fact, settled, spells, status, statuses
from tests.reference import Refused

YEAR = a_list("on: fine, period: 1 year")
TWICE = a_list('on: fine, period: 1 year, history: [{count: fine, is: ">= 2"}]')
REPORTS = """
firm:
  title: 企业
  duties:
    annual:
      label: 年报
      yearly: {from: 01-01, to: 06-30}
      year_field: year
      first: 2020
      answered_by: report
      where: {clean: true}
      applies_to: enterprise
      basis: law
order:
  title: 责令
  fields: {due: {type: date, label: 期限}, case: {type: string, label: 案号}}
  duties:
    obey: {label: 履行, due: due, answered_by: paid, same: case, applies_to: enterprise, basis: law}
"""


def test_s06_a_verdict_uses_facts_dated_by_its_day_and_recorded_by_the_day_of_knowledge() -> None:
    base, facts = base_of({"l": YEAR}), [fact("f", "fine", "2024-02-29", recorded="2024-03-31")]
    assert status(base, facts, "2024-03-01", known_at="2024-03-31") == "true"
    assert status(base, facts, "2024-03-01", known_at="2024-03-30") == "false"
    assert status(base, facts, "2024-02-28", known_at="2024-03-31") == "false"


def test_s06_a_revocation_counts_from_its_own_day_and_record_and_reaches_back() -> None:
    base = base_of({"l": YEAR})
    facts = [fact("f", "fine", "2024-02-29"), fact("r", "revocation", "2024-06-30", recorded="2024-07-31", revokes="f")]
    assert status(base, facts, "2024-06-29") == "true"
    assert status(base, facts, "2024-06-30", known_at="2024-07-30") == "true"
    assert evaluate_both(base, facts, "2024-06-30", known_at="2024-07-31")["lists"] == {}


def test_s06_a_revoked_revocation_revokes_nothing() -> None:
    base = base_of({"l": YEAR})
    facts = [
        fact("f", "fine", "2024-02-29"),
        fact("r", "revocation", "2024-03-01", revokes="f"),
        fact("s", "revocation", "2024-03-31", revokes="r"),
    ]
    assert statuses(base, facts, "2024-03-30", "2024-03-31") == ["false", "true"]


@pytest.mark.parametrize("circle", [{"r": "r"}, {"r": "s", "s": "r"}])
def test_s06_revocations_in_a_circle_are_refused(circle: dict[str, str]) -> None:
    facts = [fact(name, "revocation", "2024-03-01", revokes=revoked) for name, revoked in circle.items()]
    with pytest.raises(Refused):
        evaluate_both(base_of({"l": YEAR}), facts, "2024-03-01")


def test_s07_one_penalty_sent_by_two_departments_counts_once() -> None:
    base = base_of({"l": TWICE})
    city = fact("a", "fine", "2024-01-31", recorded="2024-03-03", number="14-7", authority="market")
    province = fact("b", "fine", "2024-01-31", recorded="2024-03-09", number="14-7", authority="market")
    other = fact("c", "fine", "2024-01-31", recorded="2024-03-09", number="14-8", authority="market")
    assert spells(base, [city, province], "2024-04-01") == []
    assert len(evaluate_both(base, [city, province, other], "2024-04-01")["lists"]["l"]["spells"][0]["grounds"]) == 2


@pytest.mark.parametrize(("known_at", "kept"), [("2024-03-08", "a"), ("2024-03-09", "b")])
def test_s07_the_latest_recorded_by_then_is_kept(known_at: str, kept: str) -> None:
    base = base_of({"l": YEAR})
    facts = [
        fact("a", "fine", "2024-01-31", recorded="2024-03-03", number="7", authority="market"),
        fact("b", "fine", "2024-01-31", recorded="2024-03-09", number="7", authority="market"),
    ]
    verdict = evaluate_both(base, facts, "2024-04-01", known_at=known_at)
    assert [row[1] for row in verdict["lists"]["l"]["spells"][0]["grounds"]] == [kept]


def test_s07_of_two_recorded_on_one_day_the_greatest_id_is_kept_and_stands_for_both() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year", keys="kind: black")})
    facts = [
        fact("a", "fine", "2024-01-31", number="7", authority="market"),
        fact("b", "fine", "2024-01-31", number="7", authority="market"),
        about("d", "listing_decision", "2024-02-29", outcome="list", grounds=["a"]),
    ]
    grounds = evaluate_both(base, facts, "2024-03-01")["lists"]["l"]["spells"][0]["grounds"]
    assert grounds == [["rule", "b", "2024-02-29", "2025-02-28", "2025-02-28"]]


def test_s07_without_the_whole_identity_nothing_is_merged() -> None:
    base = base_of({"l": TWICE})
    facts = [fact("a", "fine", "2024-01-31", number="7"), fact("b", "fine", "2024-01-31", number="7")]
    assert status(base, facts, "2024-01-31") == "true"


def test_s07_a_revocation_is_of_one_record() -> None:
    base = base_of({"l": YEAR})
    facts = [
        fact("a", "fine", "2024-01-31", number="7", authority="market"),
        fact("b", "fine", "2024-01-31", recorded="2024-02-10", number="7", authority="market"),
        fact("r", "revocation", "2024-02-20", revokes="b"),
    ]
    grounds = evaluate_both(base, facts, "2024-03-01")["lists"]["l"]["spells"][0]["grounds"]
    assert [row[1] for row in grounds] == ["a"]


@pytest.mark.parametrize(
    ("test", "rows", "expected"),
    [
        ('share: ">= 0.5"', {"unpaid": 1, "payable": 2}, "true"),
        ('share: "> 0.5"', {"unpaid": 1, "payable": 2}, "false"),
        ('share: ">= 0.5"', {"unpaid": 1, "payable": 0}, "unknown"),
        ('worst: ">= 3"', {"months": [{"late": 1}, {"late": 3}]}, "true"),
        ('worst: ">= 3"', {"months": [{"late": 3}, {}]}, "unknown"),
        ('worst: ">= 3"', {"months": []}, "unknown"),
        ('all_late: "4"', {"months": [{"late": 1}, {"late": 3}]}, "true"),
        ('all_late: "0"', {"months": []}, "true"),
        ('row: "2"', {"months": [{"late": 1}, {"late": 3}, {"late": 0}, {"late": 2}]}, "true"),
        ('row: "2"', {"months": [{"late": 1}, {}, {"late": 0}]}, "unknown"),
        ('row: "1"', {"months": [{"late": 1}, {"late": 0}, {}]}, "true"),
    ],
)
def test_s08_derived_fields_are_exact_or_unknown(test: str, rows: dict[str, Any], expected: str) -> None:
    types = """
    account:
      title: 账户
      fields:
        unpaid: {type: decimal, label: 欠}
        payable: {type: decimal, label: 应}
        months: {type: rows, label: 月, rows: {late: {type: integer, label: 次}}}
      derived:
        share: {label: 比, from: {ratio: [unpaid, payable]}}
        worst: {label: 最, from: {highest: months, of: late}}
        all_late: {label: 总, from: {total: months, of: late}}
        row: {label: 连, from: {run: months, where: {late: ">= 1"}}}
    """
    number = test.replace('"4"', "4").replace('"0"', "0").replace('"2"', "2").replace('"1"', "1")
    base = base_of({"l": a_list(f"on: account, where: {{{number}}}, period: 1 year")}, facts=types)
    assert status(base, [fact("f", "account", "2024-02-29", **rows)], "2024-02-29") == expected


@pytest.mark.parametrize(
    ("form", "codes", "expected"),
    [
        ("any: [a, b]", ["b", "c"], "true"),
        ("any: [a, b]", ["c"], "false"),
        ("all: [a, b]", ["a", "b", "c"], "true"),
        ("all: [a, b]", ["a"], "false"),
        ("only: [a, b]", ["a"], "true"),
        ("only: [a, b]", ["a", "c"], "false"),
        ("only: [a]", [], "true"),
        ("any: [a]", None, "unknown"),
    ],
)
def test_s08_a_set_is_asked_for_any_all_or_only(form: str, codes: list[str] | None, expected: str) -> None:
    types = "crime: {title: 罪, fields: {kinds: {type: set, label: 类, values: {a: 甲, b: 乙, c: 丙}}}}"
    base = base_of({"l": a_list(f"on: crime, where: {{kinds: {{{form}}}}}, period: 1 year")}, facts=types)
    assert status(base, [fact("f", "crime", "2024-02-29", kinds=codes)], "2024-02-29") == expected


SILENT = a_list("on: deadline_missed.annual, until: {fact: report, since: trigger}")
FIRM = {"id": "S", "kind": "enterprise", "registered": "2022-12-31"}


def test_s08_silence_is_a_fact_of_the_day_after_it_was_due() -> None:
    base = base_of({"l": SILENT}, facts=REPORTS)
    assert statuses(base, [], "2023-06-30", "2023-07-01", subject=FIRM) == ["false", "true"]
    assert evaluate_both(base, [], "2023-07-01", subject=FIRM)["lists"]["l"]["spells"][0]["grounds"] == [
        ["rule", "missed:annual:2022", "2023-07-01", None, None]
    ]


@pytest.mark.parametrize(
    ("day", "fields", "expected"),
    [
        ("2023-06-30", {"year": 2022, "clean": True}, "false"),
        ("2023-07-01", {"year": 2022, "clean": True}, "true"),
        ("2022-12-31", {"year": 2022, "clean": True}, "false"),
        ("2023-06-30", {"year": 2021, "clean": True}, "true"),
        ("2023-06-30", {"year": 2022, "clean": False}, "true"),
        ("2023-06-30", {"year": 2022}, "false"),
        ("2023-06-30", {"clean": True}, "false"),
    ],
)
def test_s08_a_duty_is_answered_in_time_or_maybe(day: str, fields: dict[str, Any], expected: str) -> None:
    base = base_of({"l": SILENT}, facts=REPORTS)
    assert status(base, [fact("f", "report", day, **fields)], "2023-07-01", subject=FIRM) == expected


@pytest.mark.parametrize("registered", ["2023-01-01", None])
def test_s08_nothing_is_due_in_the_year_of_registration_or_where_it_is_unknown(registered: str | None) -> None:
    base = base_of({"l": SILENT}, facts=REPORTS)
    assert status(base, [], "2023-07-01", subject={**FIRM, "registered": registered}) == "false"


def test_s08_silence_is_cured_on_the_day_of_the_late_answer() -> None:
    base = base_of({"l": SILENT}, facts=REPORTS)
    facts = [fact("late", "report", "2024-02-29", year=2022, clean=True)]
    assert spells(base, facts, "2024-03-01", subject=FIRM) == [settled("2023-07-01", "2024-02-29", "cure")]


@pytest.mark.parametrize(
    ("paid", "case", "expected"),
    [("2024-02-29", "x", "false"), ("2024-03-01", "x", "true"), ("2024-02-29", "y", "true")],
)
def test_s08_a_dated_duty_is_answered_by_its_day(paid: str, case: str, expected: str) -> None:
    base = base_of({"l": a_list("on: deadline_missed.obey, period: 1 year")}, facts=REPORTS)
    facts = [fact("o", "order", "2024-01-31", due="2024-02-29", case="x"), fact("p", "paid", paid, case=case)]
    assert status(base, facts, "2024-03-01") == expected


def test_s09_attributes_are_read_on_the_day() -> None:
    base = base_of({"l": a_list("on: fine, when: {subject: {region: '\"1401\"'}}, period: 1 month")})
    facts = [
        fact("move", "subject_profile", "2024-02-29", region="140105"),
        fact("a", "fine", "2024-02-28"),
        fact("b", "fine", "2024-02-29"),
    ]
    here = {"id": "S", "kind": "enterprise", "region": "1409"}
    assert spells(base, facts, "2024-03-01", subject=here) == [settled("2024-02-29", "2024-03-29")]


def test_s09_of_two_profiles_of_one_day_the_greatest_id_counts() -> None:
    base = base_of({"l": a_list("on: fine, when: {subject: {region: '\"1401\"'}}, period: 1 month")})
    facts = [
        fact("p1", "subject_profile", "2024-02-29", region="1401"),
        fact("p2", "subject_profile", "2024-02-29", region="1402"),
        fact("f", "fine", "2024-02-29"),
    ]
    assert status(base, facts, "2024-02-29") == "false"


def test_s09_a_shorter_code_does_not_fit_a_longer_one() -> None:
    base = base_of({"l": a_list("on: fine, when: {subject: {region: '\"1401\"'}}, period: 1 month")})
    assert (
        status(
            base,
            [fact("f", "fine", "2024-02-29")],
            "2024-02-29",
            subject={"id": "S", "kind": "enterprise", "region": "14"},
        )
        == "false"
    )


def test_s09_who_is_seventeen_on_the_anniversary_is_not_yet_eighteen() -> None:
    base = base_of({"l": a_list("on: fine, when: {subject: {age: '>= 18'}}, period: 1 month")})
    young = {"id": "S", "kind": "natural_person", "born": "2008-02-29"}
    for day, expected in (("2026-02-28", "false"), ("2026-03-01", "true")):
        assert status(base, [fact("f", "fine", day)], day, subject=young) == expected
    assert (
        status(base, [fact("f", "fine", "2026-03-01")], "2026-03-01", subject={"id": "S", "kind": "natural_person"})
        == "unknown"
    )


def test_s09_a_kind_that_is_not_permitted_is_not_listed_and_an_unknown_one_may_be() -> None:
    base = base_of({"l": YEAR})
    facts = [fact("f", "fine", "2024-02-29")]
    assert status(base, facts, "2024-02-29", subject={"id": "S", "kind": "government"}) == "false"
    assert status(base, facts, "2024-02-29", subject={"id": "S"}) == "unknown"
