"""Things told apart by identity and not by content, which for large ones is as good and far quicker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Same:
    """*things* as a key of a cache: equal only where each is the very same thing, which it keeps alive."""

    def __init__(self, things: Iterable[Any]) -> None:
        self.things = tuple(things)

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.things)))

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Same)
            and len(self.things) == len(other.things)
            and all(a is b for a, b in zip(self.things, other.things, strict=True))
        )
