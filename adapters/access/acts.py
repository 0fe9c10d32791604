"""What was done about access, as the ledger is told it."""

from __future__ import annotations

import secrets
from typing import Literal

import orjson

from adapters.ledger.chain import Said

What = Literal["user_added", "user_changed", "password_changed", "token_issued", "token_revoked", "signed_in"]


def act(what: What, actor: str, **content: object) -> Said:
    """That *actor* did *what*, with *content*; never a secret."""
    return Said(secrets.token_hex(16), what, actor, orjson.dumps(content))
