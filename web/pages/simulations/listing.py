"""Past simulations, and two of them beside each other."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from flask import request

from engine.catalogue import text
from web.api.problems import Refusal
from web.impact_report.page import WORDS, values
from web.impact_report.texts import alone
from web.pages.asking import ask
from web.pages.frame import render
from web.pages.language import spoken
from web.pages.simulations.area import simulate
from web.pages.simulations.comparing import rows_of
from web.pages.simulations.told import impact_of, worded

_EACH: Final = 20
_TWO: Final = 2


@simulate.add("/simulations", allow="simulations:read")
def simulations_page() -> Any:
    """The runs there are, the newest first."""
    told = ask("GET", "/v1/simulations", query={"limit": _EACH, "cursor": request.args.get("cursor")})
    return render("simulate/list.html", worded=worded, told=told, first=request.args.get("cursor") is not None)


@simulate.add("/simulations/compare", allow="simulations:read")
def compare_page() -> Any:
    """Two runs beside each other: lists, states, what departments do."""
    chosen = request.args.getlist("one")
    if len(chosen) != _TWO:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "simulation_two")
    runs = [ask("GET", f"/v1/simulations/{one}") for one in chosen]
    missing = next((one for one in runs if one["impact"] is None), None)
    if missing is not None:
        state = text(f"simulate.state.{missing['state']}", spoken())
        raise Refusal(HTTPStatus.CONFLICT, "simulation_not_done", state=state)
    impacts = [impact_of(one) for one in runs]
    with alone(spoken()):
        return render(
            "simulate/compare.html",
            runs=runs,
            rows=rows_of(impacts),
            drawn=[values(one) for one in impacts],
            **WORDS,
        )
