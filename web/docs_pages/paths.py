"""Where things stand in the pages: the file of each, and the anchor of a part of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from posixpath import dirname, relpath
from typing import Final, Protocol
from urllib.parse import quote

from adapters.sentences.mentions import Mentions
from adapters.sentences.said import Ref, Sort

FOLDERS: Final[Mapping[Sort, str]] = {
    "policy": "policies",
    "linkage": "linkages",
    "overlay": "regions",
    "measure": "measures",
    "department": "departments",
    "document": "documents",
    "fact_type": "facts",
    "clause": "plan",
}
_ARTICLES: Final = "cited-"
"""Before the number of an article, which is the part of a document that a reference names."""


class Places(Protocol):
    """Where pages tell of things: files beside each other, or addresses of a service."""

    def href(self, here: str, ref: Ref) -> str:
        """The link to *ref* from the page *here*."""


class Paths:
    """The paths of the pages of one language, from its own root; *mentions* know which documents are one."""

    def __init__(self, mentions: Mentions) -> None:
        self._document_of = mentions.document_of

    def page(self, ref: Ref) -> str:
        """The file that tells *ref*."""
        if ref.sort == "sector":
            return "index.html"
        name = self._document_of.get(ref.name, ref.name) if ref.sort == "document" else ref.name
        return f"{FOLDERS[ref.sort]}/{name.removeprefix('regions/')}.html"

    def href(self, here: str, ref: Ref) -> str:
        """The link to *ref* from the page *here*, both paths from the root of the language."""
        return link(here, self.page(ref), anchor_at(ref))


def anchor_at(ref: Ref) -> str:
    """The anchor of what *ref* means on the page that tells it; none where that is all of the page."""
    if ref.sort == "sector":
        return f"sector-{ref.name}" if ref.name else ""
    before = _ARTICLES if ref.sort == "document" else ""
    return anchor_of(before + ref.part) if ref.part else ""


def link(here: str, page: str, anchor: str = "") -> str:
    """A link from the file *here* to the file *page*, both from one root."""
    path = "" if page == here and anchor else _relative(dirname(here) or ".", page)
    return f"{path}#{quote(anchor)}" if anchor else path


@lru_cache(maxsize=1 << 16)
def _relative(folder: str, page: str) -> str:
    return quote(relpath(page, folder))


def anchor_of(name: str) -> str:
    """*name* as the id of an element: `cited-5(1)` is `cited-5.1`."""
    return name.replace("(", ".").replace(")", "").replace(" ", "_")
