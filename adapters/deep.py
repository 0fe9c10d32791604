"""How deep JSON is nested, found without going as deep oneself."""

from __future__ import annotations

from typing import Any, Final

DEPTH: Final = 64
"""So deep may JSON be nested."""


def too_deep(data: bytes, value: Any) -> bool:
    """Whether *value*, read from *data*, is nested deeper than `DEPTH`."""
    return data.count(b"[") + data.count(b"{") > DEPTH and _deeper(value)


def _deeper(value: Any) -> bool:
    level = [value]
    for _ in range(DEPTH + 1):
        if not level:
            return False
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
    return bool(level)
