"""Who changed what of a policy: the releases that changed its files, the drafts that want to, and how two differ."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from flask import request

from engine.language.base import CASES
from web.api.problems import Refusal
from web.pages.asking import ask
from web.pages.base.addresses import page_of
from web.pages.base.area import base
from web.pages.frame import render

DIFFERENCES: Final = "/differences"
_SUFFIXES: Final = (".yaml", CASES)


def history_of(owner: str) -> Any:
    """What became of the file of *owner* (the path of a policy, linkage or overlay), and of that of its cases."""
    return ask("GET", "/v1/file-history", query={"path": [owner + suffix for suffix in _SUFFIXES]})


@base.add(DIFFERENCES, allow="releases:read")
def differences() -> Any:
    """How one release differs from another: in what policies say, and line by line; of one policy, if one is asked."""
    before, after = request.args.get("before", ""), request.args.get("after", "")
    if not before.isalnum():
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="release", name=before)
    told = ask("GET", f"/v1/releases/{before}/difference", query={"to": after})
    releases = [ask("GET", f"/v1/releases/{one}") for one in (before, after)]
    owner = request.args.get("of") or None
    if owner is not None:
        paths = {owner + suffix for suffix in _SUFFIXES}
        told["files"] = [one for one in told["files"] if one["path"] in paths]
        told["policies"] = [one for one in told["policies"] if one["policy"] == owner]
    return render("base/differences.html", told=told, releases=releases, page_of=page_of, owner=owner)
