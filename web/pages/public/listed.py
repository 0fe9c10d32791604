"""What to do if one is listed: reasons, remedies and ends, in plain words, and in those of each list's own policy."""

from __future__ import annotations

from typing import Any, Final

from flask import request

from adapters.sentences.said import Ref, in_force
from web.api.policies_told import Which
from web.api.which import law_asked
from web.pages.asking import ask
from web.pages.base.addresses import Addresses
from web.pages.base.asked import edition_of
from web.pages.frame import render
from web.pages.language import spoken
from web.pages.public.area import public

_PARTS: Final = ("listings", "duration", "repair", "procedure", "publication")


@public.add("/public/listed", allow="public")
def listed_page() -> Any:
    """What to do if one is listed."""
    lists = {one["policy"]: one["title"] for one in ask("GET", "/v1/public/lists")["lists"]}
    policy = request.args.get("list", "")
    values: dict[str, Any] = {"parts": (), "write": None}
    if policy in lists:
        edition = edition_of(law_asked(Which()).words(spoken()))
        told = {part.key: part for part in edition.account(Ref("policy", policy)).parts}
        writing = edition.around(Addresses(edition.mentions, {}), "/policies")
        values = {"parts": [in_force(told[key]) for key in _PARTS if key in told], "write": writing["write"]}
    return render("public/listed.html", lists=lists, policy=policy, **values)
