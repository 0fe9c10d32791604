"""A service as it runs: the command, in a process of its own, on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self

import orjson

from adapters.access.permissions import Role
from adapters.service import parts_of
from adapters.settings import settings_of
from tests.service.people import token_of

ROOT = Path(__file__).parents[2]
_PATIENCE = 120.0


@dataclass
class Answered:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)


class Running:
    """The command `serve` on the data in *folder*, with the variables *more*; its log is the file `log` there."""

    def __init__(self, folder: Path, **more: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.port = free_port()
        self.variables = {"XINHENG_DATA": str(folder), "XINHENG_PORT": str(self.port), **more}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        """Start it, and wait until it is ready."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **self.variables}
        command = [sys.executable, "-c", "from web.cli import main; main()", "serve", "--lang", "en", *options]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + _PATIENCE
        while not self.is_ready():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.1)

    def is_ready(self) -> bool:
        try:
            return self.ask("GET", "/health/ready").status == 200
        except OSError:
            return False

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answered:
        """What it answers to one request on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            if body is not None:
                given["Content-Type"] = "application/json"
            connection.request(method, path, None if body is None else orjson.dumps(body), given)
            answer = connection.getresponse()
            return Answered(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def token_of(self, role: Role) -> str:
        """The header of somebody who has *role*."""
        with parts_of(settings_of(self.variables)) as parts:
            return f"Bearer {token_of(parts, role)}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def tell(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def ended(self) -> int:
        """How it ended; waits until it has."""
        assert self._process is not None
        return self._process.wait(_PATIENCE)

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def lines(self, event: str) -> list[dict[str, Any]]:
        """The lines of the log that tell of *event*."""
        read = (orjson.loads(line) for line in self.log().splitlines() if line.startswith("{"))
        return [line for line in read if line["event"] == event]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Have it end, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(_PATIENCE)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
