"""The tables of the store, a module a subject; `metadata` has them all."""

from __future__ import annotations

from adapters.database.tables import access, drafts, ledger, records, releases
from adapters.database.tables.base import metadata

__all__ = ["access", "drafts", "ledger", "metadata", "records", "releases"]
