"""Reads a page as strictly as a careful browser: every element closed where it should be, its ids and links told."""

from __future__ import annotations

from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from typing import Final
from urllib.parse import unquote

_VOID: Final = {"meta", "link", "input", "br", "hr", "img"}
_SELF_CLOSED: Final = {"rect", "path"}


class Page(HTMLParser):
    """The page at *path* with the *text* of its file."""

    def __init__(self, path: str, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(content.decode("utf-8"))
        self.close()
        self.faults += [f"<{tag}> never ends" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._take(attrs)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._take(attrs)
        if tag not in _SELF_CLOSED:
            self.faults.append(f"<{tag}/> in HTML")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> where it does not belong")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def targets(self) -> list[tuple[str, str]]:
        """The file and the anchor of each link."""
        found = []
        for link in self.links:
            path, _, anchor = link.partition("#")
            file = normpath(join(dirname(self.path), unquote(path))) if path else self.path
            found.append((file, unquote(anchor)))
        return found

    def _take(self, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"an attribute twice: {names}")
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")
