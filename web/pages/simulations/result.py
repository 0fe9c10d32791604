"""One simulation: how far it is, what came of it, who is affected, and one of them explained by both releases."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, request

from adapters.access.sight import PURPOSES
from adapters.cli.records import silent_type
from adapters.cli.wording import Wording
from adapters.shanxi import CITIES
from adapters.verdicts.asking import program_of
from web.api.access import parts
from web.api.problems import Refusal, problem_told
from web.impact_report.page import WORDS, settings_of, values
from web.impact_report.texts import alone
from web.pages.asking import ask, asked
from web.pages.frame import render
from web.pages.language import spoken
from web.pages.signing_in import see
from web.pages.simulations.area import simulate
from web.pages.simulations.beside import side
from web.pages.simulations.told import affected_of, impact_of, worded

_EACH: Final = 50
_CHANGES: Final = ("enters", "leaves", "longer", "shorter", "proposed", "no_longer_proposed", "grade", "unsettled")


@simulate.add("/simulations/<id>", allow="simulations:read")
def one_page(id: str) -> Any:  # noqa: A002 - as the address has it
    """How far a simulation is, or every figure of it."""
    told = ask("GET", f"/v1/simulations/{id}")
    if told["impact"] is None:
        return render("simulate/going.html", worded=worded, told=told)
    with alone(spoken()):
        return render("simulate/one.html", worded=worded, told=told, **_drawn(told))


@simulate.add("/simulations/<id>/subjects", allow="simulations:read")
def subjects_page(id: str) -> Any:  # noqa: A002 - as the address has it
    """Who is affected, some at a time."""
    told = ask("GET", f"/v1/simulations/{id}")
    picked = {name: request.args.get(name) or None for name in ("policy", "change", "region", "text")}
    cursor = request.args.get("cursor")
    rows = ask("GET", f"/v1/simulations/{id}/affected", query={**picked, "limit": _EACH, "cursor": cursor})
    impact = impact_of(told)
    words = Wording(program_of(parts(), told["baseline"]["hash"]), spoken())
    titles = {one.policy: one.title for one in impact.lists} | {one.policy: one.title for one in impact.grades}
    with alone(spoken()):
        return render(
            "simulate/subjects.html", told=told, rows=affected_of(rows["rows"]), count=rows["count"],
            next=rows["next"], picked=picked, titles=titles, changes=_CHANGES, cities=CITIES,
            is_first=cursor is None, rule=words.rule,
            was_sent=lambda id_: silent_type(id_) is None, **WORDS,
        )  # fmt: skip


@simulate.add("/simulations/<id>/subjects/<key>", allow="simulations:read")
def subject_page(id: str, key: str) -> Any:  # noqa: A002 - as the address has it
    """A subject explained by both releases, beside each other."""
    told = ask("GET", f"/v1/simulations/{id}")
    purpose, policy = request.args.get("purpose") or None, request.args.get("policy") or None
    found, refused = None, None
    try:
        found = ask("GET", f"/v1/simulations/{id}/subjects/{key}", query={"policy": policy}, purpose=purpose)
    except Refusal as refusal:
        if refusal.code != "purpose":
            raise
        refused = problem_told(refusal)
    rows = [] if found is None else [one for one in found["rows"] if policy in (None, one["policy"])]
    both = {} if found is None else {"was": side(found["baseline"], rows), "now": side(found["candidate"], rows)}
    with alone(spoken()):
        page = render(
            "simulate/subject.html", told=told, found=found, rows=affected_of(found["rows"] if found else ()),
            refused=refused, key=key, policy=policy, purpose=purpose,
            purposes=PURPOSES, **both, **WORDS,
        )  # fmt: skip
    return page if refused is None else (page, refused.status)


@simulate.add("/simulations/<id>/report.html", allow="simulations:read")
def report_file(id: str) -> Response:  # noqa: A002 - as the address has it
    """The report as one page to pass on."""
    return asked("GET", f"/v1/simulations/{id}/report")


@simulate.add("/simulations/<id>/report.xlsx", allow="simulations:read")
def tables_file(id: str) -> Response:  # noqa: A002 - as the address has it
    """Its tables."""
    return asked("GET", f"/v1/simulations/{id}/workbook")


@simulate.add("/simulations/<id>/cancel", allow="simulations:run", methods=("POST",))
def cancel(id: str) -> Any:  # noqa: A002 - as the address has it
    """Have it go no further."""
    ask("POST", f"/v1/simulations/{id}/cancel")
    return see(f"/simulations/{id}?done=simulation_cancelled")


@simulate.add("/simulations/<id>/resume", allow="simulations:run", methods=("POST",))
def resume(id: str) -> Any:  # noqa: A002 - as the address has it
    """Have it go on."""
    ask("POST", f"/v1/simulations/{id}/resume")
    return see(f"/simulations/{id}")


@simulate.add("/simulations/<id>/remove", allow="simulations:run", methods=("POST",))
def remove(id: str) -> Any:  # noqa: A002 - as the address has it
    """Take it away."""
    ask("DELETE", f"/v1/simulations/{id}")
    return see("/simulations?done=simulation_removed")


def _drawn(told: Any) -> dict[str, Any]:
    """What the charts are made of; rows of who is affected are pages of their own, and led to where there are any."""
    impact = impact_of(told)
    found = {**values(impact), "settings": settings_of(impact, "population", "engine")}
    if not told["impact"]["affected_rows"]:
        return {**found, "languages": (spoken(),)}
    behind = {one.policy: one.title for one in found["changed"]}
    sections = (*(one for one in found["parts"] if one != "about"), "affected", "about")
    return {**found, "languages": (spoken(),), "behind": behind, "parts": sections}
