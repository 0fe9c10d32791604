"""Grounds: what each firing puts on the list, and when it ends (S3, S15, S16)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from engine.calendar import Period
from tests.reference.asked import Asked
from tests.reference.days import OPEN_ENDED, Span, add, greatest, least, on
from tests.reference.dossier import Fact
from tests.reference.rules import Rule
from tests.reference.stays import Stay


@dataclass
class Ground:
    """One firing that opened (or may have): it changes only on the days something happens to it."""

    rule: Rule
    fact: Fact | None
    fact_id: str
    trigger: date
    opening: date
    law: date | None
    anchor: date | None
    period_end: Span | None
    """When its period runs out; it has none where only a cure ends it."""
    cap: date
    decision: Fact | None = None
    certain: bool = True
    from_parameter: bool = False
    """Whether its end is that of a dated period, which later law may shorten (S17)."""
    cured_on: date | None = None
    repaired_on: date | None = None
    resumed: bool = False
    """Whether its repair was undone and another ground goes on in its place (S20)."""
    principal: Stay | None = None
    """For a role-holder: the principal's spell, with which it ends (S24)."""
    own_repair: bool = True

    @property
    def name(self) -> str:
        """What a decision or application names it by."""
        return self.fact_id or self.rule.id

    def last(self) -> Span:
        """Its last day as things stand."""
        if self.repaired_on is not None:
            return on(self.repaired_on)
        return self.unrepaired_last()

    def unrepaired_last(self) -> Span:
        """Its last day if it had not been repaired: period, cure and cap together, its opening day at the least."""
        ends = least([self._combined(), on(self.cap)])
        return greatest([ends, on(self.opening)])

    def _combined(self) -> Span:
        period = self.period_end
        if self.principal is not None:
            return self.principal.last
        if self.rule.listing.until is None:
            return OPEN_ENDED if period is None else period
        cure = OPEN_ENDED if self.cured_on is None else on(self.cured_on)
        if period is None:
            return cure
        ends = self.rule.listing.ends
        return greatest([period, cure]) if ends is not None and ends.all_ is not None else least([period, cure])

    def ended_by(self) -> str:
        """What its last day comes by."""
        if self.repaired_on is not None:
            return "repair"
        if self.principal is not None:
            return self.principal.ended_by
        return "cure" if self.cured_on is not None and self.last().hi == self.cured_on else "expiry"

    def is_open(self, day: date) -> bool:
        """Whether it has opened by *day* and has not surely ended before."""
        return self.opening <= day <= self.last().hi

    def repair_on(self, day: date) -> None:
        """Let it end by repair on *day*, unless it was cured that very day."""
        if self.ended_by() != "cure" or self.last().hi != day:
            self.repaired_on = day

    def extend(self, end: Span) -> None:
        """Let its period run out on *end* instead."""
        self.period_end = end

    def stay(self) -> Stay:
        """How it stands."""
        by_principal = self.principal is not None and self.repaired_on is None
        return Stay(self.opening, self.last(), self.ended_by(), self.rule.id, self.fact_id, by_principal, self.certain)

    def asked(self, day: date, law: date | None, correction: date | None, *, strictly: bool = False) -> Asked:
        """What a condition on *day* that speaks of this ground is asked about."""
        return Asked(
            day,
            law,
            self.rule.policy,
            self.rule.policy_id,
            self.fact,
            self.trigger,
            self.opening,
            correction,
            self.rule.listing.on,
            strictly=strictly,
        )


def resumed(ground: Ground, day: date, how: str, anew: Span | None, cap: date) -> Ground | None:
    """S20: the ground that goes on from *day* where the repair of *ground* is undone; nothing where it is over."""
    assert ground.repaired_on is not None
    left = ground.unrepaired_last()
    if how == "old_end" and left.hi < day:
        return None
    again = replace(ground, opening=day, repaired_on=None)
    if how == "remainder":
        again.cap = _days_on(day, ground.repaired_on, ground.cap)
        again.period_end = _shifted(ground.period_end, ground.repaired_on, day)
        again.from_parameter = False
        if ground.principal is not None:
            last = _shifted(ground.principal.last, ground.repaired_on, day) or OPEN_ENDED
            again.principal = replace(ground.principal, last=last)
    elif how == "anew":
        again.period_end = anew
        again.anchor = day
        again.cap = cap
    if again.period_end is not None:
        again.period_end = greatest([again.period_end, on(day)])
    return again


def _shifted(end: Span | None, ended: date, resumes: date) -> Span | None:
    if end is None:
        return None
    return Span(_days_on(resumes, ended, end.lo), _days_on(resumes, ended, end.hi))


def _days_on(resumes: date, ended: date, last: date) -> date:
    if last == date.max:
        return last
    return add(resumes, Period(max((last - ended).days, 0), "days"))
