"""Jobs: what they are at, cancelled, and resumed."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final, Literal

import orjson
from flask import url_for
from pydantic import Field
from sqlalchemy import RowMapping

from adapters.access.actor import Actor
from adapters.jobs.faults import problem_of
from adapters.jobs.listing import find, listed
from adapters.jobs.starting import Ended, State, cancel, resume
from adapters.parts import Parts
from web.api.access import actor, parts
from web.api.operations import Answer, Model, Operations
from web.api.problems import MEDIA, ErrorTold, ProblemTold, Refusal, told

jobs: Final = Operations("jobs")
NOT_NOW: Final = Answer(ProblemTold, "not in the state the job is in", (MEDIA,))


class Job(Model):
    """A job: how far it is, and what came of it."""

    id: str
    kind: str
    state: State
    done: int = Field(description="of what its kind counts: rows, facts, bytes")
    total: int | None = Field(description="nothing where that is not known yet")
    started_by: str
    cancel_asked: bool = Field(description="it will go no further than the step it is at")
    recorded_at: str
    started_at: str | None
    heartbeat_at: str | None = Field(description="when its worker was last heard of")
    ended_at: str | None
    result: dict[str, Any] | None
    errors: tuple[ErrorTold, ...] = Field(description="why it failed")


class Listing(Model):
    """Which jobs."""

    kind: str | None = Field(None, max_length=200)
    state: State | None = None
    cursor: str | None = Field(None, max_length=100, description="`next` of the page before")
    limit: int = Field(100, ge=1, le=1_000)


class Page(Model):
    """Jobs, the newest first; *next* is the cursor of the next page."""

    jobs: tuple[Job, ...]
    next: str | None


class Started(Model):
    """A job was started; where `Location` says it tells how far it is."""

    id: str
    state: Literal["waiting"] = "waiting"


@jobs.add("GET", "/jobs", allow="jobs:read", query=Listing, answers={200: Answer(Page)})
def list_jobs(query: Listing) -> Any:
    """Your jobs, the newest first; those of all for who audits or administers."""
    with parts().database.reading() as connection:
        rows, more = listed(connection, whose(actor()), query.kind, query.state, query.cursor, query.limit)
    return Page(jobs=tuple(told_of(row) for row in rows), next=more)


@jobs.add("GET", "/jobs/{id}", allow="jobs:read", answers={200: Answer(Job)})
def one_job(id: str) -> Any:  # noqa: A002 - as the address has it
    """How far a job is, and what came of it."""
    return told_of(job_meant(id))


@jobs.add("POST", "/jobs/{id}/cancel", allow="jobs:cancel", answers={202: Answer(Job), 409: NOT_NOW})
def cancel_job(id: str) -> Any:  # noqa: A002 - as the address has it
    """Have a job go no further; what it has done is kept."""
    return _changed(cancel, id)


@jobs.add("POST", "/jobs/{id}/resume", allow="jobs:cancel", answers={202: Answer(Job), 409: NOT_NOW})
def resume_job(id: str) -> Any:  # noqa: A002 - as the address has it
    """Have a job that was cancelled or failed go on where it was."""
    return _changed(resume, id)


def whose(who: Actor) -> str | None:
    """Whose jobs *who* may see: nobody named means those of all."""
    return None if who.may("audit:read") or who.may("users:manage") else who.id


def job_meant(id_: str, kind: str | None = None) -> RowMapping:
    """The job *id_* of *kind*, if any is named, where who asks may see it; else `Refusal`."""
    with parts().database.reading() as connection:
        row = find(connection, id_, whose(actor()), kind)
    if row is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=kind or "job", name=id_)
    return row


def told_of(row: RowMapping) -> Job:
    """The job *row* as the API tells of it."""
    result, faults = (None if row[key] is None else orjson.loads(row[key]) for key in ("result", "faults"))
    return Job(
        id=row["id"],
        kind=row["kind"],
        state=row["state"],
        done=row["done"],
        total=row["total"],
        started_by=row["actor"],
        cancel_asked=row["cancel_asked"],
        recorded_at=row["recorded_at"],
        started_at=row["started_at"],
        heartbeat_at=row["heartbeat_at"],
        ended_at=row["ended_at"],
        result=result,
        errors=tuple(told(problem_of(one)) for one in faults or ()),
    )


def started(id_: str, tag: str = "jobs", view: str = "one_job") -> tuple[Started, HTTPStatus, dict[str, str]]:
    """The answer that the job *id_* was started; the operation *view* of *tag* tells of it."""
    return Started(id=id_), HTTPStatus.ACCEPTED, {"Location": url_for(f"{tag}.{view}", id=id_)}


def _changed(change: Callable[[Parts, str], None], id_: str) -> Any:
    job_meant(id_)
    try:
        change(parts(), id_)
    except Ended as ended:
        raise Refusal(HTTPStatus.CONFLICT, "job_state", state=ended.state) from None
    return told_of(job_meant(id_)), HTTPStatus.ACCEPTED
