"""Verdicts kept for who asks again: what is at hand of them, and for how long."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import delete, insert, update

from adapters.database.connect import Database
from adapters.database.plain import reading
from adapters.database.tables.verdicts import said
from adapters.verdicts.keeping import Lately

_DIGESTS = ("a" * 64, "b" * 64)


@pytest.fixture
def store(database: Database) -> Database:
    """A store with two verdicts that were given."""
    rows = [{"digest": one, "subject": "s", "content": one[:1].encode() * 10} for one in _DIGESTS]
    with database.writing() as connection:
        connection.execute(insert(said), rows)
    return database


def _told(store: Database, lately: Lately) -> Sequence[bytes | None]:
    with reading(store) as reads:
        return [lately.content(reads, one) for one in _DIGESTS]


def test_what_a_verdict_said_lately_is_not_read_again(store: Database) -> None:
    lately = Lately()
    assert _told(store, lately) == [b"a" * 10, b"b" * 10]
    with store.writing() as connection:
        connection.execute(update(said).values(content=b"never said"))
    assert _told(store, lately) == [b"a" * 10, b"b" * 10]


def test_what_was_forgotten_is_at_hand_for_a_while_at_most(store: Database) -> None:
    lately = Lately(seconds=-1)
    assert _told(store, lately) == [b"a" * 10, b"b" * 10]
    with store.writing() as connection:
        connection.execute(delete(said))
    assert _told(store, lately) == [None, None]


def test_no_more_is_at_hand_than_there_may_be(store: Database) -> None:
    lately = Lately(most=19)
    assert _told(store, lately) == [b"a" * 10, b"b" * 10]
    with store.writing() as connection:
        connection.execute(delete(said))
    assert _told(store, lately) == [None, b"b" * 10]
