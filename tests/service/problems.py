"""The problems that only the service has: by the names of their catalogues."""

from __future__ import annotations

from typing import Final

OF_THE_SERVICE: Final = frozenset({
    "access", "api", "backups", "bundle", "casework", "demo", "imports", "jobs", "records", "service", "settings",
    "webhooks",
})  # fmt: skip
