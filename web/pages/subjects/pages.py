"""All pages about subjects: the modules that add them."""

from __future__ import annotations

from web.pages.subjects import finding, repair, report, subject
from web.pages.subjects.area import subjects

__all__ = ["finding", "repair", "report", "subject", "subjects"]
