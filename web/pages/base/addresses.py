"""Where the service tells things of the policy base: each address says the release and the day that were chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from adapters.sentences.mentions import Mentions
from adapters.sentences.said import Ref, Sort
from web.docs_pages.paths import anchor_at

INDEX: Final = "/policies"
MATRIX: Final = "/matrix"
FOLDERS: Final[Mapping[Sort, str]] = {
    "policy": "/policies",
    "linkage": "/linkages",
    "overlay": "/regions",
    "measure": "/measures",
    "department": "/departments",
    "document": "/documents",
    "fact_type": "/fact-types",
    "clause": "/plan",
}
CATALOGUES: Final[Mapping[str, str]] = {
    "linkages": "/linkages",
    "measures": "/measures",
    "departments": "/departments",
    "documents": "/documents",
    "facts": "/fact-types",
    "plan": "/plan",
}
"""The addresses of the catalogues, in the order of the menu."""


class Addresses:
    """The addresses of things; *mentions* know which documents are one, *chosen* is what each address says besides."""

    def __init__(self, mentions: Mentions, chosen: Mapping[str, str]) -> None:
        self._document_of = mentions.document_of
        self._chosen = chosen

    def page(self, ref: Ref) -> str:
        """The address of the page that tells *ref*."""
        if ref.sort == "sector":
            return self.to(INDEX)
        name = self._document_of.get(ref.name, ref.name) if ref.sort == "document" else ref.name
        return self.to(f"{FOLDERS[ref.sort]}/{quote(name.removeprefix('regions/'))}")

    def href(self, here: str, ref: Ref) -> str:
        """The link to *ref* from the page at the path *here*."""
        page, anchor = self.page(ref), quote(anchor_at(ref))
        if not anchor:
            return page
        return f"#{anchor}" if page == self.to(quote(here)) else f"{page}#{anchor}"

    def to(self, path: str, **more: str) -> str:
        """The address *path* with what was chosen, and *more*."""
        said = {**self._chosen, **more}
        return f"{path}?{urlencode(said)}" if said else path


def page_of(owner: str) -> str:
    """The address of what *owner* (the path of a file, no suffix) tells: a policy, a linkage, or what a place adds."""
    folder, _, name = owner.partition("/")
    at = {"linkage": FOLDERS["linkage"], "regions": FOLDERS["overlay"]}.get(folder)
    return f"{FOLDERS['policy']}/{quote(owner)}" if at is None else f"{at}/{quote(name)}"
