"""Who changed what of files of the policy base, through releases and drafts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Final

from pydantic import Field

from adapters.publishing import history
from adapters.publishing.differences import Change
from adapters.publishing.drafts import State
from web.api.access import actor, parts
from web.api.operations import Answer, Model, Operations

histories: Final = Operations("histories")
_MOST: Final = 20


class Files(Model):
    """The files in question."""

    path: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = Field(
        min_length=1, max_length=_MOST, description="such as `labour/wage-arrears.yaml`; may be said several times"
    )


class FileChanged(Model):
    """How a file was changed."""

    path: str
    change: Change


class ReleaseChanged(Model):
    """A release that changed some of the files: when it was published, by whom, why."""

    files: tuple[FileChanged, ...]
    before: str | None = Field(description="the contents that were published before; none of the first release")
    after: str = Field(description="its contents")
    title: str
    effective: str
    published_at: str
    published_by: str
    reason: str
    draft: str | None = Field(description="the draft it was made of, for who may read drafts")
    authors: tuple[str, ...] = Field(description="who wrote that draft")


class DraftWants(Model):
    """A draft that wants to change some of the files."""

    draft: str
    title: str
    state: State
    changed_at: str
    authors: tuple[str, ...]


class History(Model):
    """What was changed, the last published first; drafts are told to who may read them."""

    releases: tuple[ReleaseChanged, ...]
    drafts: tuple[DraftWants, ...]


@histories.add("GET", "/file-history", allow="releases:read", query=Files, answers={200: Answer(History)})
def file_history(query: Files) -> Any:
    """Who changed what of files: the releases that did, and the drafts that want to."""
    drafts = actor().may("drafts:read")
    with parts().database.reading() as connection:
        changed = history.changes(connection, query.path)
        wanted = history.wanted(connection, query.path) if drafts else []
    return History(
        releases=tuple(_told(one, drafts) for one in changed),
        drafts=tuple(DraftWants.model_validate(asdict(one)) for one in wanted),
    )


def _told(one: history.Changed, drafts: bool) -> ReleaseChanged:
    return ReleaseChanged(
        files=tuple(FileChanged(path=path, change=change) for path, change in one.files),
        before=one.before, after=one.after, title=one.title, effective=one.effective, published_at=one.published_at,
        published_by=one.published_by, reason=one.reason,
        draft=one.draft if drafts else None, authors=one.authors if drafts else (),
    )  # fmt: skip
