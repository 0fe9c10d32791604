"""The tables of the store, a module a subject; `metadata` has them all."""

from __future__ import annotations

from adapters.database.tables import (
    access,
    casework,
    drafts,
    exchange,
    jobs,
    ledger,
    letters,
    recall,
    records,
    releases,
    reports,
    shadow,
    simulations,
    state,
    subscriptions,
    verdicts,
)
from adapters.database.tables.base import metadata

__all__ = [
    "access",
    "casework",
    "drafts",
    "exchange",
    "jobs",
    "ledger",
    "letters",
    "metadata",
    "recall",
    "records",
    "releases",
    "reports",
    "shadow",
    "simulations",
    "state",
    "subscriptions",
    "verdicts",
]
