"""What is made of columns when first asked for, and kept: once, whoever of several threads asks first."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, RLock
from typing import Any, TypeVar

Made = TypeVar("Made")


class Memo:
    """Keeps what was made, by key. What making one asks for another may be made with the same."""

    def __init__(self) -> None:
        self._made: dict[object, Any] = {}
        self._making: dict[object, RLock] = {}
        self._guard = Lock()

    def __call__(self, key: object, make: Callable[[], Made]) -> Made:
        """What *make* makes, kept under *key*; who asks while it is being made waits for it."""
        if key not in self._made:
            with self._guard:
                making = self._making.setdefault(key, RLock())
            with making:
                if key not in self._made:
                    self._made[key] = make()
        found: Made = self._made[key]
        return found

    def __contains__(self, key: object) -> bool:
        """Whether what is kept under *key* has been made."""
        return key in self._made
