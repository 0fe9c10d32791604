"""Marks, scales and shades: round, rising, never beyond."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.impact_report.scale import Scale, apart, marks, shade, steps
from web.impact_report.tiles import TILE


@given(st.integers(-3_000_000, 3_000_000), st.integers(0, 6_000_000), st.integers(2, 6))
def test_marks_are_even_and_hold_what_is_between_them(low: int, span: int, most: int) -> None:
    found = marks(low, low + span, most)
    assert found[0] <= low
    assert found[-1] >= low + span
    assert len({after - before for before, after in pairwise(found)}) == 1
    assert 2 <= len(found) <= most + 2


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [(0, 0, (0, 1)), (0, 3_060, (0, 1_000, 2_000, 3_000, 4_000)), (-49, 1_533, (-500, 0, 500, 1_000, 1_500, 2_000))],
)
def test_marks_are_round(low: int, high: int, found: tuple[int, ...]) -> None:
    assert marks(low, high) == found


def test_a_scale_without_breadth_stands_at_its_start() -> None:
    assert Scale(5, 5, 10, 90)(5) == 10


@given(st.integers(0, 3_000_000))
def test_the_largest_is_darkest_and_nothing_has_no_shade(most: int) -> None:
    starts = steps(most)
    assert list(starts) == sorted(set(starts))
    assert shade(0, starts) == 0
    if most:
        assert shade(most, starts) == shade(-most, starts) == 4
        assert 1 <= shade(1, starts) <= 4


def test_labels_keep_apart() -> None:
    assert apart([1, 2, 50], 10) == [1, 11, 50]


def test_ten_tiles_are_as_broad_as_a_drawing() -> None:
    assert TILE * 10 == 340
