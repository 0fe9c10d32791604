"""What a list holds while two parameters run: a grid of cells, darker where it holds more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.population.impact import Sweep
from web.impact_report.curve import label
from web.impact_report.scale import WIDTH, breadth
from web.impact_report.texts import Both, grouped, said, step

_SIZE: Final = 10
_SHADES: Final = 6
_TOP: Final = 8
_ROW: Final = 30
_MOST_LEFT: Final = 90
_ROOM: Final = 26
"""Units a cell needs to show its number."""


@dataclass(frozen=True, slots=True)
class Square:
    """One cell: its place, its shade from 0 to 5, its number (empty without room), how it is *marked*."""

    x: float
    y: float
    shade: int
    number: str
    marked: str
    says: Both


@dataclass(frozen=True, slots=True)
class Heat:
    """The drawing: *squares* of *width* by *row*, the values across and down, and the grid as a table."""

    title: Both
    desc: Both
    across: Both
    down: Both
    left: float
    width: float
    row: float
    height: float
    columns: tuple[tuple[float, Both], ...]
    lines: tuple[tuple[float, Both], ...]
    values: list[Both]
    squares: tuple[Square, ...]
    table: tuple[tuple[Both, tuple[int, ...]], ...]


def heat(one: Sweep) -> Heat | None:
    """The drawing of *one*, a sweep over two parameters; nothing where a point is missing."""
    across, down = one.axes
    listed = {point.at: point.listed.count for point in one.points}
    if not listed or len(listed) != len(across.steps) * len(down.steps):
        return None
    left = round(min(_MOST_LEFT, max(step(down, place).breadth(_SIZE) for place in range(len(down.steps)))) + 8, 1)
    width = round((WIDTH - left) / len(across.steps), 2)
    row = _ROW if len(down.steps) <= 12 else 14  # noqa: PLR2004 - a grid of more lines has lower ones
    columns = [(round(left + (place + 0.5) * width, 1), step(across, place)) for place in range(len(across.steps))]
    first, last = (said("named", title=one.title), label(across))
    return Heat(
        title=said("sweeps.grid_title", list=first, across=last, down=label(down)),
        desc=said(
            "sweeps.grid_desc", across=across.label, down=down.label,
            least=grouped(min(listed.values())), most=grouped(max(listed.values())),
        ),
        across=last,
        down=label(down),
        left=left,
        width=width,
        row=row,
        height=_TOP + row * len(down.steps) + 20,
        columns=tuple(_thinned(columns)),
        lines=tuple(
            (_TOP + (place + 0.5) * row + 3.5, step(down, place).short(_SIZE, _MOST_LEFT))
            for place in range(len(down.steps))
        ),
        values=[step(across, place) for place in range(len(across.steps))],
        squares=tuple(_squares(one, listed, left, width, row)),
        table=tuple(
            (step(down, j), tuple(listed[i, j] for i in range(len(across.steps)))) for j in range(len(down.steps))
        ),
    )  # fmt: skip


def _thinned(columns: list[tuple[float, Both]]) -> Iterator[tuple[float, Both]]:
    """Those of *columns* that have room for their values."""
    taken = 0.0
    for x, text in columns:
        half = text.breadth(_SIZE) / 2
        if x - half >= taken and x + half <= WIDTH:
            yield x, text
            taken = x + half + 4


def _squares(one: Sweep, listed: dict[tuple[int, ...], int], left: float, width: float, row: float) -> Iterator[Square]:
    across, down = one.axes
    low, high = min(listed.values()), max(listed.values())
    for (i, j), count in sorted(listed.items()):
        shade = min(_SHADES - 1, (count - low) * _SHADES // (high - low)) if high > low else 0
        marked = "proposed" if (i, j) == (across.proposed, down.proposed) else ""
        marked = "now" if (i, j) == (across.now, down.now) else marked
        number = grouped(count)
        says = said(
            "sweeps.cell", across=across.label, first=step(across, i), down=down.label,
            second=step(down, j), listed=number,
        )  # fmt: skip
        room = width >= max(_ROOM, breadth(number, _SIZE) + 2) and row >= _ROW
        yield Square(round(left + i * width, 1), _TOP + j * row, shade, number if room else "", marked, says)
