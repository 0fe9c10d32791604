"""Subjects: registered, and found by any code they are or were known by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from pydantic import Field

from adapters.access.masking import is_person
from adapters.records.checking import Sender
from adapters.records.subjects import ATTRIBUTES, called, found, named, register
from engine.problems import FactError, Problem
from web.api.access import actor, parts, sight
from web.api.operations import Answer, Model, Operations
from web.api.paging import Page, after, cursor
from web.api.problems import Refusal, told
from web.api.showing import subject_seen

subjects: Final = Operations("subjects")


class Subject(Model):
    """Who facts and verdicts are about."""

    kind: str = Field(max_length=40)
    name: str | None = Field(None, max_length=200)
    region: str | None = Field(None, max_length=12, description="GB/T 2260")
    industry: str | None = Field(None, max_length=12, description="GB/T 4754")
    born: str | None = Field(None, max_length=10)
    registered: str | None = Field(None, max_length=10)


class Kept(Subject):
    """A subject as it is kept, as who asks may see it."""

    id: str
    recorded_at: str
    masked: tuple[str, ...] = Field((), description="JSON pointers to what is kept back or shortened")


class StoredSubject(Kept):
    """The same with everything it is, or was, known by."""

    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = Field((), description="other codes, present and former")
    merged: tuple[str, ...] = Field((), description="ids of subjects that were merged into it")


class Subjects(Model):
    """A page of subjects."""

    subjects: tuple[Kept, ...]
    next: str | None = Field(description="the cursor of the next page; none where there is none")


class Searched(Page):
    """Whom to look for."""

    code: str | None = Field(None, min_length=1, max_length=200, description="an id, or another code, as a whole")
    name: str | None = Field(
        None, min_length=2, max_length=200, pattern=r"^[^\x00]*$",
        description="how a name, present or former, begins; persons are not told by name",
    )  # fmt: skip


@subjects.add(
    "PUT", "/subjects/{id}", allow="subjects:write", body=Subject,
    answers={201: Answer(StoredSubject, "registered"), 200: Answer(StoredSubject, "was registered already")},
)  # fmt: skip
def register_subject(id: str, body: Subject) -> Any:  # noqa: A002 - as the address has it
    """Register a subject."""
    sender = Sender(actor().id, parts().clock.now())
    try:
        with parts().database.writing() as connection:
            outcome = register(connection, {"id": id, **body.model_dump(exclude_none=True)}, sender)
    except FactError as error:
        wrong = [told(one, "body", _pointer(one)) for one in error.problems]
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "facts", wrong) from None
    if outcome.problems:
        raise Refusal(
            HTTPStatus.CONFLICT, "other_subject", [told(one, "body", _pointer(one)) for one in outcome.problems]
        )
    return _told(id), HTTPStatus.CREATED if outcome.status == "created" else HTTPStatus.OK


@subjects.add("GET", "/subjects", allow="subjects:read", query=Searched, answers={200: Answer(Subjects)})
def search(query: Searched) -> Any:
    """Subjects by a code, or by how a name begins, page by page in the order of their ids."""
    if (query.code is None) == (query.name is None):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "code_or_name")
    begin = after(query, str) or ("",)
    with parts().database.reading() as connection:
        if query.code is not None:
            one = found(connection, query.code)
            rows = [] if one is None or begin[0] else [one]
        else:
            rows = named(connection, query.name or "", begin[0], query.limit + 1)
    page = rows[: query.limit]
    following = cursor(page[-1]["id"]) if len(rows) > len(page) else None
    return Subjects(subjects=tuple(Kept(**one) for one in _shown(page, "/subjects/{}")), next=following)


@subjects.add("GET", "/subjects/{id}", allow="subjects:read", answers={200: Answer(StoredSubject)})
def subject(id: str) -> Any:  # noqa: A002 - as the address has it
    """A subject, by its id or another code it is known by."""
    return _told(id)


def _pointer(problem: Problem) -> str:
    named = problem.values.get("key", problem.values.get("field"))
    return "" if named is None else f"/{named}"


def _told(name: str) -> StoredSubject:
    with parts().database.reading() as connection:
        row = found(connection, name)
        known = None if row is None else called(connection, row["id"])
    if row is None or known is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="subject", name=name)
    shown = _shown([row])[0]
    if is_person(row["kind"]) and not sight().sees("personal"):
        return StoredSubject(**shown)
    return StoredSubject(**shown, names=known.names, codes=known.codes, merged=known.merged)


def _shown(rows: Sequence[Mapping[str, Any]], at: str = "") -> list[dict[str, Any]]:
    """*rows* as who asks may see them; they stand at the pointer *at* with their number put in."""
    told_of = []
    for number, row in enumerate(rows):
        told = {key: row[key] for key in ("id", *ATTRIBUTES, "recorded_at")}
        shown = subject_seen(told, at.format(number))
        told_of.append({**shown.content, "masked": shown.masked})
    return told_of
