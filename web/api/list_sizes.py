"""How large lists were: month by month, how many stood on each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Final

from pydantic import Field

from adapters.clock import today
from adapters.database.connect import Database
from adapters.state import listing
from adapters.state.rows import LISTED
from adapters.state.sizes import latest, sizes
from engine.compile.program import Program
from web.api.access import parts
from web.api.lists import list_known, live_program
from web.api.operations import Answer, Model, Operations
from web.api.showing import internal_to, list_asked

list_sizes: Final = Operations("lists")
_MOST: Final = 20


class Wanted(Model):
    """Of which lists, and how far back."""

    policy: tuple[Annotated[str, Field(max_length=200)], ...] = Field(
        (), max_length=_MOST, description="lists; may be said several times; those with most on them unless given"
    )
    limit: int = Field(6, ge=1, le=_MOST, description="so many of those with most on them")
    months: int = Field(24, ge=1, le=120)


class Size(Model):
    """A list, and how many stood on it on each day."""

    policy: str
    title: str
    sort: str = Field(description="black, watch, red, or notice")
    sizes: tuple[int, ...]


class Sizes(Model):
    """How many stood on lists on the first day of each month, and today; the largest list first."""

    as_of: str
    release: str
    days: tuple[str, ...]
    lists: tuple[Size, ...]


@list_sizes.add("GET", "/list-sizes", allow="lists:read", query=Wanted, answers={200: Answer(Sizes)})
def sizes_of_lists(query: Wanted) -> Any:
    """How large lists were, month by month, as known now; lists that are not published are told for a purpose alone."""
    hash_, program = live_program()
    days = _days(today(parts().clock), query.months)
    for policy in query.policy:
        list_known(program, policy)
        list_asked(program, policy)
    database = parts().database
    with database.reading() as connection:
        policies = query.policy or _largest(program, listing.counted(connection), internal_to((hash_,)), query.limit)
        now = latest(connection)
    found = _sizes(database, policies, days, now)
    ordered = sorted(policies, key=lambda policy: (-found[policy][-1], policy))
    told = tuple(
        Size(policy=one, title=program.base.policies[one].title, sort=program.lists[one].kind, sizes=found[one])
        for one in ordered
    )
    return Sizes(as_of=days[-1], release=hash_, days=days, lists=told)


@lru_cache(maxsize=32)
def _sizes(
    database: Database, policies: tuple[str, ...], days: tuple[str, ...], now: tuple[int, int]
) -> Mapping[str, tuple[int, ...]]:
    """The sizes there are *now*: counted once, until somebody's standing changes."""
    del now
    with database.reading() as connection:
        return sizes(connection, policies, days)


def _largest(
    program: Program, counts: Mapping[str, Mapping[str, int]], hidden: frozenset[str], limit: int
) -> tuple[str, ...]:
    """Those of the lists of *program* on which most stand, without those *hidden*."""
    known = {one: counts.get(one, {}).get(LISTED, 0) for one in program.lists if one not in hidden}
    return tuple(sorted((one for one in known if known[one]), key=lambda one: (-known[one], one))[:limit])


def _days(day: int, months: int) -> tuple[str, ...]:
    """The first days of the last *months*, and *day* itself."""
    now = date.fromordinal(day)
    last = now.year * 12 + now.month - 1
    firsts = (divmod(number, 12) for number in range(last - months + 1, last + 1))
    return tuple(dict.fromkeys((*(date(year, month + 1, 1).isoformat() for year, month in firsts), now.isoformat())))
