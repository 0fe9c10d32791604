"""Matters opened by people: a proceeding about what a verdict proposes, and pleas as they come in."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from flask import request
from werkzeug.datastructures import MultiDict

from engine.problems import FactError
from web.api.problems import Refusal
from web.pages.asking import ask
from web.pages.casework.area import PURPOSE, around, casework, wrong_with
from web.pages.casework.desk import kind_of
from web.pages.casework.forms import evidence_of, period_of
from web.pages.frame import render
from web.pages.numbers import whole
from web.pages.signing_in import see

_ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "proceeding": ("subject", "policy"),
    "appeal": ("subject", "policy", "year", "grade"),
    "complaint": ("subject", "department", "about"),
    "claim": ("subject", "policy", "department", "ground"),
}
_LISTS: Final = ("black", "watch", "red", "notice")


@casework.add("/casework/<kinds>/new", allow="casework:write", methods=("GET", "POST"))
def new_page(kinds: str) -> Any:
    """Open a matter, and go on in it; where it is refused, the form again with what stands against it."""
    kind, path = kind_of(kinds)
    if kind not in _ASKED:
        raise Refusal(HTTPStatus.NOT_FOUND, "not_found")
    if request.method == "GET":
        return _form(kind, kinds, request.args, [])
    try:
        made = ask("POST", path, body=_body(kind, request.form), purpose=PURPOSE)
    except Refusal as refusal:
        if refusal.status in (HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED):
            raise
        return _form(kind, kinds, request.form, wrong_with(refusal)), refusal.status.value
    except FactError as error:
        return _form(kind, kinds, request.form, wrong_with(error)), HTTPStatus.UNPROCESSABLE_ENTITY.value
    return see(f"/casework/{kinds}/{made['id']}?done=opened")


def _form(kind: str, kinds: str, typed: Mapping[str, str], wrong: list[dict[str, Any]]) -> str:
    names = around()["names"]
    policies = names.of_sort(*{"proceeding": _LISTS, "appeal": ("grade",)}.get(kind, ()))
    return render(
        "casework/new.html", **around(), kind=kind, kinds=kinds, typed=typed, wrong=wrong, policies=policies,
        to_fill=_ASKED[kind],
    )  # fmt: skip


def _body(kind: str, form: MultiDict[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = {name: form[name].strip() for name in _ASKED[kind] if form.get(name, "").strip()}
    body["evidence"] = evidence_of(form)
    if kind == "proceeding":
        return body
    if "year" in body:
        body["year"] = whole(body["year"])
    for name in ("day", "basis"):
        if form.get(name, "").strip():
            body[name] = form[name].strip()
    if (period := period_of(form)) is not None:
        body["period"] = period
    if kind == "claim":
        body["facts"] = form.get("facts", "").split()
    return body
