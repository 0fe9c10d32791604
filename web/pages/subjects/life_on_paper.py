"""The time line of a subject on paper: the drawing that the pages show, as wide as a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Polygon, PolyLine, Rect, Shape, String
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from web.pages.subjects.timeline import Bar, Mark, Row
from web.pages.subjects.timeline import Drawing as Life
from web.paper.document import INK, LINE, WIDTH
from web.paper.fonts import Weight, font_of, runs

_TALLEST: Final = 1_100
"""So far below the first row of a drawing its last one is at most."""
_YEARS: Final = 26
"""How high the line of the years is, above the first row."""
_ROW: Final = 34
_SIZE: Final = 13.0
_YEAR: Final = 11.0
_BAD: Final = HexColor("#a61b12")
_GOOD: Final = HexColor("#1b6e2d")
_NOW: Final = HexColor("#b3261e")
_FACT: Final = HexColor("#1d4f91")
_GREY: Final = HexColor("#8a8a86")
_WHITE: Final = HexColor("#ffffff")
_PLAIN: Final = (HexColor("#e8e8e6"), _GREY)
_GREEN: Final = (HexColor("#c9e0cc"), _GOOD)
_BARS: Final[dict[str, tuple[Color, Color]]] = {
    "black": (HexColor("#e7b4b0"), _BAD), "watch": (HexColor("#e7b4b0"), _BAD),
    "notice": (HexColor("#f3e2a9"), HexColor("#7a5200")), "red": _GREEN, "grade": _GREEN, "reward": _GREEN,
    "measure": (HexColor("#f0cfae"), HexColor("#8a4b08")), "withheld": (_WHITE, _GREY),
}  # fmt: skip
"""The ground and the edge of bars, as the style of the pages has them."""
_DASHED: Final = frozenset({"withheld", "unknown"})


def on_paper(life: Life) -> Iterator[Drawing]:
    """*life* as parts of a document, none taller than a page."""
    rows = list(life.rows)
    while rows:
        some = [one for one in rows if one.y - rows[0].y < _TALLEST]
        yield _drawing(life, some)
        rows = rows[len(some):]  # fmt: skip


def _drawing(life: Life, rows: Sequence[Row]) -> Drawing:
    above = rows[0].y - _YEARS
    height, scale = rows[-1].y - above + _ROW, WIDTH / life.width
    drawn = Group(transform=(scale, 0, 0, scale, 0, 0))
    for x, year in life.years:
        drawn.add(Line(x, 4, x, height - 20, strokeColor=LINE, strokeWidth=0.8))
        for shape in _text(x + 3, height - 14, str(year), _YEAR):
            drawn.add(shape)
    for row in rows:
        for shape in _row(row, height + above - row.y, life.width):
            drawn.add(shape)
    drawn.add(Line(life.now, 0, life.now, height - 18, strokeColor=_NOW, strokeWidth=2))
    return Drawing(WIDTH, height * scale, drawn, initialFontName=font_of("0", 400))


def _row(row: Row, y: float, width: float) -> Iterator[Shape]:
    """*row*, the top of which is at *y*, counted from below."""
    if row.is_heading:
        yield from _text(0, y - 19, row.label, _SIZE, 700)
        yield Line(0, y - 25, width, y - 25, strokeColor=LINE, strokeWidth=0.8)
        return
    yield from _text(8, y - 17, row.label, _SIZE)
    for bar in row.bars:
        yield from _bar(bar, y)
    for mark in row.marks:
        yield _mark(mark, y)


def _bar(bar: Bar, y: float) -> Iterator[Shape]:
    sorts = bar.sort.split()
    ground, edge = _BARS.get(sorts[0], _PLAIN)
    if "ended" in sorts:
        ground, edge = _PLAIN
    look: dict[str, Any] = {"fillColor": ground, "strokeColor": edge, "strokeWidth": 0.8}
    if _DASHED & set(sorts):
        look["strokeDashArray"] = [4, 3]
    yield Rect(bar.x, y - 21, bar.wide, 17, **look)
    if bar.label:
        yield from _text(bar.x + 4, y - 17, bar.label, _SIZE)
    if bar.is_open:
        x = bar.x + bar.wide
        arrow = [x - 9, y - 7, x - 3, y - 12.5, x - 9, y - 18]
        yield PolyLine(arrow, strokeColor=INK, strokeWidth=1.4)


def _mark(mark: Mark, y: float) -> Shape:
    x = mark.x
    match mark.sort:
        case "revoked":
            lines = (Line(x - 4, y - 8.5, x + 4, y - 16.5), Line(x + 4, y - 8.5, x - 4, y - 16.5))
            for line in lines:
                line.strokeColor, line.strokeWidth = _BAD, 1.6
            return Group(*lines)
        case "proposal":
            corners = [x, y - 6, x + 6.5, y - 12.5, x, y - 19, x - 6.5, y - 12.5]
            return Polygon(corners, fillColor=_WHITE, strokeColor=_BAD, strokeWidth=1.4)
        case _:
            return Circle(x, y - 12.5, 4.5, fillColor=_FACT, strokeColor=None)


def _text(x: float, y: float, text: str, size: float, weight: Weight = 400) -> Iterator[Shape]:
    for font, part in runs(text, weight):
        yield String(x, y, part, fontName=font, fontSize=size, fillColor=INK)
        x += float(stringWidth(part, font, size))
