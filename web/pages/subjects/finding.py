"""Finding a subject: by its code, or by how its name begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from flask import request

from web.pages.asking import ask
from web.pages.frame import render
from web.pages.subjects.area import subjects
from web.pages.subjects.asking import Asking, address, asking
from web.pages.subjects.looking import kind_name, region_name

_MOST: Final = 100
_PAGE: Final = 50
_FEWEST: Final = 2


@subjects.add("/subjects", allow="subjects:read")
def search_page() -> Any:
    """Find a subject."""
    asked, words = asking(), request.args.get("q", "").strip()[:_MOST]
    found, following = _found(words, asked) if len(words) >= _FEWEST else ([], None)
    further = asked.to("/subjects", q=words, cursor=following) if following else None
    return render(
        "subjects/search.html", asking=asked, q=words, found=found, next=further, short=0 < len(words) < _FEWEST,
        kind_name=kind_name, region_name=region_name,
    )  # fmt: skip


def _found(words: str, asked: Asking) -> tuple[list[tuple[str, Any]], str | None]:
    """Those found, each with the address of its page; and the cursor of those after them."""
    for code in _codes(words):
        by_code = ask("GET", "/v1/subjects", query={"code": code}, purpose=asked.purpose)["subjects"]
        if by_code:
            # Of a person the answer may not tell the id: the page is led to by what was typed.
            return [(asked.to(address(code if one["masked"] else one["id"])), one) for one in by_code], None
    query = {"name": words, "limit": _PAGE, "cursor": request.args.get("cursor")}
    by_name = ask("GET", "/v1/subjects", query=query, purpose=asked.purpose)
    return [(asked.to(address(one["id"])), one) for one in by_name["subjects"]], by_name["next"]


def _codes(words: str) -> Iterator[str]:
    """The ids and codes that *words* may be: as they are, in capitals, and as the number of a person."""
    if words.isascii() and words.isprintable() and " " not in words:
        yield from dict.fromkeys((words, words.upper(), f"person:{words.upper()}"))
