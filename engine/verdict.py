"""The answer: a frozen value with a versioned, canonical JSON form; the same arguments give the same bytes.

Days are ISO texts, absent where there is none. Lists of things are sorted by policy, rule, fact.

The values have no slots: orjson writes those that have a dictionary four times as fast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import orjson

VERSION = "1"

Outcome = Literal["listed", "proposed", "undecided", "noted", "red", "clear", "incomplete", "no_record"]
Status = Literal["listed", "unknown", "not_listed"]
Confidence = Literal["high", "medium", "low"]
"""How sure we are of the articles and values that something rests on: as of the least sure of them."""


@dataclass(frozen=True)
class Article:
    """An article of a source: where a rule or value stands in law."""

    source: str
    title: str
    number: str | None
    article: str | None
    confidence: Confidence


@dataclass(frozen=True)
class ParameterUse:
    """A dated value that took part: its *value* by the *law* of a day, and how sure we are of it."""

    name: str
    label: str
    value: str | None
    unit: str
    law: str | None
    confidence: Confidence


@dataclass(frozen=True)
class Kept:
    """One condition that is not true: what it asks, of what, and the value found."""

    aspect: str
    condition: str
    asks: str
    found: str | None
    truth: Literal["false", "unknown"]


@dataclass(frozen=True)
class GroundVerdict:
    """Why a subject is on a list: *rule* and *fact*, the days, the articles, the values used."""

    rule: str
    label: str
    fact: str | None
    triggered: str
    start: str
    last: str | None
    last_at_most: str | None
    ended_by: str | None
    degree: str | None
    law: str | None
    articles: tuple[Article, ...]
    parameters: tuple[ParameterUse, ...]
    supporting: tuple[str, ...]
    confidence: Confidence
    flags: tuple[str, ...]


@dataclass(frozen=True)
class GroundRepair:
    """The early way off for one ground of a spell: that of *rule* and *fact*."""

    rule: str
    fact: str | None
    provided: bool
    barred: bool
    earliest: str | None
    missing: tuple[str, ...]
    facts_needed: tuple[str, ...]


@dataclass(frozen=True)
class RepairVerdict:
    """The early way off an open spell: possible at all, from which day, and what is missing for it.

    It is possible where it is for each of its *grounds*. It is *barred* where neither facts nor time take away what is
    against it; *earliest* is then the day the wait alone is over.
    """

    provided: bool
    barred: bool
    earliest: str | None
    missing: tuple[str, ...]
    facts_needed: tuple[str, ...]
    decision: bool
    parameters: tuple[ParameterUse, ...]
    confidence: Confidence
    articles: tuple[Article, ...]
    grounds: tuple[GroundRepair, ...]


@dataclass(frozen=True)
class SpellVerdict:
    """One stay on a list; *last* is absent while there is no end in sight."""

    start: str
    last: str | None
    last_at_most: str | None
    state: Literal["open", "unknown", "ended"]
    ended_by: str | None
    confidence: Confidence
    grounds: tuple[GroundVerdict, ...]
    repair: RepairVerdict | None


@dataclass(frozen=True)
class Proposal:
    """A firing that waits for the authority's decision."""

    rule: str
    label: str
    fact: str | None
    triggered: str
    lapses: str | None
    law: str | None
    articles: tuple[Article, ...]
    parameters: tuple[ParameterUse, ...]
    supporting: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True)
class ApplicationVerdict:
    """What became of an application for repair, for one ground."""

    fact: str
    day: str
    rule: str | None
    ground: str | None
    outcome: str
    reasons: tuple[str, ...]
    earliest: str | None


@dataclass(frozen=True)
class ListVerdict:
    """What one list says of the subject."""

    policy: str
    title: str
    kind: str
    authority: str
    status: Status
    spells: tuple[SpellVerdict, ...]
    proposals: tuple[Proposal, ...]
    applications: tuple[ApplicationVerdict, ...]


@dataclass(frozen=True)
class ScoreLine:
    """What one item moved a score by, on which articles."""

    item: str
    points: str
    facts: tuple[str, ...]
    parameters: tuple[ParameterUse, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class GradeVerdict:
    """The grade held under one policy; absent where it is not known which of *possible* it is."""

    policy: str
    title: str
    grade: str | None
    possible: tuple[str, ...]
    year: int
    since: str | None
    how: str
    score: str | None
    lines: tuple[ScoreLine, ...]
    direct: tuple[str, ...]
    limited_by: tuple[str, ...]
    confidence: Confidence
    flags: tuple[str, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class MeasureVerdict:
    """A measure in force, or withheld for a reason; *via* names the linkage or overlay that carries it.

    *rules* and *facts* are those that bring it, *parameters* the values its condition speaks of; it rests on *articles*
    of whoever carries it and on those of its own *statute*.
    """

    measure: str
    title: str
    kind: str
    policy: str
    via: str | None
    by: tuple[str, ...]
    strength: str
    gates: tuple[str, ...]
    since: str | None
    last: str | None
    withheld: str | None
    flags: tuple[str, ...]
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    parameters: tuple[ParameterUse, ...]
    confidence: Confidence
    articles: tuple[Article, ...]
    statute: tuple[Article, ...]


@dataclass(frozen=True)
class Undecided:
    """A question that could not be answered for want of facts, and what would answer it."""

    policy: str
    rule: str
    fact: str | None
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Near:
    """A rule that nearly fired: exactly one of its conditions is not true."""

    policy: str
    rule: str
    label: str
    fact: str | None
    kept_by: Kept


@dataclass(frozen=True)
class Forecast:
    """What will change by itself on *day*, or what the subject can do (*facts* it lacks), as things stand now."""

    policy: str
    what: Literal["expires", "extends", "may_extend", "repair_possible", "lapses", "can_apply"]
    day: str | None
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What a release makes of a subject's facts as of a day, as known on a day.

    With *assume_decided*, as if the authority always agreed, *decided_after* so many days, where it has not decided.
    """

    version: str
    release: str
    subject: str
    kind: str | None
    region: str | None
    as_of: str
    known_at: str
    assume_decided: bool
    decided_after: int
    outcome: Outcome
    confidence: Confidence
    """How sure we are of the least sure of what stands now: stays, proposals, grades, measures."""
    lists: tuple[ListVerdict, ...]
    grades: tuple[GradeVerdict, ...]
    measures: tuple[MeasureVerdict, ...]
    undecided: tuple[Undecided, ...]
    near: tuple[Near, ...]
    forecast: tuple[Forecast, ...]
    not_covered: tuple[str, ...]
    """The fact types that could list the subject, and whose records are not complete on the day asked (S10)."""
    facts: tuple[str, ...]
    revoked: tuple[str, ...]
    duplicates: tuple[str, ...]

    def json(self) -> bytes:
        """The canonical JSON: UTF-8, no blanks, keys in the order of this module."""
        return orjson.dumps(self)
