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
    return _page(request.args, _known(request.args))


@simulate.add("/simulations/new", allow="simulations:run", methods=("POST",))
def ask_for() -> Any:
    """Have it be run; where it cannot be, the form again with why."""
    typed = request.form
    try:
        known = _known(typed)
    except Refusal as refusal:  # nothing is told by that release, or as of that day
        return _page(typed, _known(typed, plain=True), refusal), refusal.status.value
    try:
        made = ask("POST", "/v1/simulations", body=Form(typed, known["parameters"]).body())
    except Refusal as refusal:
        return _page(typed, known, refusal), refusal.status.value
    return see(f"/simulations/{made['id']}")


def _known(typed: MultiDict[str, str], *, plain: bool = False) -> Any:
    """The policies there are and the parameters of those chosen: of the release and day *typed*, or *plain* ones."""
    asked = {} if plain else {name: typed[name] for name in ("baseline", "as_of") if typed.get(name)}
    return ask("GET", "/v1/simulations/parameters", query={"baseline": "live", **asked, "policy": policies_in(typed)})


def _page(typed: MultiDict[str, str], known: Any, refusal: Refusal | None = None) -> str:
    form = Form(typed, known["parameters"])
    drafts = ask("GET", "/v1/drafts", query={"limit": _MOST})["drafts"]
    return render(
        "simulate/new.html",
        form=form,
        refusal=refusal,
        refused=None if refusal is None else problem_told(refusal),
        wrong={} if refusal is None else form.wrong(refusal.errors),
        policies=known["policies"],
        drafts=[one for one in drafts if one["state"] not in ("published", "withdrawn")],
        releases=ask("GET", "/v1/releases", query={"limit": _MOST})["releases"],
        stored=ask("GET", "/v1/simulations/populations")["stored"],
        periods=PERIODS,
    )
