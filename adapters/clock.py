"""What time it is, as an argument: the engine has no clock, and tests have their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Shanghai")
"""The days of the law (S1)."""


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """This moment, in UTC."""


class SystemClock:
    """The machine's clock, moved by the seconds that the file *shift* holds, where there is one (for tests of time)."""

    def __init__(self, shift: Path | None = None) -> None:
        self._shift = shift

    def now(self) -> datetime:
        """This moment, in UTC."""
        moment = datetime.now(UTC)
        if self._shift is None:
            return moment
        return moment + timedelta(seconds=float(self._shift.read_text()))


class FixedClock:
    """A clock that stands at *moment* until it is set."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.moment


def today(clock: Clock) -> int:
    """The ordinal of the day it is in Asia/Shanghai."""
    return day_of(clock.now())


def day_of(moment: datetime) -> int:
    """The ordinal of the day *moment* falls on in Asia/Shanghai."""
    return moment.astimezone(ZONE).date().toordinal()


def end_of(day: int) -> datetime:
    """The last moment of the day of ordinal *day* in Asia/Shanghai."""
    return datetime.combine(date.fromordinal(day), time.max, ZONE)


def stamp(moment: datetime) -> str:
    """*moment* as the store and the API write it: RFC 3339 in UTC, with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


@lru_cache(maxsize=4096)
def iso_day(ordinal: int) -> str:
    """The day of *ordinal* as an ISO text."""
    return date.fromordinal(ordinal).isoformat()
