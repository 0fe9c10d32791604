"""The shapes in which the API tells of drafts, and takes what is said of them."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from adapters.publishing.drafts import State
from web.api.days import DayText
from web.api.operations import Answer, Model
from web.api.problems import MEDIA, ProblemTold
from web.api.releases_told import HASH, Page, Title, Words

NOT_NOW: Final = Answer(ProblemTold, "not in the state it is in", (MEDIA,))
REFUSED: Final = {409: NOT_NOW, 412: Answer(ProblemTold, "changed since it was looked at", (MEDIA,))}


class New(Model):
    """A draft to be made."""

    title: Title
    base: str | None = Field(
        None, pattern=HASH, description="the release it changes; the newest published unless given"
    )


class Seen(Model):
    """What the client saw last: what was changed since is not overwritten."""

    revision: int = Field(ge=1, description="`revision` of the draft as it was seen last")


class Said(Model):
    """What is to be said along."""

    text: Words = ""


class Something(Model):
    """What is to be said."""

    text: Words = Field(min_length=1)


class Submitted(Seen):
    """A draft as its author wants it reviewed."""

    text: Words = ""


class Approved(Model):
    """A draft as the reviewer looked at it."""

    content_hash: str = Field(pattern=HASH, description="of the contents that were looked at")
    text: Words = ""


class Published(Approved):
    """A draft as it is to take effect."""

    effective: DayText


class Wanted(Page):
    """Which drafts are wanted."""

    state: State | None = None
    author: str | None = Field(None, max_length=64, description="only those that this user began")


class Changed(Model):
    """A file that a draft changes."""

    path: str
    change: Literal["added", "changed", "removed"]


class Event(Model):
    """Something done to a draft."""

    what: str
    actor: str
    at: str
    content_hash: str = Field(description="of its contents then")
    path: str | None
    text: str


class DraftTold(Model):
    """A draft, in short."""

    id: str
    title: str
    author: str
    state: State
    base: str = Field(description="the contents it changes")
    content_hash: str = Field(description="of its contents as they are now")
    revision: int
    recorded_at: str
    changed_at: str
    release: str | None = Field(description="what became of it")
    effective: str | None


class Draft(DraftTold):
    """A draft with what it changes and what was done to it."""

    authors: tuple[str, ...] = Field(description="who can neither approve nor publish it")
    behind: bool = Field(description="whether another release was published since")
    sound: bool | None = Field(description="whether it may be published; absent until it was examined as it is")
    changes: tuple[Changed, ...]
    events: tuple[Event, ...]


class Drafts(Model):
    """Drafts, the last made first."""

    drafts: tuple[DraftTold, ...]
    next: str | None
