"""The home page, for whoever comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from adapters.access.actor import NOBODY, Actor
from web.api.access import actor
from web.impact_report.line import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, Line, line
from web.pages.asking import ask
from web.pages.casework.area import PLURALS
from web.pages.frame import render
from web.pages.home.doing import to_do
from web.pages.names import called
from web.pages.routes import Pages

home: Final = Pages("home")
_RELEASES: Final = 5
_SORTS: Final = ("black", "watch", "notice", "red")


@home.add("/", allow="public")
def home_page() -> Any:
    """What needs doing; for who is not signed in, where to look things up."""
    who = actor()
    if who is NOBODY or who.roles == {"public"}:
        return render("home/public.html", lists=_published(), names=called(), sorts=_SORTS)
    sizes = ask("GET", "/v1/list-sizes") if who.may("lists:read") else None
    return render(
        "home/home.html", blocks=to_do(who), names=called(), plurals=PLURALS, sizes=sizes, lines=_lines(sizes),
        at={"W": WIDTH, "H": HEIGHT, "LEFT": LEFT, "RIGHT": RIGHT, "BOTTOM": BOTTOM}, releases=_releases(who),
    )  # fmt: skip


def _lines(sizes: Any) -> Sequence[Line]:
    """The drawing of each list of *sizes*."""
    return [line(sizes["days"], one["sizes"]) for one in sizes["lists"]] if sizes is not None else []


def _releases(who: Actor) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any] | None]]:
    """The last releases, each with the one before it."""
    if not who.may("releases:read"):
        return []
    found = ask("GET", "/v1/releases", query={"limit": _RELEASES + 1})["releases"]
    return list(pairwise([*found, None]))[:_RELEASES]


def _published() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The lists that are published, by their sort."""
    told = ask("GET", "/v1/public/lists")["lists"]
    return {sort: [one for one in told if one["sort"] == sort] for sort in _SORTS}
