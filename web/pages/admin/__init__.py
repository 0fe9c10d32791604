"""Administration and audit: users, tokens, the ledger, jobs, imports, exchange, and how the service does."""

from web.pages.admin import audit, exchange, imports, jobs, service, tokens, users
from web.pages.admin.area import admin

__all__ = ["admin", "audit", "exchange", "imports", "jobs", "service", "tokens", "users"]
