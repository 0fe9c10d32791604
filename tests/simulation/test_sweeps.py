"""A parameter that runs through values: the curve and the grid, and what is no sweep, in both languages."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from adapters.simulation.sweeps import (
    BadSweep,
    judged_at,
    point_counts,
    points_of,
    program_at,
    read_sweep,
    sweep_of,
)
from engine.catalogue import LANGUAGES, text
from engine.compile.program import program_of
from engine.population.estimates import Scale
from engine.population.impact import Sweep
from engine.population.tally import Counts
from tests.meaning.judging import base_of
from tests.simulation.town import BLACK, DAY, POLICIES, TOWN, base, both, impact, of_list, valued


def _swept(asked: str, **candidate: int) -> Sweep:
    before, after = both(valued(**candidate))
    axes = read_sweep(after.program.base, asked)
    counts = Counts()
    for place, at in enumerate(points_of(axes)):
        judged = judged_at(after, program_at(after.program.base, axes, at, DAY.toordinal()))
        counts.update(dict(point_counts(0, place, axes[0].policy, before, judged)))
    scale = Scale(len(TOWN), len(TOWN))
    return sweep_of(0, axes, before.program.base, after.program.base, DAY.toordinal(), counts, scale)


def _curve(found: Sweep) -> list[tuple[str, int, int, int]]:
    (axis,) = found.axes
    return [
        (axis.steps[one.at[0]].text, one.listed.count, one.entering.count, one.leaving.count) for one in found.points
    ]


def test_the_curve_over_a_threshold_falls_where_somebody_is_no_longer_reached() -> None:
    assert _curve(_swept("black:large=60,61,80,81,250,251,9000")) == [
        ("60", 5, 2, 0),
        ("61", 4, 1, 0),
        ("80", 4, 1, 0),
        ("81", 3, 0, 0),
        ("250", 3, 0, 0),
        ("251", 2, 0, 1),
        ("9000", 2, 0, 1),
    ]


def test_the_curve_over_a_period_rises_where_somebody_stays_until_the_day_asked() -> None:
    assert _curve(_swept("black:term=12_months..18_months/1_month")) == [
        ("12 months", 0, 0, 3),
        ("13 months", 0, 0, 3),
        ("14 months", 1, 0, 2),  # decided on 2024-05-15
        ("15 months", 1, 0, 2),
        ("16 months", 1, 0, 2),
        ("17 months", 2, 0, 1),  # decided on 2024-02-01
        ("18 months", 3, 0, 0),  # assumed on 2024-01-15
    ]


def test_every_point_of_a_curve_is_what_a_change_to_that_value_does() -> None:
    for value, listed, entering, leaving in _curve(_swept("black:large=50..260/30")):
        alone = of_list(impact(valued(large=int(value))))
        assert (alone.candidate.listed.count, alone.entering.count, alone.leaving.count) == (listed, entering, leaving)


def test_a_grid_has_every_pair_of_values() -> None:
    found = _swept("black:large=60,100 x black:term=1 year,2 years,4 years")
    assert [(one.at, one.listed.count) for one in found.points] == [
        ((0, 0), 0),
        ((0, 1), 5),
        ((0, 2), 6),
        ((1, 0), 0),
        ((1, 1), 3),
        ((1, 2), 4),
    ]
    assert found.cliffs == ()


def test_an_axis_tells_the_values_now_and_proposed_where_they_are_among_its_steps() -> None:
    (axis,) = _swept("black:large=60,80,100", large=80).axes
    assert (axis.label, axis.unit, axis.now, axis.proposed) == ("数额较大", "CNY", 2, 1)
    (other,) = _swept("black:large=60,70", large=80).axes
    assert (other.now, other.proposed) == (None, None)


def test_a_run_of_values_has_both_its_ends_and_is_drawn_to_scale() -> None:
    (axis,) = read_sweep(base(), "black:large=0.5..2/0.5")
    assert axis.values == (Decimal("0.5"), Decimal(1), Decimal("1.5"), Decimal(2))
    (periods,) = _swept("black:term=1 year,30 days,2 months").axes
    assert [one.text for one in periods.steps] == ["30 days", "2 months", "1 year"]
    assert all(one.size < other.size for one, other in pairwise(periods.steps))


def test_values_of_one_length_come_in_the_same_order_however_they_are_written() -> None:
    found = [read_sweep(base(), f"black:term={values}")[0].values for values in ("30 days,1 month", "1 month,30 days")]
    assert found[0] == found[1]


LARGE = "`{}` is no value of the parameter (numbers such as 30000, periods such as `6 months`)"
LARGE_ZH = "`{}` 不是该参数的取值（数值如 30000，期限如 `6 months`）"
FORM = "`{}` is no sweep (write policy:parameter=1000,2000 or policy:parameter=1000..9000/500)"
FORM_ZH = "`{}` 不符合格式（请写成 政策:参数=1000,2000 或 政策:参数=1000..9000/500）"
STEPS = "a sweep needs 2 to 1000 values; these are {}"
STEPS_ZH = "取值须为 2 至 1000 个，这里是 {} 个"
TWICE = "black:large=1,2 x black:large=3,4"
THREE = "black:large=1,2 x black:term=1 year,2 years x black:large=1,2"


@pytest.mark.parametrize(
    ("asked", "zh", "en"),
    [
        ("black", FORM_ZH.format("black"), FORM.format("black")),
        ("large=1,2", FORM_ZH.format("large=1,2"), FORM.format("large=1,2")),
        ("pink:large=1,2", "拟议政策中没有名单 `pink`", "there is no list `pink` in the candidate"),
        ("grade:heavy=1,2", "拟议政策中没有名单 `grade`", "there is no list `grade` in the candidate"),
        ("draft:large=1,2", "拟议政策中没有名单 `draft`", "there is no list `draft` in the candidate"),
        ("black:small=1,2", "`black` 没有参数 `small`", "`black` has no parameter `small`"),
        (THREE, f"`{THREE}` 超过两个参数", f"`{THREE}` sweeps more than two parameters"),
        (TWICE, f"`{TWICE}` 两次列出同一参数", f"`{TWICE}` sweeps one parameter twice"),
        ("black:large=1,much", LARGE_ZH.format("much"), LARGE.format("much")),
        ("black:large=1,,2", LARGE_ZH.format(""), LARGE.format("")),
        ("black:large=1,NaN", LARGE_ZH.format("NaN"), LARGE.format("NaN")),
        ("black:large=1..Infinity/1", LARGE_ZH.format("Infinity"), LARGE.format("Infinity")),
        ("black:large=1,1e400", LARGE_ZH.format("1e400"), LARGE.format("1e400")),
        ("black:large=1..9/0", LARGE_ZH.format("1..9/0"), LARGE.format("1..9/0")),
        ("black:large=1 year,2 years", LARGE_ZH.format("1 year"), LARGE.format("1 year")),
        ("black:term=1,2", LARGE_ZH.format("1"), LARGE.format("1")),
        (
            "black:term=1_month..1_year/1_month",
            LARGE_ZH.format("1_month..1_year/1_month"),
            LARGE.format("1_month..1_year/1_month"),
        ),
        ("black:large=1", STEPS_ZH.format(1), STEPS.format(1)),
        ("black:large=7,7", STEPS_ZH.format(1), STEPS.format(1)),
        ("black:large=9..1/1", STEPS_ZH.format(0), STEPS.format(0)),
        ("black:large=1..1001/1", STEPS_ZH.format(1001), STEPS.format(1001)),
        ("black:term=1_day..999999_days/1_day", STEPS_ZH.format(999_999), STEPS.format(999_999)),
    ],
)
def test_what_is_no_sweep_is_said_to_be_none(asked: str, zh: str, en: str) -> None:
    candidate = base_of({**POLICIES, "draft": BLACK + "status: draft\n"})
    program_of(candidate)
    with pytest.raises(BadSweep) as bad:
        read_sweep(candidate, asked)
    said = {
        language: text(f"cli.simulate.sweep.{bad.value.key}", language, **bad.value.given) for language in LANGUAGES
    }
    assert said == {"zh_CN": zh, "en": en}
