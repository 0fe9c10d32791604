"""How a draft differs from the release it changes: line by line, in sentences, in values and cases."""

from __future__ import annotations

from typing import Any

from web.pages.asking import ask
from web.pages.author.area import author
from web.pages.frame import render


@author.add("/drafts/<id_>/difference", allow="drafts:read")
def difference(id_: str) -> Any:
    """The difference of a draft."""
    draft = ask("GET", f"/v1/drafts/{id_}")
    changed = bool(draft["changes"])
    return render(
        "author/difference.html", draft=draft,
        told=ask("GET", f"/v1/drafts/{id_}/difference") if changed else None,
        effects=ask("GET", f"/v1/drafts/{id_}/effects")["effects"] if changed else [],
    )  # fmt: skip
