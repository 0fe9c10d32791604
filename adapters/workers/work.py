"""What workers do and say, wherever they run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from engine.problems import RuntimeFault

Evaluate = Callable[[bytes], bytes]
Load = Callable[..., Evaluate]


@dataclass(frozen=True, slots=True)
class Undecided:
    """The answer to a request that failed twice: nothing was decided, and why."""

    reason: str


Answer = bytes | Undecided


class WorkerLost(RuntimeFault):
    """A worker crashed, hung or could not load its release."""


class PoolClosed(WorkerLost):
    """The workers were asked after they had been told to end."""


class Workers(Protocol):
    """Something that answers requests by one release at a time: worker processes, or this very process."""

    def evaluate(self, requests: Sequence[bytes]) -> list[Answer]:
        """Answer each of *requests*, in order, all by one release."""

    def replace(self, *args: object) -> None:
        """Answer by the release that *args* load, once it has shown that it loads; else raise `WorkerLost`."""

    def close(self) -> None:
        """Answer what is under way, then end."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...
