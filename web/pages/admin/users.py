"""Users: added, changed, turned off; passwords made here are shown once."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Any, Final

from flask import request

from adapters.access.permissions import PERMITTED, ROLES
from engine.problems import FactError
from web.api.problems import Refusal
from web.pages.admin.area import admin, given, shown, typed, wrong_with
from web.pages.asking import ask
from web.pages.names import called
from web.pages.signing_in import see

_BYTES: Final = 12
_MOST: Final = 100
ROLES_GIVEN: Final = tuple(role for role in ROLES if role != "public")


@admin.add("/admin/users", allow="users:manage", methods=("GET", "POST"))
def users_page() -> Any:
    """Who may come in; and somebody added to them."""
    if request.method == "GET":
        return _list()
    password = secrets.token_urlsafe(_BYTES) if request.form.get("by") == "password" else None
    keys = {**_keys(), "id": request.form.get("id", "").strip(), "password": password}
    try:
        added = ask("POST", "/v1/users", body=keys)
    except (Refusal, FactError) as error:
        return _list(wrong_with(error)), _status(error)
    if password is None:
        return see(f"/admin/users/{added['id']}?done=saved")
    return _one(added["id"], password=password), HTTPStatus.CREATED.value


@admin.add("/admin/users/<id_>", allow="users:manage", methods=("GET", "POST"))
def user_page(id_: str) -> Any:
    """Somebody, and what they may; changed, turned off, or given another password."""
    if request.method == "GET":
        return _one(id_)
    do = request.form.get("do", "")
    password = secrets.token_urlsafe(_BYTES) if do == "password" else None
    changes: dict[str, Any] = {"off": {"active": False}, "on": {"active": True}, "password": {"password": password}}
    try:
        ask("PATCH", f"/v1/users/{id_}", body=changes.get(do) or _keys())
    except (Refusal, FactError) as error:
        return _one(id_, wrong=wrong_with(error), typed=None if do else _keys()), _status(error)
    if password is not None:
        return _one(id_, password=password)
    return see(f"/admin/users/{id_}?done=saved")


def _keys() -> dict[str, Any]:
    """What the form says of somebody."""
    form = request.form
    return {
        "name": form.get("name", "").strip(),
        "roles": form.getlist("roles"),
        "sectors": form.getlist("sectors"),
        "department": form.get("department", "").strip() or None,
    }


def _list(wrong: list[dict[str, Any]] | None = None) -> str:
    chosen = given("after")
    found = ask("GET", "/v1/users", query={**chosen, "limit": _MOST})
    more = f"/admin/users?after={found['next']}" if found["next"] else None
    return shown(
        "users", "users", found=found["users"], names=called(), roles=ROLES_GIVEN, typed=typed(), wrong=wrong or [],
        chosen_roles=request.form.getlist("roles"), chosen_sectors=request.form.getlist("sectors"), next=more,
        chosen=chosen,
    )  # fmt: skip


def _one(id_: str, *, password: str | None = None, wrong: list[dict[str, Any]] | None = None, typed: Any = None) -> str:
    told = ask("GET", f"/v1/users/{id_}")
    may = sorted({one for role in told["roles"] for one in PERMITTED[role]})
    return shown(
        "user", "users", told=told, typed={**told, **(typed or {})}, names=called(), roles=ROLES_GIVEN,
        password=password, wrong=wrong or [], may=may,
    )  # fmt: skip


def _status(error: Refusal | FactError) -> int:
    return error.status.value if isinstance(error, Refusal) else HTTPStatus.UNPROCESSABLE_ENTITY.value
