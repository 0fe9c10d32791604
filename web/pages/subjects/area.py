"""The area of the pages about subjects."""

from __future__ import annotations

from typing import Final

from web.pages.routes import Pages

subjects: Final = Pages("subjects")
