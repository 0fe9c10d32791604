"""Periods as forms have them: a number, and what it counts; policies write `3 years`."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = {"days": "day", "working_days": "working day", "months": "month", "years": "year"}
PERIODS: Final = tuple(_WORDS)
"""What a period may count."""
_WRITTEN: Final = re.compile(r"(\d+) (working day|day|month|year)s?", re.ASCII)


def written(amount: str, per: str) -> str:
    """The period of *amount* of what *per* names, as policies write it; *amount* where it counts nothing."""
    if not per:
        return amount
    return f"{amount} {_WORDS[per]}{'' if amount == '1' else 's'}"


def parted(text: str) -> tuple[str, str]:
    """The number in the period *text*, and what it counts; no number where it is none, but the name of one."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return "", text.strip()
    return found[1], next(name for name, word in _WORDS.items() if word == found[2])


def joined(amount: str, per: str) -> str:
    """What two fields of a form say: a period, or the name chosen instead of one; empty where they say nothing."""
    if per not in _WORDS:
        return per.strip()
    return written(amount.strip(), per) if amount.strip() else ""
