"""What the fold of one list found out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRule
from engine.facts import Fact
from engine.spells.applications import Application
from engine.spells.decisions import Meant, Pending
from engine.spells.firing import Firings
from engine.spells.ground import Ground
from engine.spells.spell import Spell
from engine.timeline import ListTimeline

Asked = tuple[CompiledRule, Fact | None, int]
"""A rule, the fact it was asked about, if any, and the day."""


@dataclass(slots=True)
class ListResult:
    """Everything found out about one list.

    *proposals* wait for a decision, *closed* no longer do; *undecided* may have fired. *grounds* are all that were
    entered, the possible ones too. *lasting_unknown*: whether it is not known that the condition of a `while` holds.
    *meant* is what each decision found.
    """

    compiled: CompiledList
    firings: Firings
    grounds: list[Ground] = field(default_factory=list)
    spells: tuple[Spell, ...] = ()
    proposals: list[Pending] = field(default_factory=list)
    closed: list[Pending] = field(default_factory=list)
    undecided: list[Asked] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    timeline: ListTimeline = field(default_factory=ListTimeline)
    lasting_unknown: bool = False
    meant: Mapping[str, Meant] = field(default_factory=dict)


def each_once(undecided: Iterable[Asked]) -> list[Asked]:
    """The first of each rule and fact."""
    found: dict[tuple[str, str | None], Asked] = {}
    for one in undecided:
        rule, fact, _ = one
        found.setdefault((rule.id, fact.id if fact is not None else None), one)
    return list(found.values())
