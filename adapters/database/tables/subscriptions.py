"""Who is told of changes: where messages go, how far they have come, and what keeps them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Table, Text

from adapters.database.tables.base import Id, Json, Moment, Number, metadata

subscription: Final = Table(
    "subscription",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user", Id, ForeignKey("app_user.id"), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("policies", Json, nullable=False),
    Column("sectors", Json, nullable=False),
    Column("secret", Text, nullable=False),
    Column("status", Id, nullable=False),
    Column("told", Number, nullable=False),
    Column("telling", Number),
    Column("attempts", Number, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("leased_until", Moment, nullable=False),
    Column("fault", Text),
    Column("recorded_at", Moment, nullable=False),
)
"""*policies* and *sectors* are lists; without either all changes are meant. *told* is the number of the change it was
told of last, *telling* that of the last one in the message on its way, which stays the same until it has arrived.
*status* is `active` or `disabled`, *fault* what went wrong last. Signing needs the *secret* as it is."""
