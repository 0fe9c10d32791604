"""When a ground's period ends: its length by law, its anchor, what a decision settles (S3, S13, S16, S17)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.calendar import FOREVER, Period, add
from engine.compile.lists import CompiledList
from engine.compile.nodes import Law
from engine.compile.rules import ByLaw, CompiledRule
from engine.conditions import Conditions, Moment
from engine.facts import Fact
from engine.language.terms import EndOf


class Opening(NamedTuple):
    """A ground about to open: its rule and fact, the days it was triggered and opens, the decision that opens it."""

    rule: CompiledRule
    fact: Fact | None
    fact_id: str
    trigger_day: int
    day: int
    decision: Fact | None = None


class End(NamedTuple):
    """The last day of a period, at least and at most; *settled_by* is the decision that chose it of a range.

    *out_of_range*: a decision stated a period that does not lie in the range, and was passed over.
    """

    low: int
    high: int
    settled_by: Fact | None = None
    out_of_range: bool = False


class Terms:
    """Ends of periods for the grounds of one list."""

    def __init__(self, compiled: CompiledList, conditions: Conditions) -> None:
        self._compiled = compiled
        self._conditions = conditions

    def end(self, opening: Opening, law: Law, anchor: int | None) -> End:
        """The last day of the rule's period by the law of a day; `FOREVER` where the rule has none."""
        term = opening.rule.term
        if term is None:
            return End(FOREVER, FOREVER)
        if term.range is not None:
            return self._ranged(opening, term.range, anchor)
        ends = [counted(_at(period, law), opening.day, anchor) for period in term.periods]
        ends += [_named_day(opening, name) for name in term.day_fields]
        low, high = max(end.low for end in ends), max(end.high for end in ends)
        return End(max(low, opening.day), max(high, opening.day))

    def lightest(self, opening: Opening, laws: tuple[Law, ...], anchor: int | None) -> tuple[Law, End]:
        """Of *laws*, the one under which the period ends earlier, the older of equals, and that end (从旧兼从轻)."""
        ends = [(law, self.end(opening, law, anchor)) for law in laws]
        return ends[0] if len(ends) == 1 else min(ends, key=_by_end)

    def anchor(self, opening: Opening) -> int | None:
        """The day the period counts from; nothing while that is not settled."""
        match opening.rule.anchor:
            case "opening":
                return opening.day
            case "trigger":
                return opening.trigger_day
            case "publication":
                return self._published(opening)
            case "correction":
                return self._corrected(opening)
            case EndOf(end_of=policy):
                timeline = self._conditions.lists.get(policy)
                end = timeline.end_around(opening.day) if timeline is not None else None
                if end is None:
                    return opening.day
                return end[0] if end[0] == end[1] else None
        return None

    def _ranged(self, opening: Opening, bounds: tuple[Period, Period], anchor: int | None) -> End:
        """Between the bounds until a decision settles it; what it says outside them is passed over."""
        low, high = counted(bounds[0], opening.day, anchor).low, counted(bounds[1], opening.day, anchor).high
        passed_over = False
        for decision, period in self._stated(opening, high):
            if lies_in(period, bounds, opening.day if anchor is None else anchor):
                end = counted(period, opening.day, anchor)
                low, high = max(end.low, opening.day), max(end.high, opening.day)
                return End(low, high, decision, passed_over)
            passed_over = True
        return End(max(low, opening.day), max(high, opening.day), None, passed_over)

    def _stated(self, opening: Opening, latest: int) -> Iterator[tuple[Fact, Period]]:
        """The periods decisions state for *opening*, that of the listing decision first."""
        if opening.decision is not None and (period := period_of(opening.decision, "period")) is not None:
            yield opening.decision, period
        dossier = self._conditions.dossier
        for fact in dossier.about(self._compiled.policy, "term_decision"):
            period = period_of(fact, "period")
            if period is not None and opening.day <= fact.day <= latest and self._means(fact, opening):
                yield fact, period

    def _published(self, opening: Opening) -> int | None:
        facts = self._conditions.dossier.about(self._compiled.policy, "publication")
        return next((fact.day for fact in facts if fact.day >= opening.day and self._means(fact, opening)), None)

    def _means(self, fact: Fact, opening: Opening) -> bool:
        return names(self._conditions.dossier.named(fact), opening.rule, opening.fact_id)

    def _corrected(self, opening: Opening) -> int | None:
        if self._compiled.correction is None:
            return None
        last = self._conditions.dossier.as_of
        at = Moment(last, last, opening.fact, opening.trigger_day, opening.day)
        found = self._conditions.gather(self._compiled.correction, at).sure
        days = [fact.day for fact in found if fact.day >= opening.trigger_day]
        return max(opening.day, min(days)) if days else None


def counted(period: Period | None, day: int, anchor: int | None) -> End:
    """When *period* from *anchor* runs out, for a ground of *day*: open where one of the two is not known."""
    if period is None:
        return End(day, FOREVER)
    if anchor is None:
        return End(add(day, period), FOREVER)
    return End(last := add(anchor, period), last)


def lies_in(period: Period, bounds: tuple[Period, Period], day: int) -> bool:
    """Whether *period* lies between *bounds*, compared by the days they end on, counted from *day*."""
    return add(day, bounds[0]) <= add(day, period) <= add(day, bounds[1])


def period_of(fact: Fact | None, name: str) -> Period | None:
    """The period that the text field *name* of a decision gives, if it is one."""
    raw = fact.fields.get(name) if fact is not None else None
    if not isinstance(raw, str):
        return None
    try:
        return Period.parse(raw)
    except ValueError:
        return None


def names(grounds: frozenset[str] | None, rule: CompiledRule, fact_id: str) -> bool:
    """Whether *grounds* mean the ground of *rule* for the fact (a rule without fact by its own id); none mean all."""
    return grounds is None or (fact_id or rule.id) in grounds


def _named_day(opening: Opening, name: str) -> End:
    day = opening.fact.fields.get(name) if opening.fact is not None else None
    return End(day, day) if isinstance(day, int) else End(0, FOREVER)


def _at(period: ByLaw, law: Law) -> Period | None:
    if len(period.values) == 1:
        return period.values[0]
    return None if law is None else period.at(law)


def _by_end(found: tuple[Law, End]) -> tuple[int, int, int]:
    law, end = found
    return end.high, end.low, FOREVER if law is None else law
