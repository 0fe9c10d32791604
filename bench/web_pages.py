"""Which page of many of its kind the benchmark opens: one whose address holds something that is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NOT_OPENED: Final[Mapping[str, str]] = {}
"""Pages that are not opened, and why."""
_ADDRESSES: Final[Mapping[str, str]] = {}
"""By the path of a page with parts in it, the address that is opened."""


def address_of(path: str) -> str | None:
    """What is opened for the page at *path*; nothing where it is not."""
    if path in NOT_OPENED:
        return None
    if "<" not in path:
        return path
    return _ADDRESSES[path]
