"""Published lists: which there are, who is on them as the law lets everybody see it, and whether somebody is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask import request

from adapters.shanxi import CITIES
from web.pages.asking import ask
from web.pages.frame import render
from web.pages.names import called
from web.pages.public.area import public
from web.pages.subjects.looking import kind_name, region_name

_SORTS: Final = ("black", "watch", "notice", "red")
_PAGE: Final = 50
_MOST: Final = 100
_FEWEST: Final = 2


@public.add("/public", allow="public")
def lists_page() -> Any:
    """All published lists, and on which of them somebody stands who is looked for."""
    told = ask("GET", "/v1/public/lists")
    words = request.args.get("q", "").strip()[:_MOST]
    found = _sought(words) if len(words) >= _FEWEST else None
    return render(
        "public/lists.html", told=told, groups=tuple(_groups(told["lists"])), q=words, found=found, called=called(),
        short=0 < len(words) < _FEWEST, kind_name=kind_name, region_name=region_name,
    )  # fmt: skip


@public.add("/public/<path:policy>", allow="public")
def list_page(policy: str) -> Any:
    """Who is on a list."""
    one = next((known for known in ask("GET", "/v1/public/lists")["lists"] if known["policy"] == policy), None)
    region = request.args.get("region") or None
    query = {"limit": _PAGE, "cursor": request.args.get("cursor"), "region": region}
    told = ask("GET", f"/v1/public/lists/{policy}", query=query)
    return render(
        "public/list.html", one=one, told=told, region=region, called=called(), is_further=query["cursor"] is not None,
        cities=[(city.code[:4], city.name) for city in CITIES], kind_name=kind_name, region_name=region_name,
    )  # fmt: skip


def _sought(words: str) -> Any:
    """On which lists the one stands whose whole code or name *words* are."""
    query = {"code": words.upper()} if words.isascii() else {"name": words}
    return ask("GET", "/v1/public/listings", query=query)


def _groups(lists: list[Mapping[str, Any]]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """*lists* by their sort, the gravest first."""
    for sort in _SORTS:
        some = [one for one in lists if one["sort"] == sort]
        if some:
            yield sort, some
