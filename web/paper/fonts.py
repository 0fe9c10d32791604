"""The pinned web font on paper: its pieces at one weight, each a font of its own, taken up when first asked for.

The font comes as a hundred pieces, each of some characters and all weights, so that browsers load few of them. PDF
knows fonts of one weight alone; what a document shows is therefore set in several.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import groupby
from threading import Lock
from typing import Final, Literal

import uharfbuzz as harfbuzz
from fontTools.ttLib import TTFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as PaperFont

from web.pages.assets import BUILT

PIECES: Final = BUILT / "fonts.json"
"""Which piece has which characters: the first and the last of each run, by file."""
Weight = Literal[400, 700]
_LOCK: Final = Lock()
_FIGURE: Final = ord("0")
"""A character of the piece that stands in for what none has."""
_TABLES: Final = frozenset({"BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG", "gasp", "vhea", "vmtx"})
"""What browsers use and paper does not."""


def runs(text: str, weight: Weight) -> Iterator[tuple[str, str]]:
    """*text* in parts, each with the name of the font at *weight* that it is to be set in."""
    for place, part in groupby(text, _place):
        yield _font(place, weight), "".join(part)


def font_of(character: str, weight: Weight) -> str:
    """The name of the font at *weight* that has *character*."""
    return _font(_place(character), weight)


def _font(place: int, weight: Weight) -> str:
    """The name of the piece at *place*, as a font that documents know."""
    name = f"noto-sans-sc-{place}-{weight}"
    with _LOCK:
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(PaperFont(name, BytesIO(_at(place, weight, name))))
    return name


def _at(place: int, weight: Weight, name: str) -> bytes:
    """The piece at *place* at *weight*, called *name*, as TrueType."""
    face = harfbuzz.Face(_unpacked(place))
    wanted = harfbuzz.SubsetInput()
    wanted.keep_everything()
    wanted.pin_axis_location(face, "wght", weight)
    fixed = TTFont(BytesIO(harfbuzz.subset(face, wanted).blob.data))
    for one in (1, 4, 6):  # the family, the full name, and the name that PDF has
        fixed["name"].setName(name, one, 3, 1, 0x409)
    return _saved(fixed)


@cache
def _unpacked(place: int) -> bytes:
    """The piece at *place*, at all weights, as TrueType."""
    piece = TTFont(BUILT / tuple(_pieces())[place])
    piece.flavor = None
    for table in _TABLES & set(piece.keys()):
        del piece[table]
    return _saved(piece)


def _saved(font: TTFont) -> bytes:
    out = BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()


def _place(character: str) -> int:
    """At which place the piece is that has *character*; that of figures where none has."""
    places = _places()
    return places.get(ord(character), places[_FIGURE])


@cache
def _places() -> dict[int, int]:
    """At which place the piece of each character is: of several the last, as browsers take them."""
    runs_ = ((first, last, place) for place, piece in enumerate(_pieces().values()) for first, last in piece)
    return {sign: place for first, last, place in runs_ for sign in range(first, last + 1)}


@cache
def _pieces() -> dict[str, list[list[int]]]:
    pieces: dict[str, list[list[int]]] = json.loads(PIECES.read_bytes())
    return pieces
