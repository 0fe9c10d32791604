"""S24: whom a listing reaches besides the one it is of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.meaning.both import agreed
from tests.meaning.judging import a_list, about, base_of, evaluate_both, fact, settled, spells, status

DAY = "2024-02-29"
FINE = fact("f", "fine", DAY)
PERSON = {"id": "S", "kind": "natural_person"}
FIRM = {"id": "Q", "kind": "enterprise"}
OWNER = [{"role": "owner", "subject": "S"}]
REACH = "extends_to: [{role: owner, repair: %s, basis: law}]\nrepair: {basis: law}\n"
REACHING = {"l": a_list("on: fine, period: 1 year", more=REACH % "own")}


def _firm(*facts: dict[str, Any]) -> dict[str, Any]:
    return {"Q": {"subject": FIRM, "facts": list(facts)}}


def test_s24_a_listing_reaches_the_role_holder_its_fact_names() -> None:
    principals = _firm(fact("f", "fine", DAY, related=OWNER), fact("g", "fine", "2024-05-31"))
    base = base_of(REACHING)
    assert spells(base, [], "2024-06-01", subject=PERSON, principals=principals) == [settled(DAY, "2025-05-31")]
    assert spells(base, [], "2024-06-01", subject={"id": "T", "kind": "natural_person"}, principals=principals) == []
    assert spells(base, [], "2024-06-01", subject={"id": "S", "kind": "enterprise"}, principals=principals) == []
    assert status(base, [], "2024-06-01", subject={"id": "S"}, principals=principals) == "unknown"


def test_s24_it_ends_with_the_principals_spell() -> None:
    principals = _firm(fact("f", "fine", DAY, related=OWNER), about("a", "repair_application", "2024-05-31"))
    assert spells(base_of(REACHING), [], "2024-06-01", subject=PERSON, principals=principals) == [
        settled(DAY, "2024-05-31", "principal")
    ]


def test_s24_a_repair_of_the_principal_breaks_the_role_holders_spell_too() -> None:
    fines = (fact("f", "fine", DAY, related=OWNER), fact("g", "fine", "2024-06-01", related=OWNER))
    principals = _firm(*fines, about("a", "repair_application", "2024-05-31"))
    assert spells(base_of(REACHING), [], "2024-06-01", subject=PERSON, principals=principals) == [
        settled(DAY, "2024-05-31", "principal"),
        settled("2024-06-01", "2025-06-01"),
    ]


@pytest.mark.parametrize(
    ("repair", "last", "cause", "row"),
    [
        ("own", "2024-05-31", "repair", ["l", "a", "f", "granted", []]),
        ("none", "2025-02-28", None, ["l", "a", "", "refused", ["not_listed"]]),
    ],
)
def test_s24_the_role_holder_may_repair_for_itself_where_the_policy_says_so(
    repair: str, last: str, cause: str | None, row: list[Any]
) -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year", more=REACH % repair)})
    principals = _firm(fact("f", "fine", DAY, related=OWNER))
    facts = [about("a", "repair_application", "2024-05-31")]
    assert spells(base, facts, "2024-06-01", subject=PERSON, principals=principals) == [settled(DAY, last, cause)]
    assert evaluate_both(base, facts, "2024-06-01", subject=PERSON, principals=principals)["applications"] == [row]


def test_s24_on_a_list_with_decision_only_what_was_decided_reaches() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year", keys="kind: black", more=REACH % "none")})
    fine = fact("f", "fine", DAY, related=OWNER)
    decided = about("d", "listing_decision", "2024-03-31", outcome="list")
    assert spells(base, [], "2024-06-01", subject=PERSON, principals=_firm(fine)) == []
    assert spells(base, [], "2024-06-01", subject=PERSON, principals=_firm(fine, decided)) == [
        settled("2024-03-31", "2025-03-31")
    ]


def test_s24_where_nothing_is_known_of_principals_what_is_not_true_is_unknown() -> None:
    text = a_list("on: fine, period: 1 year", keys="kind: watch", more="extends_to: [{role: owner, basis: law}]\n")
    asked = (date.fromisoformat(DAY), date(2100, 1, 1), None)
    base, person = base_of({"l": text}), {"id": "S", "kind": "natural_person"}
    told = [agreed(base, person, facts, *asked)["lists"]["l"]["status"] for facts in ([], [FINE])]
    assert told == ["unknown", "true"]
    assert agreed(base, {"id": "S", "kind": "enterprise"}, [], *asked)["lists"] == {}


def test_s24_what_extends_a_period_extended_the_role_holders_stay_beyond_its_principals() -> None:
    rule = (
        "on: fine, period: 1 month, extension: {range: [1 month, 1 year]},"
        " at_end: {if: {not: {fact: paid}}, extend: 1 month, basis: law}"
    )
    base = base_of({"l": a_list(rule, more=REACH % "own")})
    principals = _firm(fact("f", "fine", DAY, related=OWNER), fact("p", "paid", "2024-03-01"))
    on_the_last_day = fact("w", "warning", "2024-03-29")
    for mine in (on_the_last_day, about("t", "term_decision", "2024-03-15", extend="2 months")):
        assert spells(base, [mine], "2024-04-01", subject=PERSON, principals=principals) == [
            settled(DAY, "2024-03-29", "principal")
        ]


DATED = """
basis: {law: {title: 法}, order: {title: 令, in_force: {from: 2024-01-01, to: 2024-12-31}}}
list: {kind: watch}
listings: {rule: {on: fine, period: 5 years, basis: law}}
extends_to: [{role: owner, basis: order%s}]
"""


@pytest.mark.parametrize(
    ("in_force", "opened", "found"),
    [
        ("", "2023-12-31", "false"),
        ("", "2024-01-01", "true"),
        ("", "2024-12-31", "true"),
        ("", "2025-01-01", "false"),
        (", in_force: {from: 2024-07-01}", "2024-06-30", "false"),
        (", in_force: {from: 2024-07-01}", "2024-07-01", "true"),
        (", in_force: {to: 2024-06-30}", "2024-06-30", "true"),
        (", in_force: {to: 2024-06-30}", "2024-07-01", "false"),
    ],
)
def test_s24_an_extension_reached_from_listings_opened_when_no_document_it_cites_was_in_force(
    in_force: str, opened: str, found: str
) -> None:
    principals = _firm(fact("f", "fine", opened, related=OWNER))
    base = base_of({"l": DATED % in_force})
    assert status(base, [], "2026-01-31", subject=PERSON, principals=principals) == found


def test_s24_where_nothing_is_known_of_principals_nobody_is_reached_before_the_law_that_extends() -> None:
    known, base = date(2100, 1, 1), base_of({"l": DATED % ", in_force: {from: 2024-07-01, to: 2024-07-31}"})
    warned = fact("w", "warning", "2023-12-31")
    for facts in ([], [warned]):
        days = [date(2024, 6, 30), date(2024, 7, 1), date(2024, 8, 1)]
        lists = [agreed(base, PERSON, facts, day, known, None)["lists"].get("l", {}) for day in days]
        assert [found.get("status", "false") for found in lists] == ["false", "unknown", "unknown"]
