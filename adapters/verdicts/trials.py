"""Trials: which release is the candidate beside the live one, what came of it so far, and where they differed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from adapters.clock import stamp
from adapters.database.connect import hold
from adapters.database.tables.releases import edition
from adapters.database.tables.shadow import difference, trial
from adapters.publishing.acts import tell
from adapters.publishing.examining import kept
from adapters.publishing.kept import edition_of
from adapters.publishing.refused import Refused


def begin(connection: Connection, name: str, by: str, now: datetime) -> None:
    """Have the release or edition *name* be the candidate, in place of any other; it must be free of problems."""
    content = edition_of(connection, name)
    if content is None:
        raise Refused(HTTPStatus.NOT_FOUND, "unknown", what="release", name=name)
    examined = kept(connection, content)
    if examined is None:
        raise Refused(HTTPStatus.CONFLICT, "unexamined")
    if examined.problem_count:
        raise Refused(HTTPStatus.CONFLICT, "unsound", problems=examined.problem_count, failed=examined.failed_count)
    release = connection.scalar(select(edition.c.release).where(edition.c.content_hash == content))
    _end(connection, by, now)
    connection.execute(insert(trial), {"release": release, "begun_at": stamp(now), "begun_by": by})
    tell(connection, "shadow.begun", by, now, release=release)


def end(connection: Connection, by: str, now: datetime) -> None:
    """Have there be no candidate any more; raises `Refused` where there is none."""
    release = _end(connection, by, now)
    if release is None:
        raise Refused(HTTPStatus.NOT_FOUND, "unknown", what="release", name="candidate")
    tell(connection, "shadow.ended", by, now, release=release)


def trials(connection: Connection, most: int) -> Sequence[Row[Any]]:
    """The trials there were, the last first."""
    return connection.execute(select(trial).order_by(trial.c.number.desc()).limit(most)).all()


def differences(connection: Connection, number: int, after: int, most: int) -> Sequence[Row[Any]]:
    """Where the trial *number* differed, *most* of it from what follows *after*; each has its *candidate*, too."""
    wanted = select(difference, trial.c.release.label("candidate")).join_from(difference, trial)
    wanted = wanted.where(difference.c.trial == number, difference.c.number > after)
    return connection.execute(wanted.order_by(difference.c.number).limit(most)).all()


def _end(connection: Connection, by: str, now: datetime) -> str | None:
    """End the trial under way; gives its release, where there is one."""
    hold(connection, "shadow")
    release: str | None = connection.scalar(select(trial.c.release).where(trial.c.ended_at.is_(None)))
    ended = {"ended_at": stamp(now), "ended_by": by}
    connection.execute(update(trial).where(trial.c.ended_at.is_(None)).values(ended))
    return release
