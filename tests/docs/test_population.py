"""docs/population.md says what the code does."""

from __future__ import annotations

from pathlib import Path

from adapters.population.memory import LEAST
from adapters.population.prepare import SUBJECTS
from engine.population.building import ATTRIBUTES

PAGE = (Path(__file__).parents[2] / "docs" / "population.md").read_text(encoding="utf-8")


def test_the_size_of_a_partition_stands_there() -> None:
    assert f"A partition holds {SUBJECTS:,} subjects" in PAGE


def test_every_attribute_of_subjects_stands_there() -> None:
    assert {name for name in ATTRIBUTES if f"`{name}`" not in PAGE} == set()


def test_how_many_subjects_a_group_has_at_least_stands_there() -> None:
    assert f"A group has {LEAST:,} subjects at least" in PAGE
