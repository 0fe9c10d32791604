"""What a verdict over HTTP costs beside an empty Flask route, served the same way on the same machine in the same run.

The server has two processes, and whoever calls is on the same two cores. Everybody asked about has eight facts. First
nobody is asked about twice; then the same people are asked about again, whose records have not changed meanwhile.
Each verdict leaves its receipt in the store before it is answered. Last come facts in bulk (`bench.bulk`), on SQLite.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import insert

from adapters.access.tokens import issue
from adapters.clock import stamp
from adapters.database.tables.access import user
from adapters.parts import Parts
from adapters.records.accepting import accept
from adapters.records.checking import Sender
from adapters.records.subjects import register
from adapters.service import parts_of, prepare
from adapters.settings import settings_of
from adapters.verdicts.asking import program_of, release_meant
from bench.bulk import bulk
from bench.calling import Calls, Result, call
from bench.online import Target
from bench.subjects import FACTS, questions

ROOT: Final = Path(__file__).parents[1]
RATE: Final = Target(0.35, at_least=True)
TAIL: Final = Target(8.0)
_AS_OF: Final = "2026-11-01"
_MANY: Final = 5_000


@dataclass(frozen=True)
class Sizes:
    """How many *subjects* there are, and how long and often is measured."""

    subjects: int
    seconds: float
    rounds: int


def main(arguments: Sequence[str] = ()) -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.service")
    parser.add_argument("--subjects", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", help="a PostgreSQL URL; SQLite unless given")
    given = parser.parse_args(arguments)
    sizes = Sizes(given.subjects, given.seconds, given.rounds)
    with TemporaryDirectory() as folder:
        variables = {"XINHENG_DATA": folder, "XINHENG_LOG": "warning", "XINHENG_JOBS": "0", "XINHENG_RATE": "100000000"}
        if given.database:
            variables["XINHENG_DATABASE"] = given.database
        _measure(variables, sizes)


def _measure(variables: dict[str, str], sizes: Sizes) -> None:  # noqa: PLR0915 - one thing measured after the other
    told = settings_of(variables)
    prepare(told)
    with parts_of(told) as parts:
        token = filled(parts, sizes.subjects)
    paths = [f"/v1/subjects/subject{number}/verdict?as_of={_AS_OF}" for number in range(sizes.subjects)]
    headers = {"Authorization": f"Bearer {token}", "Xinheng-Purpose": "licensing"}
    with _serving("bench.service_empty", variables) as empty, _serving("web.cli", variables) as service:

        def nothing(seconds: float = sizes.seconds, pace: float = 0.0) -> Result:
            return call(Calls(empty, ["/empty"], seconds=seconds, pace=pace))

        def verdicts(whom: Sequence[str], seconds: float = sizes.seconds, pace: float = 0.0) -> Result:
            found = call(Calls(service, whom, seconds=seconds, pace=pace, headers=headers))
            if found.failed:
                raise SystemExit(f"{found.failed} of {found.answered} verdicts were refused")
            return found

        nothing(1.0)
        begin, rate = verdicts(paths, 1.0).answered, 0.0
        print(f"{'':<24}{'an empty route':>16}{'a verdict':>14}{'ratio':>8}")
        ratios: dict[str, list[float]] = {"first asked": [], "asked again": []}
        for _ in range(sizes.rounds):
            base = nothing().rate
            first = verdicts(paths[begin:])
            again = verdicts(paths[begin : begin + first.answered])
            begin += first.answered
            if begin >= len(paths):
                raise SystemExit("there are not enough subjects: more are asked about in a run")
            for name, one in (("first asked", first), ("asked again", again)):
                ratios[name].append(one.rate / base)
                print(f"{name:<24}{base:>14,.0f}/s{one.rate:>12,.0f}/s{one.rate / base:>8.2f}", flush=True)
            rate = again.rate
        for name, found in ratios.items():
            print(f"{name}: {median(found):.2f} of an empty route, {RATE.said_of(median(found))}")
        half = verdicts(paths[:begin], 4 * sizes.seconds, rate / 2)
        tail = half.percentile(0.99) / half.percentile(0.5)
        print(f"at half load, asked again: p50 {half.percentile(0.5) * 1000:.2f} ms, "
              f"p99 {half.percentile(0.99) * 1000:.2f} ms; p99/p50 {tail:.1f}, {TAIL.said_of(tail)}")  # fmt: skip
        if told.database.startswith("sqlite"):
            print(*bulk(service, headers["Authorization"], told.data / "xinheng.db").said, sep="\n")


def filled(parts: Parts, subjects: int) -> str:
    """Store so many subjects with their facts; gives the token of a system."""
    now = parts.clock.now()
    sender = Sender("bench", now, trusted=True)
    with parts.database.reading() as connection:
        program = program_of(parts, release_meant(connection, None, now))
    drawn = iter(questions(program, subjects))
    while some := list(islice(drawn, _MANY // FACTS)):
        facts = [
            {**fact, "id": f"{one.subject['id']}-{fact['id']}", "subject": one.subject["id"], "recorded": fact["date"]}
            for one in some
            for fact in one.facts
        ]
        with parts.database.writing() as connection:
            for one in some:
                register(connection, one.subject, sender)
            wrong = [problem for outcome in accept(connection, program, facts, sender) for problem in outcome.problems]
        assert not wrong, wrong[:3]
    with parts.database.writing() as connection:
        row = {"id": "bench", "name": "bench", "roles": '["client"]', "sectors": "[]", "active": True}
        connection.execute(insert(user), row | {"recorded_at": stamp(now)})
        return issue(connection, "bench", (), now, 1)


@contextmanager
def _serving(module: str, variables: dict[str, str]) -> Iterator[int]:
    """The port that *module* serves at, in a process of its own."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    environment = {**os.environ, **variables, "XINHENG_PORT": str(port), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", f"from {module} import main; main()", "serve"]
    server = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        for _ in range(600):
            try:
                if call(Calls(port, ["/health/ready"], seconds=0.01, connections=1)).failed == 0:
                    break
            except subprocess.CalledProcessError:
                time.sleep(0.5)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
