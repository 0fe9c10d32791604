"""Facts in bulk over HTTP into SQLite, beside a bare `executemany` of the same rows into the same tables.

`python -m bench.bulk` serves a store of its own and measures; `bulk` measures a service that runs already. Rounds
alternate between the two, so that both meet the same store as it grows; the ids of both fall as far apart in its
indexes, and both bring the file up to date at last, else each would pay for what the other wrote ahead. Senders send
at the same time, each a stream after the other on a connection of its own, as departments do; connections and what
they send are made before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any, Final

import orjson

from adapters.database.connect import AHEAD, CACHE

LEAST_RATE: Final = 5_000
LEAST_RATIO: Final = 0.5
_ROUNDS: Final = 3
_REQUESTS: Final = 12
"""Requests in a round."""
_ROWS: Final = 10_000
"""Rows in a request."""
_SENDERS: Final = 6
_SUBJECTS: Final = 20_000
_PATIENCE: Final = 300.0
_PAUSE: Final = 0.03
"""Seconds between the first requests of two senders: a process that is at work leaves the next to another."""

_HASH: Final = "0" * 64
_FACT: Final = (
    "INSERT INTO fact (id, subject, type, day, recorded, recorded_at, content, digest, submitted_by)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_RELATED: Final = "INSERT INTO fact_related (fact, role, subject) VALUES (?, ?, ?)"

_VARIABLES: Final = {"XINHENG_LOG": "warning", "XINHENG_JOBS": "0"}
"""Who is concerned is judged again by processes beside: what is measured here is taking facts in."""

Record = dict[str, Any]


@dataclass(frozen=True)
class Bulk:
    """Rows a second: over HTTP, and bare."""

    served: float
    bare: float

    @property
    def ratio(self) -> float:
        """How fast the one is beside the other."""
        return self.served / self.bare

    @property
    def lines(self) -> Sequence[tuple[str, float, float, bool]]:
        """What was measured, the figure, the least it may be, and whether it is."""
        return (
            ("bulk facts over HTTP, rows/s", self.served, LEAST_RATE, self.served >= LEAST_RATE),
            ("bulk facts beside a bare executemany", self.ratio, LEAST_RATIO, self.ratio >= LEAST_RATIO),
        )

    @property
    def said(self) -> Iterator[str]:
        """The same as lines of text."""
        yield f"bare: {self.bare:,.0f} rows/s"
        for what, figure, least, enough in self.lines:
            yield f"{what}: {figure:,.2f} (at least {least:,}{'' if enough else ': NOT REACHED'})"


def bulk(port: int, token: str, store: Path, rounds: int = _ROUNDS) -> Bulk:
    """Measure the service on *port*, whose store is the SQLite file *store*; *token* may write facts and subjects."""
    chance = Random(0)
    subjects = [f"bench-{number:08d}" for number in range(_SUBJECTS)]
    senders = [_Sender(port, token) for _ in range(_SENDERS)]
    with ThreadPoolExecutor(_SENDERS) as threads:
        waiting = []
        for number, sender in enumerate(senders):
            lines = (orjson.dumps({"subject": {"id": one, "kind": "enterprise"}}) for one in subjects[number::_SENDERS])
            waiting.append(threads.submit(sender.send, b"\n".join(lines)))
            sleep(_PAUSE)
        for one in waiting:
            one.result()
    served = bare = 0.0
    for _ in range(rounds):
        made = [[_record(chance, subjects) for _ in range(_ROWS)] for _ in range(_REQUESTS)]
        bare += _bare(store, [_rows(some) for some in made])
        served += _served(senders, [b"\n".join(map(orjson.dumps, some)) for some in made])
    for sender in senders:
        sender.close()
    count = rounds * _REQUESTS * _ROWS
    return Bulk(count / served, count / bare)


def _record(chance: Random, subjects: Sequence[str]) -> Record:
    number = chance.getrandbits(64)
    related = [{"role": "legal_representative", "subject": f"person-{number % 50_000}"}] if number % 3 == 0 else []
    return {
        "id": f"penalty:{number:016x}",
        "type": "administrative_penalty",
        "subject": chance.choice(subjects),
        "date": f"2025-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
        "source": "market_regulation",
        "fields": {
            "document_no": f"晋市监罚〔2025〕{number % 100_000}号",
            "authority": "11140000MB0123456X",
            "authority_name": "山西省市场监督管理局",
            "conduct": "未按规定公示企业信息",
            "fine": f"{chance.randrange(100_000)}.00",
            "kinds": ["warning"],
            "decided_on": "2025-03-01",
        },
        "related": related,
    }


def _rows(records: Sequence[Record]) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """*records* as the rows the store has of them, under other ids that fall as far apart: those backwards."""
    at, day = "2026-01-01T00:00:00.000000Z", "2026-01-01"
    facts: list[tuple[Any, ...]] = [
        (_other(one), one["subject"], one["type"], one["date"], day, at, orjson.dumps(one).decode(), _HASH, "x")
        for one in records
    ]  # fmt: skip
    related: list[tuple[Any, ...]] = [
        (_other(one), other["role"], other["subject"]) for one in records for other in one["related"]
    ]
    return facts, related


def _other(record: Record) -> str:
    kind, _, number = record["id"].partition(":")
    return f"{kind}:{number[::-1]}"


def _bare(store: Path, requests: Sequence[tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]]) -> float:
    connection = sqlite3.connect(store, isolation_level=None, timeout=_PATIENCE)
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        f"cache_size = -{CACHE}",
        f"wal_autocheckpoint = {AHEAD}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    begun = perf_counter()
    for facts, related in requests:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_FACT, facts)
        connection.executemany(_RELATED, related)
        connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    took = perf_counter() - begun
    connection.close()
    return took


def _served(senders: Sequence[_Sender], bodies: Sequence[bytes]) -> float:
    begun = perf_counter()
    with ThreadPoolExecutor(len(senders)) as threads:
        told = list(threads.map(_sent, senders, (bodies[n :: len(senders)] for n in range(len(senders)))))
    took = perf_counter() - begun
    for answers in told:
        if any(one["created"] != _ROWS for one in answers):
            raise RuntimeError([(one["created"], one["known"], one["refused"]) for one in answers])
    return took


def _sent(sender: _Sender, bodies: Sequence[bytes]) -> list[Any]:
    return [sender.send(body) for body in bodies]


class _Sender:
    """Somebody with a connection, which stays with the process of the server that took it."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self._headers = {"Authorization": token, "Content-Type": "application/x-ndjson"}

    def send(self, body: bytes) -> Any:
        """What is answered to a stream."""
        self._connection.request("POST", "/v1/facts/stream", body, self._headers)
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status != HTTPStatus.MULTI_STATUS:
            raise RuntimeError(said.decode())
        return orjson.loads(said)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _measured() -> Iterator[str]:
    from tests.service.running import Running  # noqa: PLC0415 - who measures a service of their own does not need it

    with TemporaryDirectory() as folder, Running(Path(folder), **_VARIABLES) as running:
        found = bulk(running.port, running.token_of("client"), Path(folder) / "xinheng.db")
    yield from found.said


def main() -> None:
    """Serve, measure and print."""
    for line in _measured():
        print(line)


if __name__ == "__main__":
    main()
