"""Which law speaks (S13): law days, what is in force on them, and the values parameters have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction

from engine.calendar import Period
from engine.language.policy import Listing, Policy
from engine.language.shape import InForce, Source
from engine.language.terms import Lighter
from tests.reference.dossier import Dossier, Fact, fact_type
from tests.reference.truths import Truth


def in_force(span: InForce, day: date | None) -> Truth:
    """Whether *span* contains *day*; of a day unknown, only a span without bounds surely does."""
    if span.from_ is None and span.to is None:
        return True
    if day is None:
        return None
    return (span.from_ is None or span.from_ <= day) and (span.to is None or day <= span.to)


def cited_in_force(sources: Mapping[str, Source], cited: Iterable[str], day: date | None) -> Truth:
    """S13: whether *day* lies between the first day of the documents *cited* and their last."""
    spans = [sources[one.split("/")[0]].in_force for one in cited if one.split("/")[0] in sources]
    starts, ends = [span.from_ for span in spans], [span.to for span in spans]
    first = None if None in starts else min((day for day in starts if day is not None), default=None)
    last = None if None in ends else max((day for day in ends if day is not None), default=None)
    return in_force(InForce.model_validate({"from": first, "to": last}), day)


def value_on(policy: Policy, name: str, day: date | None) -> Fraction | Period | None:
    """The value of the parameter *name* on the law day *day*; nothing where law names none or *day* is unknown."""
    values = policy.parameters[name].values
    begun = [start for start in values if day is not None and start <= day]
    value = values[max(begun)].value if begun else None
    return value if value is None or isinstance(value, Period) else Fraction(value)


def numbers(policy: Policy | None, day: date | None) -> Callable[[str], Fraction | None]:
    """What the names of *policy*'s numbers stand for on *day*."""

    def named(name: str) -> Fraction | None:
        value = value_on(policy, name, day) if policy is not None else None
        return value if isinstance(value, Fraction) else None

    return named


def law_days(dossier: Dossier, policy: Policy, rule: Listing, fact: Fact | None, *, listing: date) -> list[date | None]:
    """The law days of *rule* for the firing by *fact*: one, or the two that `lighter` compares.

    *listing* is the day the listing is decided, or as good as decided.
    """
    law_of = rule.law_of or policy.law_of or "listing"
    names = law_of.lighter if isinstance(law_of, Lighter) else (law_of,)
    days: list[date | None] = []
    for name in names:
        if name == "as_of":
            days.append(dossier.as_of)
        elif name == "listing":
            days.append(listing)
        else:
            days.append(None if fact is None else _dated_field(dossier, fact, name))
    return days


def _dated_field(dossier: Dossier, fact: Fact, name: str) -> date | None:
    kind = fact_type(dossier.base, fact.type)
    field = next((field for date_name, field in kind.dates.items() if date_name == name), None) if kind else None
    value = fact.fields.get(field) if field is not None else None
    return value if isinstance(value, date) else None
