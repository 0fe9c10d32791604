"""Deadlines: what is due by when, by whom, and what is overdue."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import Field

from adapters.casework.looking import Deadline, Due, Wanted, remaining
from adapters.casework.looking import deadlines as found
from adapters.casework.moves import Kind
from adapters.casework.stepping import law
from adapters.clock import iso_day, today
from engine.calendar import WorkingCalendar, parse_day
from web.api.access import actor, parts
from web.api.days import DayText
from web.api.matters import LimitTold, answering, limit_told, noted, subject_told
from web.api.operations import Answer, Model, Operations
from web.api.paging import Page, after, cursor
from web.api.showing import shown_names

deadlines: Final = Operations("deadlines")


class Asked(Page):
    """Which deadlines."""

    role: Literal["authority", "subject", "department"] | None = Field(None, description="whose limit it is")
    kind: Kind | None = None
    department: str | None = Field(None, max_length=100)
    sector: str | None = Field(None, max_length=100)
    policy: str | None = Field(None, max_length=200)
    by: DayText | None = Field(None, description="those that end on this day or before")
    overdue: bool = Field(False, description="only those that are over")
    mine: bool = Field(False, description="only of matters in which you took a step")


class DeadlineTold(LimitTold):
    """A limit that runs, and the matter it is of."""

    matter: str
    kind: str
    state: str
    subject: str | None
    subject_name: str | None = Field(description="what it is called, as far as you may know")
    policy: str | None
    title: str | None = Field(description="the measure, where it is about one")
    sector: str | None
    department: str | None
    overdue: bool | None = Field(description="absent where the last day is not known")
    days_left: int | None = Field(description="days after today through the last one; negative where it is over")
    working_days_left: int | None = Field(description="working days after today, absent where these are not known")


class Deadlines(Model):
    """Limits that run, those due first; those whose last day is not known come last."""

    as_of: str
    deadlines: tuple[DeadlineTold, ...]
    next: str | None


@deadlines.add("GET", "/deadlines", allow="casework:read", query=Asked, answers={200: Answer(Deadlines)})
def list_deadlines(query: Asked) -> Any:
    """What is due by when in the matters you handle or oversee."""
    with answering():
        calendar = law(parts()).base.calendar
    day = today(parts().clock)
    begun = after(query, str, int)
    wanted = Wanted(
        (query.kind,) if query.kind else (), None, query.policy, query.sector, query.department, mine=query.mine
    )
    due = Due(query.role, query.by, iso_day(day) if query.overdue else None)
    place = None if begun is None else (begun[0], begun[1])
    with parts().database.reading() as connection:
        rows = found(connection, actor(), wanted, due, calendar, place, query.limit)
    following = cursor(*rows[-1].place) if len(rows) == query.limit else None
    matters = [one.matter for one in rows]
    noted(matters, "/v1/deadlines")
    names = shown_names([one.subject for one in matters], "/deadlines/{}/subject_name")
    told = tuple(_told(one, name, calendar, day) for one, name in zip(rows, names, strict=True))
    return Deadlines(as_of=iso_day(day), deadlines=told, next=following)


def _told(one: Deadline, name: str | None, calendar: WorkingCalendar | None, day: int) -> DeadlineTold:
    matter = one.matter
    due = None if one.limit.due is None else parse_day(one.limit.due)
    return DeadlineTold(
        **limit_told(one.limit).model_dump(),
        matter=matter.id,
        kind=matter.kind,
        state=matter.state,
        subject=subject_told(matter),
        subject_name=name,
        policy=matter.policy,
        title=matter.details.get("title"),
        sector=matter.sector,
        department=matter.department,
        overdue=None if due is None else due < day,
        days_left=None if due is None else due - day,
        working_days_left=None if due is None else remaining(calendar, day, due),
    )
