"""Records that changed while a verdict on them was given: whoever changed them knew nothing of the verdict yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson
from sqlalchemy import Connection

from adapters.database.bulk import add_missing
from adapters.database.plain import plainly
from adapters.database.tables.recall import recall_pending

_SQLITE: Final = "SELECT id, revision FROM subject WHERE id IN (SELECT value FROM json_each(?))"
_POSTGRESQL: Final = "SELECT id, revision FROM subject WHERE id = ANY(?) FOR SHARE SKIP LOCKED"


def look_again_if_moved(connection: Connection, before: Mapping[str, int]) -> None:
    """Have the verdicts on those looked at again whose records, of the revisions *before*, are or may be others by now.

    Whoever changes a subject waits from here on until the transaction has ended, and then finds the verdict. Nobody is
    waited for here: who is just being changed may be another.
    """
    if not before:
        return
    plain = plainly(connection)
    if plain.is_sqlite:
        rows = plain.every(_SQLITE, (orjson.dumps(list(before)).decode(),))
    else:
        rows = plain.every(_POSTGRESQL, (list(before),))
    same = {id_ for id_, revision in rows if revision == before[id_]}
    moved = sorted(before.keys() - same)
    add_missing(connection, recall_pending, ("subject", "release"), [(one, "") for one in moved])
