"""Records that changed while a verdict on them was given: whoever changed them knew nothing of the verdict yet."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from adapters.database.bulk import add_missing, among
from adapters.database.tables.recall import recall_pending
from adapters.database.tables.records import subject


def look_again_if_moved(connection: Connection, before: Mapping[str, int]) -> None:
    """Have the verdicts on those looked at again whose records, of the revisions *before*, are or may be others by now.

    Whoever changes a subject waits from here on until the transaction has ended, and then finds the verdict. Nobody is
    waited for here: who is just being changed may be another.
    """
    if not before:
        return
    rows = select(subject.c.id, subject.c.revision).where(among(connection, subject.c.id, before))
    same = {
        id_
        for id_, revision in connection.execute(rows.with_for_update(read=True, skip_locked=True))
        if revision == before[id_]
    }
    moved = sorted(before.keys() - same)
    add_missing(connection, recall_pending, ("subject", "release"), [(one, "") for one in moved])
