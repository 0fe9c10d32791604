"""What keeps the tables up to date by itself: jobs and chores of the consumer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, select

from adapters.clock import iso_day, today
from adapters.database.tables.jobs import job
from adapters.jobs.progress import Progress
from adapters.jobs.starting import SERVICE, start
from adapters.parts import Parts
from adapters.settings import settings
from adapters.state.refreshing import drain, is_rolled
from adapters.state.rolling import roll
from adapters.subscriptions.addresses import Courier
from adapters.subscriptions.delivering import deliver
from adapters.verdicts.asking import NotKnown, release_meant
from adapters.verdicts.recall import seek

ROLL: Final = "roll"
_SOME: Final = 2_000
"""Subjects that are judged again in one round."""
_RECALLS: Final = 200
"""Subjects whose verdicts are looked at in one round."""


def rolled(parts: Parts, _arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """The job `roll`: judge everybody as of the day it is."""

    def step(connection: Connection, done: int, all_: int) -> None:
        progress.keep(connection, done, all_, {"done": done} if done else None)

    return asdict(roll(parts, step=step))


def start_roll(parts: Parts) -> None:
    """Start a roll where the day or the release is another than everybody was judged by: one, whoever starts it."""
    day = iso_day(today(parts.clock))
    try:
        with parts.database.reading() as connection:
            release = release_meant(connection, None, parts.clock.now())
            key = f"{ROLL} {day} {release}"
            begun = connection.scalar(select(job.c.id).where(job.c.key == key)) is not None
            if begun or is_rolled(connection, day, release):
                return
    except NotKnown:
        return
    start(parts, ROLL, {}, SERVICE, key)


def drain_pending(parts: Parts) -> None:
    """Judge again those whose records changed."""
    drain(parts, _SOME)


def send_messages(parts: Parts) -> None:
    """Tell who follows changes of them."""
    deliver(parts, Courier(anywhere=settings().webhooks == "anywhere"))


def seek_recalls(parts: Parts) -> None:
    """Look at verdicts given before what changed since."""
    seek(parts, _RECALLS)


def recalled(parts: Parts, _arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """The job `recall`: look at all verdicts given that something touched, now and not by and by."""
    done = int(progress.cursor.get("done", 0))
    while some := seek(parts, _RECALLS):
        done += some
        with parts.database.writing() as connection:
            progress.keep(connection, done, cursor={"done": done})
    return {"subjects": done}
