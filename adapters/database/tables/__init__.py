"""The tables of the store, a module a subject; `metadata` has them all."""

from __future__ import annotations

from adapters.database.tables import (
    access,
    casework,
    drafts,
    exchange,
    jobs,
    ledger,
    records,
    releases,
    shadow,
    state,
    subscriptions,
)
from adapters.database.tables.base import metadata

__all__ = [
    "access",
    "casework",
    "drafts",
    "exchange",
    "jobs",
    "ledger",
    "metadata",
    "records",
    "releases",
    "shadow",
    "state",
    "subscriptions",
]
