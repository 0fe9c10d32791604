"""A member put into a mapping or list of a text, or taken out of it, in the way the others of it are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from adapters.authoring.spans import Path, Span
from adapters.authoring.written import flow, scalar
from engine.language.plain import plain
from engine.language.syntax import Key

_MOST_IN_LINE: Final = 3
"""Members of a mapping that is written in one line; a longer one has a line for each."""


def put_in(text: str, span: Span, key: Key, value: Any) -> str:
    """*text* with *value* as the last member of the collection at *span*, under *key*; raises `LookupError`."""
    if (span.sort == "scalar" and span.start == span.end) or span.sort not in ("mapping", "list"):
        raise LookupError(key)
    name = "" if span.sort == "list" else f"{_name(key)}: "
    if span.flow:
        last = span.entries[-1].end if span.entries else span.start + 1
        comma = ", " if span.entries else ""
        return f"{text[:last]}{comma}{name}{_flow(value)}{text[last:]}"
    at = _line_end(text, span.entries[-1].end)
    indent = " " * span.column
    dash = "- " if span.sort == "list" else ""
    long = span.sort == "mapping" and isinstance(value, Mapping) and len(value) > _MOST_IN_LINE
    said = f"{name.rstrip()}{_block(value, indent)}" if long else f"{dash}{name}{_flow(value)}"
    return f"{text[:at]}\n{indent}{said}{text[at:]}"


def taken_out(text: str, known: Mapping[Path, Span], path: Path) -> str:
    """*text* without the member at *path*; raises `LookupError` where that is none."""
    around = known[path[:-1]]
    number = next((n for n, one in enumerate(around.entries) if one.key == path[-1]), None)
    if number is None:
        raise LookupError(path)
    if len(around.entries) == 1:  # nothing would be left but an empty collection
        if len(path) < 2 or isinstance(path[-2], int):  # noqa: PLR2004 - the root has nothing around it
            raise LookupError(path)
        return taken_out(text, known, path[:-1])
    one = around.entries[number]
    if around.flow:
        if number + 1 < len(around.entries):
            return text[: one.start] + text[around.entries[number + 1].start :]
        return text[: around.entries[number - 1].end] + text[one.end :]
    start = text.rfind("\n", 0, one.start) + 1
    if text[start : one.start].strip(" -") or (around.sort == "mapping" and "-" in text[start : one.start]):
        raise LookupError(path)
    return text[:start] + text[_line_end(text, one.end) + 1 :]


def _name(key: Key) -> str:
    return scalar(key) if isinstance(key, str) else flow(key)


def _block(value: Mapping[str, Any], indent: str) -> str:
    return "".join(f"\n{indent}  {_name(key)}: {_flow(member)}" for key, member in value.items())


def _flow(value: Any) -> str:
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_name(key)}: {_flow(member)}" for key, member in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return flow(plain(str(value))[0])


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
