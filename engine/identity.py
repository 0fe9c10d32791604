"""Things told apart by identity and not by content, which for large ones is as good and far quicker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Same:
    """*things* as a key of a cache: equal only where each is the very same thing, which it keeps alive."""

    def __init__(self, things: Iterable[Any]) -> None:
        self.things = tuple(things)
        self._ids = tuple(map(id, self.things))

    def __hash__(self) -> int:
        return hash(self._ids)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Same) and self._ids == other._ids)
