"""The area itself: modules beside this one add its pages."""

from __future__ import annotations

from typing import Final

from web.pages.routes import Pages

simulate: Final = Pages("simulate")
