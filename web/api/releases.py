"""Releases: which there are and which is live, told file by file, taken in and given out as bundles, published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from flask import Response, request
from sqlalchemy import Connection

from adapters.clock import today
from adapters.jobs.starting import start
from adapters.publishing import supposing
from adapters.publishing.bundle import MEDIA, bundle, unbundle
from adapters.publishing.drafts import Doing
from adapters.publishing.examining import Examined, kept
from adapters.publishing.examining_job import KIND
from adapters.publishing.kept import digests_of, edition_of, file_of, files_of, live_edition, signatures_of
from adapters.publishing.manifest import manifest_of, message_of
from adapters.publishing.refused import Refused
from adapters.publishing.review import bring_in, publish_kept
from adapters.publishing.supposing import between
from adapters.publishing.telling import Edition, editions, told
from web.api.access import actor, parts
from web.api.jobs import Started, started
from web.api.operations import Answer, Operations, sent
from web.api.problems import MEDIA as MEDIA_OF_PROBLEMS
from web.api.problems import ErrorPlace, ErrorTold, ProblemTold, Refusal, language
from web.api.releases_told import (
    Compared,
    Differences,
    Examination,
    FailedCase,
    Files,
    FileTold,
    Incoming,
    Page,
    Publish,
    Release,
    Releases,
    Thoroughness,
)

releases: Final = Operations("releases")
YAML: Final = "application/yaml"
NONE: Final = Answer(ProblemTold, "nothing was published yet", (MEDIA_OF_PROBLEMS,))


@contextmanager
def refusing() -> Iterator[None]:
    """Have what is refused of those who draft and publish be told as a problem."""
    try:
        yield
    except Refused as error:
        raise Refusal(error.status, error.code, (), **error.values) from None


@releases.add("GET", "/releases", allow="releases:read", query=Page, answers={200: Answer(Releases)})
def every(query: Page) -> Any:
    """Releases, the last kept first."""
    with parts().database.reading() as connection:
        found, following = editions(connection, query.after, query.limit)
        now = live_edition(connection, parts().clock.now())
    return Releases(releases=tuple(_told(one, now) for one in found), next=following)


@releases.add("GET", "/releases/live", allow="releases:read", answers={200: Answer(Release), 404: NONE})
def live() -> Any:
    """The release that is live."""
    with parts().database.reading() as connection:
        now = live_edition(connection, parts().clock.now())
        if now is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="release", name="live")
        return _told(told(connection, now), now)


@releases.add("GET", "/releases/{hash}", allow="releases:read", answers={200: Answer(Release)})
def one(hash: str) -> Any:  # noqa: A002 - as the address has it
    """A release, by its hash or by that of all its contents."""
    with parts().database.reading() as connection:
        return _told(told(connection, _edition(connection, hash)), live_edition(connection, parts().clock.now()))


@releases.add(
    "POST", "/releases", allow="releases:draft", query=Incoming, takes=(MEDIA,),
    answers={201: Answer(Release, "kept"), 200: Answer(Release, "was kept before")},
)  # fmt: skip
def take_in(query: Incoming) -> Any:
    """Take in a release made elsewhere, as a bundle. It is not published by that."""
    if request.mimetype != MEDIA:
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media", wanted=MEDIA)
    found = unbundle(sent(), "bundle", parts().keys, unsigned=query.unsigned)
    now = parts().clock.now()
    with parts().database.writing() as connection:
        content, new = bring_in(connection, found.files, found.signatures, query.title, actor().id, now)
    with parts().database.reading() as connection:
        made = _told(told(connection, content), live_edition(connection, now))
    return made, HTTPStatus.CREATED if new else HTTPStatus.OK


@releases.add(
    "GET", "/releases/{hash}/bundle", allow="releases:read", answers={200: Answer(None, "the bundle", (MEDIA,))}
)
def bundled(hash: str) -> Any:  # noqa: A002 - as the address has it
    """A release as one file, signed by the keys it was signed by, and by that of this service."""
    with parts().database.reading() as connection:
        content = _edition(connection, hash)
        files, signatures = files_of(connection, content), signatures_of(connection, content)
    ours = parts().keys.signed(message_of(manifest_of(files)))
    response = Response(bundle(files, {**signatures, **ours}), mimetype=MEDIA)
    response.headers["Content-Disposition"] = f'attachment; filename="release-{content[:12]}.tar.gz"'
    return tagged(response, content)


@releases.add("GET", "/releases/{hash}/files", allow="releases:read", answers={200: Answer(Files)})
def files(hash: str) -> Any:  # noqa: A002 - as the address has it
    """The files of a release."""
    with parts().database.reading() as connection:
        found = digests_of(connection, _edition(connection, hash))
    return Files(files=tuple(FileTold(path=path, sha256=digest) for path, digest in sorted(found.items())))


@releases.add(
    "GET", "/releases/{hash}/files/{path:path}", allow="releases:read",
    answers={200: Answer(None, "the file as it is, comments included", (YAML,))},
)  # fmt: skip
def file(hash: str, path: str) -> Any:  # noqa: A002 - as the address has it
    """A file of a release."""
    with parts().database.reading() as connection:
        found = file_of(connection, _edition(connection, hash), path)
    if found is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="file", name=path)
    return Response(found, mimetype=YAML)


@releases.add(
    "POST", "/releases/{hash}/examination", allow="drafts:discuss",
    answers={200: Answer(Examination, "was examined before"), 202: Answer(Started, "a job examines it")},
)  # fmt: skip
def examined(hash: str) -> Any:  # noqa: A002 - as the address has it
    """Check a release and run its cases; what comes of it is kept, and nothing is examined twice."""
    with parts().database.reading() as connection:
        content = _edition(connection, hash)
    return examination_of(content, {"edition": content})


@releases.add("GET", "/releases/{hash}/examination", allow="releases:read", answers={200: Answer(Examination)})
def examination(hash: str) -> Any:  # noqa: A002 - as the address has it
    """What came of examining a release."""
    with parts().database.reading() as connection:
        found = kept(connection, _edition(connection, hash))
    if found is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="examination", name=hash)
    return as_examination(found)


@releases.add(
    "GET", "/releases/{hash}/difference", allow="releases:read", query=Compared, answers={200: Answer(Differences)}
)
def difference(hash: str, query: Compared) -> Any:  # noqa: A002 - as the address has it
    """How another release differs from this one: in files, and in what policies say."""
    with parts().database.reading() as connection:
        before, after = _edition(connection, hash), _edition(connection, query.to)
    return _difference(before, after, language(), today(parts().clock))


@releases.add(
    "POST", "/releases/{hash}/publish", allow="releases:publish", body=Publish, answers={200: Answer(Release)}
)
def publish(hash: str, body: Publish) -> Any:  # noqa: A002 - as the address has it
    """Have a release that is kept be the live one: an earlier one again, or one that was taken in."""
    now = parts().clock.now()
    with refusing(), parts().database.writing() as connection:
        content = publish_kept(connection, hash, body.effective, body.reason, Doing(actor(), now))
    with parts().database.reading() as connection:
        return _told(told(connection, content), live_edition(connection, now))


def examination_of(content: str, arguments: Mapping[str, str]) -> Any:
    """What came of examining the contents of hash *content*; where nothing did yet, the job that does it is started."""
    with parts().database.reading() as connection:
        found = kept(connection, content)
    return started(start(parts(), KIND, arguments, actor().id)) if found is None else as_examination(found)


def as_examination(found: Examined) -> Examination:
    """*found* as the API tells it."""
    return Examination(
        content_hash=found.content_hash,
        at=found.at,
        sound=found.is_sound,
        policies=found.policies,
        problem_count=found.problem_count,
        problems=tuple(map(as_error, found.problems)),
        cases=found.cases,
        failed_count=found.failed_count,
        failed=tuple(FailedCase.model_validate(one) for one in found.failed),
        thoroughness=None
        if found.thoroughness is None
        else tuple(Thoroughness.model_validate(one) for one in found.thoroughness),
    )


def as_error(problem: Mapping[str, Any]) -> ErrorTold:
    """A *problem* kept as data, in the language asked."""
    spoken = language()
    place = ErrorPlace(part=problem["file"], line=problem["line"], column=problem["column"])
    return ErrorTold(
        code=problem["code"], location=place, message=problem["message"][spoken], remedy=problem["remedy"][spoken]
    )


def differences(before: str, after: str, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Differences:
    """How the files *new* of hash *after* differ from the files *old* of hash *before*."""
    day = date.fromordinal(today(parts().clock))
    with refusing():
        told = supposing.differences(parts().supposing, before, lambda: old, between(old, new), language(), day)
    return Differences.model_validate({"before": before, "after": after, **told})


@lru_cache(maxsize=64)
def _difference(before: str, after: str, spoken: str, day: int) -> Differences:  # noqa: ARG001 - they hang on these too
    """How two editions differ: the same for as long as they are told in one language by the law of one day."""
    return differences(before, after, _of(before), _of(after))


def tagged(response: Response, tag: str) -> Response:
    """*response* named by *tag*; without its body where the client has it already."""
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def _of(content: str) -> Mapping[str, bytes]:
    with parts().database.reading() as connection:
        return files_of(connection, content)


def _edition(connection: Connection, name: str) -> str:
    found = edition_of(connection, name)
    if found is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="release", name=name)
    return found


def _told(found: Edition, live: str | None) -> Release:
    return Release.model_validate({**found.as_data(), "live": found.content_hash == live})
