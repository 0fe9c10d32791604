"""Messages of what changed delivered to who follows it: in order, at least once, with longer and longer waits.

What was told is kept in the store after it has arrived. A message that may have arrived is sent again as it was, under
the same id, which is how a receiver knows that it had it already.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Connection, RowMapping, func, or_, select, update

from adapters.access.masking import is_person, masked_id
from adapters.access.verdicts import hidden_by
from adapters.clock import stamp
from adapters.database.tables.access import user
from adapters.database.tables.records import subject
from adapters.database.tables.state import change
from adapters.database.tables.subscriptions import subscription
from adapters.parts import Parts
from adapters.publishing.kept import live
from adapters.subscriptions.addresses import Courier, NotReached
from adapters.subscriptions.keeping import PREFIX
from adapters.verdicts.asking import program_of

MOST_ATTEMPTS: Final = 12
"""After so many failures in a row, about two days, a subscription is disabled."""
_TOGETHER: Final = 100
"""Changes in one message at most."""
_MESSAGES: Final = 20
"""Messages to one subscriber in one round."""
_LEASE: Final = timedelta(seconds=120)
"""So long nobody else sends to a subscriber: longer than it takes."""
_FIRST_WAIT: Final = timedelta(seconds=5)
_LONGEST_WAIT: Final = timedelta(hours=8)
_AT_ONCE: Final = 8


def deliver(parts: Parts, courier: Courier) -> int:
    """Send what is due to everybody who follows changes; how many messages arrived."""
    now = parts.clock.now()
    due = (subscription.c.status == "active", _over("next_at", now, _LONGEST_WAIT), _over("leased_until", now, _LEASE))
    with parts.database.reading() as connection:
        release, newest = live(connection, now), connection.scalar(select(func.max(change.c.number))) or 0
        rows = (
            select(subscription.c.id)
            .join(user, user.c.id == subscription.c.user)
            .where(*due, subscription.c.told < newest, user.c.active)
        )
        found = list(connection.scalars(rows.order_by(subscription.c.next_at)))
    if not found or release is None:
        return 0
    hidden = hidden_by(program_of(parts, release)).internal
    with ThreadPoolExecutor(_AT_ONCE, "deliver") as pool:  # who is slow keeps nobody else waiting
        return sum(pool.map(partial(_to_one, parts, courier, hidden), found))


def _over(name: str, now: datetime, most: timedelta) -> ColumnElement[bool]:
    """Whether the moment *name* has come; it is never further off than *most*, unless the clock was set back."""
    column = subscription.c[name]
    return or_(column <= stamp(now), column > stamp(now + most))


def _to_one(parts: Parts, courier: Courier, hidden: frozenset[str], id_: str) -> int:
    """Send to one subscriber until there is nothing more, or something fails."""
    for sent in range(_MESSAGES):
        with parts.database.writing() as connection:
            taken = _taken(connection, parts, hidden, id_)
        if taken is None:
            return sent
        row, body = taken
        try:
            courier.carry(row["url"], body, signed(row, body, parts.clock.now().timestamp()))
        except NotReached as error:
            _failed(parts, row, error)
            return sent
        with parts.database.writing() as connection:
            done = {"told": row["telling"], "telling": None, "attempts": 0, "fault": None}
            done["leased_until"] = stamp(parts.clock.now())
            connection.execute(update(subscription).where(*_mine(row)).values(**done))
    return _MESSAGES


def _taken(connection: Connection, parts: Parts, hidden: frozenset[str], id_: str) -> tuple[RowMapping, bytes] | None:
    """The subscription, taken for a while, and the message on its way to it; nothing where nothing is due."""
    now = parts.clock.now()
    free = (subscription.c.id == id_, subscription.c.status == "active", _over("leased_until", now, _LEASE))
    row = connection.execute(select(subscription).where(*free).with_for_update()).mappings().first()
    if row is None:
        return None
    changes = _changes(connection, row, hidden)
    if not changes:
        newest = connection.scalar(select(func.max(change.c.number))) or 0
        connection.execute(update(subscription).where(subscription.c.id == id_).values(told=max(newest, row["told"])))
        return None
    telling = changes[-1]["number"]
    values = {"telling": telling, "leased_until": stamp(now + _LEASE)}
    connection.execute(update(subscription).where(subscription.c.id == id_).values(**values))
    return {**row, **values}, _message(changes)  # type: ignore[return-value]  # read by name all the same


def _changes(connection: Connection, row: RowMapping, hidden: frozenset[str]) -> Sequence[RowMapping]:
    """The changes that are due, up to the last of the message on its way, if one is; of policies *hidden* none."""
    rows = (
        select(change, subject.c.kind)
        .join_from(change, subject, subject.c.id == change.c.subject, isouter=True)
        .where(change.c.number > row["told"], change.c.policy.not_in(sorted(hidden)), *_meant(row))
        .order_by(change.c.number)
        .limit(_TOGETHER)
    )
    if row["telling"] is not None:
        rows = rows.where(change.c.number <= row["telling"])
    return connection.execute(rows).mappings().all()


def _meant(row: RowMapping) -> list[ColumnElement[bool]]:
    policies, sectors = orjson.loads(row["policies"]), orjson.loads(row["sectors"])
    if not policies and not sectors:
        return []
    within = [change.c.policy.startswith(f"{one}/", autoescape=True) for one in sectors]
    return [or_(change.c.policy.in_(policies), *within)]


def _message(changes: Sequence[RowMapping]) -> bytes:
    """The message: whose standing on which list or grade became what, and where to look; of a person not who it is."""
    told: list[dict[str, Any]] = [
        {
            "number": one["number"],
            "subject": masked_id(one["subject"]) if is_person(one["kind"]) else one["subject"],
            **{name: one[name] for name in ("policy", "was", "became", "day")},
            "link": f"/v1/changes/{one['number']}",
        }
        for one in changes
    ]
    about = {"type": "standing.changed", "timestamp": changes[-1]["recorded_at"], "data": {"changes": told}}
    return orjson.dumps(about)


def signed(row: RowMapping, body: bytes, moment: float) -> dict[str, str]:
    """The headers of *body*, signed with the secret of the subscription *row*."""
    id_, at = f"msg_{row['id']}_{row['telling']}", str(int(moment))
    key = b64decode(row["secret"].removeprefix(PREFIX))
    digest = hmac.new(key, b".".join((id_.encode(), at.encode(), body)), hashlib.sha256).digest()
    return {
        "Content-Type": "application/json", "User-Agent": "Xinheng", "webhook-id": id_, "webhook-timestamp": at,
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }  # fmt: skip


def _failed(parts: Parts, row: RowMapping, error: NotReached) -> None:
    """Wait before the next attempt, or give up."""
    now, attempts = parts.clock.now(), row["attempts"] + 1
    wait = min(_FIRST_WAIT * 3 ** (attempts - 1), _LONGEST_WAIT)
    values: dict[str, Any] = {"attempts": attempts, "fault": str(error), "next_at": stamp(now + wait)}
    if error.gone or attempts >= MOST_ATTEMPTS:
        values["status"] = "disabled"
    with parts.database.writing() as connection:
        connection.execute(update(subscription).where(*_mine(row)).values(**values, leased_until=stamp(now)))


def _mine(row: RowMapping) -> tuple[ColumnElement[bool], ...]:
    """The subscription as it was taken: what somebody else took meanwhile is theirs."""
    return subscription.c.id == row["id"], subscription.c.leased_until == row["leased_until"]
