"""What a draft changes: found out once for each state of it, since the cases of what it changes are run for that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from adapters.clock import iso_day, today
from web.api.access import parts
from web.pages.asking import ask
from web.pages.language import spoken

Draft = Mapping[str, Any]
_FOUND: Final[dict[tuple[str, ...], Mapping[str, Any]]] = {}
_MOST: Final = 64


def known(draft: Draft) -> Mapping[str, Any] | None:
    """What *draft* (as the API tells it) changes, where that was found out before."""
    return _FOUND.get(_state_of(draft))


def found_out(draft: Draft) -> Mapping[str, Any]:
    """What *draft* changes, in some seconds: its `difference`, its own policies first, and its `effects` on cases."""
    key = _state_of(draft)
    if key not in _FOUND:
        path = f"/v1/drafts/{quote(draft['id'])}"
        told = ask("GET", f"{path}/difference")
        own = {one["path"].removesuffix(".yaml") for one in told["files"]}
        told["policies"].sort(key=lambda one: one["policy"] not in own)
        effects = ask("GET", f"{path}/effects")["effects"] if draft["changes"] else ()
        if len(_FOUND) >= _MOST:
            _FOUND.clear()
        _FOUND[key] = {"difference": told, "effects": effects}
    return _FOUND[key]


def _state_of(draft: Draft) -> tuple[str, ...]:
    """All that what a draft changes hangs on: its contents, those it changes, the language, the day."""
    return (draft["base"], draft["content_hash"], spoken(), iso_day(today(parts().clock)))
