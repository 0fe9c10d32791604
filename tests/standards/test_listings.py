"""Rows of red and black lists: decisions on the list they name, and how it was left."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from adapters.standards.intake import Intake
from adapters.standards.layouts import LISTING
from adapters.standards.raw import Reading
from tests.standards.files import BODY, ENTERPRISE, IDENTITY, LISTED, LISTS, only_fact, reading, table


def read(*changes: Mapping[str, str]) -> Reading:
    return reading(table(LISTING, [{**LISTED, **change} for change in changes or ({},)]), Intake(lists=LISTS))


def test_a_row_is_a_decision_on_the_list_it_names() -> None:
    fact = only_fact(read())
    assert (fact["type"], fact["subject"], fact["date"], fact["source"]) == (
        "listing_decision", ENTERPRISE, "2026-03-05", BODY,
    )  # fmt: skip
    assert fact["fields"] == {
        "policy": "labour/wage-arrears", "outcome": "list", "document_no": "示人社列字〔2026〕1号", "period": "3 years",
        "authority": BODY, "authority_name": "示例市人力资源和社会保障局", "ground_cited": "人社部令第45号第五条",
        "reason": "拖欠十人工资", "amount": "86000.00", "valid_until": "2029-03-05", "legal_representative": "示例人",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("until", "start", "period"),
    [("2027-09-05", "", "18 months"), ("2029-03-04", "", None), ("2029-03-05", "2026-03-06", None), ("长期", "", None)],
)
def test_a_period_is_told_where_it_is_one_of_whole_months(until: str, start: str, period: str | None) -> None:
    assert only_fact(read({"valid_until": until, "valid_from": start}))["fields"].get("period") == period


def test_a_person_is_known_by_the_number_of_the_identity_card() -> None:
    row = {"category": "自然人", "uscc": "", "representative": "", "id_number": IDENTITY, "name": "示例人"}
    assert only_fact(read(row))["subject"] == f"person:{IDENTITY}"
    assert only_fact(read({**row, "category": ""}))["subject"] == f"person:{IDENTITY}"


def test_a_list_may_be_named_by_the_id_of_its_policy_and_by_nothing_that_is_alike() -> None:
    assert only_fact(read({"list": "tax/a-grade-taxpayers", "list_kind": "2"}))["fields"]["policy"] == (
        "tax/a-grade-taxpayers"
    )
    assert [one.code for one in read({"list": "拖欠农民工工资名单"}).rejected] == ["exchange.unknown_list"]
    assert [one.code for one in read({"list_kind": "红名单"}).rejected] == ["exchange.other_list_kind"]


def test_who_left_by_repair_has_a_decision_on_it_that_names_the_listing() -> None:
    listed, repaired = read({"exited_on": "2027-01-05", "exit_reason": "信用修复"}).facts
    assert (repaired["type"], repaired["date"]) == ("repair_decision", "2027-01-05")
    assert repaired["fields"] == {"policy": "labour/wage-arrears", "outcome": "grant", "grounds": [listed["id"]]}


def test_who_left_by_revocation_never_was_listed_and_who_left_in_time_needs_no_fact() -> None:
    listed, revoked = read({"exited_on": "2027-01-05", "exit_reason": "撤销"}).facts
    assert (revoked["type"], revoked["fields"]) == ("revocation", {"revokes": listed["id"]})
    assert len(read({"exited_on": "2029-03-06", "exit_reason": "期满"}).facts) == 1


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"exit_reason": "信用修复"}, ["exchange.exit_without_day"]),
        ({"exited_on": "2027-01-05", "exit_reason": "忘记"}, ["exchange.bad_exit"]),
        ({"exited_on": "2026-01-05", "exit_reason": "撤销"}, ["exchange.ends_before_start"]),
        ({"valid_until": "2026-01-05"}, ["exchange.ends_before_start"]),
        ({"decided_on": "2026-13-05"}, ["exchange.no_such_day"]),
        ({"uscc": ""}, ["exchange.nobody_named"]),
    ],
)
def test_what_cannot_be_understood_is_refused_once(change: Mapping[str, str], codes: list[str]) -> None:
    assert [one.code for one in read(change).rejected] == codes
