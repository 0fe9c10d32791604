"""Strict YAML: text to plain data in which every value and key has its place, or every problem at once.

What YAML leaves to surprise is refused or read as text: `NO`, `12:30` and `007` are text, `1.10` is an exact decimal,
anchors, tags and equal keys are problems. It reads events, not nodes, so nothing is expanded and nothing recurses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NoReturn, TypeAlias

import yaml

from engine.language.plain import MAX_DIGITS, Scalar, plain
from engine.language.source import blanked, decoded, shown
from engine.problems import Place, Problem, in_order

Key: TypeAlias = str | int | date
Path: TypeAlias = tuple[Key, ...]
Data: TypeAlias = "Scalar | list[Data] | dict[Key, Data]"

MAX_DEPTH: Final = 40
MAX_NODES: Final = 50_000

_TOO_NESTED: Final = "exceeded maximum nesting depth"
"""The faster parser reads ahead and says this before it tells of a level; the other tells of each."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CAUSES = (  # what the parsers say of a syntax error, and the code we give it
    ("mapping values are not allowed", "unexpected_colon"),
    ("could not find expected ':'", "missing_colon"),
    ("found unexpected end of stream", "unclosed_quote"),
    ("expected ',' or", "unclosed_bracket"),
    ("comment or line break", "block"),
    ("comment or a line break", "block"),
    ("chomping or indentation indicators", "block"),
    ("that cannot start any token", "unexpected_character"),
    ("unknown escape", "unknown_escape"),
    ("expected key", "indentation"),
    ("expected '-' indicator", "indentation"),
    ("expected <block end>", "indentation"),
    ("sequence entries are not allowed", "indentation"),
)
_SHOWN_WHERE_OPENED = frozenset({"block", "unclosed_quote", "unclosed_bracket"})


@dataclass(frozen=True)
class Document:
    """The *data* of *file*, and by path from the root the *places* of all values and the *key_places* of all keys."""

    file: str
    data: Data
    places: Mapping[Path, Place]
    key_places: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """Where the value at *path* stands, else the nearest value around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path) or Place(self.file)

    def key_place(self, path: Path) -> Place:
        """Where the last key of *path* stands, else the value at *path* or around it."""
        return self.key_places.get(path) or self.place(path)


def read_yaml(text: str | bytes, file: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in *text*, which its readers know as *file*, and everything wrong with it.

    There is no document where the text cannot be read to its end; where it can, what was refused is left out of the
    data or kept as text, so that later stages may look for more problems. No text raises an error.
    """
    source, problems = decoded(text, file)
    if source is None:
        return None, problems
    for parser in (_Loader, yaml.SafeLoader):
        reader = _Reader(file)
        document = reader.read(blanked(source) if problems else source, parser, spoilt=bool(problems))
        if not reader.gave_up:
            break
    return document, in_order((*problems, *reader.problems))


class _StopReading(Exception):
    """What follows is not worth reading."""


class _Level:
    """An open mapping or sequence; it has no *path* in what is not kept because its key was refused."""

    __slots__ = ("data", "is_key", "key", "key_refused", "lines", "path")

    def __init__(self, data: list[Data] | dict[Key, Data], path: Path | None, *, is_key: bool) -> None:
        self.data = data
        self.path = path
        self.is_key = is_key
        self.key: Key | None = None  # of the value awaited in a mapping
        self.key_refused = False
        self.lines: dict[Key, int] = {}  # of the keys so far

    @property
    def awaits_key(self) -> bool:
        return isinstance(self.data, dict) and self.key is None and not self.key_refused

    def next_path(self) -> Path | None:
        """The path of the value awaited."""
        if self.path is None or self.key_refused:
            return None
        if isinstance(self.data, list):
            return (*self.path, len(self.data))
        return None if self.key is None else (*self.path, self.key)

    def put(self, value: Data) -> None:
        """Take *value* as the one awaited."""
        if isinstance(self.data, list):
            self.data.append(value)
        elif self.key is not None:
            self.data[self.key] = value
        self.key, self.key_refused = None, False


