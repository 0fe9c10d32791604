"""What the codes of an impact are called: kinds, sizes, sections, divisions, states, in a language."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from adapters.shanxi import full_name
from engine.calendar import Period
from engine.catalogue import catalogue, text
from engine.population.impact import Axis, Change, Settings, Trait

_ELSEWHERE: Final[Mapping[str, str]] = {"kind": "verdict", "list_kind": "sentences", "strength": "sentences"}
"""Words that stand in other catalogues than that of the report."""

_PERIOD: Final = "period"
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DAYS: Final[frozenset[Change]] = frozenset(("enters", "leaves", "longer", "shorter"))


def told(key: str, language: str, /, **values: object) -> str:
    """The text *key* of the report in *language* with *values* put in."""
    return text(f"impact.{key}", language, **values)


def word(sort: str, value: str, language: str) -> str:
    """What *value*, one of a *sort*, is called; itself where it has no name, and `not known` where empty."""
    if not value:
        return told("unknown_value", language)
    return catalogue(language).get(f"{_ELSEWHERE.get(sort, 'impact')}.{sort}.{value}", value)


def trait_value(by: Trait, value: str, language: str) -> str:
    """What the *value* of the trait *by* is called."""
    return word(by, full_name(value) or value if by == "region" else value, language)


def grade(names: str, language: str) -> str:
    """What a grade is called, or those of which it may be one (`A/B`); `not graded` where there is none."""
    if not names:
        return told("none_graded", language)
    return "/".join(catalogue(language).get(f"sentences.grade_name.{one}", one) for one in names.split("/"))


def held(change: Change, value: str, language: str) -> str:
    """What a subject that changes had or has, *value*: a grade, a state, or a last day on a list."""
    if change == "grade":
        return grade(value, language)
    if change in _DAYS:
        return told("open_end", language) if value == "open" else value or told("not_listed", language)
    return word("state", value, language)


def decisions(settings: Settings, language: str) -> str:
    """Which decisions are counted, in a word."""
    if settings.decisions == "assumed" and settings.decided_after:
        return told("decisions.assumed_after", language, days=settings.decided_after)
    return told(f"decisions.{settings.decisions}", language)


def step(axis: Axis, place: int, language: str) -> str:
    """The value at *place* of *axis*: a period in words, a number with its thousands told apart."""
    value = axis.steps[place].text
    if axis.unit == _PERIOD:
        period = Period.parse(value)
        form = "one" if period.count == 1 else "more"
        return text(f"sentences.period.{period.unit}.{form}", language, count=period.count)
    return f"{Decimal(value):,}" if _NUMBER.fullmatch(value) else value


def unit(axis: Axis, language: str) -> str:
    """What the numbers of *axis* count; nothing where they are said with their unit, or have none."""
    return "" if axis.unit == _PERIOD else catalogue(language).get(f"verdict.unit.{axis.unit}", axis.unit)


def taken(settings: Settings) -> str:
    """Which decisions are counted, as it is written on a command line."""
    return f"assumed+{settings.decided_after} days" if settings.decided_after else settings.decisions


def explaining(settings: Settings) -> str:
    """The command that explains one row of those affected, whose key and policy are to be put in."""
    days = ("--as-of", settings.as_of.isoformat(), "--known-at", settings.known_at.isoformat())
    releases = ("--baseline", settings.baseline.name, "--candidate", settings.candidate.name)
    words = ("xinheng", "explain", "--population", settings.population.name, *releases, *days)
    return shlex.join((*words, "--decisions", taken(settings), "--subject", "KEY", "--policy", "POLICY"))


def share(part: float, whole: float) -> str:
    """*part* of *whole* in per cent, with as many places as it needs to be seen."""
    if not whole:
        return "0%"
    percent = 100 * part / whole
    places = 0 if percent >= 10 or not percent else 1 if percent >= 1 else 2  # noqa: PLR2004 - per cents
    return f"{percent:.{places}f}%" if percent >= 0.01 or not percent else "<0.01%"  # noqa: PLR2004 - the same
