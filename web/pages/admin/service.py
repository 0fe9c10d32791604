"""How the service does: its parts, versions, queue, workers and disk."""

from __future__ import annotations

from typing import Any

from web.pages.admin.area import admin, shown
from web.pages.asking import ask


@admin.add("/admin/service", allow="metrics:read")
def service_page() -> Any:
    """How the service does."""
    return shown("service", "service", told=ask("GET", "/v1/service"))
