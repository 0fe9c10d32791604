"""What calls a server for a benchmark: a process of its own that keeps connections busy, or sends at a steady pace.

It does as little as it can for each request (prepared bytes out, the end of the answer looked for), so that the server
and not the caller is what is measured.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Final

ROOT: Final = Path(__file__).parents[1]


@dataclass(frozen=True)
class Calls:
    """Requests to *port*: the *paths* in turn, for so many *seconds*, on so many *connections*.

    At a steady *pace* a second, or, where that is 0, the next as soon as the last is answered.
    """

    port: int
    paths: Sequence[str]
    seconds: float = 3.0
    connections: int = 32
    pace: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """How many were answered in how many *seconds*, how many not with 200, and each one's seconds, sorted."""

    answered: int
    failed: int
    seconds: float
    waits: Sequence[float]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds

    def percentile(self, share: float) -> float:
        """The seconds that a *share* of the answers took at most."""
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * share))]


def call(calls: Calls) -> Result:
    """Have another process make *calls*."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.calling"], input=json.dumps(asdict(calls)), capture_output=True, text=True,
        check=True, cwd=ROOT,
    )  # fmt: skip
    return Result(**json.loads(done.stdout))


class _Connection:
    """A connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due = 0.0
        self._here = bytearray(1 << 18)
        self._there = 0
        self._length = -1

    def send(self, request: bytes, due: float) -> None:
        self.due = due
        self._there, self._length = 0, -1
        self.socket.sendall(request)

    def received(self) -> bool | None:
        """Whether the whole answer is there and says that all is well; none while it is not there."""
        some = self.socket.recv_into(memoryview(self._here)[self._there :])
        if not some:
            raise ConnectionError("the server closed the connection")
        self._there += some
        if self._length < 0:
            end = self._here.find(b"\r\n\r\n", 0, self._there)
            if end < 0:
                return None
            head = self._here[:end].lower()
            start = head.index(b"content-length: ") + 16
            self._length = end + 4 + int(head[start:].split(b"\r", 1)[0])
        return self._here.startswith(b"HTTP/1.1 200") if self._there >= self._length else None


def _made(calls: Calls) -> Result:
    heads = "".join(f"{name}: {value}\r\n" for name, value in calls.headers.items())
    requests = [f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{heads}\r\n".encode() for path in calls.paths]
    selector = selectors.DefaultSelector()
    idle: deque[_Connection] = deque()
    for _ in range(calls.connections):
        one = _Connection(calls.port)
        selector.register(one.socket, selectors.EVENT_READ, one)
        idle.append(one)
    waits: list[float] = []
    failed, number, start = 0, 0, perf_counter()
    while True:
        now = perf_counter()
        over = now - start >= calls.seconds
        while idle and not over:
            due = start + number / calls.pace if calls.pace else now
            if due > now:
                break
            idle.popleft().send(requests[number % len(requests)], due)
            number += 1
            now = perf_counter()
        if over and len(idle) == calls.connections:
            return Result(len(waits), failed, now - start, sorted(waits))
        wait = 1.0 if not calls.pace or not idle else max(0.0, start + number / calls.pace - now)
        for key, _ in selector.select(wait):
            one = key.data
            well = one.received()
            if well is not None:
                waits.append(perf_counter() - one.due)
                failed += not well
                idle.append(one)


if __name__ == "__main__":
    print(json.dumps(asdict(_made(Calls(**json.load(sys.stdin))))))
