"""S9, S18, S23: what a region adds, for its subjects or for the records of its authorities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.language.base import PolicyBase
from tests.meaning.judging import ENTERPRISE, a_list, about, base_of, evaluate_both, fact, statuses

DAY = "2024-01-01"
PROVINCIAL = a_list("on: warning, period: 1 year")
EXTRA = "extra: {on: fine, period: 2 years, basis: c/1, law_of: listing}"
HERE, BESIDE, ABOVE = "140105", "1402", "14"


def _base(region_of: str, *, rule: str = EXTRA, policy: str = PROVINCIAL, **more: Any) -> PolicyBase:
    return base_of({"l": policy}, overlays={"1401": f"l: {{region_of: {region_of}, listings: {{{rule}}}}}\n"}, **more)


def _of(region: str | None) -> Mapping[str, Any]:
    return ENTERPRISE if region is None else {**ENTERPRISE, "region": region}


def _fine(region: str | None, name: str = "f", day: str = DAY) -> dict[str, Any]:
    return fact(name, "fine", day, **({} if region is None else {"authority_region": region}))


REGIONS = [(HERE, "true"), ("1401", "true"), (BESIDE, "false"), (ABOVE, "false"), (None, "unknown")]


@pytest.mark.parametrize(("region", "listed"), REGIONS)
def test_s09_an_overlay_of_subjects_reaches_those_whose_code_begins_with_its_own(
    region: str | None, listed: str
) -> None:
    facts = [_fine(BESIDE)]
    assert statuses(_base("subject"), facts, DAY, "2025-12-31", subject=_of(region)) == [listed, listed]
    assert statuses(_base("subject"), facts, "2026-01-02", subject=_of(region)) == ["false"]


@pytest.mark.parametrize(("region", "listed"), REGIONS)
def test_s09_an_overlay_of_authorities_goes_by_who_made_the_record(region: str | None, listed: str) -> None:
    assert statuses(_base("authority"), [_fine(region)], DAY, subject=_of(BESIDE)) == [listed]


def test_s09_where_there_is_no_record_an_overlay_of_authorities_goes_by_the_subject() -> None:
    often = "often: {when: {count: fine, is: '>= 1'}, period: 1 year, basis: c/1}"
    base = _base("authority", rule=often)
    assert statuses(base, [_fine(BESIDE)], DAY, subject=_of(HERE)) == ["true"]
    assert statuses(base, [_fine(HERE)], DAY, subject=_of(BESIDE)) == ["false"]


def test_s09_the_region_of_an_overlay_is_that_of_the_triggers_day() -> None:
    moved = fact("p", "subject_profile", "2024-06-01", region=BESIDE)
    facts = [_fine(None), moved, _fine(None, "g", "2024-07-01")]
    assert statuses(_base("subject"), facts, "2024-07-01", "2026-01-01", "2026-01-02", subject=_of(HERE)) == [
        "true",
        "true",
        "false",
    ]


def test_s09_a_rule_of_an_overlay_is_called_by_its_region_and_name() -> None:
    told = evaluate_both(_base("subject"), [_fine(None)], DAY, subject=_of(HERE))["lists"]["l"]
    assert [row[:2] for row in told["spells"][0]["grounds"]] == [["1401.extra", "f"]]


BLACK = a_list("on: warning, period: 1 year", keys="kind: black")


def _opened_by(base: PolicyBase, facts: list[dict[str, Any]], subject: Mapping[str, Any]) -> list[list[str]]:
    spells = evaluate_both(base, facts, "2024-06-01", subject=subject)["lists"]["l"]["spells"]
    return [row[:2] for spell in spells for row in spell["grounds"]]


@pytest.mark.parametrize(("region", "rule"), [(HERE, "1401.extra"), (BESIDE, "rule"), (None, "rule")])
def test_s18_an_unsupported_decision_goes_by_no_rule_of_another_region(region: str | None, rule: str) -> None:
    decided = about("d", "listing_decision", "2024-03-01", outcome="list")
    assert _opened_by(_base("subject", policy=BLACK), [decided], _of(region)) == [[rule, "d"]]


def test_s18_the_region_of_a_named_record_picks_the_rule() -> None:
    both = a_list("on: fine, where: {grave: true}, period: 1 year", keys="kind: black", name="zz")
    base = _base("authority", rule="extra: {on: fine, where: {grave: true}, period: 2 years, basis: c/1}", policy=both)
    decided = about("d", "listing_decision", "2024-03-01", outcome="list", grounds=["f"])
    for region, rule in ((HERE, "1401.extra"), (BESIDE, "zz"), (None, "zz")):
        assert _opened_by(base, [_fine(region), decided], _of(HERE)) == [[rule, "f"]]
