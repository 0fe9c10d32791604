"""A key that an object of JSON has twice: readers differ on which of the two they keep, so neither is taken."""

from __future__ import annotations

import json
from typing import Any, Final

import orjson


def key_twice(data: bytes, value: Any) -> str | None:
    """The first key that comes twice in one object of *data*: JSON that is not nested deep, read as *value*."""
    written = orjson.dumps(value)
    if written == data or (b"\\" not in data and data.count(b'"') == written.count(b'"')):
        return None  # a key that was dropped would have taken its quotes along
    try:
        _LOOKING.decode(data.decode())
    except _TwiceError as found:
        return found.key
    return None


class _TwiceError(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    """Raise where a key comes twice; nothing is kept of what was looked through."""
    if len(dict(pairs)) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(next(one for one in keys if keys.count(one) > 1))


def _skipped(_text: str) -> None:
    """A number, which need not be read again."""


_LOOKING: Final = json.JSONDecoder(object_pairs_hook=_each_once, parse_int=_skipped, parse_float=_skipped)
