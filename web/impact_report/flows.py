"""Subjects that go from one state to another, as bands between two columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.population.impact import STATES, Move
from web.impact_report.scale import WIDTH, apart
from web.impact_report.texts import Both, called, grouped, said

LEFT: Final = 92
RIGHT: Final = WIDTH - 92
NODE: Final = 10
_TALL: Final = 230
"""Units all bands together are high, before gaps."""
_GAP: Final = 12
_LEAST: Final = 1.5
_LABEL: Final = 27
"""Units a label needs: two lines."""


@dataclass(frozen=True, slots=True)
class Node:
    """A state on one side: where its bar stands and where its label, with the side it *anchors* to."""

    state: str
    name: Both
    count: str
    x: float
    y: float
    height: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One flow: the state it comes from, its outline, and what a pointer over it says."""

    state: str
    d: str
    says: Both


@dataclass(frozen=True, slots=True)
class Flows:
    """The drawing: *nodes*, *ribbons*, its *height*; *moved* subjects are in it and *stayed* are not."""

    title: Both
    desc: Both
    height: float
    nodes: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]
    moved: int
    stayed: int


def flows(moves: Sequence[Move]) -> Flows | None:
    """The drawing of *moves*, those who stay left out; nothing where nobody moves."""
    drawn = sorted((one for one in moves if one.before != one.after and one.subjects.count), key=_order)
    if not drawn:
        return None
    moved = sum(one.subjects.count for one in drawn)
    thick = {(one.before, one.after): max(_LEAST, _TALL * one.subjects.count / moved) for one in drawn}
    left = _column([one.before for one in drawn], thick, 0)
    right = _column([one.after for one in drawn], thick, 1)
    height = max(bar_y + bar for column in (left, right) for bar_y, bar in column.values()) + _GAP
    return Flows(
        title=said("flows.title"),
        desc=said("flows.desc", count=grouped(moved)),
        height=round(max(height, *(node.label_y for node in _nodes(drawn, left, right))) + _GAP, 1),
        nodes=tuple(_nodes(drawn, left, right)),
        ribbons=tuple(_ribbons(drawn, thick, left, right)),
        moved=moved,
        stayed=sum(one.subjects.count for one in moves if one.before == one.after),
    )


def _order(one: Move) -> tuple[int, int]:
    states: Sequence[str] = STATES
    return states.index(one.before), states.index(one.after)


def _column(states: Iterable[str], thick: Mapping[tuple[str, str], float], side: int) -> dict[str, tuple[float, float]]:
    """Top and height of the bar of each of *states* on its *side*, in the order of `STATES`."""
    there = set(states)
    found: dict[str, tuple[float, float]] = {}
    y = 24.0
    for state in STATES:
        if state in there:
            height = sum(one for pair, one in thick.items() if pair[side] == state)
            found[state] = (y, height)
            y += max(height + _GAP, _LABEL)
    return found


def _nodes(
    drawn: Sequence[Move], left: Mapping[str, tuple[float, float]], right: Mapping[str, tuple[float, float]]
) -> Iterator[Node]:
    for side, column in enumerate((left, right)):
        labels = apart([y + height / 2 for y, height in column.values()], _LABEL)
        for (state, (y, height)), label in zip(column.items(), labels, strict=True):
            count = sum(one.subjects.count for one in drawn if (one.before, one.after)[side] == state)
            x, label_x, anchor = (RIGHT, RIGHT + NODE + 6, "start") if side else (LEFT - NODE, LEFT - NODE - 6, "end")
            yield Node(state, called("state", state), grouped(count), x, round(y, 1), round(height, 1),
                       label_x, round(label, 1), anchor)  # fmt: skip


def _ribbons(
    drawn: Sequence[Move],
    thick: Mapping[tuple[str, str], float],
    left: Mapping[str, tuple[float, float]],
    right: Mapping[str, tuple[float, float]],
) -> Iterator[Ribbon]:
    starts = {state: y for state, (y, _) in left.items()}
    ends = {state: y for state, (y, _) in right.items()}
    middle = (LEFT + RIGHT) / 2
    for one in drawn:
        height = thick[one.before, one.after]
        y, z = starts[one.before], ends[one.after]
        starts[one.before] += height
        ends[one.after] += height
        d = (
            f"M{LEFT} {y:.1f}C{middle} {y:.1f} {middle} {z:.1f} {RIGHT} {z:.1f}v{height:.1f}"
            f"C{middle} {z + height:.1f} {middle} {y + height:.1f} {LEFT} {y + height:.1f}Z"
        )
        before, after = called("state", one.before), called("state", one.after)
        says = said("flows.flow", before=before, after=after, count=grouped(one.subjects.count))
        yield Ribbon(one.before, d, says)
