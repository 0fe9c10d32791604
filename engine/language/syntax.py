"""Strict YAML: text to plain data in which every value and key has its place, or every problem at once.

What YAML leaves to surprise is refused or read as text: `NO`, `12:30` and `007` are text, `1.10` is an exact decimal,
anchors, tags and equal keys are problems. It reads events, not nodes, so nothing is expanded and nothing recurses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import NoneType
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
_NO_KEYS: Final = (bool, Decimal, NoneType)
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
    """The *data* of *file*; *marks* are where its values and keys stand, in the order of the text.

    Places are made of them when first asked for, since only what is wrong has use for them.
    """

    file: str
    data: Data
    marks: Sequence[Any] = field(repr=False)

    @property
    def places(self) -> Mapping[Path, Place]:
        """By path, where each value stands."""
        return self._of_values_and_keys[0]

    @cached_property
    def _of_values_and_keys(self) -> tuple[dict[Path, Place], dict[Path, Place]]:
        values: dict[Path, Place] = {}
        keys: dict[Path, Place] = {}
        marks = iter(self.marks)

        def walk(data: Data, path: Path) -> None:
            values[path] = _at(self.file, next(marks))
            if isinstance(data, dict):
                for key, value in data.items():
                    keys[*path, key] = _at(self.file, next(marks))
                    walk(value, (*path, key))
            elif isinstance(data, list):
                for index, value in enumerate(data):
                    walk(value, (*path, index))

        walk(self.data, ())
        return values, keys

    def place(self, path: Path) -> Place:
        """Where the value at *path* stands, else the nearest value around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path) or Place(self.file)

    def key_place(self, path: Path) -> Place:
        """Where the last key of *path* stands, else the value at *path* or around it."""
        return self._of_values_and_keys[1].get(path) or self.place(path)


def _at(file: str, mark: Any) -> Place:
    return Place(file, mark.line + 1, mark.column + 1)


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
    """An open mapping or sequence; it is not *kept* where a key that leads to it was refused."""

    __slots__ = ("awaits_key", "data", "first", "is_key", "is_mapping", "kept", "key", "key_refused")

    def __init__(self, data: list[Data] | dict[Key, Data], *, kept: bool, is_key: bool) -> None:
        self.data: Any = data
        self.is_mapping = self.awaits_key = isinstance(data, dict)
        self.kept = kept
        self.is_key = is_key
        self.key: Key | None = None  # of the value awaited in a mapping
        self.key_refused = False
        self.first: dict[Key, yaml.NodeEvent] = {}  # where each key so far stands

    def put(self, value: Data) -> None:
        """Take *value* as the one awaited."""
        if not self.is_mapping:
            self.data.append(value)
            return
        if not self.key_refused:
            self.data[self.key] = value
        self.awaits_key, self.key_refused = True, False


class _Reader:
    """Builds one document from the parser's events and collects its problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.levels = [_Level([], kept=True, is_key=False)]  # the first holds the root
        self.marks: list[Any] = []
        self.nodes = 0
        self.documents = 0
        self.gave_up = False

    def read(self, source: str, parser: Any, *, spoilt: bool) -> Document | None:
        """The document of *source*; where refused characters have *spoilt* it, no syntax error is reported."""
        try:
            events = parser(source)
            try:
                while (event := events.get_event()) is not None:
                    self._take(event)
            finally:
                events.dispose()
        except _StopReading:
            return None
        except (yaml.YAMLError, ValueError) as error:  # ValueError: numbers in directives, escapes in tags
            self.gave_up = _TOO_NESTED in str(getattr(error, "problem", ""))
            if not spoilt:
                self._syntax_error(error, source)
            return None
        (root,) = self.levels[0].data or (None,)
        if root is None and not self.problems:
            self._report("empty", Place(self.file))
        return None if root is None else Document(self.file, root, self.marks)

    # Every scalar of every file comes by here: no places, and nothing else that only a problem needs.

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._count(event)
            level = self.levels[-1]
            if level.awaits_key:
                self._take_key(event, level)
            else:
                self._put(event, self._scalar(event), level)
        elif isinstance(event, yaml.AliasEvent):
            self._count(event)
            level = self.levels[-1]
            if level.awaits_key:
                level.awaits_key, level.key_refused = False, True
            else:
                self._put(event, None, level)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._count(event)
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop("several_documents", self._place(event))

    def _count(self, event: yaml.NodeEvent) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._stop("too_many_nodes", self._place(event), limit=MAX_NODES)
        if event.anchor is not None:
            kind = "alias" if isinstance(event, yaml.AliasEvent) else "anchor"
            self._report(kind, self._place(event), name=shown(event.anchor))
        if (tag := getattr(event, "tag", None)) is not None:  # an alias has none
            self._report("tag", self._place(event), tag=shown(tag))

    def _open(self, data: list[Data] | dict[Key, Data], event: yaml.NodeEvent) -> None:
        if len(self.levels) > MAX_DEPTH:
            self._stop("too_deep", self._place(event), limit=MAX_DEPTH)
        level = self.levels[-1]
        if level.awaits_key:
            self._report("bad_key", self._place(event), key="{…}" if isinstance(data, dict) else "[…]")
        kept = level.kept and not (level.awaits_key or level.key_refused)
        if kept:
            self.marks.append(event.start_mark)
        self.levels.append(_Level(data, kept=kept, is_key=level.awaits_key))

    def _close(self) -> None:
        closed = self.levels.pop()
        if closed.is_key:
            self.levels[-1].awaits_key, self.levels[-1].key_refused = False, True
        else:
            self.levels[-1].put(closed.data)

    def _put(self, event: yaml.NodeEvent, value: Scalar, level: _Level) -> None:
        if level.kept and not level.key_refused:
            self.marks.append(event.start_mark)
        level.put(value)

    def _take_key(self, event: yaml.ScalarEvent, level: _Level) -> None:
        found = len(self.problems)
        key: Any = self._scalar(event)
        level.awaits_key = False
        if len(self.problems) == found:
            self._check_key(key, event, level)
        if len(self.problems) > found:
            level.key_refused = True
            return
        level.key = key
        level.first[key] = event
        if level.kept:
            self.marks.append(event.start_mark)

    def _check_key(self, key: Scalar, event: yaml.ScalarEvent, level: _Level) -> None:
        if key == "<<" and not event.style:
            self._report("merge_key", self._place(event))
        elif isinstance(key, _NO_KEYS):
            self._report("bad_key", self._place(event), key=shown(event.value))
        elif key in level.first:
            line = self._place(level.first[key]).line
            self._report("duplicate_key", self._place(event), key=shown(event.value), line=line)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        if event.style:
            if not event.value and event.style in {"|", ">"}:  # `is: >5` would be an empty text
                self._report("block", self._place(event))
            return event.value
        value, refused = plain(event.value)
        if refused is not None:
            self._report(refused, self._place(event), value=shown(event.value), limit=MAX_DIGITS)
        return value

    def _syntax_error(self, error: Exception, source: str) -> None:
        said = str(getattr(error, "problem", None) or error)
        code = next((code for words, code in _CAUSES if words in said), "unreadable")
        mark = getattr(error, "problem_mark", None)
        if code in _SHOWN_WHERE_OPENED:
            mark = getattr(error, "context_mark", None) or mark
        elif code == "indentation" and _is_after_quote(mark, source):
            code = "after_quote"
        self._report(code, _at(self.file, mark) if mark else Place(self.file), detail=shown(said))

    def _place(self, event: yaml.Event) -> Place:
        return _at(self.file, event.start_mark)

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
