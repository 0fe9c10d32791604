"""The problems that only the service has: by the names of their catalogues."""

from __future__ import annotations

from typing import Final

OF_THE_SERVICE: Final = frozenset({
    "access", "api", "authoring", "backups", "bundle", "casework", "demo", "imports", "jobs", "letters", "records",
    "service", "settings", "submissions", "swept", "webhooks",
})  # fmt: skip
