"""A document on A4: headings, sentences, pairs and tables one below the other, numbered pages, as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table
from reportlab.platypus import paragraph as lines

from adapters.verdicts.saying import Sentence
from web.paper.fonts import Weight, font_of, runs

MARGIN: Final = 18 * mm
WIDTH: Final = A4[0] - 2 * MARGIN
"""Between the margins, in points."""
_PADDING: Final = 6.0
"""So much the library leaves within its margins."""
_FOOT: Final = 10 * mm
_SIZE: Final = 9.5
_SMALL: Final = 8.0
_HEADS: Final = (18.0, 12.0, 10.5)
"""Sizes of headings, the title's first."""
_LEADING: Final = 1.5
_STEP: Final = 11.0
"""So far what belongs below a sentence stands to the right of it."""
_INKS: Final = {
    "good": HexColor("#1b6e2d"), "bad": HexColor("#a61b12"), "open": HexColor("#7a5200"), "dim": HexColor("#595955"),
}  # fmt: skip
INK: Final = HexColor("#1a1a18")
LINE: Final = HexColor("#c9c9c4")
_RULED: Final = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
    ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE), ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
]  # fmt: skip
Cells = Sequence[str | Flowable]
lines.ALL_CANNOT_START += "，；：！？》〉…"  # type: ignore[attr-defined] # no line of Chinese begins with these either (GB/T 15834-2011, 5.1)


@dataclass(frozen=True)
class About:
    """What a document is called, in which language it is, and what stands at the foot of each of its pages."""

    title: str
    language: str
    foot: str
    page: str
    """How a page is numbered, with places for `number` and `count`."""


class Document:
    """What is said one below the other."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._parts: list[Flowable] = []

    def title(self, text: str) -> None:
        """What the document is called."""
        self.put(paragraph(text, size=_HEADS[0], weight=700, after=4))

    def heading(self, text: str, level: int = 1) -> None:
        """What the next part is called; it stays with what follows."""
        self.put(paragraph(text, size=_HEADS[level], weight=700, before=11 - 3 * level, after=3, keep=True))

    def said(self, text: str, style: str = "", *, small: bool = False) -> None:
        """One sentence by itself, in its own *style*."""
        self.put(_sentence(text, style, size=_SMALL if small else _SIZE, after=2))

    def told(self, sentences: Iterable[Sentence], level: int = 0) -> None:
        """*sentences*, each with what belongs below it."""
        for one in sentences:
            self.put(_sentence(one.text, one.style, indent=_STEP * (level + 1), bullet="•" if level else "–"))
            self.told(one.members, level + 1)

    def table(self, heads: Sequence[str], rows: Iterable[Cells], widths: Sequence[float]) -> None:
        """A table of *rows* below *heads*, which come again on each page; *widths* are shares of the page's."""
        whole = sum(widths)
        top = [paragraph(head, size=_SMALL, weight=700) for head in heads]
        body = [[_cell(cell) for cell in row] for row in rows]
        shares = [WIDTH * one / whole for one in widths]
        self.put(_table([top, *body], shares, _RULED, repeatRows=1, splitInRow=1, spaceAfter=4))

    def put(self, *parts: Flowable) -> None:
        """Put *parts* below what there is; several stay on one page."""
        self._parts.append(parts[0] if len(parts) == 1 else KeepTogether(list(parts)))

    def pdf(self) -> bytes:
        """The document, as bytes of PDF. The same says the same."""
        about, out = self._about, BytesIO()
        made = SimpleDocTemplate(
            out, pagesize=A4, leftMargin=MARGIN - _PADDING, rightMargin=MARGIN - _PADDING, topMargin=MARGIN,
            bottomMargin=MARGIN,
            title=about.title, author="Xinheng 信衡", lang=about.language.replace("_", "-"), invariant=1,
            initialFontName=font_of("0", 400),
        )  # fmt: skip
        made.build(list(self._parts), canvasmaker=partial(_Numbered, about=about))
        return out.getvalue()


def paragraph(
    text: str,
    *,
    size: float = _SIZE,
    weight: Weight = 400,
    ink: Color = INK,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
    link: str | None = None,
) -> Paragraph:
    """*text* in lines, of *size* in points; those of Chinese break where Chinese does. It may be a *link*."""
    style = _style(size, weight, ink, spaceBefore=before, spaceAfter=after, keepWithNext=keep)
    set_ = marked(text, weight)
    return Paragraph(f"<a href={quoteattr(link)}>{set_}</a>" if link else set_, style)


