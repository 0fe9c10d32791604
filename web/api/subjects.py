"""Subjects: registered, and found by any code they are or were known by."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from pydantic import Field

from adapters.records.accepting import Sender
from adapters.records.subjects import ATTRIBUTES, found, register
from web.api.access import actor, parts
from web.api.operations import Answer, Model, Operations
from web.api.problems import Refusal
from web.api.showing import shown_subject

subjects: Final = Operations("subjects")


class Subject(Model):
    """Who facts and verdicts are about."""

    kind: str = Field(max_length=40)
    name: str | None = Field(None, max_length=200)
    region: str | None = Field(None, max_length=12, description="GB/T 2260")
    industry: str | None = Field(None, max_length=12, description="GB/T 4754")
    born: str | None = Field(None, max_length=10)
    registered: str | None = Field(None, max_length=10)


class StoredSubject(Subject):
    """A subject as it is kept."""

    id: str
    recorded_at: str


@subjects.add(
    "PUT", "/subjects/{id}", allow="subjects:write", body=Subject,
    answers={201: Answer(StoredSubject, "registered"), 200: Answer(StoredSubject, "was registered already")},
)  # fmt: skip
def register_subject(id: str, body: Subject) -> Any:  # noqa: A002 - as the address has it
    """Register a subject."""
    sender = Sender(actor().id, parts().clock.now())
    with parts().database.writing() as connection:
        done = register(connection, {"id": id, **body.model_dump(exclude_none=True)}, sender)
    return _told(id), HTTPStatus.CREATED if done == "created" else HTTPStatus.OK


@subjects.add("GET", "/subjects/{id}", allow="subjects:read", answers={200: Answer(StoredSubject)})
def subject(id: str) -> Any:  # noqa: A002 - as the address has it
    """A subject, by its id or another code it is known by."""
    return _told(id)


def _told(name: str) -> StoredSubject:
    with parts().database.reading() as connection:
        row = found(connection, name)
    if row is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="subject", name=name)
    told = {key: row[key] for key in ("id", "recorded_at", *ATTRIBUTES)}
    return StoredSubject(**shown_subject(told))
