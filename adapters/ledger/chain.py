"""The chain: entries added one after the other, each with the hash of the one before."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson
from sqlalchemy import Connection, bindparam, insert, select, update

from adapters.clock import stamp
from adapters.database.bulk import mark_of
from adapters.database.connect import hold
from adapters.database.tables.ledger import entry, head, payload

START: Final = "0" * 64
"""What the first entry has before it."""
_SALT: Final = 16
_HEAD = select(head.c.number, head.c.hash).where(head.c.one == 1).with_for_update()
_MOVED: Final = update(head).where(head.c.one == 1).values(number=bindparam("to"), hash=bindparam("end"))
_ENTRY: Final = ("number", "id", "what", "at", "commitment", "previous", "hash")
_PAYLOAD: Final = ("number", "actor", "subject", "salt", "content")


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
    entries: list[tuple[object, ...]] = []
    payloads: list[tuple[object, ...]] = []
    for one in said:
        number += 1
        salt = secrets.token_bytes(_SALT)
        commitment = committed(salt, one.actor, one.subject, one.content)
        hash_ = linked(number, one.id, one.what, at, commitment, previous)
        entries.append((number, one.id, one.what, at, commitment, previous, hash_))
        payloads.append((number, one.actor, one.subject, salt, one.content.decode()))
        previous = hash_
    _inserted(connection, entry.name, _ENTRY, entries)
    _inserted(connection, payload.name, _PAYLOAD, payloads)
    connection.execute(_MOVED, {"to": number, "end": previous})


def _inserted(connection: Connection, table: str, columns: Sequence[str], rows: list[tuple[object, ...]]) -> None:
    """Insert *rows* by the driver's own statement: every verdict comes by here."""
    marks = ", ".join([mark_of(connection)] * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608 - names of ours alone


def committed(salt: bytes, actor: str, subject: str | None, content: bytes) -> str:
    """What an entry commits to: the hash of its payload, which nobody can guess without its *salt*."""
    return hashlib.sha256(salt + orjson.dumps([actor, subject]) + b"\n" + content).hexdigest()


def linked(number: int, id_: str, what: str, at: str, commitment: str, previous: str) -> str:
    """The hash of an entry, over all it has and the entry before."""
    return hashlib.sha256(orjson.dumps([number, id_, what, at, commitment, previous])).hexdigest()
