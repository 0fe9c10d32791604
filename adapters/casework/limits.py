"""Limits: which ones a policy sets, from which step they run, and on which day they end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from engine.calendar import Period, WorkingCalendar, add
from engine.language.policy import Clock, Policy

Event = Literal["notice", "trigger", "decision", "application", "publication"]
Role = Literal["authority", "subject", "department"]

ACKNOWLEDGE: Final = Period(7, "days")
EXECUTE: Final = Period(30, "days")
END: Final = Period(7, "days")
"""How long departments have with measures. No law says so: these are the service's own, and block nothing."""


@dataclass(frozen=True)
class Limit:
    """A limit as it begins: *what* it is for, whose it is, when it *starts*, whether it *rolls* past days of rest."""

    what: str
    role: Role
    starts: int
    period: Period
    basis: tuple[str, ...] = ()
    rolls: bool = True

    def last(self, calendar: WorkingCalendar | None) -> int | None:
        """Its last day; nothing where *calendar* does not reach that far."""
        return last_day(calendar, self.starts, self.period, rolls=self.rolls)


def last_day(calendar: WorkingCalendar | None, starts: int, period: Period, *, rolls: bool) -> int | None:
    """The last day of *period* from the day *starts*, which is not counted (S2).

    A limit that *rolls* and ends on a day of rest ends on the next day that is worked. Nothing where the calendar has
    no data for the days it needs.
    """
    if period.unit == "working_days":
        return None if calendar is None else calendar.add_working_days(starts, period.count)
    last = add(starts, period)
    if not rolls:
        return last
    return None if calendar is None else calendar.roll(last)


def limits_of(policy: Policy | None, event: Event, day: int) -> Iterator[Limit]:
    """The limits of *policy* that run from *event* of *day*."""
    if policy is None:
        return
    if policy.notice is not None and policy.notice.from_ == event:
        yield _limit("statement", "subject", policy.notice, day)
    if policy.objection is not None and policy.objection.from_ == event:
        of_authority = event == "application"
        yield _limit("settlement" if of_authority else "objection", "authority" if of_authority else "subject",
                     policy.objection, day)  # fmt: skip
    if event == "trigger" and policy.list is not None and policy.list.lapses is not None:
        yield Limit("decision", "authority", day, policy.list.lapses, policy.list.basis, rolls=False)
    if event == "publication" and policy.publish is not None and policy.publish.longest is not None:
        yield Limit("end of publicity", "authority", day, policy.publish.longest, policy.publish.basis, rolls=False)


def _limit(what: str, role: Role, clock: Clock, day: int) -> Limit:
    return Limit(what, role, day, clock.period, clock.basis)
