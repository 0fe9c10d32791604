"""Strict JSON: no equal keys, no NaN; numbers with a point stay exact as decimal text; everything has its place."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from adapters.standards.raw import Refused, shown
from engine.catalogue import Phrase

Steps: TypeAlias = tuple[str | int, ...]

MAX_DIGITS: Final = 40
_CAUSES: Final = (  # what the parser says of a syntax error, and the text we have for it
    ("expecting value", "value"),
    ("expecting property name", "name"),
    ("expecting ':'", "colon"),
    ("expecting ','", "comma"),
    ("illegal trailing comma", "trailing_comma"),
    ("unterminated string", "string_end"),
    ("invalid control character", "control_character"),
    ("invalid \\", "escape"),
    ("extra data", "extra"),
)
_TOKEN = re.compile(
    r'[\s,:]*(?:(?P<text>"[^"\\]*(?:\\.[^"\\]*)*")|(?P<open>[\[{])|(?P<close>[\]}])|(?P<word>[^\s,:\[\]{}"]+))',
    re.DOTALL,
)
_BLANK = re.compile(r"[ \t\n\r]*")
_CONSTANTS: Final = frozenset({"NaN", "Infinity", "-Infinity"})
_PLAIN: Final = frozenset({"true", "false", "null"})


def parse_json(text: str) -> object:
    """The data in *text*; raises `Refused`, with `line`, `column` and the path as `at` where something is wrong."""
    try:
        return _STRICT.decode(text)
    except json.JSONDecodeError as error:
        raise _broken(error) from None
    except RecursionError:
        raise Refused("too_deep") from None
    except Refused as refused:
        raise Source(text).placed(refused, _BLANK.match(text).end()) from None  # type: ignore[union-attr]  # matches anything


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an array or object: its *step*, where that stands, and where its *value* begins."""

    step: str | int
    index: int
    value: int


@dataclass
class Source:
    """JSON *text* without errors of syntax, and where things stand in it."""

    text: str
    _breaks: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._breaks = [found.end() for found in re.finditer("\n", self.text)]

    @classmethod
    def checked(cls, text: str) -> Source:
        """*text*, whose syntax is right, or `Refused` raised."""
        try:
            _LENIENT.decode(text)
        except json.JSONDecodeError as error:
            raise _broken(error) from None
        except RecursionError:
            raise Refused("too_deep") from None
        return cls(text)

    def at(self, index: int) -> tuple[int, int]:
        """Line and column of *index*, from 1."""
        line = bisect_right(self._breaks, index)
        return line + 1, index - (self._breaks[line - 1] if line else 0) + 1

    def members(self, index: int) -> list[Member]:
        """The members of the array or object at *index*; of anything else none."""
        found: list[Member] = []
        opening = self.text[index]
        if opening not in "[{":
            return found
        index = self._next(index + 1)
        while self.text[index] not in "]}":
            begun, step = index, len(found)
            if opening == "{":
                step, index = _LENIENT.raw_decode(self.text, index)
                index = self._next(index)
            found.append(Member(step, begun, index))
            index = self._next(_LENIENT.raw_decode(self.text, index)[1])
        return found

    def value(self, index: int, steps: Steps = ()) -> object:
        """What stands at *index*, which is at *steps* of the document; raises `Refused` as `parse_json` does."""
        try:
            return _STRICT.raw_decode(self.text, index)[0]
        except Refused as refused:
            raise self.placed(refused, index, steps) from None

    def loosely(self, index: int) -> object:
        """What stands at *index*, whatever of it is refused: for the names in it."""
        return _LENIENT.raw_decode(self.text, index)[0]

    def find(self, index: int, steps: Steps) -> int:
        """Where *steps* down from the value at *index* something stands, or the nearest thing around it."""
        best, depth = index, 0
        for path, begun, token in _walk(self.text, index):
            if path == steps and token:
                return begun
            if len(path) > depth and path == steps[: len(path)]:
                best, depth = begun, len(path)
        return best

    def placed(self, refused: Refused, index: int, steps: Steps = ()) -> Refused:
        """*refused* again, with the place of the first thing in the value at *index* that gave rise to it."""
        keys: set[Steps] = set()
        for path, begun, token in _walk(self.text, index):
            repeated = not token and path in keys
            keys |= {path} if not token else set()
            if repeated or (token and _offends(token)):
                line, column = self.at(begun)
                return Refused(refused.code.partition(".")[2], **refused.values, line=line, column=column,
                               at=(*steps, *path))  # fmt: skip
        return refused

    def start(self) -> int:
        """Where the document begins."""
        return self._blanks(0)

    def _blanks(self, index: int) -> int:
        return _BLANK.match(self.text, index).end()  # type: ignore[union-attr]  # matches anything

    def _next(self, index: int) -> int:
        """Where after *index* the next thing begins, past one comma or colon."""
        index = self._blanks(index)
        return self._blanks(index + 1) if self.text[index : index + 1] in (",", ":") else index


