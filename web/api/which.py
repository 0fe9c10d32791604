"""By which release, and by the law of which day, something is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from http import HTTPStatus

from adapters.clock import today
from adapters.sentences.words import Words
from adapters.verdicts.asking import NotKnown, program_of, release_meant
from engine.calendar import parse_day
from engine.language.base import PolicyBase
from web.api.access import actor, parts
from web.api.policies_told import Which
from web.api.problems import Refusal


@dataclass(frozen=True, slots=True)
class Law:
    """A *base*, the hash of the *release* it is of, and the *day* (an ordinal) whose law is told as that of now."""

    base: PolicyBase
    release: str
    day: int

    def words(self, spoken: str) -> Words:
        """The words for it in the language *spoken*."""
        return _words(self.base, spoken, self.day)


def law_asked(query: Which) -> Law:
    """The law that *query* is about; another release than the live one is for who may read releases."""
    if query.release is not None and not actor().may("releases:read"):
        raise Refusal(HTTPStatus.FORBIDDEN, "forbidden", permission="releases:read")
    release = release_asked(query.release)
    day = today(parts().clock) if query.as_of is None else parse_day(query.as_of)
    return Law(program_of(parts(), release).base, release, day)


def release_asked(asked: str | None) -> str:
    """The hash of the release *asked* for, the live one where none is."""
    try:
        with parts().database.reading() as connection:
            return release_meant(connection, asked, parts().clock.now())
    except NotKnown as error:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=error.what, name=error.name) from None


@lru_cache(maxsize=8)
def _words(base: PolicyBase, spoken: str, day: int) -> Words:
    return Words(base, spoken, date.fromordinal(day))
