"""The home page: for each role what needs doing, how the lists stand, what was released last."""

from __future__ import annotations

from typing import Any, Final

from web.api.access import actor
from web.pages.asking import ask
from web.pages.frame import render
from web.pages.routes import Pages

home: Final = Pages("home")


@home.add("/", allow="public")
def home_page() -> Any:
    """What needs doing."""
    who = actor()
    releases = ask("GET", "/v1/releases", query={"limit": 5}) if who.may("releases:read") else None
    return render("home/home.html", releases=releases)
