"""All pages for everybody: the modules that add them."""

from __future__ import annotations

from web.pages.public import listed, lists, verifying
from web.pages.public.area import public

__all__ = ["listed", "lists", "public", "verifying"]