def exact(literal: str) -> str:
    """The number *literal* as plain decimal text, to its last digit; raises `Refused` for ones of immense size."""
    try:
        number = Decimal(literal)
    except InvalidOperation:  # its exponent alone is immense
        raise Refused("number_too_long", value=shown(literal), limit=MAX_DIGITS) from None
    if len(number.as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_DIGITS:
        raise Refused("number_too_long", value=shown(literal), limit=MAX_DIGITS)
    return f"{number:f}"


def _integer(literal: str) -> int:
    if len(literal) > MAX_DIGITS:
        raise Refused("number_too_long", value=shown(literal), limit=MAX_DIGITS)
    return int(literal)


def _constant(name: str) -> object:
    raise Refused("not_a_number", value=name)


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise Refused("duplicate_key", key=shown(next(name for name in names if names.count(name) > 1)))
    return found


def _offends(token: str) -> bool:
    """Whether *token*, a word of JSON, is refused."""
    if token in _CONSTANTS:
        return True
    if token in _PLAIN or token[0] in '"[{':
        return False
    try:
        _ = _integer(token) if token.lstrip("-").isdigit() else exact(token)
    except Refused:
        return True
    return False


class _Open:
    """An array or object being walked through: the *step* of the member met last."""

    __slots__ = ("awaits_key", "is_object", "step")

    def __init__(self, opening: str) -> None:
        self.is_object = self.awaits_key = opening == "{"
        self.step: Any = -1

    def take(self, found: re.Match[str]) -> bool:
        """Whether *found* is a key of this object, which then is the step; else a member of it begins."""
        if self.is_object and self.awaits_key:
            self.step, self.awaits_key = json.loads(found["text"]), False
            return True
        if not self.is_object:
            self.step += 1
        self.awaits_key = True
        return False


def _walk(text: str, index: int) -> Iterator[tuple[Steps, int, str]]:
    """Each key (without a word) and each value of the JSON at *index*: its path, where it stands, its word."""
    opened: list[_Open] = []
    for found in _TOKEN.finditer(text, index):
        begun = found.start(found.lastgroup or 0)
        if found["close"]:
            opened.pop()
        else:
            is_key = bool(opened) and opened[-1].take(found)
            yield tuple(one.step for one in opened), begun, "" if is_key else found[found.lastgroup or 0]
            if found["open"]:
                opened.append(_Open(found["open"]))
        if not opened:
            return


def _broken(error: json.JSONDecodeError) -> Refused:
    said = error.msg.lower()
    cause = next((cause for words, cause in _CAUSES if said.startswith(words)), "value")
    return Refused("broken_json", reason=Phrase(f"json.{cause}"), line=error.lineno, column=error.colno)


_STRICT: Final = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=exact, parse_int=_integer, parse_constant=_constant
)
_LENIENT: Final = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
