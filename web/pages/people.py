"""Who did something, by name: what stands in histories beside what was done; the id is told on pointing at it."""

from __future__ import annotations

from typing import Final

from flask import g
from markupsafe import Markup, escape

from adapters.access.actor import NOBODY
from adapters.publishing.kept import ITSELF
from engine.catalogue import text
from web.pages.asking import ask
from web.pages.language import spoken

_WHO: Final = Markup('<span title="{}">{}</span>')


def who(id_: str | None) -> Markup:
    """What the user *id_* is called; the id itself where there is no name, or who asks may not know it."""
    if not id_:
        return Markup()
    if id_ == ITSELF:
        return escape(text("frame.shipped.by", spoken()))
    name = _name(id_)
    return escape(id_) if name in (None, id_) else _WHO.format(id_, name)


def _name(id_: str) -> str | None:
    """The name of the user *id_*, asked for once a page."""
    if not g.get("actor", NOBODY).may("releases:read"):
        return None
    known: dict[str, str | None] = g.setdefault("people", {})
    if id_ not in known:
        found = ask("GET", "/v1/user-names", query={"id": id_})["users"]
        known[id_] = next((one["name"] for one in found), None)
    return known[id_]
