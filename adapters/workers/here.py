"""Workers without processes: requests are answered where they are asked, as tests and small tools want it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from adapters.workers.work import Answer, Load, Undecided, WorkerLost
from engine.problems import RuntimeFault, XinhengError


class Here:
    """Answers by `load(*args)`, loaded anew after each fault. A crash of C code ends this process."""

    def __init__(self, load: Load, args: Sequence[object] = ()) -> None:
        self._load, self._args = load, tuple(args)
        self.replace(*args)

    def evaluate(self, requests: Sequence[bytes]) -> list[Answer]:
        """Answer each of *requests*, in order."""
        return [self._answer(request) for request in requests]

    def replace(self, *args: object) -> None:
        """Answer by the release that *args* load; the running one stays where it does not load."""
        try:
            self._evaluate = self._load(*args)
        except XinhengError as error:
            raise WorkerLost(f"the release does not load: {error}") from error
        self._args = args

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _answer(self, request: bytes) -> Answer:
        try:
            return self._evaluate(request)
        except RuntimeFault:
            self.replace(*self._args)
        try:
            return self._evaluate(request)
        except RuntimeFault as fault:
            return Undecided(str(fault))
