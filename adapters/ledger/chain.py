"""The chain: entries added one after the other, each with the hash of the one before."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, insert, select, update

from adapters.clock import stamp
from adapters.database.connect import hold
from adapters.database.tables.ledger import entry, head, payload

START: Final = "0" * 64
"""What the first entry has before it."""
_SALT: Final = 16
_HEAD = select(head.c.number, head.c.hash).where(head.c.one == 1).with_for_update()


@dataclass(frozen=True)
class Said:
    """What an entry is to say: *what* was done by whom, about which *subject* if any; *content* is JSON."""

    id: str
    what: str
    actor: str
    content: bytes
    subject: str | None = None


def add(connection: Connection, said: Sequence[Said], now: datetime) -> None:
    """Add *said* to the end of the chain, in order. Whoever adds waits for who adds before."""
    if not said:
        return
    last = connection.execute(_HEAD).first()
    if last is None:  # the first ever: of several at once one makes the row, and the others find it
        hold(connection, "ledger")
        last = connection.execute(_HEAD).first()
    if last is None:
        connection.execute(insert(head), {"one": 1, "number": 0, "hash": START})
    number, previous = (0, START) if last is None else (last.number, last.hash)
    at = stamp(now)
    entries: list[dict[str, Any]] = []
    payloads: list[dict[str, Any]] = []
    for one in said:
        number += 1
        salt = secrets.token_bytes(_SALT)
        commitment = committed(salt, one.actor, one.subject, one.content)
        hash_ = linked(number, one.id, one.what, at, commitment, previous)
        entries.append(
            {"number": number, "id": one.id, "what": one.what, "at": at, "commitment": commitment,
             "previous": previous, "hash": hash_}
        )  # fmt: skip
        payloads.append(
            {"number": number, "actor": one.actor, "subject": one.subject, "salt": salt,
             "content": one.content.decode()}
        )  # fmt: skip
        previous = hash_
    connection.execute(insert(entry), entries)
    connection.execute(insert(payload), payloads)
    connection.execute(update(head).where(head.c.one == 1).values(number=number, hash=previous))


def committed(salt: bytes, actor: str, subject: str | None, content: bytes) -> str:
    """What an entry commits to: the hash of its payload, which nobody can guess without its *salt*."""
    return hashlib.sha256(salt + orjson.dumps([actor, subject]) + b"\n" + content).hexdigest()


def linked(number: int, id_: str, what: str, at: str, commitment: str, previous: str) -> str:
    """The hash of an entry, over all it has and the entry before."""
    return hashlib.sha256(orjson.dumps([number, id_, what, at, commitment, previous])).hexdigest()
