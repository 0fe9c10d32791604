"""The chain gone through: nothing altered, nothing dropped, nothing put in between."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson
from sqlalchemy import Connection, Row, select

from adapters.database.bulk import among
from adapters.database.tables.ledger import entry, head, payload
from adapters.database.tables.verdicts import said
from adapters.ledger.chain import START, committed, linked
from adapters.ledger.checkpoints import Checkpoint, kept

_ROWS: Final = 1_000
What = Literal[
    "gap", "unlinked", "altered", "changed", "cut_off", "rewritten", "missing", "unsigned", "verdict_changed",
    "verdict_gone",
]  # fmt: skip


@dataclass(frozen=True)
class Flaw:
    """One thing wrong with the chain, at the entry *number*.

    `gap`: it is not there. `unlinked`: what it has before it is another. `altered`: it is not what was hashed.
    `changed`: its payload is not what it commits to. `cut_off`: the chain does not end where it ended. `rewritten`,
    `missing`: a checkpoint knows it otherwise, or knows it and it is gone. `unsigned`: a checkpoint nobody signed.
    `verdict_changed`, `verdict_gone`: the verdict of a receipt is not the one given, or is not kept any more.
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
    walk = _Walk((*kept(connection), *known))
    for rows in _some(connection):
        for row in rows:
            walk.take(row)
        walk.flaws += _verdicts(connection, rows)
        tell(walk.count, 0 if last is None else last.number)
    return walk.over(None if last is None else (last.number, last.hash))


class _Walk:
    """The way along the chain: what the next entry must be, and all flaws so far."""

    def __init__(self, signed: Sequence[Checkpoint]) -> None:
        self._wanted = {one.number: one.hash for one in signed if one.holds()}
        self._next, self._previous = 1, START
        self.count, self._forgotten = 0, 0
        self.flaws = [Flaw(one.number, "unsigned") for one in signed if not one.holds()]

    def take(self, row: Row[Any]) -> None:
        """Look at the next entry."""
        self.count += 1
        if row.number != self._next:
            self.flaws.append(Flaw(self._next, "gap"))
        elif row.previous != self._previous:
            self.flaws.append(Flaw(row.number, "unlinked"))
        if linked(row.number, row.id, row.what, row.at, row.commitment, row.previous) != row.hash:
            self.flaws.append(Flaw(row.number, "altered"))
        if row.salt is None:
            self._forgotten += 1
        elif committed(row.salt, row.actor, row.subject, row.content.encode()) != row.commitment:
            self.flaws.append(Flaw(row.number, "changed"))
        if self._wanted.pop(row.number, row.hash) != row.hash:
            self.flaws.append(Flaw(row.number, "rewritten"))
        self._next, self._previous = row.number + 1, row.hash

    def over(self, end: tuple[int, str] | None) -> Verified:
        """What came of it, where the chain is said to end with *end*."""
        if end is not None and (self._next - 1, self._previous) != end:
            self.flaws.append(Flaw(self._next, "cut_off"))
        self.flaws += [Flaw(number, "missing") for number in sorted(self._wanted)]
        return Verified(self.count, self._forgotten, self._previous, tuple(self.flaws))


def _some(connection: Connection) -> Iterator[Sequence[Row[Any]]]:
    """The entries in order, some at a time, each with its payload where it has one."""
    wanted = (
        select(entry, payload.c.actor, payload.c.subject, payload.c.salt, payload.c.content)
        .join_from(entry, payload, isouter=True)
        .order_by(entry.c.number)
    )
    after = 0
    while rows := connection.execute(wanted.where(entry.c.number > after).limit(_ROWS)).all():
        yield rows
        after = rows[-1].number


def _verdicts(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[Flaw]:
    """What is wrong with the verdicts that the receipts among *rows* refer to: these are kept apart, each once."""
    referred: dict[int, str] = {}
    for row in rows:
        if row.what == "verdict" and row.content is not None:
            content = orjson.loads(row.content)
            if content.get("input") is not None and content.get("verdict_hash") is not None:
                referred[row.number] = content["verdict_hash"]
    found = select(said.c.digest, said.c.content).where(among(connection, said.c.digest, set(referred.values())))
    sound = {one.digest: hashlib.sha256(one.content).hexdigest() == one.digest for one in connection.execute(found)}
    for number, digest in referred.items():
        if not sound.get(digest, False):
            yield Flaw(number, "verdict_changed" if digest in sound else "verdict_gone")
