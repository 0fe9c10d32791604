"""How a draft differs from the release it changes: line by line, in sentences, in values and cases."""

from __future__ import annotations

from typing import Any

from flask import request

from web.pages.asking import ask
from web.pages.author.area import author
from web.pages.differing import found_out, known
from web.pages.frame import render


@author.add("/drafts/<id_>/difference", allow="drafts:read")
def difference(id_: str) -> Any:
    """The difference of a draft; where it must be found out first, the page says so and asks for it with `wait`."""
    draft = ask("GET", f"/v1/drafts/{id_}")
    changed = None
    if draft["changes"]:
        changed = found_out(draft) if "wait" in request.args else known(draft)
    return render("author/difference.html", draft=draft, changed=changed)
