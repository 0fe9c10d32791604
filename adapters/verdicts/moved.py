"""Records that changed while a verdict on them was given: whoever changed them knew nothing of the verdict yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from adapters.database.bulk import add_missing, among
from adapters.database.tables.recall import recall_pending
from adapters.database.tables.records import subject


def look_again_if_moved(connection: Connection, read: Sequence[tuple[str, int]]) -> None:
    """Have the verdicts on those subjects looked at again whose records are, or may just be, others than were *read*.

    *read* are the subjects and the revisions of their records. Whoever changes one of them waits from here on until the
    transaction has ended, and then finds the verdict. Nobody is waited for: who is just being changed may be another.
    """
    if not read:
        return
    rows = select(subject.c.id, subject.c.revision).where(among(connection, subject.c.id, {one for one, _ in read}))
    now = {id_: revision for id_, revision in connection.execute(rows.with_for_update(read=True, skip_locked=True))}  # noqa: C416 - rows are no pairs to mypy
    moved = sorted({id_ for id_, revision in read if now.get(id_) != revision})
    add_missing(connection, recall_pending, ("subject", "release"), [(one, "") for one in moved])
