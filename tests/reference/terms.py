"""How long a ground lasts (S3, S13, S16): anchors, periods, ranges, the longest of several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from engine.calendar import Period
from engine.language.conditions import FactCondition
from engine.language.terms import DayField, EndOf, Longest, Range
from tests.reference.aggregates import counts
from tests.reference.asked import Asked, World
from tests.reference.coverage import covered
from tests.reference.days import EVER, FOREVER, Span, add, greatest, on
from tests.reference.dossier import Dossier, Fact
from tests.reference.law import value_on
from tests.reference.rules import Rule
from tests.reference.truths import Truth


@dataclass(frozen=True)
class Opening:
    """What opens a ground: a rule, the fact that triggered it, the two days, and the decision if one was made."""

    rule: Rule
    fact: Fact | None
    fact_id: str
    trigger: date
    day: date
    decision: Fact | None = None

    @property
    def name(self) -> str:
        """What a decision names the ground by."""
        return self.fact_id or self.rule.id


def names_ground(fact: Fact, name: str, dossier: Dossier) -> bool:
    """Whether *fact*, which speaks of a policy, speaks of the ground called *name*: by naming it, or naming none."""
    named = fact.fields.get("grounds")
    if not isinstance(named, frozenset):
        return True
    return name in {dossier.means(each) for each in named}


def about_policy(dossier: Dossier, type_name: str, policy_id: str) -> list[Fact]:
    """The facts of *type_name* about the policy, by day and id."""
    return [fact for fact in dossier.of_type(type_name) if fact.text("policy") == policy_id]


def correction_day(opening: Opening, upto: date, dossier: Dossier) -> date | None:
    """The day by *upto* of the first fact that surely corrects what was done: none before the trigger counts."""
    correction = opening.rule.policy.correction
    if correction is None:
        return None
    found = _corrections(correction, opening, upto, dossier)
    return min((fact.day for fact, truth in found if truth is True), default=None)


def correction_is_open(opening: Opening, upto: date, dossier: Dossier) -> bool:
    """Whether, though no fact surely corrects, one may: by its unknown fields, or by not having been sent."""
    correction = opening.rule.policy.correction
    if correction is None:
        return False
    may = any(truth is None for _, truth in _corrections(correction, opening, upto, dossier))
    start = _corrected_from(correction, opening)
    return may or not covered(dossier.base, correction.fact, upto, lambda day: day >= start)


def _corrections(correction: FactCondition, opening: Opening, upto: date, dossier: Dossier) -> list[tuple[Fact, Truth]]:
    start = _corrected_from(correction, opening)
    asked = Asked(upto, upto, opening.rule.policy, fact=opening.fact)
    facts = [fact for fact in dossier.of_type(*correction.fact) if start <= fact.day <= upto]
    return [(fact, counts(correction, fact, asked)) for fact in facts]


def _corrected_from(correction: FactCondition, opening: Opening) -> date:
    return max(opening.trigger, opening.day) if correction.since == "listing" else opening.trigger


def anchor_of(opening: Opening, world: World) -> date | None:
    """The day the period counts from; nothing while that is not settled."""
    anchor, dossier = opening.rule.listing.counts_from, world.dossier
    if isinstance(anchor, EndOf):
        end = world.lists[anchor.end_of].end_on(opening.day)
        if end is None:
            return opening.day
        return end.lo if end.settled else None
    if anchor == "publication":
        published = about_policy(dossier, "publication", opening.rule.policy_id)
        days = [f.day for f in published if f.day >= opening.day and names_ground(f, opening.name, dossier)]
        return min(days, default=None)
    if anchor == "correction":
        corrected = correction_day(opening, dossier.as_of, dossier)
        return None if corrected is None else max(opening.day, corrected)
    return opening.trigger if anchor == "trigger" else opening.day


def period_end(opening: Opening, law: date | None, anchor: date | None, world: World) -> Span | None:
    """When the rule's period runs out under the law of the day *law*; nothing where the rule has none."""
    term = opening.rule.listing.period
    if term is None:
        return None
    if isinstance(term, Range):
        return _range_end(term, opening, anchor, world.dossier)
    if isinstance(term, Longest):
        return greatest([_member_end(member, opening, law, anchor) for member in term.longest])
    return _member_end(term, opening, law, anchor)


def counted(period: Period | None, day: date, anchor: date | None) -> Span:
    """When *period* from *anchor* runs out, for a ground of *day*: open where one of the two is not known."""
    if period is None:
        return Span(day, FOREVER)
    return Span(add(day, period), FOREVER) if anchor is None else on(add(anchor, period))


def _period(term: Period | str, opening: Opening, law: date | None) -> Period | None:
    if isinstance(term, Period):
        return term
    value = value_on(opening.rule.policy, term, law)
    return value if isinstance(value, Period) else None


def _member_end(member: Period | str | DayField, opening: Opening, law: date | None, anchor: date | None) -> Span:
    if not isinstance(member, DayField):
        return counted(_period(member, opening, law), opening.day, anchor)
    named = opening.fact.fields.get(member.field) if opening.fact is not None else None
    return on(named) if isinstance(named, date) else Span(EVER, FOREVER)


def _range_end(term: Range, opening: Opening, anchor: date | None, dossier: Dossier) -> Span:
    """S3: between the bounds until a decision settles it; what it says outside them is not heard."""
    shortest, longest = (counted(bound, opening.day, anchor) for bound in term.range)
    unsettled = Span(shortest.lo, longest.hi)
    for decided in _decided_periods(opening, unsettled.hi, dossier):
        if _lies_in(decided, term, anchor or opening.day):
            return counted(decided, opening.day, anchor)
    return unsettled


def _lies_in(period: Period, term: Range, day: date) -> bool:
    shortest, longest = term.range
    return add(day, shortest) <= add(day, period) <= add(day, longest)


def _decided_periods(opening: Opening, latest: date, dossier: Dossier) -> Iterable[Period]:
    decisions = [opening.decision] if opening.decision is not None else []
    decisions += [
        fact
        for fact in about_policy(dossier, "term_decision", opening.rule.policy_id)
        if opening.day <= fact.day <= latest and names_ground(fact, opening.name, dossier)
    ]
    return [period for fact in decisions if (period := told_period(fact, "period")) is not None]


def told_period(fact: Fact, field: str) -> Period | None:
    """The period that the decision *fact* states in *field*; nothing where it states none that can be read."""
    text = fact.text(field)
    try:
        return None if text is None else Period.parse(text)
    except ValueError:
        return None


def extension_lies_in(extension: Period, bounds: Range, end: Span) -> bool:
    """Whether an authority may extend a ground that runs out on *end* by *extension*."""
    return _lies_in(extension, bounds, end.lo)


def lighter_end(
    opening: Opening, laws: list[date | None], anchor: date | None, world: World
) -> tuple[date | None, Span | None]:
    """S13: of *laws*, the one under which the ground ends earlier, the older of equals; and that end."""
    ends = [(law, period_end(opening, law, anchor, world)) for law in laws]

    def order(found: tuple[date | None, Span | None]) -> tuple[date, date, date]:
        law, end = found
        return (FOREVER if end is None else end.hi, FOREVER if end is None else end.lo, law or FOREVER)

    return min(ends, key=order)
