"""What happened to an identity, told in order."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, or_, select

from adapters.database.bulk import among
from adapters.database.tables.records import identity_event, subject


def events(connection: Connection, id_: str) -> list[dict[str, Any]]:
    """What happened to the subject *id_* and to those merged into it, in order."""
    ids = (id_, *connection.scalars(select(subject.c.id).where(subject.c.merged_into == id_)))
    wanted = select(identity_event).where(
        or_(among(connection, identity_event.c.subject, ids), among(connection, identity_event.c.other, ids))
    )
    rows = connection.execute(wanted.order_by(identity_event.c.number)).mappings()
    told = [column.name for column in identity_event.c if column.name != "uid"]
    return [{name: row[name] for name in told} | {"details": orjson.loads(row["details"])} for row in rows]
