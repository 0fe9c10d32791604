"""A service under load, hurt again and again; and what must be true of it afterwards.

Clients send facts and ask for verdicts, and note what was acknowledged. Meanwhile processes are killed, the database
is restarted, the disk is full for a while, and the clock jumps.
"""

from __future__ import annotations

import resource
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from itertools import cycle
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any, Final

import psutil
from sqlalchemy import func, select

from adapters.database.tables.ledger import entry
from adapters.database.tables.records import fact
from adapters.demo import fill
from adapters.ledger.verify import verify
from adapters.parts import Parts
from adapters.publishing.kept import files_of
from adapters.records.dossiers import on_record
from adapters.service import compiled, parts_of, prepare
from adapters.settings import settings_of
from adapters.verdicts.asking import Days, NotKnown, release_meant, request_of, stored
from adapters.verdicts.receipts import VERDICT, Context
from adapters.verdicts.replaying import replay
from adapters.verdicts.work import answering
from engine.calendar import parse_day
from tests.service.running import Running

AS_OF: Final = "2026-11-01"
_JUMP: Final = 2 * 86_400
_FULL: Final = 4.0
"""Seconds for which the disk is full."""
_REFUSED: Final = frozenset({429, 502, 503, 504})
"""What a client sends again after."""


@dataclass
class Seen:
    """What clients were told: facts *acknowledged*, how many verdicts, what they were refused, and what is wrong."""

    acknowledged: set[str] = field(default_factory=set)
    verdicts: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Client(Thread):
    """Sends facts about *subjects* and asks about them until it is told to *stop*."""

    def __init__(self, number: int, running: Running, token: str, subjects: Sequence[str], stop: Event) -> None:
        super().__init__(name=f"client {number}")
        self.seen = Seen()
        self._number, self._running, self._token = number, running, token
        self._subjects, self._stop_asked = subjects, stop
        self._random = Random(number)  # noqa: S311 - the same every time
        self._sent = 0

    def run(self) -> None:
        for does in cycle((self._fact, self._verdict, self._many_facts, self._verdict, self._many_verdicts)):
            if self._stop_asked.is_set():
                return
            does()

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer, once there is one; the same request is sent again where it was refused or got none."""
        while not self._stop_asked.is_set():
            try:
                answer = self._running.ask(method, path, body, Authorization=self._token, Xinheng_Purpose="licensing")
            except (OSError, HTTPException) as error:
                self.seen.refused[type(error).__name__] += 1
                time.sleep(0.1)
                continue
            if answer.status not in _REFUSED:
                if answer.status in (200, 201, 207):
                    return answer.json()
                self.seen.wrong.append(f"{method} {path}: {answer.status} {answer.body[:300]!r}")
                return None
            self.seen.refused[str(answer.status)] += 1
            time.sleep(0.1)
        return None

    def _one(self) -> dict[str, Any]:
        self._sent += 1
        return {
            "id": f"client-{self._number}-{self._sent}",
            "type": "credit_commitment",
            "subject": self._random.choice(self._subjects),
            "date": "2026-05-01",
        }

    def _fact(self) -> None:
        one = self._one()
        if told := self._ask("POST", "/v1/facts", one):
            self.seen.acknowledged.add(told["id"])

    def _many_facts(self) -> None:
        if told := self._ask("POST", "/v1/facts/batch", {"facts": [self._one() for _ in range(10)]}):
            self.seen.acknowledged |= {one["id"] for one in told["results"] if one["status"] in ("created", "known")}
            self.seen.wrong += [str(one) for one in told["results"] if one["status"] not in ("created", "known")]

    def _verdict(self) -> None:
        told = self._ask("GET", f"/v1/subjects/{self._random.choice(self._subjects)}/verdict?as_of={AS_OF}")
        self.seen.verdicts += told is not None

    def _many_verdicts(self) -> None:
        some = sorted({self._random.choice(self._subjects) for _ in range(3)})
        told = self._ask("POST", "/v1/verdicts/batch", {"subjects": some, "as_of": AS_OF})
        for one in told["responses"].values() if told else ():
            self.seen.verdicts += one["status"] == 200
            if one["status"] not in (200, 503):
                self.seen.wrong.append(str(one)[:300])


class Faults:
    """What befalls the service *running*, whose clock is moved by the file *shift*."""

    def __init__(self, running: Running, shift: Path, restart_database: Callable[[], None] | None = None) -> None:
        self._running, self._shift = running, shift
        self.every: list[Callable[[], None]] = [
            self.fill_the_disk, self.kill_an_evaluator, self.kill_a_process, self.move_the_clock, self.kill_everything,
        ]  # fmt: skip
        if restart_database is not None:
            self.every.insert(2, restart_database)

    def kill_an_evaluator(self) -> None:
        """Kill a process of the rule engine."""
        evaluators = [one for one in self._tree() if "forkserver" in " ".join(_command(one)) and not _children(one)]
        _kill(evaluators[:1])

    def kill_a_process(self) -> None:
        """Kill a process that serves."""
        _kill([one for one in psutil.Process(self._running.pid).children() if "serve" in _command(one)][:1])

    def fill_the_disk(self) -> None:
        """Let no file grow for a while."""
        processes = [one for one in self._tree() if "serve" in _command(one)]
        for one in processes:
            one.rlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        time.sleep(_FULL)
        for one in processes:
            if one.is_running():
                one.rlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def move_the_clock(self) -> None:
        """Let it be the day after tomorrow for a second."""
        _write(self._shift, str(_JUMP))
        time.sleep(1)
        _write(self._shift, "0")

    def kill_everything(self) -> None:
        """Kill the service, and start it again."""
        others = self._tree()
        self._running.tell(signal.SIGKILL)
        self._running.ended()
        psutil.wait_procs(others, timeout=60)
        self._running.start()

    def _tree(self) -> list[psutil.Process]:
        return psutil.Process(self._running.pid).children(recursive=True)


def hurt(running: Running, shift: Path, seconds: float, restart: Callable[[], None] | None = None) -> list[str]:
    """Load *running* and hurt it for so many seconds, each fault once at least; everything that is wrong then."""
    _write(shift, "0")
    running.variables["XINHENG_CLOCK_SHIFT"] = str(shift)
    told = settings_of(running.variables)
    prepare(told)
    with parts_of(told) as parts:
        fill(parts)
        with parts.database.reading() as connection:
            subjects = sorted(set(connection.scalars(select(fact.c.subject))))[:20]
    running.start()
    seen = _loaded(running, subjects, Faults(running, shift, restart).every, seconds)
    running.close()
    wrong = [fault for one in seen for fault in one.wrong] + [str(line) for line in running.lines("fault")]
    if not all(one.verdicts for one in seen):
        wrong.append("a client got no verdict at all")
    if told.database.startswith("sqlite") and not any(one.refused["503"] for one in seen):
        wrong.append("nobody noticed that the disk was full")
    with parts_of(told) as parts:
        return wrong + _lost(parts, seen) + _flaws(parts) + _different(parts, subjects)


def _loaded(
    running: Running, subjects: Sequence[str], faults: Sequence[Callable[[], None]], seconds: float
) -> list[Seen]:
    """What four clients saw, while one fault followed the other."""
    token, stop = running.token_of("client"), Event()
    clients = [Client(number, running, token, subjects, stop) for number in range(4)]
    for client in clients:
        client.start()
    begun, number = time.monotonic(), 0
    while number < len(faults) or time.monotonic() < begun + seconds:
        time.sleep(1)
        faults[number % len(faults)]()
        number += 1
    time.sleep(1)
    stop.set()
    for client in clients:
        client.join()
    seen = [client.seen for client in clients]
    facts, verdicts = sum(len(one.acknowledged) for one in seen), sum(one.verdicts for one in seen)
    refused = dict(sum((one.refused for one in seen), Counter[str]()))
    print(f"{facts} facts acknowledged, {verdicts} verdicts given, {number} faults, refused for a while: {refused}")  # noqa: T201 - shown where the test fails, and by the benchmark
    return seen


def _lost(parts: Parts, seen: Sequence[Seen]) -> list[str]:
    """Facts that were acknowledged, and are not in the store once."""
    acknowledged = {id_ for one in seen for id_ in one.acknowledged}
    with parts.database.reading() as connection:
        rows = connection.execute(select(fact.c.id, func.count()).where(fact.c.id.like("client-%")).group_by(fact.c.id))
        there = {id_: count for id_, count in rows}  # noqa: C416 - rows are no pairs to mypy
    return [f"{id_} is there {there.get(id_, 0)} times" for id_ in sorted(acknowledged) if there.get(id_) != 1]


def _flaws(parts: Parts) -> list[str]:
    with parts.database.reading() as connection:
        return [str(flaw) for flaw in verify(connection).flaws]


def _different(parts: Parts, subjects: Sequence[str]) -> list[str]:
    """Verdicts given that a fresh evaluation on the same facts gives otherwise, and such that would be given now."""
    wrong = []
    with parts.database.reading() as connection:
        ids = connection.scalars(select(entry.c.id).where(entry.c.what == VERDICT).order_by(entry.c.number.desc()))
        given = list(ids)
    step = max(1, len(given) // 60)
    for id_ in given[::step]:
        again = replay(parts, id_)
        if again.result not in ("same", "undecided"):
            wrong.append(f"the verdict {id_} given again is {again.result}")
    with parts.database.reading() as connection:
        release = release_meant(connection, None, parts.clock.now())
        fresh = answering(compiled(files_of(connection, release)))
        records = {one: on_record(connection, one) for one in subjects}
    days = Days(parse_day(AS_OF), datetime.now(UTC).date().toordinal())
    for name, kept in zip(subjects, stored(parts, subjects, days, None, Context("test", "/")), strict=True):
        record = records[name]
        if record is None or isinstance(kept, NotKnown) or kept.verdict != fresh(request_of(record, days)):
            wrong.append(f"the verdict on {name} is not what a fresh evaluation gives")
    return wrong


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children()
    except psutil.NoSuchProcess:
        return []


def _kill(processes: Sequence[psutil.Process]) -> None:
    for one in processes:
        if one.is_running():
            one.kill()


def _write(path: Path, text: str) -> None:
    whole = path.with_suffix(".new")
    whole.write_text(text)
    whole.replace(path)
