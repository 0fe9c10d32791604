"""What a page about a subject is asked: as of which day, by what was known when, by which release, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import request

from adapters.access.sight import purposes_of
from adapters.clock import iso_day, today
from web.api.access import actor, parts
from web.pages.frame import say

_MOST: Final = 64
_KEYS: Final = ("as_of", "known_at", "release")


@dataclass(frozen=True)
class Asking:
    """What the address says; what it leaves out is `None`. *purposes* are those that who asks may give."""

    as_of: str | None
    known_at: str | None
    release: str | None
    purpose: str | None
    today: str
    purposes: tuple[tuple[str, str], ...]

    @property
    def day(self) -> str:
        """The day asked about."""
        return self.as_of or self.today

    @property
    def query(self) -> dict[str, str]:
        """The same as the API takes it."""
        return {name: value for name in _KEYS if (value := getattr(self, name)) is not None}

    def to(self, path: str, **more: Any) -> str:
        """The address of *path* with the same question, and *more*."""
        said = {**self.query, **({"purpose": self.purpose} if self.purpose else {}), **more}
        told = {name: value for name, value in said.items() if value is not None}
        return f"{path}?{urlencode(told)}" if told else path


def asking() -> Asking:
    """What the address of the page asks."""
    given = {name: request.args.get(name, "").strip()[:_MOST] or None for name in (*_KEYS, "purpose")}
    purposes = tuple((one, say(f"subjects.purpose.{one}")) for one in purposes_of(actor()))
    return Asking(**given, today=iso_day(today(parts().clock)), purposes=purposes)


def address(subject: str, tab: str = "") -> str:
    """The path of a page about *subject*."""
    return f"/subjects/{quote(subject, safe=':')}" + (f"/{tab}" if tab else "")
