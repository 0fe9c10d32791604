"""Releases: which there are, who signed them and when they were the law here and going back to one."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import request

from adapters.clock import iso_day, today
from web.api.access import actor, parts
from web.api.problems import Refusal, problem_told
from web.pages.asking import ask
from web.pages.frame import render
from web.pages.reviewing.reviews import Said, review
from web.pages.signing_in import see

_MOST = 30


@review.add("/releases", allow="releases:read")
def releases() -> Any:
    """The releases, the last kept first."""
    query = {"limit": _MOST, "after": request.args.get("after")}
    return render("review/releases.html", told=ask("GET", "/v1/releases", query=query))


@review.add("/releases/<hash>", allow="releases:read")
def one_release(hash: str) -> Any:  # noqa: A002 - as the address has it
    """One release, and how it is made the law again."""
    return _page(hash)


@review.add("/releases/<hash>/publish", allow="releases:publish", methods=("POST",))
def publish_again(hash: str) -> Any:  # noqa: A002 - as the address has it
    """Have an earlier release be the live one again, for a reason."""
    body = {key: request.form.get(key, "") for key in ("effective", "reason")}
    try:
        ask("POST", f"/v1/releases/{quote(hash)}/publish", body=body)
    except Refusal as refusal:
        told = problem_told(refusal)
        return _page(hash, Said("publish", told.detail, told.errors, body)), refusal.status
    return see(f"/releases/{quote(hash)}?done=published")


def _page(hash_: str, said: Said | None = None) -> Any:
    release = ask("GET", f"/v1/releases/{quote(hash_)}")
    return render(
        "review/release.html",
        release=release,
        live=ask("GET", "/v1/releases/live"),
        mine=actor().id == release["recorded_by"],
        said=said,
        today=iso_day(today(parts().clock)),
    )
