"""Periods as forms have them: a number, and what it counts; policies write `3 years`."""

from __future__ import annotations

from typing import Final

from engine.calendar import Period

_WORDS: Final = {"days": "day", "working_days": "working day", "months": "month", "years": "year"}
PERIODS: Final = tuple(_WORDS)
"""What a period may count."""


def written(amount: str, per: str) -> str:
    """The period of *amount* of what *per* names, as policies write it; *amount* where it counts nothing."""
    if not per:
        return amount
    return f"{amount} {_WORDS[per]}{'' if amount == '1' else 's'}"


def parted(text: str) -> tuple[str, str]:
    """The number in the period *text*, and what it counts; no number where it is none, but the name of one."""
    try:
        found = Period.parse(text.strip())
    except ValueError:
        return "", text.strip()
    return str(found.count), found.unit


def joined(amount: str, per: str) -> str:
    """What two fields of a form say: a period, or the name chosen instead of one; empty where they say nothing."""
    if per not in _WORDS:
        return per.strip()
    return written(amount.strip(), per) if amount.strip() else ""
