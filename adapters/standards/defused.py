"""Cells that a spreadsheet would take for formulas: written so that it does not, and read back as they were."""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_DEFUSED: Final = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")


def defused(text: str) -> str:
    """*text* as a cell that no spreadsheet evaluates: behind an apostrophe, where it begins as formulas do."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(cell: str) -> str:
    """The text that `defused` made *cell* of."""
    return cell[1:] if _DEFUSED.match(cell) else cell
