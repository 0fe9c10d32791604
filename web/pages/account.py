"""One's own account: who one is, what one may, another password."""

from __future__ import annotations

from typing import Any, Final

from web.pages.asking import ask
from web.pages.frame import render
from web.pages.routes import Pages

account: Final = Pages("account")


@account.add("/account", allow="self:manage")
def account_page() -> Any:
    """Who one is, and what one may."""
    return render("frame/account.html", told=ask("GET", "/v1/sessions/current"))
