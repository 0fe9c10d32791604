"""Counts from a sample: estimates with bounds, and no bounds where everybody was counted."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.population.estimates import Scale
from engine.population.impact import Figure
from engine.population.sampling import drawn
from tests.simulation.town import impact, of_list, valued


@pytest.mark.parametrize("count", [0, 1, 7, 12])
def test_who_is_counted_needs_no_bounds(count: int) -> None:
    assert Scale(12, 12).figure(count) == Figure(count)


@pytest.mark.parametrize(
    ("subjects", "drawn", "count", "figure"),
    [
        # Wilson's interval of 10 in 100 is 5.52% to 17.44%; a million is as good as without end
        (1_000_000, 100, 10, Figure(100_000, 55_232, 174_363)),
        (1_000_000, 100, 0, Figure(0, 0, 36_993)),
        (1_000_000, 100, 100, Figure(1_000_000, 963_007, 1_000_000)),
        (100, 99, 0, Figure(0, 0, 1)),  # only one was not seen
        (100, 99, 99, Figure(100, 99, 100)),
        (100, 0, 0, Figure(0, 0, 100)),  # nobody was drawn, nothing is known
    ],
)
def test_a_share_of_a_sample_stands_for_all_within_bounds(
    subjects: int, drawn: int, count: int, figure: Figure
) -> None:
    assert Scale(subjects, drawn).figure(count) == figure


def test_the_more_are_drawn_the_closer_the_bounds() -> None:
    figures = [Scale(10_000, drawn).figure(drawn // 10) for drawn in (100, 1_000, 5_000, 9_990)]
    widths = [(one.high or 0) - (one.low or 0) for one in figures]
    assert {one.count for one in figures} == {1_000}
    assert all(more > fewer for more, fewer in pairwise(widths))


def test_all_figures_of_a_sampled_impact_are_estimates() -> None:
    """The town stands for ten times as many."""
    found = of_list(impact(valued(large=80), subjects=120))
    assert (found.entering.count, found.staying.count) == (10, 30)
    figures = [found.entering, found.candidate.listed, found.months[0].candidate, found.parts[0].entering]
    assert all(one.low is not None and one.high is not None and one.low < one.count < one.high for one in figures)


def test_a_sample_is_the_same_for_a_seed() -> None:
    one, again, other = (drawn(1_000, 0.5, seed) for seed in (1, 1, 2))
    assert one.tolist() == again.tolist() != other.tolist()
    assert 400 < one.sum() < 600
