"""Reads of personal data, told to the ledger: who read what of whom, and what for."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import orjson
from sqlalchemy import Connection

from adapters.access.sight import Sight
from adapters.ledger.chain import Said, add

READ: Final = "read"


def read(sight: Sight, subject: str, where: str, pointers: Iterable[str]) -> Said:
    """That *sight* was shown what *pointers* name, of what the API has at *where*, about *subject*."""
    content = {"purpose": sight.purpose, "where": where, "pointers": list(pointers)}
    return Said(secrets.token_hex(16), READ, sight.actor, orjson.dumps(content), subject)


def read_many(id_: str, actor: str, where: str, persons: int) -> Said:
    """That *actor* was given data of so many *persons* by what the ledger calls *where*; *id_* keeps it to once."""
    return Said(id_, READ, actor, orjson.dumps({"purpose": None, "where": where, "persons": persons}))


def note(connection: Connection, reads: Iterable[Said], now: datetime) -> None:
    """Add *reads* to the ledger."""
    add(connection, list(reads), now)
