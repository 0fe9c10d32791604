"""One's own account: who one is, what one may, another password."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from flask import request

from engine.problems import FactError
from web.api.problems import Refusal, of_facts, problem_told
from web.pages.asking import ask
from web.pages.frame import render, say
from web.pages.names import called
from web.pages.routes import Pages
from web.pages.signing_in import see

account: Final = Pages("account")


@account.add("/account", allow="self:manage")
def account_page() -> Any:
    """Who one is, and what one may."""
    return _page([])


@account.add("/account/password", allow="self:manage", methods=("POST",))
def change_password() -> Any:
    """Have another password."""
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    if new != again:
        return _page([_said(say("admin.account.differs"))]), HTTPStatus.UNPROCESSABLE_ENTITY.value
    try:
        ask("PUT", "/v1/users/current/password", body={"old": old, "new": new})
    except (Refusal, FactError) as error:
        refusal = of_facts(error) if isinstance(error, FactError) else error
        told = problem_told(refusal).model_dump()
        return _page(told["errors"] or [_said(told["detail"])]), refusal.status.value
    return see("/account?done=password_changed")


def _page(wrong: Sequence[dict[str, Any]]) -> str:
    told = ask("GET", "/v1/sessions/current")
    return render("frame/account.html", told=told, names=called(), wrong=wrong)


def _said(message: str) -> dict[str, Any]:
    return {"location": {"pointer": None, "line": None}, "message": message, "remedy": ""}
