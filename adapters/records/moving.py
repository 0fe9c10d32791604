"""Moves: what goes from one subject to another by an event, noted one by one, so that it can be told where it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, insert, literal, select, update

from adapters.database.bulk import add_missing, add_rows, among
from adapters.database.tables.records import fact, fact_related, identity_move, naming, subject, subject_code
from adapters.records.belonging import CODE, FACT

_COLUMNS: Final = ("event", "what", "name", "from_subject", "to_subject", "moved_at")


@dataclass(frozen=True)
class Moves:
    """The moves of one *event*, at a moment."""

    connection: Connection
    event: int
    at: str

    def note(self, moves: Iterable[tuple[str, str, str | None, str | None]]) -> None:
        """Note *moves*: of what, called how, from whom, to whom."""
        add_rows(self.connection, identity_move, _COLUMNS, [(self.event, *one, self.at) for one in moves])

    def facts(self, of: str, to: str, ids: Collection[str] | None = None) -> int:
        """Move the facts *ids* of the subject *of*, or all of them; gives how many."""
        which = fact.c.subject == of
        if ids is not None:
            which &= among(self.connection, fact.c.id, ids)
        columns = (literal(self.event), literal(FACT), fact.c.id, fact.c.subject, literal(to), literal(self.at))
        noted = insert(identity_move).from_select(_COLUMNS, select(*columns).where(which).order_by(fact.c.number))
        self.connection.execute(noted)
        named = select(fact_related.c.subject).distinct().join_from(fact_related, fact).where(which)
        rows = [(to, name) for name in self.connection.scalars(named)]
        count = self.connection.execute(update(fact).where(which).values(subject=to)).rowcount
        add_missing(self.connection, naming, ("subject", "named"), rows)
        return count

    def ids(self, moves: Sequence[tuple[str, str, str, str]]) -> None:
        """Have ids lead elsewhere, as *moves* say; one that leads to itself leads nowhere."""
        self.note(moves)
        for _, name, _, to in moves:
            into = None if to == name else to
            self.connection.execute(update(subject).where(subject.c.id == name).values(merged_into=into))

    def codes(self, of: str, to: str, codes: Collection[str]) -> None:
        """Have *codes* of the subject *of* lead to another."""
        self.note((CODE, one, of, to) for one in sorted(codes))
        which = among(self.connection, subject_code.c.code, codes)
        self.connection.execute(update(subject_code).where(which).values(subject=to))
