"""Industries by section: as GB/T 4754 has them, and as the invented province has them."""

from __future__ import annotations

import pytest

from adapters.synthetic.shares import SECTIONS, Section
from engine.population.traits import section


@pytest.mark.parametrize("one", SECTIONS, ids=lambda one: one.letter)
def test_the_divisions_of_the_invented_province_are_of_their_section(one: Section) -> None:
    assert {section(division) for division in one.divisions} <= {one.letter}


@pytest.mark.parametrize(("industry", "letter"), [("C3911", "C"), ("0610", "B"), ("97", "T"), ("98", ""), ("", "")])
def test_a_group_or_class_is_of_the_section_of_its_division(industry: str, letter: str) -> None:
    assert section(industry) == letter
