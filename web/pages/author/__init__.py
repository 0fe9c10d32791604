"""Writing policies: drafts, the files of one, and a file in the editor with its form and its cases."""

from __future__ import annotations

from web.pages.author import differing, drafts, editing
from web.pages.author.area import author

__all__ = ["author", "differing", "drafts", "editing"]
