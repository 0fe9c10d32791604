"""S8: yearly duties of a subject whose registration is told by profiles, and of sources connected late."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meaning.judging import ENTERPRISE, a_list, base_of, evaluate_both, fact, statuses

RULE = a_list("on: deadline_missed.annual, period: 1 month")
REGISTERED = {**ENTERPRISE, "registered": "2010-01-01"}


def _missed(facts: list[dict[str, Any]], as_of: str, *, first: str = "", sources: str = "", **more: Any) -> list[str]:
    told = f"""
    account:
      title: 账
      fields: {{year: {{type: integer, label: 年}}}}
      {sources}
      duties:
        annual: {{label: 务, yearly: {{from: 03-01, to: 06-30}}, year_field: year, {first} answered_by: account,
                 applies_to: enterprise, basis: law}}
    """
    base = base_of({"l": RULE}, facts=told)
    spells = evaluate_both(base, facts, as_of, **more)["lists"].get("l", {"spells": []})["spells"]
    return sorted(row[1].rpartition(":")[2] for spell in spells for row in spell["grounds"])


def test_s08_registration_is_read_on_the_day_each_year_is_due() -> None:
    profile = fact("q", "subject_profile", "2024-03-01", registered="2023-05-01")
    years = [str(year) for year in range(2014, 2023)]
    assert _missed([profile], "2024-03-02", first="first: 2015,", subject=REGISTERED) == years
    assert _missed([profile], "2024-07-01", first="first: 2015,", subject=REGISTERED) == [*years, "2023"]


def test_s08_a_registration_told_of_only_later_says_nothing_of_earlier_years() -> None:
    profile = fact("q", "subject_profile", "2024-03-01", registered="2010-05-01")
    assert _missed([profile], "2024-03-02") == []
    assert _missed([profile], "2024-07-01") == ["2023"]


@pytest.mark.parametrize(
    ("connected", "missed"), [("2023-03-01", []), ("2023-01-02", []), ("2023-01-01", ["2022"]), ("", ["2022"])]
)
def test_s08_the_source_must_be_connected_since_the_year_began_for_earlier_answers_count(
    connected: str, missed: list[str]
) -> None:
    sources = f"sources: [{{department: bureau, connected: {{from: {connected}}}}}]" if connected else ""
    asked: dict[str, Any] = {"first": "first: 2023,", "sources": sources, "subject": REGISTERED}
    assert _missed([], "2023-07-02", **asked) == missed
    assert _missed([fact("a", "account", "2023-02-01", year=2022)], "2023-07-02", **asked) == []


def test_s08_the_silence_is_of_the_day_after_the_windows_last() -> None:
    assert _missed([], "2023-06-30", first="first: 2023,", subject=REGISTERED) == []
    late = fact("a", "account", "2023-07-01", year=2022)
    assert _missed([late], "2023-07-01", first="first: 2023,", subject=REGISTERED) == ["2022"]


@pytest.mark.parametrize(("due", "told"), [("2024-04-30", ["false"] * 3), ("2024-05-01", ["false", "true", "true"])])
def test_s08_a_deadline_that_was_over_before_it_was_set_is_not_missed(due: str, told: list[str]) -> None:
    facts = """
    ordered:
      title: 令
      fields: {due: {type: date, label: 期}}
      duties: {obey: {label: 履, due: due, answered_by: [paid], applies_to: [enterprise], basis: law}}
    """
    base = base_of({"l": a_list("on: deadline_missed.obey, period: 1 year")}, facts=facts)
    given = [fact("o", "ordered", "2024-05-01", due=due)]
    assert statuses(base, given, "2024-05-01", "2024-05-02", "2024-05-03") == told
