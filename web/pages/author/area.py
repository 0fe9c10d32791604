"""The area of the pages of authors."""

from __future__ import annotations

from typing import Final

from web.pages.routes import Pages

author: Final = Pages("author")
