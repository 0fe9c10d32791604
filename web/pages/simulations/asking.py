"""A simulation that is asked for: the form, and what is sent with it."""

from __future__ import annotations

from typing import Any, Final

from flask import request
from werkzeug.datastructures import MultiDict

from web.api.problems import Refusal, problem_told
from web.pages.asking import ask
from web.pages.frame import render
from web.pages.periods import PERIODS
from web.pages.signing_in import see
from web.pages.simulations.area import simulate
from web.pages.simulations.form import Form, policies_in

_MOST: Final = 100


@simulate.add("/simulations/new", allow="simulations:run")
def new_page() -> Any:
    """What to compare with what, for whom."""
    return _page(_form(request.args))


@simulate.add("/simulations/new", allow="simulations:run", methods=("POST",))
def ask_for() -> Any:
    """Have it be run; where it cannot be, the form again with why."""
    form = _form(request.form)
    try:
        made = ask("POST", "/v1/simulations", body=form.body())
    except Refusal as refusal:
        return _page(form, refusal), refusal.status.value
    return see(f"/simulations/{made['id']}")


def _form(typed: MultiDict[str, str]) -> Form:
    told = _parameters(typed)
    return Form(typed, told["parameters"])


def _parameters(typed: MultiDict[str, str]) -> Any:
    query = {"baseline": typed.get("baseline") or "live", "as_of": typed.get("as_of") or None}
    return ask("GET", "/v1/simulations/parameters", query=query | {"policy": policies_in(typed)})


def _page(form: Form, refusal: Refusal | None = None) -> str:
    told = ask("GET", "/v1/simulations/parameters", query={"baseline": form["baseline"] or "live"})
    drafts = ask("GET", "/v1/drafts", query={"limit": _MOST})["drafts"]
    return render(
        "simulate/new.html",
        form=form,
        refusal=refusal,
        refused=None if refusal is None else problem_told(refusal),
        wrong={} if refusal is None else form.wrong(refusal.errors),
        policies=told["policies"],
        drafts=[one for one in drafts if one["state"] not in ("published", "withdrawn")],
        releases=ask("GET", "/v1/releases", query={"limit": _MOST})["releases"],
        stored=ask("GET", "/v1/simulations/populations")["stored"],
        periods=PERIODS,
    )
