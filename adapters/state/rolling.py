"""Everybody judged anew, in columns: from day to day, since lists end by time passing, and when a release takes effect.

What it takes lies in the folder `population` of the data: one folder a pass, and `current`, which leads to the prepared
store of the last pass that was done. A pass that was stopped goes on where it was.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

import orjson
import pyarrow as pa
from sqlalchemy import Connection, Row, insert, select, update

from adapters.clock import iso_day, stamp, today
from adapters.database.connect import hold
from adapters.database.tables.state import pass_
from adapters.parts import Parts
from adapters.population.folder import FilesFolder
from adapters.population.groups import Group, Store, in_groups
from adapters.population.prepare import prepare
from adapters.population.store import is_store, open_store
from adapters.state import keeping
from adapters.state.columns import by_subject
from adapters.state.exporting import Exported, export
from adapters.state.pending import mark
from adapters.state.rows import Rows
from adapters.verdicts.asking import program_of, release_meant
from engine.calendar import parse_day
from engine.compile.program import Program
from engine.population.arrow import tables_of
from engine.population.evaluate import evaluate
from engine.problems import FactError

MEMORY: Final = 2_000_000_000
"""Bytes that a pass may take, unless told otherwise."""
_TOGETHER: Final = 2_000
"""Subjects whose rows are kept in one transaction."""

Step = Callable[[Connection, int, int], None]
"""Is told, in the transaction of each step, how many of how many are done; what it raises ends the pass for now."""


@dataclass(frozen=True)
class Rolled:
    """Everybody was judged as of a *day* by a *release*; *changed* standings are others than before."""

    day: str
    release: str
    subjects: int
    changed: int


def current(data: Path) -> Path | None:
    """The prepared store of the last pass that was done, in the folder *data*; nothing where none was."""
    store = data / "population" / "current" / "store"
    return store if is_store(store) else None


def roll(parts: Parts, *, memory: int = MEMORY, step: Step = lambda _connection, _done, _all: None) -> Rolled:
    """Judge everybody as of today by the live release, or go on with that; nothing is done twice."""
    folder = parts.data / "population"
    with _alone(folder):
        row = _begun(parts)
        if row.status != "done":
            _Pass(parts, row, folder / _name(row), step).run(memory)
            row = _row(parts, row.number)
        _swap(folder, _name(row))
    return Rolled(row.day, row.release, row.subjects, row.changed)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let nobody else roll in *folder* meanwhile; who is killed lets go of it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _begun(parts: Parts) -> Row[Any]:
    """The pass as of today by the live release, begun if it was not; what others were at is dropped."""
    now = parts.clock.now()
    with parts.database.writing() as connection:
        hold(connection, "pass")
        day, release = iso_day(today(parts.clock)), release_meant(connection, None, parts.clock.now())
        mine = (pass_.c.day == day, pass_.c.release == release, pass_.c.status != "dropped")
        found = connection.execute(select(pass_).where(*mine).order_by(pass_.c.number.desc())).first()
        if found is None:
            connection.execute(update(pass_).where(pass_.c.status == "running").values(status="dropped"))
            row = {"day": day, "release": release, "status": "running", "begun_at": stamp(now), "spans": "[]"}
            connection.execute(insert(pass_), row | {"subjects": 0, "done": 0, "changed": 0})
            found = connection.execute(select(pass_).where(*mine)).one()
    return found


def _name(row: Row[Any]) -> str:
    """The folder of a pass: one of another store, whose passes have the same numbers, is no folder of it."""
    told = orjson.dumps([row.day, row.release, row.begun_at])
    return f"{row.number:08}-{hashlib.sha256(told).hexdigest()[:8]}"


def _row(parts: Parts, number: int) -> Row[Any]:
    with parts.database.reading() as connection:
        return connection.execute(select(pass_).where(pass_.c.number == number)).one()


class _Pass:
    """One pass over everybody, in a folder of its own."""

    def __init__(self, parts: Parts, row: Row[Any], folder: Path, step: Step) -> None:
        self._parts, self._row, self._folder, self._step = parts, row, folder, step
        self._day, self._release = row.day, row.release
        self._spans: list[tuple[int, int]] = [(start, end) for start, end in orjson.loads(row.spans)]
        self._done, self._all, self._changed = row.done, row.subjects, row.changed

    def run(self, memory: int) -> None:
        """Judge everybody who is not yet, group by group."""
        program = program_of(self._parts, self._release)
        exported = self._exported(program)
        store = Store(self._folder / "store")
        self._all = len(store)
        groups = in_groups(store, (program,), memory, lambda _done, _all: None, self._spans)
        for group, span, _ in groups:
            self._keep(group, span, program, exported)
        with self._parts.database.writing() as connection:
            ended = {"status": "done", "ended_at": stamp(self._parts.clock.now())}
            connection.execute(update(pass_).where(self._mine).values(subjects=self._all, done=self._all, **ended))

    @property
    def _mine(self) -> Any:
        return pass_.c.number == self._row.number

    def _exported(self, program: Program) -> Exported:
        """The records of everybody, and the store prepared of them: made once, whatever stops it."""
        snapshot, store = self._folder / "records", self._folder / "store"
        for check in (False, True):
            if not (snapshot / "done").exists():
                _, bad = export(self._parts.database, program, snapshot, check=check, told=self._beat)
                self._leave_out(bad)
                (snapshot / "done").touch()
            try:
                prepare(program, FilesFolder(snapshot), store, told=lambda _done, _all: self._beat())
            except FactError:
                if check:
                    raise
                rmtree(snapshot)  # what a release cannot read keeps nobody else from being judged
                continue
            break
        return Exported(snapshot)

    def _leave_out(self, bad: set[str]) -> None:
        """Have those whose records this release cannot read be judged one by one, which says so of them."""
        if bad:
            with self._parts.database.writing() as connection:
                hold(connection, "facts")
                mark(connection, bad)

    def _beat(self) -> None:
        with self._parts.database.writing() as connection:
            self._step(connection, self._done, self._all)

    def _keep(self, group: Group, span: tuple[int, int], program: Program, exported: Exported) -> None:
        """Keep the rows of the subjects of *group*, some at a time; its *span* is done with the last of them."""
        who, rows = exported.who(*span), self._judged(group, program)
        ids = list(who)
        for start in range(0, len(ids), _TOGETHER):
            some = {one: rows.get(one, Rows()) for one in ids[start : start + _TOGETHER]}
            made = keeping.Made(self._day, self._release, who, self._parts.clock.now(), rolled=True)
            with self._parts.database.writing() as connection:
                kept, changed = keeping.keep(connection, made, some)
                keeping.fresh(connection, made, kept)
                self._changed += changed
                if start + _TOGETHER >= len(ids):
                    self._spans.append(span)
                    self._done += len(ids)
                    values = {"spans": orjson.dumps(self._spans).decode(), "done": self._done, "subjects": self._all}
                    connection.execute(update(pass_).where(self._mine).values(changed=self._changed, **values))
                self._step(connection, self._done, self._all)

    def _judged(self, group: Group, program: Program) -> Mapping[str, Rows]:
        people = open_store(self._folder / "store", program, group.chosen)
        day = parse_day(self._day)
        tables: list[pa.Table] = tables_of(evaluate(program, people, day, day), group.counted)
        return by_subject(tables)


def _swap(folder: Path, name: str) -> None:
    """Have `current` lead to the pass called *name*, and take away all but it and the one before."""
    before = _target(folder)
    if before == name or not (folder / name).is_dir():
        return
    made = folder / ".current"
    made.unlink(missing_ok=True)
    made.symlink_to(name)
    made.replace(folder / "current")
    rmtree(folder / name / "records", ignore_errors=True)
    for one in folder.iterdir():
        if one.is_dir() and not one.is_symlink() and one.name not in (name, before):
            rmtree(one)


def _target(folder: Path) -> str | None:
    """The pass that `current` leads to."""
    link = folder / "current"
    return link.readlink().name if link.is_symlink() else None
