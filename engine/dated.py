"""A value that changes on certain days: the law by its date."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")

EVER = 0
"""Before the first day there is: where every dated value starts."""


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """*values* by the day each begins: `values[i]` holds from `starts[i]` to the eve of `starts[i + 1]`.

    `starts[0]` is always `EVER`.
    """

    starts: tuple[int, ...]
    values: tuple[T, ...]

    def index(self, day: int) -> int:
        """Which of the values holds on *day*."""
        return bisect_right(self.starts, day) - 1

    def at(self, day: int) -> T:
        """The value on *day*."""
        if len(self.values) == 1:
            return self.values[0]
        return self.values[bisect_right(self.starts, day) - 1]

    @property
    def changes(self) -> tuple[int, ...]:
        """The days on which another value begins."""
        return self.starts[1:]


def always(value: T) -> Dated[T]:
    """*value* on every day."""
    return Dated((EVER,), (value,))


def dated(changes: Iterable[int], value_on: Callable[[int], T]) -> Dated[T]:
    """What *value_on* says of each stretch between *changes*, equal neighbours made one."""
    starts: list[int] = []
    values: list[T] = []
    for day in sorted({EVER, *changes}):
        value = value_on(day)
        if not values or values[-1] != value:
            starts.append(day)
            values.append(value)
    return Dated(tuple(starts), tuple(values))
