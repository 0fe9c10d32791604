"""Acts on releases and drafts, as the ledger keeps them."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from adapters.ledger.chain import Said, add


def tell(connection: Connection, what: str, actor: str, now: datetime, **content: Any) -> None:
    """Have the ledger keep that *actor* did *what*; the last statement of a transaction."""
    add(connection, [Said(secrets.token_hex(16), what, actor, orjson.dumps(content))], now)
