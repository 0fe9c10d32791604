"""Nothing of the shipped policies that is known with low confidence is used against anybody without saying so (S26)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from engine.language.confidence import ORDER
from tests.shipped.base import results

pytestmark = pytest.mark.slow
_PARTS = ("articles", "statute", "parameters")


@cache
def verdicts() -> tuple[dict[str, Any], ...]:
    """The verdicts on all shipped cases, as JSON."""
    return tuple(json.loads(one.verdict.json()) for one in results() if one.verdict is not None)


def told(part: dict[str, Any]) -> str:
    """The lowest confidence of the articles and values that *part* of a verdict names itself."""
    named = [one["confidence"] for key in _PARTS for one in part.get(key, ())]
    return min(named, key=ORDER.index, default="high")


def parts(verdict: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Whatever in *verdict* says how sure it is."""
    for one in verdict["lists"]:
        yield from one["proposals"]
        for spell in one["spells"]:
            yield from spell["grounds"]
            yield from [spell["repair"]] if spell["repair"] else []
    yield from verdict["grades"]
    yield from verdict["measures"]


def test_every_part_is_no_surer_than_the_articles_and_values_it_names() -> None:
    surer = [
        (verdict["subject"], part)
        for verdict in verdicts()
        for part in parts(verdict)
        if ORDER.index(part["confidence"]) > ORDER.index(told(part))
    ]
    assert surer == []


def test_every_measure_is_no_surer_than_the_stay_or_grade_that_brings_it() -> None:
    surer = []
    for verdict in verdicts():
        of = {one["policy"]: one["confidence"] for one in verdict["grades"]}
        stays = {one["policy"]: one["spells"] for one in verdict["lists"]}
        for one in verdict["measures"]:
            open_ = [spell for spell in stays.get(one["policy"], ()) if spell["state"] == "open"]
            grounds = [g for spell in open_ for g in spell["grounds"] if g["rule"] in one["rules"]]
            brought = [g["confidence"] for g in grounds if g["fact"] in one["facts"]] or [of.get(one["policy"], "high")]
            if ORDER.index(one["confidence"]) > ORDER.index(min(brought, key=ORDER.index)):
                surer.append((verdict["subject"], one["measure"]))
    assert surer == []


def test_the_verdict_is_as_sure_as_the_least_sure_of_what_stands() -> None:
    for verdict in verdicts():
        stands = [*verdict["grades"], *verdict["measures"]]
        stands += [one for listed in verdict["lists"] for one in listed["proposals"]]
        stands += [one for listed in verdict["lists"] for one in listed["spells"] if one["state"] != "ended"]
        lowest = min((one["confidence"] for one in stands), key=ORDER.index, default="high")
        assert verdict["confidence"] == lowest
