"""S24: those who are on a list through a principal alone, and how far a listing reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.language.base import PolicyBase
from tests.meaning.judging import a_list, base_of, evaluate_both, fact, spells, statuses

OWNER = [{"role": "boss", "subject": "S"}]
PERSON: Mapping[str, Any] = {"id": "S", "kind": "natural_person"}
LOW = a_list("on: fine, period: 1 year", more="extends_to: [{role: boss, basis: law}]\n")
COMPANY = {"id": "Q", "kind": "enterprise"}


def _principals(*facts: dict[str, Any], name: str = "Q") -> dict[str, dict[str, Any]]:
    return {name: {"subject": {**COMPANY, "id": name}, "facts": list(facts)}}


FINED = _principals(fact("f", "fine", "2024-01-01", related=OWNER))
DAYS = ("2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01", "2025-01-02")


def _base(policy: str, low: str = LOW) -> PolicyBase:
    return base_of({"low": low, "l": policy})


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ("list: {kind: watch, while: {listed: low}, basis: law}\n", ["false", "true", "true", "true", "false"]),
        (a_list("when: {listed: low}, period: 2 years"), ["false", "true", "true", "true", "true"]),
        (a_list("when: {listed: low, for: 6 months}, period: 10 days"), ["false", "false", "false", "false", "false"]),
        (a_list("when: {listed: low, for: 6 months}, period: 2 years"), ["false", "false", "true", "true", "true"]),
    ],
)
def test_s24_a_listing_that_reached_somebody_without_facts_is_seen_by_higher_lists(
    policy: str, told: list[str]
) -> None:
    assert statuses(_base(policy), [], *DAYS, subject=PERSON, principals=FINED) == told


def test_s24_a_listing_that_reached_the_subject_before_its_first_fact_is_seen_by_higher_lists() -> None:
    facts = [fact("w", "praise", "2024-06-01")]
    found = spells(_base(a_list("when: {listed: low}, period: 1 month")), facts, "2024-07-01",
                   subject=PERSON, principals=FINED)  # fmt: skip
    assert [spell[0] for spell in found] == ["2024-01-01"]


def test_s24_a_listing_that_reached_somebody_is_a_record_to_be_graded() -> None:
    grade = """
    grade:
      per: {window: 1 year}
      order: [A, D]
      start: 100
      bands: {A: '>= 50', D: '< 50'}
      items: {fined: {on: fine, points: -10, basis: law}}
      limits: {listed: {if: {listed: low}, at_best: D, basis: law}}
    """
    base = _base(grade)
    told = evaluate_both(base, [], "2024-06-01", subject=PERSON, principals=FINED)["grades"]
    assert told == {"l": {"grade": "D", "from": "2024-01-01"}}
    assert evaluate_both(base, [], "2024-06-01", subject=PERSON, principals={})["grades"] == {}


def test_s24_a_listing_reaches_no_further_than_those_its_record_names() -> None:
    boss = {"Q": {"subject": COMPANY, "facts": []}, **_principals(name="R")}
    assert statuses(_base(LOW), [], "2024-06-01", policy="low", subject=PERSON, principals=boss) == ["false"]
    further = _principals(fact("f", "fine", "2024-01-01", related=[{"role": "boss", "subject": "T"}]))
    assert statuses(_base(LOW), [], "2024-06-01", policy="low", subject=PERSON, principals=further) == ["false"]


def test_s24_two_principals_hold_their_role_holder_in_one_spell() -> None:
    both = FINED | _principals(fact("g", "fine", "2024-06-01", related=OWNER), name="R")
    assert spells(_base(LOW), [], "2024-07-01", "low", subject=PERSON, principals=both) == [
        ("2024-01-01", "2025-06-01", "2025-06-01", None)
    ]


def test_s24_a_role_holder_of_unknown_kind_is_perhaps_on_the_list_and_so_are_higher_ones() -> None:
    base = _base("list: {kind: watch, while: {listed: low}, basis: law}\napplies_to: [natural_person]\n")
    assert statuses(base, [], "2024-06-01", policy="low", subject={"id": "S"}, principals=FINED) == ["unknown"]
    assert statuses(base, [], "2024-06-01", subject={"id": "S"}, principals=FINED) == ["unknown"]


def test_s24_a_role_holder_of_another_kind_is_not_reached() -> None:
    assert statuses(_base(LOW), [], "2024-06-01", policy="low", subject={**COMPANY, "id": "S"}, principals=FINED) == [
        "false"
    ]
