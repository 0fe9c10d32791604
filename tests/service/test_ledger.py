"""The ledger: whatever is altered or dropped shows; what is forgotten does not break it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, text, update

from adapters.clock import FixedClock
from adapters.database.connect import Database
from adapters.database.tables.ledger import checkpoint, entry, head, payload
from adapters.ledger.chain import Said, add
from adapters.ledger.checkpoints import key_in, read, sign
from adapters.ledger.verify import Flaw, verify


def fill(database: Database, clock: FixedClock, count: int = 5) -> None:
    for number in range(count):
        said = Said(secrets.token_hex(8), "verdict", "client", b'{"n":%d}' % number, f"s{number}")
        with database.writing() as connection:
            add(connection, [said], clock.now())


def flaws(database: Database) -> list[tuple[int, str]]:
    with database.reading() as connection:
        return [(one.number, one.what) for one in verify(connection).flaws]


def altered(number: int, **values: str) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(update(entry).where(entry.c.number == number).values(**values))


def dropped(number: int) -> Callable[[Connection], object]:
    def drop(connection: Connection) -> None:
        connection.execute(delete(payload).where(payload.c.number == number))
        connection.execute(delete(entry).where(entry.c.number == number))

    return drop


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        (altered(3, what="read"), [(3, "altered")]),
        (altered(3, at="2026-01-01T00:00:00.000000Z"), [(3, "altered")]),
        (altered(3, commitment="0" * 64), [(3, "altered"), (3, "changed")]),
        (altered(3, previous="0" * 64), [(3, "unlinked"), (3, "altered")]),
        (lambda c: c.execute(update(payload).where(payload.c.number == 2).values(content="{}")), [(2, "changed")]),
        (lambda c: c.execute(update(payload).where(payload.c.number == 2).values(actor="me")), [(2, "changed")]),
        (lambda c: c.execute(update(payload).where(payload.c.number == 2).values(subject="x")), [(2, "changed")]),
        (dropped(3), [(3, "gap")]),
        (dropped(1), [(1, "gap")]),
        (dropped(5), [(5, "cut_off")]),
        (lambda c: c.execute(update(head).values(number=4)), [(6, "cut_off")]),
    ],
)  # fmt: skip
def test_what_was_altered_or_dropped_shows(
    database: Database, clock: FixedClock, tampering: Callable[[Connection], object], found: list[tuple[int, str]]
) -> None:
    fill(database, clock)
    assert flaws(database) == []
    with database.writing() as connection:
        tampering(connection)
    assert flaws(database) == found


def test_forgetting_leaves_the_chain_whole(database: Database, clock: FixedClock) -> None:
    fill(database, clock)
    with database.writing() as connection:
        connection.execute(delete(payload).where(payload.c.number == 2))
    with database.reading() as connection:
        found = verify(connection)
    assert (found.entries, found.forgotten, found.flaws) == (5, 1, ())


def test_a_chain_cut_off_and_tied_up_again_is_missed_by_who_has_a_checkpoint(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    fill(database, clock)
    key = key_in(tmp_path)
    with database.writing() as connection:
        signed = sign(connection, key, clock.now())
    assert signed is not None
    with database.writing() as connection:
        dropped(5)(connection)
        last = connection.scalar(select(entry.c.hash).where(entry.c.number == 4))
        connection.execute(update(head).values(number=4, hash=last))
        connection.execute(delete(checkpoint))
    assert flaws(database) == []
    with database.reading() as connection:
        assert verify(connection, read([signed.json()])).flaws == (Flaw(5, "missing"),)
        forged = replace(signed, number=4)
        assert verify(connection, [forged]).flaws == (Flaw(4, "unsigned"),)


def test_many_who_add_at_once_make_one_chain(database: Database, clock: FixedClock) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: fill(database, clock, 10), range(8)))
    with database.reading() as connection:
        found = verify(connection)
    assert (found.entries, found.flaws) == (80, ())


def test_the_key_of_the_ledger_is_its_owners_alone(tmp_path: Path) -> None:
    key_in(tmp_path / "data")
    assert (tmp_path / "data" / "ledger-key.pem").stat().st_mode & 0o777 == 0o600


def test_nobody_can_tell_what_an_entry_says_from_its_commitment(database: Database, clock: FixedClock) -> None:
    said = [Said(secrets.token_hex(8), "read", "auditor", b"{}", "s1") for _ in range(2)]
    with database.writing() as connection:
        add(connection, said, clock.now())
    with database.reading() as connection:
        both = connection.scalars(select(entry.c.commitment)).all()
        assert connection.scalar(text("SELECT count(*) FROM ledger_payload")) == 2
    assert both[0] != both[1]
