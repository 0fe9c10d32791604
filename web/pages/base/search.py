"""Search over the whole policy base: a page of everything found, and a few suggestions while one types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Any, Final

from flask import request

from web.api.access import actor
from web.docs_pages.edition import Edition
from web.docs_pages.search import Entry, Index
from web.pages.base.area import base
from web.pages.base.asked import Asked, asked
from web.pages.base.cases import Claims, claims_of
from web.pages.frame import render

SEARCH: Final = "/search"
_LONGEST: Final = 100
_MAKING: Final = Lock()
"""Held by who makes an index, so that who asks meanwhile has it from them."""
_SUGGESTED: Final = 12
_SHOWN: Final = 20
"""Things of one sort that are shown until all of them are asked for."""
_MOST: Final = 300
SORTS: Final = (
    "policy", "parameter", "measure", "department", "document", "fact_type", "linkage", "overlay", "clause", "rule",
    "case",
)  # fmt: skip
"""What is found, in the order it is shown."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something found, and the address that tells it."""

    entry: Entry
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one *sort*: how many, and those *shown*."""

    sort: str
    count: int
    shown: tuple[Found, ...]


@base.add(SEARCH, allow="policies:read")
def search() -> Any:
    """Everything that is found, sort by sort."""
    law, wanted, sort = asked(), _wanted(), request.args.get("sort", "")
    groups = _grouped(law, index_of(law).find(wanted), sort)
    return law.page(
        "base/search.html", SEARCH, asked=wanted, groups=groups, sort=sort, of_subjects=actor().may("subjects:read")
    )


@base.add("/search/suggestions", allow="policies:read")
def suggestions() -> Any:
    """The few things that are nearest, to be chosen from while one types."""
    law = asked()
    found = islice(index_of(law).find(_wanted()), _SUGGESTED)
    return render("base/suggestions.html", found=tuple(_found(law, found)), words=law.edition.words)


def index_of(law: Asked) -> Index:
    """What finds everything of the base of *law*."""
    with _MAKING:
        return _index(law.edition, claims_of(law.law))


@lru_cache(maxsize=4)
def _index(edition: Edition, claims: Claims) -> Index:
    return Index(edition.entries(claims.of))


def _wanted() -> str:
    return request.args.get("q", "").strip()[:_LONGEST]


def _grouped(law: Asked, found: Iterable[Entry], sort: str) -> tuple[Group, ...]:
    """What was *found* by sorts; all of those of *sort*, and the nearest of others."""
    by: dict[str, list[Entry]] = {one: [] for one in SORTS}
    for entry in found:
        by[entry.sort].append(entry)
    return tuple(
        Group(one, len(some), tuple(_found(law, some[: _MOST if one == sort else _SHOWN])))
        for one, some in by.items()
        if some and sort in ("", one)
    )


def _found(law: Asked, entries: Iterable[Entry]) -> Iterable[Found]:
    return (Found(one, law.addresses.href(SEARCH, one.ref)) for one in entries)
