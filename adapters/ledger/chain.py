"""The chain: entries added one after the other, each with the hash of the one before."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson
from sqlalchemy import Connection, insert

from adapters.clock import stamp
from adapters.database.connect import hold
from adapters.database.plain import plainly
from adapters.database.tables.ledger import head

START: Final = "0" * 64
"""What the first entry has before it."""
_SALT: Final = 16
_TIME: Final = 12
"""Characters of an id that tell when it was made, in milliseconds."""
_CHANCE: Final = 10
"""Bytes of an id that are left to chance."""
_HEAD: Final = "SELECT number, hash FROM ledger_head WHERE one = 1"
_ENTRY: Final = (
    "INSERT INTO ledger_entry (number, id, what, at, commitment, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_PAYLOAD: Final = "INSERT INTO ledger_payload (number, actor, subject, salt, content) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class Said:
    """What an entry is to say: *what* was done by whom, about which *subject* if any; *content* is JSON."""

    id: str
    what: str
    actor: str
    content: bytes
    subject: str | None = None


def new_id(now: datetime) -> str:
    """An id for an entry made *now*, which nobody can guess.

    Those of one time begin alike and so stand together in the index: to store some takes few pages.
    """
    return f"{int(now.timestamp() * 1000):0{_TIME}x}{secrets.token_hex(_CHANCE)}"


def add(connection: Connection, said: Sequence[Said], now: datetime) -> None:
    """Add *said* to the end of the chain, in order. Whoever adds waits for who adds before."""
    if not said:
        return
    plain = plainly(connection)
    ending = _HEAD if plain.is_sqlite else f"{_HEAD} FOR UPDATE"
    last = plain.first(ending)
    if last is None:  # the first ever: of several at once one makes the row, and the others find it
        hold(connection, "ledger")
        last = plain.first(ending)
    if last is None:
        connection.execute(insert(head), {"one": 1, "number": 0, "hash": START})
    number, previous = (0, START) if last is None else last
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
    plain.each(_ENTRY, entries)
    plain.each(_PAYLOAD, payloads)
    plain.do("UPDATE ledger_head SET number = ?, hash = ? WHERE one = 1", (number, previous))


def committed(salt: bytes, actor: str, subject: str | None, content: bytes) -> str:
    """What an entry commits to: the hash of its payload, which nobody can guess without its *salt*."""
    return hashlib.sha256(salt + orjson.dumps([actor, subject]) + b"\n" + content).hexdigest()


def linked(number: int, id_: str, what: str, at: str, commitment: str, previous: str) -> str:
    """The hash of an entry, over all it has and the entry before."""
    return hashlib.sha256(orjson.dumps([number, id_, what, at, commitment, previous])).hexdigest()
