"""The days and the release a request asks about, as its parameters say them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from adapters.clock import day_of, end_of, stamp, today
from adapters.verdicts.asking import Days
from engine.calendar import parse_day
from web.api.access import parts
from web.api.operations import Model

_FIRST: Final = datetime(1900, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9998, 12, 31, tzinfo=UTC)
RELEASE: Final = r"^[0-9a-f]{64}$"
"""The hash of a release."""


def _day(text: str) -> str:
    parse_day(text)
    return text


def _moment(text: str) -> str:
    if len(text) == len("2026-04-01"):
        parse_day(text)
        return text
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    if not _FIRST < moment < _LAST:
        raise ValueError("a moment of the years 1900 to 9998 is needed")
    return text


DayText = Annotated[
    str, AfterValidator(_day), Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"})
]
"""A day, as an ISO text."""
KnownText = Annotated[
    str, AfterValidator(_moment), Field(max_length=40, examples=["2026-04-01", "2026-04-01T08:00:00Z"])
]
"""A day, or a moment with its zone (RFC 3339)."""


class Asked(Model):
    """As of when, and by which release."""

    as_of: DayText | None = Field(None, description="the day asked about; today unless given")
    known_at: KnownText | None = Field(
        None, description="by what was known on this day, or stored at this moment; all that is known unless given"
    )
    release: str | None = Field(None, pattern=RELEASE, description="the hash of a release; the live one unless given")

    def days(self) -> Days:
        """The same as the engine counts days."""
        now = today(parts().clock)
        as_of = now if self.as_of is None else parse_day(self.as_of)
        if self.known_at is None:
            return Days(as_of, max(as_of, now))
        if len(self.known_at) == len("2026-04-01"):
            known_at = parse_day(self.known_at)
            return Days(as_of, known_at, seen=stamp(end_of(known_at)))
        moment = datetime.fromisoformat(self.known_at).astimezone(UTC)
        return Days(as_of, day_of(moment), stamp(moment), stamp(moment))
