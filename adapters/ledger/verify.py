"""The chain gone through: nothing altered, nothing dropped, nothing put in between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, select

from adapters.database.tables.ledger import entry, head, payload
from adapters.ledger.chain import START, committed, linked
from adapters.ledger.checkpoints import Checkpoint, kept

_ROWS: Final = 1_000
What = Literal["gap", "unlinked", "altered", "changed", "cut_off", "rewritten", "missing", "unsigned"]


@dataclass(frozen=True)
class Flaw:
    """One thing wrong with the chain, at the entry *number*.

    `gap`: it is not there. `unlinked`: what it has before it is another. `altered`: it is not what was hashed.
    `changed`: its payload is not what it commits to. `cut_off`: the chain does not end where it ended. `rewritten`,
    `missing`: a checkpoint knows it otherwise, or knows it and it is gone. `unsigned`: a checkpoint nobody signed.
    """

    number: int
    what: What


@dataclass(frozen=True)
class Verified:
    """What going through the chain showed: how many *entries*, how many *forgotten*, the last *hash*, all *flaws*."""

    entries: int
    forgotten: int
    hash: str
    flaws: tuple[Flaw, ...]


def verify(
    connection: Connection,
    known: Iterable[Checkpoint] = (),
    tell: Callable[[int, int], object] = lambda _done, _all: None,
) -> Verified:
    """Go through the whole chain; *tell* hears how many entries of how many are done.

    It must have been as each checkpoint says: those kept beside it, and those *known* from elsewhere.

    An entry whose payload was forgotten still holds its place, since the chain runs over commitments.
    """
    last = connection.execute(select(head.c.number, head.c.hash)).first()
    end = 0 if last is None else last.number
    flaws: list[Flaw] = []
    signed = sorted((*kept(connection), *known), key=lambda one: one.number)
    wanted = {one.number: one.hash for one in signed if one.holds()}
    flaws += [Flaw(one.number, "unsigned") for one in signed if not one.holds()]
    expected, previous, forgotten, count = 1, START, 0, 0
    for row in _entries(connection):
        count += 1
        if row.number != expected:
            flaws.append(Flaw(expected, "gap"))
        elif row.previous != previous:
            flaws.append(Flaw(row.number, "unlinked"))
        if linked(row.number, row.id, row.what, row.at, row.commitment, row.previous) != row.hash:
            flaws.append(Flaw(row.number, "altered"))
        if row.salt is None:
            forgotten += 1
        elif committed(row.salt, row.actor, row.subject, row.content.encode()) != row.commitment:
            flaws.append(Flaw(row.number, "changed"))
        if wanted.pop(row.number, row.hash) != row.hash:
            flaws.append(Flaw(row.number, "rewritten"))
        expected, previous = row.number + 1, row.hash
        if count % _ROWS == 0:
            tell(count, end)
    if last is not None and (expected - 1, previous) != (last.number, last.hash):
        flaws.append(Flaw(expected, "cut_off"))
    flaws += [Flaw(number, "missing") for number in wanted]
    return Verified(count, forgotten, previous, tuple(flaws))


def _entries(connection: Connection) -> Iterator[Row[Any]]:
    wanted = (
        select(entry, payload.c.actor, payload.c.subject, payload.c.salt, payload.c.content)
        .join_from(entry, payload, isouter=True)
        .order_by(entry.c.number)
    )
    after = 0
    while rows := connection.execute(wanted.where(entry.c.number > after).limit(_ROWS)).all():
        yield from rows
        after = rows[-1].number
