"""The colours of the report: numbers can be read on them, and the colour-blind tell them apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final

import pytest

from engine.population.impact import STATES

STYLE: Final = (Path(__file__).parents[2] / "web/templates/impact/style.css").read_text(encoding="utf-8")

Triple = Sequence[float]

EYES: Final[Mapping[str, Sequence[Triple]]] = {
    "full sight": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "no green cones": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "no blue cones": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
"""What becomes of linear red, green and blue in such an eye (Machado, Oliveira, Fernandes 2009; in full)."""


def _colour(rule: str) -> str:
    found = re.search(rf"{re.escape(rule)} {{ fill: (#\w{{6}});", STYLE)
    assert found is not None, rule
    return found[1]


def _linear(colour: str) -> list[float]:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]


def _light(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _seen(colour: str, eye: Sequence[Triple]) -> tuple[float, float, float]:
    """*colour* in Lab as *eye* sees it."""
    linear = _linear(colour)
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in eye)
    x, y, z = (
        one ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116
        for one in (
            (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
            0.2126 * red + 0.7152 * green + 0.0722 * blue,
            (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0888,
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eye", EYES.values(), ids=EYES.keys())
def test_no_two_states_look_alike(eye: Sequence[Triple]) -> None:
    seen = {state: _seen(_colour(f".flow .{state}"), eye) for state in STATES}
    near = {
        (one, other): sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        for one, other in combinations(STATES, 2)
    }
    assert {pair for pair, distance in near.items() if distance < 18} == set()


@pytest.mark.parametrize("eye", EYES.values(), ids=EYES.keys())
def test_more_and_fewer_look_apart_at_every_shade(eye: Sequence[Triple]) -> None:
    for shade in range(2, 5):
        more, fewer = (_seen(_colour(f".{side}{shade} rect, .swatch.{side}{shade}"), eye) for side in ("more", "fewer"))
        assert sum((a - b) ** 2 for a, b in zip(more, fewer, strict=True)) ** 0.5 > 18


@pytest.mark.parametrize(
    "name", [f"{side}{n}" for side in ("more", "fewer") for n in range(1, 5)] + [f"h{n}" for n in range(6)] + ["even"]
)
def test_numbers_can_be_read_on_every_shade(name: str) -> None:
    ground = _light(_colour(f".{name} rect, .swatch.{name}"))
    white = name in ("more4", "fewer4", "h4", "h5")
    ink = _light("#ffffff" if white else "#595959" if name == "even" else "#1a1a1a")
    assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 4.5


@pytest.mark.parametrize("side", ["more", "fewer", "h"])
def test_shades_darken_in_their_order(side: str) -> None:
    numbers = range(6) if side == "h" else range(1, 5)
    lights = [_light(_colour(f".{side}{n} rect, .swatch.{side}{n}")) for n in numbers]
    assert lights == sorted(lights, reverse=True)
