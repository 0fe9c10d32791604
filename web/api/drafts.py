"""Drafts of releases: made, changed file by file, examined, reviewed by others than who wrote them, published."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from flask import Response, request
from sqlalchemy import Connection, Row, select

from adapters.database.tables.drafts import draft as table
from adapters.jobs.starting import start
from adapters.publishing import review
from adapters.publishing.differences import changed_paths
from adapters.publishing.drafts import (
    Doing,
    authors,
    changes,
    contents,
    create,
    digests,
    found,
    put,
)
from adapters.publishing.examining import kept
from adapters.publishing.kept import blob_of, digests_of, files_of, newest
from adapters.publishing.thoroughness_job import KIND
from engine.language.source import MAX_BYTES
from web.api.access import actor, parts
from web.api.drafts_told import (
    REFUSED,
    Approved,
    Changed,
    Draft,
    Drafts,
    DraftTold,
    Event,
    New,
    Published,
    Said,
    Seen,
    Something,
    Submitted,
    Wanted,
)
from web.api.jobs import Started, started
from web.api.operations import Answer, Operations, sent
from web.api.problems import Refusal
from web.api.releases import YAML, as_examination, differences, examination_of, refusing
from web.api.releases_told import Differences, Examination

drafts: Final = Operations("drafts")


@drafts.add("POST", "/drafts", allow="releases:draft", body=New, answers={201: Answer(Draft, "made")})
def make(body: New) -> Any:
    """Make a draft of the next release."""
    with refusing(), parts().database.writing() as connection:
        id_ = create(connection, body.title, body.base, doing())
    return _told(id_), HTTPStatus.CREATED


@drafts.add("GET", "/drafts", allow="drafts:read", query=Wanted, answers={200: Answer(Drafts)})
def every(query: Wanted) -> Any:
    """Drafts, the last made first."""
    wanted = select(table).order_by(table.c.recorded_at.desc(), table.c.id.desc()).limit(query.limit + 1)
    if query.state is not None:
        wanted = wanted.where(table.c.state == query.state)
    if query.author is not None:
        wanted = wanted.where(table.c.author == query.author)
    if query.after is not None:
        at, _, id_ = query.after.partition("_")
        earlier = (table.c.recorded_at < at) | ((table.c.recorded_at == at) & (table.c.id < id_))
        wanted = wanted.where(earlier)
    with parts().database.reading() as connection:
        rows = connection.execute(wanted).all()
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    told = tuple(DraftTold.model_validate(row._asdict()) for row in rows[: query.limit])
    return Drafts(drafts=told, next=None if last is None else f"{last.recorded_at}_{last.id}")


@drafts.add("GET", "/drafts/{id}", allow="drafts:read", answers={200: Answer(Draft)})
def one(id: str) -> Any:  # noqa: A002 - as the address has it
    """A draft with what it changes and what was done to it."""
    return _told(id)


@drafts.add(
    "GET", "/drafts/{id}/files/{path:path}", allow="drafts:read",
    answers={200: Answer(None, "the file as the draft has it", (YAML,))},
)  # fmt: skip
def file(id: str, path: str) -> Any:  # noqa: A002 - as the address has it
    """A file as the draft has it."""
    with refusing(), parts().database.reading() as connection:
        digest = digests(connection, found(connection, id)).get(path)
        content = None if digest is None else blob_of(connection, digest)
    if content is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="file", name=path)
    return Response(content, mimetype=YAML)


@drafts.add(
    "PUT", "/drafts/{id}/files/{path:path}", allow="releases:draft", query=Seen, takes=(YAML,), most=2 * MAX_BYTES,
    answers={200: Answer(Draft), **REFUSED},
)  # fmt: skip
def put_file(id: str, path: str, query: Seen) -> Any:  # noqa: A002 - as the address has it
    """Have a file of the draft hold what is sent, byte for byte. What was approved must be looked at anew."""
    if request.mimetype != YAML:
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media", wanted=YAML)
    content = sent()
    return done(id, lambda connection: put(connection, id, path, content, doing(query.revision)))


@drafts.add(
    "DELETE",
    "/drafts/{id}/files/{path:path}",
    allow="releases:draft",
    query=Seen,
    answers={200: Answer(Draft), **REFUSED},
)
def take_out(id: str, path: str, query: Seen) -> Any:  # noqa: A002 - as the address has it
    """Take a file out of the draft. What was approved must be looked at anew."""
    return done(id, lambda connection: put(connection, id, path, None, doing(query.revision)))


@drafts.add("POST", "/drafts/{id}/rebase", allow="releases:draft", body=Seen, answers={200: Answer(Draft), **REFUSED})
def rebase(id: str, body: Seen) -> Any:  # noqa: A002 - as the address has it
    """Put the changes of the draft on the newest release."""
    return done(id, lambda connection: review.rebase(connection, id, doing(body.revision)))


@drafts.add(
    "POST", "/drafts/{id}/examination", allow="drafts:discuss",
    answers={200: Answer(Examination, "was examined before"), 202: Answer(Started, "a job examines it")},
)  # fmt: skip
def examined(id: str) -> Any:  # noqa: A002 - as the address has it
    """Check the draft and run its cases; what comes of it is kept, and nothing is examined twice."""
    with refusing(), parts().database.reading() as connection:
        content = found(connection, id).content_hash
    return examination_of(content, {"draft": id})


@drafts.add("GET", "/drafts/{id}/examination", allow="drafts:read", answers={200: Answer(Examination)})
def examination(id: str) -> Any:  # noqa: A002 - as the address has it
    """What came of examining the draft as it is."""
    with refusing(), parts().database.reading() as connection:
        answer = kept(connection, found(connection, id).content_hash)
    if answer is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="examination", name=id)
    return as_examination(answer)


@drafts.add(
    "POST", "/drafts/{id}/thoroughness", allow="drafts:discuss",
    answers={200: Answer(Examination, "was measured before"), 202: Answer(Started, "a job measures it")},
)  # fmt: skip
def thoroughness(id: str) -> Any:  # noqa: A002 - as the address has it
    """Measure how thoroughly cases test what the draft changes; the examination tells of it then."""
    with refusing(), parts().database.reading() as connection:
        known = kept(connection, found(connection, id).content_hash)
    if known is not None and known.thoroughness is not None:
        return as_examination(known)
    return started(start(parts(), KIND, {"draft": id}, actor().id))


@drafts.add("GET", "/drafts/{id}/difference", allow="drafts:read", answers={200: Answer(Differences)})
def difference(id: str) -> Any:  # noqa: A002 - as the address has it
    """How the draft differs from the release it changes: in files, and in what policies say."""
    with refusing(), parts().database.reading() as connection:
        row = found(connection, id)
        before, after = files_of(connection, row.base), contents(connection, row)
    return differences(row.base, row.content_hash, before, after)


@drafts.add(
    "POST", "/drafts/{id}/submit", allow="releases:draft", body=Submitted, answers={200: Answer(Draft), **REFUSED}
)
def submit(id: str, body: Submitted) -> Any:  # noqa: A002 - as the address has it
    """Have the draft be reviewed."""
    return done(id, lambda connection: review.submit(connection, id, body.text, doing(body.revision)))


@drafts.add(
    "POST", "/drafts/{id}/comments", allow="drafts:discuss", body=Something, answers={200: Answer(Draft), **REFUSED}
)
def comment(id: str, body: Something) -> Any:  # noqa: A002 - as the address has it
    """Say something about the draft."""
    return done(id, lambda connection: review.comment(connection, id, body.text, doing()))


@drafts.add(
    "POST", "/drafts/{id}/approve", allow="releases:review", body=Approved, answers={200: Answer(Draft), **REFUSED}
)
def approve(id: str, body: Approved) -> Any:  # noqa: A002 - as the address has it
    """Approve of the draft as it was looked at; who wrote any of it cannot."""
    return done(id, lambda connection: review.approve(connection, id, body.content_hash, body.text, doing()))


@drafts.add(
    "POST", "/drafts/{id}/send-back", allow="releases:review", body=Something, answers={200: Answer(Draft), **REFUSED}
)
def send_back(id: str, body: Something) -> Any:  # noqa: A002 - as the address has it
    """Have the authors of the draft change it."""
    return done(id, lambda connection: review.send_back(connection, id, body.text, doing()))


@drafts.add("POST", "/drafts/{id}/withdraw", allow="releases:draft", body=Said, answers={200: Answer(Draft), **REFUSED})
def withdraw(id: str, body: Said) -> Any:  # noqa: A002 - as the address has it
    """Give up the draft; only who wrote it can."""
    return done(id, lambda connection: review.withdraw(connection, id, body.text, doing()))


@drafts.add(
    "POST", "/drafts/{id}/publish", allow="releases:publish", body=Published, answers={200: Answer(Draft), **REFUSED}
)
def publish(id: str, body: Published) -> Any:  # noqa: A002 - as the address has it
    """Have the draft be the live release from a day on; who wrote any of it cannot."""
    content, effective, keys = body.content_hash, body.effective, parts().keys
    return done(
        id, lambda connection: review.publish_draft(connection, id, content, effective, body.text, keys, doing())
    )


def doing(revision: int | None = None) -> Doing:
    """Who asks, and which *revision* they saw."""
    return Doing(actor(), parts().clock.now(), revision)


def done(id_: str, act: Callable[[Connection], object]) -> Draft:
    """The draft *id_* once *act* is done to it."""
    with refusing(), parts().database.writing() as connection:
        act(connection)
    return _told(id_)


def _told(id_: str) -> Draft:
    with refusing(), parts().database.reading() as connection:
        return _draft(connection, found(connection, id_))


def _draft(connection: Connection, row: Row[Any]) -> Draft:
    answer = kept(connection, row.content_hash)
    before = digests_of(connection, row.base)
    after = {path: one for path, one in {**before, **changes(connection, row.id)}.items() if one is not None}
    return Draft(
        **row._asdict(),
        authors=tuple(sorted(authors(connection, row))),
        behind=row.state not in ("published", "withdrawn") and row.base != newest(connection),
        sound=None if answer is None else answer.is_sound,
        changes=tuple(Changed(path=path, change=change) for path, change in changed_paths(before, after)),
        events=tuple(
            Event.model_validate({name: getattr(one, name) for name in Event.model_fields})
            for one in review.events(connection, row.id)
        ),
    )
