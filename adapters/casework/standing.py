"""Where the subject of a proceeding stands by its facts: what is proposed, and what has become of a listing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson
from sqlalchemy import select

from adapters.casework.identity import now_known
from adapters.clock import iso_day, today
from adapters.database.connect import some_of
from adapters.database.tables.records import subject
from adapters.parts import Parts
from adapters.records.dossiers import OnRecord, on_record
from adapters.verdicts.asking import Days, ask, release_meant, request_of
from adapters.workers.work import Undecided

Stand = Literal["proposed", "listed", "repaired", "expired", "gone"]
_OVER: Final[Mapping[str, Stand]] = {"repair": "repaired"}
"""By what ended a ground; whatever is not named here ended by itself."""


_ABOUT: Final = select(subject.c.id, subject.c.kind, subject.c.region, subject.c.revision)


@dataclass(frozen=True)
class Standing:
    """A verdict on *subject* as of a *day* by a *release*; *revision* is what was on record then."""

    subject: str
    kind: str
    region: str | None
    revision: int
    release: str
    day: str
    verdict: Mapping[str, Any]

    def of(self, policy: str) -> Mapping[str, Any]:
        """What it says of the list *policy*."""
        for one in self.verdict["lists"]:
            if one["policy"] == policy:
                return dict(one)
        return {"policy": policy, "spells": (), "proposals": (), "applications": ()}

    def proposals(self, policy: str) -> dict[str, Mapping[str, Any]]:
        """What waits for a decision on the list *policy*, by the name that decisions call it."""
        return {name_of(one): one for one in self.of(policy)["proposals"]}


@dataclass(frozen=True)
class Found:
    """Where a listing stands: *since* and *last* day of its ground, and what ended it, where it is over.

    *supporting* are the facts it rests on, *refused* the reasons against the last application for its repair.
    """

    stand: Stand
    since: str | None = None
    last: str | None = None
    by: str | None = None
    supporting: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def name_of(ground: Mapping[str, Any]) -> str:
    """What decisions call a proposal or ground: its fact, or its rule where it has none."""
    return str(ground["fact"] or ground["rule"])


def standings(parts: Parts, subjects: Sequence[str], as_of: int | None = None) -> Iterator[Standing]:
    """Where *subjects* stand by the live release as of a day, today unless given; nothing of whom the engine fails.

    Who was merged stands where its records are now.
    """
    day = today(parts.clock)
    days = Days(as_of or day, day)
    for some in some_of(subjects):
        with parts.database.reading() as connection:
            release = release_meant(connection, None, parts.clock.now())
            meant = now_known(connection, set(some))
            records = [one for one in (on_record(connection, id_) for id_ in meant) if one is not None]
            rows = connection.execute(_ABOUT.where(subject.c.id.in_(meant)))
            about = {row.id: row for row in rows}
        answers = ask(parts, release, [request_of(one, days) for one in records])
        for record, answer in zip(records, answers, strict=True):
            verdict = None if isinstance(answer, Undecided) else orjson.loads(answer)
            if verdict is not None and "lists" in verdict:
                row = about[_id(record)]
                yield Standing(row.id, row.kind, row.region, row.revision, release, iso_day(days.as_of), verdict)


def _id(record: OnRecord) -> str:
    return str(record.subject["id"])


def found(standing: Standing, policy: str, grounds: Collection[str], decided: str | None) -> Found:
    """Where the listing on *policy* for *grounds* stands, which was *decided* on a day, if it was.

    What came last counts; where no ground bears one of the names, one that opened on the day of the decision does.
    """
    listed = standing.of(policy)
    every = [ground for spell in listed["spells"] for ground in spell["grounds"]]
    named = [one for one in every if name_of(one) in grounds] or [
        one for one in every if decided is not None and one["start"] == decided
    ]
    if named:
        return _found(standing.day, max(named, key=lambda one: (one["last_at_most"] or "9", one["start"])), listed)
    if not standing.proposals(policy).keys().isdisjoint(grounds):
        return Found("proposed")
    return Found("gone")


def _found(day: str, ground: Mapping[str, Any], listed: Mapping[str, Any]) -> Found:
    since, last, supporting = ground["start"], ground["last_at_most"], tuple(ground["supporting"])
    if ground["ended_by"] is not None:
        return Found(_OVER.get(ground["ended_by"], "expired"), since, last, ground["ended_by"], supporting)
    applied = [one for one in listed["applications"] if one["ground"] == name_of(ground)]
    granted = any(one["outcome"] == "granted" for one in applied)
    if last is not None and last <= day and granted and "resumed" not in ground["flags"]:
        return Found("repaired", since, last, "repair", supporting)
    latest = max(applied, key=lambda one: (one["day"], one["fact"]), default=None)
    refused = tuple(latest["reasons"]) if latest is not None and latest["outcome"] == "refused" else ()
    return Found("listed", since, ground["last"], None, supporting, refused)
