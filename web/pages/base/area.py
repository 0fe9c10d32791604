"""The area of the policy base, which the modules beside it fill."""

from __future__ import annotations

from typing import Final

from web.pages.routes import Pages

base: Final = Pages("base")
