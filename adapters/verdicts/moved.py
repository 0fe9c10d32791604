"""Records that changed while a verdict on them was given: whoever changed them knew nothing of the verdict yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from adapters.database.bulk import add_missing, among
from adapters.database.tables.recall import recall_pending
from adapters.database.tables.records import subject
from adapters.records.dossiers import OnRecord


def look_again_if_moved(connection: Connection, records: Sequence[OnRecord]) -> None:
    """Have the verdicts on those of *records* looked at again that are, or may just be, others by now.

    Whoever changes a subject waits from here on until the transaction has ended, and then finds the verdict. Nobody is
    waited for here: who is just being changed may be another.
    """
    before = {one.subject["id"]: one.revision for one in records}
    rows = select(subject.c.id, subject.c.revision).where(among(connection, subject.c.id, before))
    same = {
        id_
        for id_, revision in connection.execute(rows.with_for_update(read=True, skip_locked=True))
        if revision == before[id_]
    }
    moved = sorted(before.keys() - same)
    add_missing(connection, recall_pending, ("subject", "release"), [(one, "") for one in moved])
