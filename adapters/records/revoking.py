"""Revocations as they come in: whether one may revoke what it names (S6)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from adapters.database.tables.records import fact_revocation
from engine.problems import Place, Problem

DEEPEST: Final = 16
"""So many revocations of revocations may hang together: nobody needs more, and each costs all later ones."""


class Revocations:
    """What revokes what: in the store, and among the records taken so far."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._of: dict[str, str | None] = {}
        self._by: dict[str, set[str]] = {}

    def problem(self, id_: str, revokes: str, whose: str, about: str | None, place: Place) -> Problem | None:
        """Why the revocation *id_*, on record of *whose*, cannot revoke a fact *about* somebody; else it is noted.

        *about* is nobody where the fact has not come yet.
        """
        if about not in (None, whose):
            return Problem("records.revokes_other", place, {"revokes": revokes, "subject": whose})
        path = [id_]
        target: str | None = revokes
        while target is not None and len(path) <= DEEPEST:
            path.append(target)
            if target == id_:
                return Problem("facts.revocation_cycle", place, {"cycle": " → ".join(path)})
            target = self._target(target)
        if target is not None or len(path) + self._height(id_) > DEEPEST:
            return Problem("records.revocations_deep", place, {"limit": DEEPEST})
        self._of[id_] = revokes
        self._by.setdefault(revokes, set()).add(id_)
        return None

    def _target(self, id_: str) -> str | None:
        if id_ not in self._of:
            wanted = select(fact_revocation.c.revokes).where(fact_revocation.c.fact == id_)
            self._of[id_] = self._connection.scalar(wanted)
        return self._of[id_]

    def _height(self, id_: str) -> int:
        """How many revocations, one of the other, lead to *id_*."""
        level, height = {id_}, 0
        while level and height <= DEEPEST:
            level = {above for one in level for above in self._revoking(one)}
            height += bool(level)
        return height

    def _revoking(self, id_: str) -> set[str]:
        wanted = select(fact_revocation.c.fact).where(fact_revocation.c.revokes == id_)
        return self._by.get(id_, set()) | set(self._connection.scalars(wanted))
