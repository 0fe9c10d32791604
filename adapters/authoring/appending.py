"""A case put at the end of the cases of a file, whatever comes after them."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.authoring.made import HEAD
from engine.language.syntax import Document, read_yaml


def appended(text: str, case: str) -> str:
    """The case file *text* with *case* after its last one; a new file where there is none."""
    if not text.strip():
        return HEAD + case
    document, _ = read_yaml(text, "cases")
    lines = text.rstrip("\n").split("\n")
    at = len(lines) if document is None else _end_of_cases(document, lines)
    while at and not lines[at - 1].strip():
        at -= 1
    after = lines[at:]
    return "\n".join([*lines[:at], "", *case.rstrip("\n").split("\n"), *after, ""])


def _end_of_cases(document: Document, lines: Sequence[str]) -> int:
    """Before which line the cases end: that of the next key, or of the comment that stands right above it."""
    keys = document.data if isinstance(document.data, dict) else {}
    first = document.key_place(("cases",)).line
    later = [line for key in keys if (line := document.key_place((key,)).line) > first]
    at = min(later) - 1 if later else len(lines)
    while later and lines[at - 1].startswith("#"):
        at -= 1
    return at
