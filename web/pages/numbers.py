"""Whole numbers as somebody typed them into a form."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = 18
"""More has nothing that is counted here; the service says so of what is sent on as a text."""


def whole(text: str) -> int | str:
    """*text* as a number where it is a whole one of the size that things are counted in; else as it is."""
    return int(text) if text.removeprefix("-").isdecimal() and text.isascii() and len(text) <= _DIGITS else text
