"""Tokens: what systems come in by; one's own, and for administrators those of others. Each is shown once."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import request

from adapters.access.actor import permitted
from adapters.access.permissions import Permission
from engine.problems import FactError
from web.api.access import actor
from web.api.problems import Refusal
from web.pages.admin.area import admin, shown, typed, wrong_with
from web.pages.asking import ask
from web.pages.numbers import whole
from web.pages.signing_in import see


@admin.add("/admin/tokens", allow="self:manage", methods=("GET", "POST"))
def tokens_page() -> Any:
    """The tokens of somebody; and one issued."""
    if request.method == "GET":
        return _page(request.args.get("user", "").strip())
    whose = request.form.get("user", "").strip()
    days = request.form.get("days", "").strip()
    keys = {"label": request.form.get("label", "").strip(), "scopes": request.form.getlist("scopes")}
    try:
        made = ask("POST", "/v1/tokens", body={**keys, "days": whole(days),
                                               "user": whose or None})  # fmt: skip
    except (Refusal, FactError) as error:
        status = error.status if isinstance(error, Refusal) else HTTPStatus.UNPROCESSABLE_ENTITY
        return _page("" if status is HTTPStatus.NOT_FOUND else whose, wrong=wrong_with(error)), status.value
    return _page(whose, made=made), HTTPStatus.CREATED.value, {"Cache-Control": "no-store"}


@admin.add("/admin/tokens/<id_>/revoke", allow="self:manage", methods=("POST",))
def revoke_token(id_: str) -> Any:
    """Have a token hold no longer."""
    ask("DELETE", f"/v1/tokens/{id_}")
    whose = request.form.get("user", "").strip()
    return see(f"/admin/tokens?done=token_revoked{f'&user={quote(whose)}' if whose else ''}")


def _page(whose: str, *, made: Any = None, wrong: list[dict[str, Any]] | None = None) -> str:
    found = ask("GET", "/v1/tokens", query={"user": whose or None})
    return shown(
        "tokens", "tokens", found=found["tokens"], whose=whose, made=made, wrong=wrong or [], typed=typed(),
        permissions=sorted(_may(whose) - {"public"}), chosen=request.form.getlist("scopes"),
    )  # fmt: skip


def _may(whose: str) -> frozenset[Permission]:
    """What the user *whose*, or who asks, may do: of that a token has what it is given."""
    if whose in ("", actor().id):
        return actor().permissions
    return permitted(frozenset(ask("GET", f"/v1/users/{quote(whose)}")["roles"]))