def pairs(rows: Iterable[tuple[str, str]], width: float, first: float) -> Table:
    """What things are called, *first* points wide, and what they are, *width* points in all."""
    told = [(paragraph(name, size=_SMALL, ink=_INKS["dim"]), paragraph(value)) for name, value in rows]
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
             ("TOPPADDING", (0, 0), (-1, -1), 0.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5)]  # fmt: skip
    return _table(told, [first, width - first], style)


def beside(left: Sequence[Flowable], right: Sequence[Flowable], width: float) -> Table:
    """*left*, and in a box *right*, *width* points wide."""
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOX", (1, 0), (1, 0), 1, INK), ("LEFTPADDING", (0, 0), (0, 0), 0),
        ("LEFTPADDING", (1, 0), (1, 0), 7), ("TOPPADDING", (0, 0), (0, 0), 0), ("BOTTOMPADDING", (1, 0), (1, 0), 7),
    ]  # fmt: skip
    return _table([[list(left), list(right)]], [WIDTH - width, width], style, spaceAfter=4)


def gap(points: float) -> Flowable:
    """Nothing, *points* high."""
    return Spacer(0, points)


def marked(text: str, weight: Weight) -> str:
    """*text* as paragraphs take it: each part of it in the font that has it."""
    return "".join(f'<font name="{font}">{escape(part)}</font>' for font, part in runs(text, weight))


def _sentence(
    text: str, style: str, *, size: float = _SIZE, indent: float = 0, bullet: str = "", after: float = 0
) -> Paragraph:
    weight: Weight = 700 if style in ("bold", "bad", "good") else 400
    shape = _style(size, weight, _INKS.get(style, INK), leftIndent=indent, bulletIndent=max(indent - 9, 0),
                   bulletFontName=font_of(bullet or "-", 400), bulletFontSize=size, spaceAfter=after)  # fmt: skip
    return Paragraph(marked(text, weight), shape, bulletText=bullet or None)


def _table(
    rows: Sequence[list[Any] | tuple[Any, ...]], widths: Sequence[float], style: Sequence[Any], **more: Any
) -> Table:
    """A table of which no cell asks for a font that is not in the document."""
    look: Any = [*style, ("FONTNAME", (0, 0), (-1, -1), font_of("0", 400))]
    return Table(rows, widths, style=look, **more)


def _cell(value: str | Flowable) -> Flowable:
    return paragraph(value, size=_SMALL) if isinstance(value, str) else value


def _style(size: float, weight: Weight, ink: Color, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        "said", fontName=font_of("0", weight), fontSize=size, leading=size * _LEADING, textColor=ink, wordWrap="CJK",
        **more,
    )  # fmt: skip


class _Numbered(Canvas):
    """Holds the pages back until it is known how many there are, and then numbers them."""

    def __init__(self, *args: Any, about: About, **more: Any) -> None:
        super().__init__(*args, **more)
        self._told = about
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - as reportlab has it
        """Hold a page back."""
        self._held.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined] # the stubs know it not

    def save(self) -> None:
        """Number the pages, and write all."""
        count = len(self._held)
        for number, page in enumerate(self._held, 1):
            self.__dict__.update(page)
            self._number(self._told.page.format(number=number, count=count))
            super().showPage()
        super().save()

    def _number(self, text: str) -> None:
        self.setFillColor(_INKS["dim"])
        write(self, MARGIN, _FOOT, self._told.foot)
        write(self, MARGIN + WIDTH - width_of(text, _SMALL), _FOOT, text)


def write(canvas: Canvas, x: float, y: float, text: str, size: float = _SMALL) -> None:
    """Write *text* of *size* on *canvas*, from (*x*, *y*) on."""
    for font, part in runs(text, 400):
        canvas.setFont(font, size)
        canvas.drawString(x, y, part)
        x += canvas.stringWidth(part, font, size)


def width_of(text: str, size: float) -> float:
    """How wide *text* of *size* is, in points."""
    return sum(float(stringWidth(part, font, size)) for font, part in runs(text, 400))
