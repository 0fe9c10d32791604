"""All pages of the area: their modules add them."""

from __future__ import annotations

from web.pages.simulations import asking, listing, result
from web.pages.simulations.area import simulate

__all__ = ["asking", "listing", "result", "simulate"]
