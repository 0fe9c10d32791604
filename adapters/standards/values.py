"""Days, amounts and texts of the exchange formats, each read exactly or refused."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final

from adapters.standards.raw import Refused, shown

PERMANENT: Final = date(2099, 12, 31)
"""The day by which the exchange formats mean: without end."""

_FIRST_YEAR: Final = 1949
_BLANKS: Final = frozenset({"", "/", "-", "--", "—", "——", "无", "空", "null", "NULL"})
_FOREVER: Final = frozenset({"长期", "永久"})
_CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DAYS = (
    re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_CLOCK}", re.ASCII),
    re.compile(r"(\d{4})(年)(\d{1,2})月(\d{1,2})日", re.ASCII),
    re.compile(r"(\d{4})()(\d{2})(\d{2})", re.ASCII),
)
_SERIAL = re.compile(r"[2-9]\d{4}(\.\d+)?", re.ASCII)
_NUMBER = re.compile(r"(-?)\d+(?:\.(\d+))?", re.ASCII)
_DECIMALS: Final = 6
_WHOLE_DIGITS: Final = 12
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_SHEET_ERRORS: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_MOST_CHARACTERS: Final = 32_767  # of one cell, as spreadsheets have it
_YUAN: Final = Decimal(10_000)


def cleaned(cell: str) -> str:
    """The text of *cell* without the space around it; empty for the signs that mean nothing is there.

    Raises `Refused` for characters that cannot be seen, for what a spreadsheet shows when it fails, and for
    a text longer than a cell can be.
    """
    text = cell.strip(" \t\r\n\u3000\u00a0\ufeff")
    if text in _BLANKS:
        return ""
    if hidden := _HIDDEN.search(text):
        raise Refused("hidden_character", character=f"U+{ord(hidden[0]):04X}")
    if text in _SHEET_ERRORS:
        raise Refused("sheet_error", value=text)
    if len(text) > _MOST_CHARACTERS:
        raise Refused("cell_too_long", limit=_MOST_CHARACTERS, length=len(text))
    return text


def day(text: str) -> str:
    """The day in *text* as `YYYY-MM-DD`; raises `Refused` unless it is one day, 1949 to 2099, year first.

    Read are 2024-03-05, 2024/3/5, 2024.3.5, 20240305 and 2024年3月5日; a time of day after it is left out.
    """
    wide = unicodedata.normalize("NFKC", text).strip()
    for form in _DAYS:
        if found := form.fullmatch(wide):
            return _calendar_day(text, int(found[1]), int(found[3]), int(found[4]))
    if _SERIAL.fullmatch(wide):
        raise Refused("day_serial", value=shown(text))
    raise Refused("bad_day", value=shown(text))


def last_day(text: str) -> str | None:
    """The day in *text*, or `None` where it says: without end (2099/12/31, 长期, 永久); raises `Refused`."""
    if text in _FOREVER:
        return None
    found = day(text)
    return None if found == PERMANENT.isoformat() else found


def yuan(amount: str) -> str:
    """The *amount*, in 万元, as text in yuan with two decimals; exact, or raises `Refused`."""
    return f"{_amount(amount) * _YUAN:.2f}"


def in_yuan(amount: str) -> str:
    """The *amount*, in yuan already, as text with two decimals; raises `Refused`."""
    return f"{_amount(amount):.2f}"


def wan(amount: str) -> str:
    """The *amount* in yuan as text in 万元 with six decimals, as the exchange formats write it."""
    return f"{Decimal(amount) / _YUAN:.6f}"


def _amount(text: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise Refused("bad_amount", value=shown(text))
    if found[1]:
        raise Refused("amount_negative", value=shown(text))
    if found[2] and len(found[2]) > _DECIMALS:
        raise Refused("amount_decimals", value=shown(text), decimals=len(found[2]))
    if len(plain.partition(".")[0]) > _WHOLE_DIGITS:
        raise Refused("amount_too_large", value=shown(text), limit=_WHOLE_DIGITS)
    return Decimal(plain)


def _calendar_day(text: str, year: int, month: int, number: int) -> str:
    if not _FIRST_YEAR <= year <= PERMANENT.year:
        raise Refused("bad_day", value=shown(text))
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        raise Refused("no_such_day", value=shown(text)) from None
