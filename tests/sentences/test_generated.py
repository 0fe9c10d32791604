"""Whatever the language allows can be told: generated bases, and every value a key may have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.sentences.find import account, things
from adapters.sentences.mentions import Mentions
from adapters.sentences.said import plain
from adapters.sentences.words import Words
from engine.calendar import Unit
from engine.cases.shapes import EndedBy, Why, Withheld
from engine.cases.shapes import State as DueState
from engine.catalogue import LANGUAGES, catalogue
from engine.language.base import PolicyBase
from engine.language.catalogues import Measure
from engine.language.conditions import Since
from engine.language.fact_types import FactType, FieldKeys, Sensitivity
from engine.language.plan import Clause
from engine.language.policy import After, Clock, Gate, ListKeys, Publish, Repair
from engine.language.shape import Kind, Strength
from engine.language.terms import LawDate
from engine.verdict import Confidence, Outcome
from tests.generators.scenes import Scene, scenes

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def _values(shape: type, field: str) -> tuple[str, ...]:
    """The words a field of *shape* may have."""
    return get_args(shape.model_fields[field].annotation)  # type: ignore[attr-defined]  # a model


_TABLES: dict[str, Iterable[str]] = {
    "verdict.kind": get_args(Kind),
    "verdict.gate": get_args(Gate),
    "verdict.outcome": get_args(Outcome),
    "verdict.cause": get_args(EndedBy),
    "verdict.withheld": get_args(Withheld),
    "verdict.strength": get_args(Strength),
    "sentences.strength": get_args(Strength),
    "sentences.list_kind": _values(ListKeys, "kind"),
    "sentences.measure_kind": _values(Measure, "kind"),
    "sentences.publish_mode": _values(Publish, "mode"),
    "sentences.scope": _values(Publish, "scope"),
    "sentences.clock_from": _values(Clock, "from_"),
    "sentences.wait": _values(After, "from_"),
    "sentences.law_day": get_args(LawDate),
    "sentences.ask": get_args(Since),
    "sentences.evidence": _values(FactType, "evidence"),
    "sentences.sensitivity": get_args(Sensitivity),
    "sentences.field_type": _values(FieldKeys, "type"),
    "sentences.confidence": get_args(Confidence),
    "sentences.clause_kind": _values(Clause, "kind"),
    "sentences.tier": _values(Clause, "tier"),
    "sentences.tier_short": _values(Clause, "tier"),
    "sentences.due_state": get_args(DueState),
    "sentences.refused": get_args(Why),
    "sentences.anchor": ("opening", "trigger", "publication", "correction", "end_of"),
    "sentences.repair": [f"resume_{one}" for one in _values(Repair, "resume")],
    "sentences.period": [f"{unit}.{form}" for unit in get_args(Unit) for form in ("one", "more")],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", sorted(_TABLES))
def test_every_value_a_key_may_have_has_its_words(table: str, language: str) -> None:
    assert {value for value in _TABLES[table] if f"{table}.{value}" not in catalogue(language)} == set()


def _tell(base: PolicyBase, language: str) -> None:
    words = Words(base, language, date(2023, 1, 1))
    mentions = Mentions(words)
    for ref in things(base):
        for sentence in account(words, ref, mentions).sentences():
            assert plain(sentence.said), ref


@QUICK
@given(scenes())
def test_a_generated_base_is_told_in_every_language(scene: Scene) -> None:
    for language in LANGUAGES:
        _tell(scene.base, language)
