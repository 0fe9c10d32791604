"""One subject: its verdict in sentences and along the years, its facts, its identity, measures in force, receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import request

from adapters.verdicts.sentences import fields_told
from web.api.problems import Refusal
from web.pages.asking import ask
from web.pages.frame import render
from web.pages.subjects.area import subjects
from web.pages.subjects.asking import address, asking
from web.pages.subjects.looking import around, card, judged, refused, wording
from web.pages.subjects.timeline import drawing

Json = Mapping[str, Any]
_PAGE: Final = 100


@subjects.add("/subjects/<id>", allow="subjects:read")
def subject_page(id: str) -> Any:  # noqa: A002 - as the address has it
    """What is made of it, in sentences and along the years."""
    asked = asking()
    about = card(id, asked)
    values: dict[str, Any] = {"errors": (), "shut": False, "told": None, "line": None}
    try:
        told = judged(id, asked)
        values |= {"told": told, "line": drawing(told.sentences.words, told.verdict, told.facts)}
    except Refusal as error:
        values |= _withheld(error)
    return render("subjects/verdict.html", **around(about, asked, ""), **values)


@subjects.add("/subjects/<id>/measures", allow="verdicts:ask")
def measures_page(id: str) -> Any:  # noqa: A002 - as the address has it
    """The measures in force, by department."""
    asked = asking()
    about = card(id, asked)
    values: dict[str, Any] = {"errors": (), "shut": False, "told": None, "departments": (), "withheld_measures": ()}
    try:
        told = judged(id, asked)
        values |= {
            "told": told,
            "departments": told.sentences.in_force(),
            "withheld_measures": told.sentences.withheld(),
        }
    except Refusal as error:
        values |= _withheld(error)
    return render("subjects/measures.html", **around(about, asked, "measures"), **values)


@subjects.add("/subjects/<id>/facts", allow="facts:read")
def facts_page(id: str) -> Any:  # noqa: A002 - as the address has it
    """What is on record of it, page by page; what was revoked is marked."""
    asked = asking()
    about = card(id, asked)
    query = {**asked.query, "limit": _PAGE, "cursor": request.args.get("cursor"), "type": request.args.get("type")}
    found = ask("GET", f"/v1{address(id)}/facts", query={**query, "as_of": None}, purpose=asked.purpose)
    words = wording(asked)
    rows = [
        _Row(
            one, words.fact_type(one["fact"]["type"]), words.department(one["fact"].get("source") or ""),
            tuple(fields_told(words, one["fact"])),
        )
        for one in sorted(found["facts"], key=lambda one: str(one["fact"]["date"]), reverse=True)
    ]  # fmt: skip
    further = asked.to(address(id, "facts"), cursor=found["next"]) if found["next"] else None
    return render("subjects/facts.html", **around(about, asked, "facts"), rows=rows, next=further)


@subjects.add("/subjects/<id>/identity", allow="subjects:identity")
def identity_page(id: str) -> Any:  # noqa: A002 - as the address has it
    """What happened to its identity."""
    asked = asking()
    about = card(id, asked)
    values: dict[str, Any] = {"errors": (), "shut": False, "events": ()}
    try:
        values["events"] = ask("GET", f"/v1{address(id)}/identity", purpose=asked.purpose)["events"]
    except Refusal as error:
        values |= _withheld(error)
    return render("subjects/identity.html", **around(about, asked, "identity"), **values)


@subjects.add("/subjects/<id>/receipts", allow="receipts:read")
def receipts_page(id: str) -> Any:  # noqa: A002 - as the address has it
    """The receipts of verdicts on it."""
    asked = asking()
    about = card(id, asked)
    after = request.args.get("after", "")
    query = {
        "subject": id if about.told["masked"] else about.told["id"],
        "limit": _PAGE,
        "after": after if after.isdecimal() else None,
    }
    found = ask("GET", "/v1/receipts", query=query, purpose=asked.purpose)
    further = asked.to(address(id, "receipts"), after=found["next"]) if found["next"] else None
    return render(
        "subjects/receipts.html", **around(about, asked, "receipts"), receipts=found["receipts"], next=further
    )


def _withheld(error: Refusal) -> dict[str, Any]:
    """That what is asked for is told for a purpose alone, or what was wrong with what was typed."""
    return {"shut": True} if error.code == "purpose" else {"errors": refused(error)}


@dataclass(frozen=True)
class _Row:
    """A fact as the API shows it, what its type is called, who sent it, and its fields by label."""

    told: Json
    title: str
    source: str
    fields: Sequence[tuple[str, str]]
