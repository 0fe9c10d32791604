"""Whom a simulation is run on: those on record as the last pass prepared them, or an invented province, made once."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Final

import orjson

from adapters.population.opening import source_at
from adapters.population.prepare import prepare
from adapters.population.store import STORE, is_store
from adapters.simulations.question import PREPARED, Who
from adapters.state.rolling import current
from adapters.synthetic.population import OtherPopulation, write_population
from adapters.synthetic.settings import Settings
from engine.compile.program import Program

Tell = Callable[[int, int | None], None]
_FOLDER: Final = "synthetic"
RECORDS: Final = "records"
PARTITION: Final = 100_000


def stored(data: Path) -> tuple[Path, int] | None:
    """The folder in which those on record are prepared, and how many they are; nothing where no pass was done."""
    link = data / "population" / "current"
    store = current(data)
    if store is None:
        return None
    return link.resolve(), int(orjson.loads((store / STORE).read_bytes())["subjects"])


def store_of(data: Path, who: Who) -> Path:
    """The prepared store of *who*."""
    return _home(data, who) / PREPARED


def records_of(data: Path, who: Who) -> Path:
    """The records that an invented population was prepared from."""
    return _home(data, who) / RECORDS


def _home(data: Path, who: Who) -> Path:
    return data / _FOLDER / who.name if who.sort == "synthetic" else data / "population" / who.folder


def made(program: Program, data: Path, who: Who, tell: Tell) -> Path:
    """The store of *who*, who are invented, made if they are not; *tell* how much of how much is done.

    Two who want the same wait for each other, and what was stopped is gone on with.
    """
    home = _home(data, who)
    with _alone(home):
        store = home / PREPARED
        if not is_store(store):
            _write(program, home / RECORDS, who, tell)
            prepare(
                program, source_at(str(home / RECORDS)), store, size=PARTITION,
                told=lambda done, all_: tell((all_ or done) + done, 2 * (all_ or done)),
            )  # fmt: skip
    return store


def _write(program: Program, records: Path, who: Who, tell: Tell) -> None:
    """The records of *who*, written to the end; what was begun by other policies is begun anew."""
    settings = Settings(who.subjects, who.seed, trouble=who.trouble)

    def write() -> None:
        write_population(program, records, settings, lambda done, all_: tell(done, 2 * all_))

    try:
        write()
    except OtherPopulation:
        rmtree(records)
        write()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
