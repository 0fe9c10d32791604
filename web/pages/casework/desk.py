"""The desk: what is due, what is overdue first; and the matters of each kind."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from adapters.casework.moves import STATES
from web.api.problems import Refusal
from web.pages.asking import ask
from web.pages.casework.area import KINDS, around, casework, given
from web.pages.frame import render

_MOST: Final = 50
_FILTERS: Final = ("kind", "sector", "role", "department")


@casework.add("/casework", allow="casework:read")
def desk_page() -> Any:
    """What is due, first what is over."""
    chosen = given(*_FILTERS, "mine", "overdue", "cursor")
    found = ask("GET", "/v1/deadlines", query={**chosen, "limit": _MOST})
    return render(
        "casework/desk.html", **around(), summary=ask("GET", "/v1/matters/summary"), due=found, chosen=chosen,
        next=_next("/casework", chosen, found["next"]),
    )  # fmt: skip


@casework.add("/casework/<kinds>", allow="casework:read")
def matters_page(kinds: str) -> Any:
    """The matters of one kind."""
    kind, path = kind_of(kinds)
    chosen = given("sector", "state", "policy", "department", "subject", "open", "mine", "cursor")
    found = ask("GET", path, query={**chosen, "limit": _MOST})
    return render(
        "casework/matters.html", **around(), kind=kind, kinds=kinds, found=found, chosen=chosen, states=STATES[kind],
        next=_next(f"/casework/{kinds}", chosen, found["next"]),
    )  # fmt: skip


def kind_of(kinds: str) -> tuple[Any, str]:
    """The kind of matter that *kinds* of an address means, and where the API has it."""
    if kinds not in KINDS:
        raise Refusal(HTTPStatus.NOT_FOUND, "not_found")
    return KINDS[kinds]


def _next(path: str, chosen: dict[str, str], cursor: str | None) -> str | None:
    """The address of the next page."""
    return None if cursor is None else f"{path}?{urlencode({**chosen, 'cursor': cursor})}"
