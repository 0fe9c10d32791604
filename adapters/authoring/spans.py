"""Where every value of a text stands, from its first character to its last, so that it alone can be replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import yaml

from engine.language.plain import plain
from engine.language.syntax import Key

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Path: TypeAlias = tuple[Key, ...]
_BLOCKS: Final = ("|", ">")


@dataclass(frozen=True)
class Span:
    """A value from *start* to *end*; *entries* are its members with their keys, where it is a collection.

    It stands at *column*; *flow* says whether it stands in brackets. One *block* of text lines is not replaced.
    """

    start: int
    end: int
    column: int
    sort: str
    flow: bool
    entries: tuple[Entry, ...] = ()
    block: bool = False


@dataclass(frozen=True)
class Entry:
    """A member of a collection: its *key* (or number), and from where to where it stands, its key included."""

    key: Key
    start: int
    end: int


def spans(text: str) -> Mapping[Path, Span]:
    """The spans of *text*, which can be read, by path."""
    root = yaml.compose(text, Loader=_Loader)
    found: dict[Path, Span] = {}
    if root is not None:
        _walk(root, (), found)
    return found


def _walk(node: Any, path: Path, into: dict[Path, Span]) -> int:
    """Note the span of *node* and of all below it; gives its end."""
    start: int = node.start_mark.index
    end: int = node.end_mark.index
    column: int = node.start_mark.column
    if isinstance(node, yaml.ScalarNode):
        into[path] = Span(start, end, column, "scalar", flow=False, block=node.style in _BLOCKS)
        return end
    flow = bool(node.flow_style)
    entries = tuple(_entries(node, path, into))
    if not flow:
        end = max((one.end for one in entries), default=end)
    sort = "mapping" if isinstance(node, yaml.MappingNode) else "list"
    into[path] = Span(start, end, column, sort, flow, entries)
    return end


def _entries(node: Any, path: Path, into: dict[Path, Span]) -> Iterator[Entry]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name: Any = key.value if key.style else plain(key.value)[0]
            yield Entry(name, key.start_mark.index, max(key.end_mark.index, _walk(value, (*path, name), into)))
    else:
        for number, value in enumerate(node.value):
            yield Entry(number, value.start_mark.index, _walk(value, (*path, number), into))
