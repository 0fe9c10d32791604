"""When a ground's period ends: its length by law, its anchor, what a decision settles (S3, S16–S18)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.calendar import FOREVER, Period, add
from engine.compile.lists import CompiledList
from engine.compile.nodes import Law
from engine.compile.rules import CompiledRule
from engine.conditions import Conditions, Moment
from engine.facts import Fact
from engine.language.terms import EndOf


@dataclass(frozen=True, slots=True)
class Opening:
    """A ground about to open: its rule and fact, the days it was triggered and opens, and what is decided of it."""

    rule: CompiledRule
    fact: Fact | None
    fact_id: str
    trigger_day: int
    day: int
    law: Law
    again: bool = False
    settled: Period | None = None


class Terms:
    """Ends of periods for the grounds of one list."""

    def __init__(self, compiled: CompiledList, conditions: Conditions) -> None:
        self._compiled = compiled
        self._conditions = conditions

    def end(self, opening: Opening) -> tuple[int, int]:
        """The last day of the period of *opening*, at least and at most; `FOREVER` where there is no period."""
        anchor = self.anchor(opening)
        if anchor is None:
            return self._from(opening, opening.day)[0], FOREVER
        (low, _), (_, high) = self._from(opening, anchor[0]), self._from(opening, anchor[1])
        return low, high

    def _from(self, opening: Opening, anchor: int) -> tuple[int, int]:
        rule, term = opening.rule, opening.rule.term
        if term is None:
            return FOREVER, FOREVER
        if opening.again and rule.again is not None:
            return (end := add(anchor, rule.again)), end
        if term.range is not None:
            low, high = add(anchor, term.range[0]), add(anchor, term.range[1])
            if opening.settled is not None and low <= add(anchor, opening.settled) <= high:
                return (end := add(anchor, opening.settled)), end
            return low, high
        lows, highs = [opening.day], [opening.day]
        for dated in term.periods:
            period = dated.at(opening.law) if opening.law is not None else None
            if len(dated.values) == 1:
                period = dated.values[0]
            if period is None:
                highs.append(FOREVER)
            else:
                lows.append(add(anchor, period))
                highs.append(add(anchor, period))
        for name in term.day_fields:
            day = opening.fact.fields.get(name) if opening.fact is not None else None
            if isinstance(day, int):
                lows.append(day)
            highs.append(day if isinstance(day, int) else FOREVER)
        return max(lows), max(highs)

    def anchor(self, opening: Opening) -> tuple[int, int] | None:
        """The day the period counts from, at least and at most; `None` while it is not settled."""
        match opening.rule.anchor:
            case "opening":
                return opening.day, opening.day
            case "trigger":
                return opening.trigger_day, opening.trigger_day
            case "publication":
                found = published(self._conditions, self._compiled.policy, opening)
                return None if found is None else (found, found)
            case "correction":
                corrected = self._correction(opening)
                return None if corrected is None else (corrected, corrected)
            case EndOf(end_of=policy):
                timeline = self._conditions.lists.get(policy)
                return (timeline.end_around(opening.day) if timeline else None) or (opening.day, opening.day)
        return None

    def _correction(self, opening: Opening) -> int | None:
        if self._compiled.correction is None:
            return None
        last = self._conditions.dossier.as_of
        at = Moment(last, last, opening.fact, opening.trigger_day, opening.day)
        days = [
            f.day for f in self._conditions.gather(self._compiled.correction, at).sure if f.day >= opening.trigger_day
        ]
        return max(opening.day, min(days)) if days else None


def published(conditions: Conditions, policy: str, opening: Opening) -> int | None:
    """The day of the first publication of *opening* on the list *policy*, if there is one."""
    for fact in conditions.dossier.about(policy, "publication"):
        if fact.day >= opening.day and names(conditions.dossier.named(fact), opening.rule, opening.fact_id):
            return fact.day
    return None


def names(grounds: frozenset[str] | None, rule: CompiledRule, fact_id: str) -> bool:
    """Whether *grounds* mean the ground of *rule* for the fact (a rule without fact by its own id); none mean all."""
    return grounds is None or (fact_id or rule.id) in grounds
