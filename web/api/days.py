"""The days and the release a request asks about, as its parameters say them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from adapters.clock import day_of, end_of, stamp, today
from adapters.verdicts.asking import Days
from engine.calendar import parse_day
from web.api.access import parts
from web.api.operations import Model
from web.api.problems import mistaken

_FIRST: Final = datetime(1900, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9998, 12, 31, tzinfo=UTC)
_EARLIEST: Final = "0001-01-01"
_FARTHEST: Final = "2199-12-31"
_UNESCAPED: Final = re.compile(r"(T[\d:.]+) (?=\d{2}:?\d{2}$)")
"""A space where an address had the `+` of a zone as it is, which means one."""
RELEASE: Final = r"^[0-9a-f]{64}$"
"""The hash of a release."""


def _day(text: str) -> str:
    try:
        parse_day(text)
    except ValueError:
        raise mistaken("day", given=text) from None
    return text


def _near(text: str) -> str:
    if text > _FARTHEST:
        raise mistaken("days", first=_EARLIEST, last=_FARTHEST)
    return text


def _moment(text: str) -> str:
    if len(text) == len("2026-04-01"):
        return _day(text)
    text = _UNESCAPED.sub(r"\1+", text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise mistaken("moment", given=text) from None
    if moment.tzinfo is None:
        raise mistaken("zone", given=text)
    if not _FIRST < moment < _LAST:
        raise mistaken("years", first=_FIRST.year, last=_LAST.year)
    return text


DayText = Annotated[
    str,
    AfterValidator(_day),
    Field(max_length=40, json_schema_extra={"format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
]
"""A day, as an ISO text."""
AskedText = Annotated[DayText, AfterValidator(_near)]
"""A day that is asked about: centuries ahead there is no law, only a lot to be looked through."""
KnownText = Annotated[
    str, AfterValidator(_moment), Field(max_length=40, examples=["2026-04-01", "2026-04-01T08:00:00Z"])
]
"""A day, or a moment with its zone (RFC 3339)."""


class Asked(Model):
    """As of when, and by which release."""

    as_of: AskedText | None = Field(None, description="the day asked about; today unless given")
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
