"""The shadow: a candidate release evaluated beside the live one; how often they differ, and in what."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import orjson
from pydantic import Field, model_validator
from sqlalchemy import Row

from adapters.publishing.review import keep_draft
from adapters.verdicts.trials import begin, differences, end, trials
from web.api.access import actor, parts
from web.api.differences_told import Differs, differences_told
from web.api.operations import Answer, Model, Operations
from web.api.problems import MEDIA, ProblemTold, Refusal, mistaken
from web.api.releases import refusing
from web.api.releases_told import HASH
from web.api.showing import shown_ids

shadow: Final = Operations("shadow")
_TRIALS: Final = 20
AT: Final = "/differences/{}"
NONE: Final = Answer(ProblemTold, "there is none", (MEDIA,))


class Candidate(Model):
    """The release to be evaluated beside the live one."""

    release: str | None = Field(None, pattern=HASH, description="its hash, or that of all its contents")
    draft: str | None = Field(None, max_length=200, description="or a draft, as it is now")

    @model_validator(mode="after")
    def _one(self) -> Candidate:
        if (self.release is None) is (self.draft is None):
            raise mistaken("one_of", first="release", second="draft")
        return self


class Trial(Model):
    """A candidate beside the live release: how often it was asked, and what came of it."""

    number: int
    release: str
    begun_at: str
    begun_by: str
    ended_at: str | None
    ended_by: str | None
    same: int = Field(description="verdicts that came out alike")
    differing: int = Field(description="verdicts that came out otherwise")
    failed: int = Field(description="questions that the candidate failed on")
    dropped: int = Field(description="verdicts there was no time to look at")


class Trials(Model):
    """The trial under way, if any, and those before."""

    current: Trial | None
    trials: tuple[Trial, ...] = Field(description="the last twenty")


class Wanted(Model):
    """Which differences are wanted."""

    trial: int | None = Field(None, ge=1, le=1 << 53, description="its number; the last one unless given")
    after: int = Field(0, ge=0, le=1 << 53, description="`next` of the page before")
    limit: int = Field(100, ge=1, le=1_000)


class Difference(Model):
    """A verdict that came out otherwise."""

    at: str
    subject: str | None = Field(description="none where the facts came with the question")
    as_of: str
    known_at: str
    live: str = Field(description="the hash of the release that was live")
    live_verdict: str
    candidate_verdict: str
    difference: tuple[Differs, ...]


class Differences(Model):
    """Verdicts that came out otherwise, in the order they were given."""

    trial: int
    differences: tuple[Difference, ...]
    next: int | None


@shadow.add("GET", "/shadow", allow="releases:read", answers={200: Answer(Trials)})
def both() -> Any:
    """The candidate that is evaluated beside the live release, and what came of it so far."""
    return _trials()


@shadow.add("PUT", "/shadow", allow="releases:review", body=Candidate, answers={200: Answer(Trials)})
def set_candidate(body: Candidate) -> Any:
    """Have a release be evaluated beside the live one on every verdict asked for; callers notice nothing of it."""
    now = parts().clock.now()
    with refusing(), parts().database.writing() as connection:
        name = keep_draft(connection, body.draft, now) if body.draft is not None else str(body.release)
        begin(connection, name, actor().id, now)
    parts().shadow.look()
    return _trials()


@shadow.add("DELETE", "/shadow", allow="releases:review", answers={200: Answer(Trials), 404: NONE})
def unset_candidate() -> Any:
    """Have no release be evaluated beside the live one any more. What came of it stays."""
    with refusing(), parts().database.writing() as connection:
        end(connection, actor().id, parts().clock.now())
    parts().shadow.look()
    return _trials()


@shadow.add("GET", "/shadow/differences", allow="recall:read", query=Wanted, answers={200: Answer(Differences)})
def listed(query: Wanted) -> Any:
    """Verdicts that came out otherwise, and in what; the first ten thousand of a trial are kept."""
    with parts().database.reading() as connection:
        number = query.trial or next((row.number for row in trials(connection, 1)), None)
        if number is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="trial", name="last")
        rows = differences(connection, number, query.after, query.limit + 1)
    following = rows[query.limit - 1].number if len(rows) > query.limit else None
    shown = rows[: query.limit]
    ids = shown_ids([row.subject for row in shown], f"{AT}/subject")
    told = (_difference(row, id_, AT.format(place)) for place, (row, id_) in enumerate(zip(shown, ids, strict=True)))
    return Differences(trial=number, differences=tuple(told), next=following)


def _trials() -> Trials:
    with parts().database.reading() as connection:
        found = tuple(Trial.model_validate(row._asdict()) for row in trials(connection, _TRIALS))
    return Trials(current=found[0] if found and found[0].ended_at is None else None, trials=found)


def _difference(row: Row[Any], subject: str | None, at: str) -> Difference:
    known = {name: getattr(row, name) for name in ("at", "as_of", "known_at", "live", "live_verdict")}
    different = differences_told(orjson.loads(row.content), (row.live, row.candidate), f"{at}/difference")
    return Difference(subject=subject, candidate_verdict=row.candidate_verdict, difference=different, **known)
