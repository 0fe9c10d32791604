"""Measures: what a department carries out, and against or for whom."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from pydantic import Field

from adapters.clock import iso_day, today
from adapters.state import listing
from engine.compile.measures import Carriage
from engine.population.measures import carriages_of
from web.api.access import parts
from web.api.lists import live_program
from web.api.operations import Answer, Model, Operations
from web.api.paging import Page, after, cursor
from web.api.problems import Refusal
from web.api.showing import shown_subject

measures: Final = Operations("measures")


class MeasureTold(Model):
    """A measure in force."""

    subject: str
    kind: str
    name: str | None
    region: str | None
    measure: str
    title: str
    sort: str = Field(description="administrative, market, industry, social, or reward")
    strength: str = Field(description="shall, may, or consider")
    gates: tuple[str, ...] = Field(description="where it has to be looked at: licensing, procurement, …")
    policy: str = Field(description="the list or grade that brings it")
    via: str | None = Field(description="the linkage that carries it, if it is not the policy itself")
    since: str | None
    last: str | None
    last_at_most: str | None


class OfDepartment(Model):
    """A page of the measures of a department."""

    department: str
    as_of: str
    release: str
    measures: tuple[MeasureTold, ...]
    next: str | None = Field(description="the cursor of the next page; none where there is none")


class MeasuresAsked(Page):
    """Which measures."""

    strength: str | None = Field(None, pattern="^(shall|may|consider)$")


@measures.add(
    "GET", "/departments/{department}/measures", allow="measures:read", query=MeasuresAsked,
    answers={200: Answer(OfDepartment)}, parameters={"department": "as `departments.yaml` of the release has it"},
)  # fmt: skip
def of_department(department: str, query: MeasuresAsked) -> Any:
    """The measures in force that a department carries out, page by page in the order of the subjects' ids."""
    hash_, program = live_program()
    if department not in program.base.departments:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="department", name=department)
    known = {
        one.id: one for one in carriages_of(program) if department in one.by and query.strength in (None, one.strength)
    }
    day, begin = iso_day(today(parts().clock)), after(query, str, int) or ("", 0)
    with parts().database.reading() as connection:
        rows = listing.carried_out(connection, known, day, query.limit, begin)
    told = tuple(
        _told(row, known[row["carriage"]], f"/measures/{number}") for number, row in enumerate(rows[: query.limit])
    )
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    following = None if last is None else cursor(last["subject"], last["number"])
    return OfDepartment(department=department, as_of=day, release=hash_, measures=told, next=following)


def _told(row: Any, carriage: Carriage, at: str) -> MeasureTold:
    """A row as the answer has it at the pointer *at*: the only place that tells of whom a measure is."""
    who = shown_subject({"id": row["subject"], **{name: row[name] for name in ("kind", "name", "region")}}, at)
    return MeasureTold(
        subject=who["id"], kind=who["kind"], name=who["name"], region=who["region"],
        **{name: row[name] for name in ("measure", "policy", "since", "last", "last_at_most")},
        title=carriage.title, sort=carriage.sort, strength=carriage.strength, gates=carriage.gates,
        via=carriage.carrier if carriage.linked else None,
    )  # fmt: skip