class _Reader:
    """Builds one document from the parser's events and collects its problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.levels: list[_Level] = []
        self.root: Data = None
        self.places: dict[Path, Place] = {}
        self.key_places: dict[Path, Place] = {}
        self.nodes = 0
        self.documents = 0
        self.gave_up = False

    def read(self, source: str, parser: Any, *, spoilt: bool) -> Document | None:
        """The document of *source*; where refused characters have *spoilt* it, no syntax error is reported."""
        try:
            for event in yaml.parse(source, Loader=parser):
                self._take(event)
        except _StopReading:
            return None
        except (yaml.YAMLError, ValueError) as error:  # ValueError: numbers in directives, escapes in tags
            self.gave_up = _TOO_NESTED in str(getattr(error, "problem", ""))
            if not spoilt:
                self._syntax_error(error, source)
            return None
        if self.root is None and not self.problems:
            self._report("empty", Place(self.file))
        return None if self.root is None else Document(self.file, self.root, self.places, self.key_places)

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent):
            self._take_node(event, self._at(event.start_mark))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop("several_documents", self._at(event.start_mark))

    def _take_node(self, event: yaml.NodeEvent, place: Place) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._stop("too_many_nodes", place, limit=MAX_NODES)
        self._refuse_properties(event, place)
        if isinstance(event, yaml.CollectionStartEvent):
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], place)
        elif self.levels and self.levels[-1].awaits_key:
            self._take_key(event, place)
        else:
            self._put(self._scalar(event, place), place)

    def _refuse_properties(self, event: yaml.NodeEvent, place: Place) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._report("alias", place, name=shown(event.anchor or ""))
        elif event.anchor is not None:
            self._report("anchor", place, name=shown(event.anchor))
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            self._report("tag", place, tag=shown(event.tag))

    def _open(self, data: list[Data] | dict[Key, Data], place: Place) -> None:
        if len(self.levels) >= MAX_DEPTH:
            self._stop("too_deep", place, limit=MAX_DEPTH)
        is_key = bool(self.levels) and self.levels[-1].awaits_key
        if is_key:
            self._report("bad_key", place, key="{…}" if isinstance(data, dict) else "[…]")
        path = self.levels[-1].next_path() if self.levels else ()
        if path is not None:
            self.places[path] = place
        self.levels.append(_Level(data, path, is_key=is_key))

    def _close(self) -> None:
        closed = self.levels.pop()
        if not self.levels:
            self.root = closed.data
        elif closed.is_key:
            self.levels[-1].key_refused = True
        else:
            self.levels[-1].put(closed.data)

    def _put(self, value: Data, place: Place) -> None:
        path = self.levels[-1].next_path() if self.levels else ()
        if path is not None:
            self.places[path] = place
        if self.levels:
            self.levels[-1].put(value)
        else:
            self.root = value

    def _take_key(self, event: yaml.NodeEvent, place: Place) -> None:
        level = self.levels[-1]
        found = len(self.problems)
        key = self._scalar(event, place)
        if isinstance(event, yaml.ScalarEvent) and len(self.problems) == found:
            self._check_key(key, event, place)
        if len(self.problems) > found or isinstance(event, yaml.AliasEvent):
            level.key_refused = True
        elif isinstance(key, Key):
            level.key, level.lines[key] = key, place.line
            if (path := level.next_path()) is not None:
                self.key_places[path] = place

    def _check_key(self, key: Scalar, event: yaml.ScalarEvent, place: Place) -> None:
        first_line = self.levels[-1].lines.get(key) if isinstance(key, Key) else None
        if key == "<<" and not event.style:
            self._report("merge_key", place)
        elif not isinstance(key, Key) or isinstance(key, bool):
            self._report("bad_key", place, key=shown(event.value))
        elif first_line is not None:
            self._report("duplicate_key", place, key=shown(event.value), line=first_line)

    def _scalar(self, event: yaml.NodeEvent, place: Place) -> Scalar:
        if not isinstance(event, yaml.ScalarEvent):
            return None
        value, refused = (event.value, None) if event.style else plain(event.value)
        if refused is not None:
            self._report(refused, place, value=shown(event.value), limit=MAX_DIGITS)
        if event.style in {"|", ">"} and not event.value:  # `is: >5` would be an empty text
            self._report("block", place)
        return value

    def _syntax_error(self, error: Exception, source: str) -> None:
        said = str(getattr(error, "problem", None) or error)
        code = next((code for words, code in _CAUSES if words in said), "unreadable")
        mark = getattr(error, "problem_mark", None)
        if code in _SHOWN_WHERE_OPENED:
            mark = getattr(error, "context_mark", None) or mark
        elif code == "indentation" and _is_after_quote(mark, source):
            code = "after_quote"
        self._report(code, self._at(mark) if mark else Place(self.file), detail=shown(said))

    def _at(self, mark: Any) -> Place:
        return Place(self.file, mark.line + 1, mark.column + 1)

    def _report(self, code: str, place: Place, **values: object) -> None:
        self.problems.append(Problem(f"syntax.{code}", place, values))

    def _stop(self, code: str, place: Place, **values: object) -> NoReturn:
        self._report(code, place, **values)
        raise _StopReading


def _is_after_quote(mark: Any, source: str) -> bool:
    if mark is None:
        return False
    lines = re.split(r"\r\n?|\n", source)
    before: str = lines[mark.line][: mark.column]
    return before.rstrip().endswith(('"', "'"))
