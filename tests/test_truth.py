"""Three truths and sets of whole numbers."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.truth import EVERYTHING, NOTHING, IntSet, Truth, every, negation, some

TRUTHS: tuple[Truth, ...] = (True, False, None)


@pytest.mark.parametrize(("a", "b"), list(product(TRUTHS, TRUTHS)))
def test_s10_unknown_decides_nothing_that_a_known_truth_does_not(a: Truth, b: Truth) -> None:
    worlds = [
        (x, y) for x in ((a,) if a is not None else (True, False)) for y in ((b,) if b is not None else (True, False))
    ]
    for combined, plain in ((every((a, b)), all), (some((a, b)), any)):
        possible = {plain(world) for world in worlds}
        assert combined is (possible.pop() if len(possible) == 1 else None)


def test_s10_the_negation_of_unknown_is_unknown() -> None:
    assert [negation(truth) for truth in TRUTHS] == [False, True, None]


@st.composite
def int_sets(draw: st.DrawFn) -> IntSet:
    result = NOTHING
    for _ in range(draw(st.integers(0, 4))):
        low = draw(st.none() | st.integers(-8, 8))
        high = draw(st.none() | st.integers(-8, 8))
        if low is None or high is None or low <= high:
            result = result.union(IntSet(((low, high),)))
    return result


NUMBERS = range(-12, 13)


@given(int_sets(), int_sets())
def test_sets_of_numbers_unite_and_complement_as_sets_do(a: IntSet, b: IntSet) -> None:
    assert [n in a.union(b) for n in NUMBERS] == [n in a or n in b for n in NUMBERS]
    assert [n in a.complement() for n in NUMBERS] == [n not in a for n in NUMBERS]
    assert a.complement().complement() == a.union(NOTHING)


@given(int_sets(), st.integers(-10, 10), st.integers(0, 6))
def test_s10_a_test_of_an_interval_is_true_only_if_true_throughout(a: IntSet, low: int, width: int) -> None:
    answers = {n in a for n in range(low, low + width + 1)}
    assert a.over(low, low + width) is (answers.pop() if len(answers) == 1 else None)


@given(int_sets(), st.integers(-8, 8))
def test_s10_an_interval_without_bound_is_judged_to_its_far_end(a: IntSet, low: int) -> None:
    answers = {n in a for n in range(low, 30)}
    assert a.over(low, None) is (answers.pop() if len(answers) == 1 else None)


def test_everything_and_nothing_are_each_other_s_complement() -> None:
    assert EVERYTHING.complement() == NOTHING
    assert NOTHING.complement() == EVERYTHING
    assert NOTHING.over(None, None) is False
    assert EVERYTHING.over(None, None) is True
