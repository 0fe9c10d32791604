"""The area of the pages for everybody."""

from __future__ import annotations

from typing import Final

from web.pages.routes import Pages

public: Final = Pages("public")
