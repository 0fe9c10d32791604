"""The audit log: who did what about whom; and whether its chain is whole, gone through at the press of a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask import request

from web.pages.admin.area import admin, given, shown
from web.pages.asking import ask

_MOST: Final = 50
_BLOCKS: Final = 48
PURPOSE: Final = "audit"
"""What the log is read for: auditors are then told whom entries are about, and that is noted."""


@dataclass(frozen=True)
class Block:
    """A stretch of the chain as it is drawn: from entry *first* to *last*, at *x*; whether something is wrong in it."""

    first: int
    last: int
    x: int
    flaws: int


@admin.add("/admin/audit", allow="audit:read", methods=("GET", "POST"))
def audit_page() -> Any:
    """What was done, newest first; sent, the whole chain is gone through."""
    end = ask("GET", "/v1/audit")  # first, for what is asked below is noted as well
    checked = ask("POST", "/v1/audit/verify") if request.method == "POST" else None
    chosen = given("actor", "what", "subject", "since", "until", "cursor")
    found = ask("GET", "/v1/audit/entries", query={**chosen, "limit": _MOST}, purpose=PURPOSE)
    more = {**chosen, "cursor": found["next"]} if found["next"] else None
    return shown(
        "audit", "audit", found=found["entries"], end=end, chosen=chosen, checked=checked,
        blocks=blocks(checked) if checked else [], next=f"/admin/audit?{urlencode(more)}" if more else None,
    )  # fmt: skip


def blocks(checked: Any) -> list[Block]:
    """The chain as stretches of equal length, to be drawn."""
    entries = max([checked["entries"], *(one["number"] for one in checked["flaws"]), 1])
    each = -(-entries // _BLOCKS)
    starts = range(1, entries + 1, each)
    wrong = [one["number"] for one in checked["flaws"]]
    return [
        Block(first, min(first + each - 1, entries), number * 20, sum(first <= one < first + each for one in wrong))
        for number, first in enumerate(starts)
    ]
