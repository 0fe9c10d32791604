"""Attempts to sign in, counted in the store: who fails too often waits, longer each time.

An attempt is counted before the password is looked at, so that many at once are not more than many after each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from adapters.clock import stamp
from adapters.database.connect import hold
from adapters.database.tables.access import attempt

_FREE: Final[Mapping[str, int]] = {"both": 5, "name": 20, "address": 100}
"""How many may fail without a wait: of a name from one address, of a name, from an address."""
_LONGEST: Final = 900
_FORGOTTEN: Final = timedelta(hours=1)


def counted(connection: Connection, name: str, address: str, now: datetime) -> int:
    """Count an attempt for *name* from *address*. Gives the seconds to wait first; then it was not counted."""
    hold(connection, "sign_in")
    connection.execute(delete(attempt).where(attempt.c.last_at < stamp(now - _FORGOTTEN)))
    keys = _keys(name, address)
    rows = {row.key: row for row in connection.execute(select(attempt).where(attempt.c.key.in_(keys.values())))}
    wait = max((_wait(rows[key].times, rows[key].last_at, _FREE[of], now) for of, key in keys.items() if key in rows),
               default=0)  # fmt: skip
    if wait:
        return wait
    for key in keys.values():
        if key in rows:
            more = update(attempt).where(attempt.c.key == key)
            connection.execute(more.values(times=attempt.c.times + 1, last_at=stamp(now)))
        else:
            connection.execute(insert(attempt), {"key": key, "times": 1, "last_at": stamp(now)})
    return 0


def succeeded(connection: Connection, name: str, address: str) -> None:
    """Forget the attempts for *name*: they ended well. What *address* failed at with other names stays."""
    keys = _keys(name, address)
    connection.execute(delete(attempt).where(attempt.c.key.in_([keys["both"], keys["name"]])))
    own = attempt.c.key == keys["address"]
    connection.execute(update(attempt).where(own, attempt.c.times > 0).values(times=attempt.c.times - 1))


def _wait(count: int, last_at: str, free: int, now: datetime) -> int:
    """Seconds until the next attempt after *count* of them: 1, 2, 4 … once they are more than *free*."""
    if count < free:
        return 0
    seconds = min(2 ** min(count - free, 10), _LONGEST)
    until = datetime.fromisoformat(last_at) + timedelta(seconds=seconds)
    return max(0, ceil((until - now).total_seconds()))


def _keys(name: str, address: str) -> dict[str, str]:
    said = {"both": f"{name}\n{address}", "name": name, "address": address}
    return {
        of: hashlib.sha256(f"{of}\n{text}".encode("utf-8", "surrogatepass")).hexdigest() for of, text in said.items()
    }
