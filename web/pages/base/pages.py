"""All pages of the policy base."""

from __future__ import annotations

from web.pages.base import history, search, views  # noqa: F401 - each adds its own
from web.pages.base.area import base

__all__ = ["base"]
