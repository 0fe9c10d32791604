"""Cliffs: the steps of a curve that change far more than those beside them."""

from __future__ import annotations

import pytest

from engine.population.cliffs import cliffs


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ((100, 99, 98, 60, 59, 58, 57), (3,)),
        ((0, 1, 2, 3, 103, 104, 105, 106, 106, 300), (4, 9)),
        ((100, 90, 80, 70, 60, 50), ()),  # steep all the way is no cliff
        ((5, 5, 5, 5, 5), ()),
        ((5, 5, 5, 6, 5, 5), (3, 4)),
        ((10, 0, 10), ()),  # too few steps to tell
        ((), ()),
        ((100_000, 99_990, 99_989, 50_000, 49_999, 49_998), (3,)),  # a step of ten is none beside one of half
    ],
)
def test_a_cliff_stands_out_from_its_neighbours(listed: tuple[int, ...], found: tuple[int, ...]) -> None:
    assert cliffs(listed) == found
