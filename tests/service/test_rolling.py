"""The roll: after any facts and any days, the tables say of everybody what a fresh verdict says."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, func, select, update

from adapters.clock import FixedClock
from adapters.database.connect import Database
from adapters.database.tables.jobs import job
from adapters.database.tables.records import fact
from adapters.database.tables.state import change, grade, judged, measure, pass_, pending, standing, stay
from adapters.jobs.running import Worker
from adapters.jobs.starting import cancel, resume
from adapters.parts import Parts
from adapters.population import memory
from adapters.population.groups import Store
from adapters.publishing.kept import keep, publish
from adapters.records.identity import Ruling, merge
from adapters.spark.kernel import compiled
from adapters.state import rolling
from adapters.state.pending import waiting
from adapters.state.refreshing import drain, refresh
from adapters.state.rolling import Step, current, roll
from adapters.state.rows import Grade, Measure, Rows, Stay
from adapters.state.upkeep import start_roll
from adapters.verdicts.evaluators import Evaluators, Programs
from adapters.verdicts.work import load
from adapters.workers.here import Here
from tests.service import province
from tests.service.province import at, fresh
from tests.simulation import province as simulated

KINDS: dict[str, Any] = {"state_stay": Stay, "state_grade": Grade, "state_measure": Measure}
DAYS = ("2025-03-31", "2025-07-01", "2026-01-01", "2026-03-01", "2026-06-30")


def kept(parts: Parts) -> dict[str, Rows]:
    """The tables."""
    found: dict[str, dict[str, list[Any]]] = {}
    with parts.database.reading() as connection:
        for table in (stay, grade, measure):
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
                found.setdefault(row["subject"], {}).setdefault(table.name, []).append(dict(row))
    return {subject: _rows(tables) for subject, tables in found.items()}


def _rows(tables: dict[str, list[Any]]) -> Rows:
    for row in tables.get("state_stay", ()):
        row["grounds"] = tuple(tuple(one) for one in orjson.loads(row["grounds"]))
    stays, grades, measures = (
        tuple(kind._make(row[name] for name in kind._fields) for row in tables.get(table, ()))
        for table, kind in KINDS.items()
    )
    return Rows(stays, grades, measures)


@pytest.mark.slow
def test_after_any_days_the_tables_say_what_fresh_verdicts_say(parts: Parts, clock: FixedClock) -> None:
    before = "1970-01-01"
    gone, other = role_holders()
    at(clock, DAYS[0])
    province.move_in(parts)
    for day in DAYS:
        at(clock, day)
        assert province.happen(parts, before, day)
        before = day
        if day == DAYS[-1]:
            ruling = Ruling("test", parts.clock.now(), day, "one person under two ids", evidence="the register")
            with parts.database.writing() as connection:
                merge(connection, gone, other, ruling)
        rolled = roll(parts)
        assert rolled.subjects == province.SUBJECTS - (day == DAYS[-1])
        drain(parts, 1)  # who was merged into another is judged alone: there is nothing to be rolled
        expected = fresh(parts) | ({gone: Rows()} if day == DAYS[-1] else {})
        found = kept(parts)
        for subject, rows in expected.items():
            assert found.get(subject, Rows()) == rows, subject
        with parts.database.reading() as connection:
            assert connection.scalars(select(pending.c.subject)).all() == []
            for row in connection.execute(select(standing)).mappings():
                told = expected[row["subject"]].standings(day)[row["policy"]]
                assert told == tuple(row[name] for name in told._fields)


def role_holders() -> list[str]:
    """Two natural persons, the first of whom is named in a role."""
    people, facts = province.records()
    persons = [one["id"] for one in people if one["kind"] == "natural_person"]
    named = {whom["subject"] for one in facts for whom in one["related"]}
    holder = next(one for one in persons if one in named)
    return [holder, next(one for one in persons if one != holder)]


class Killed(BaseException):
    """What ends a pass in its middle."""


def killed_at(number: int) -> Step:
    """A step that dies at the *number*-th call, its transaction with it."""
    calls = count(1)

    def step(_connection: Connection, _done: int, _all: int) -> None:
        if next(calls) == number:
            raise Killed

    return step


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups of a hundred subjects, kept some at a time."""
    monkeypatch.setattr("adapters.population.memory.LEAST", 100)
    monkeypatch.setattr("adapters.state.rolling._TOGETHER", 40)


@pytest.mark.slow
@pytest.mark.usefixtures("small_groups")
def test_a_pass_that_dies_anywhere_goes_on_and_comes_to_the_same(parts: Parts, clock: FixedClock) -> None:
    at(clock, "2026-03-01")
    province.move_in(parts)
    province.happen(parts, "1970-01-01", "2026-03-01")
    deaths = 0
    for number in (1, 2, 4, 9, 3, 5, 6, 7, 50):
        try:
            roll(parts, memory=1, step=killed_at(number))
        except Killed:
            deaths += 1
    assert deaths >= 6
    assert roll(parts).subjects == province.SUBJECTS
    assert kept(parts) == {subject: rows for subject, rows in fresh(parts).items() if rows != Rows()}
    with parts.database.reading() as connection:
        assert connection.execute(select(pass_.c.status, pass_.c.done)).all() == [("done", province.SUBJECTS)]
        number = connection.scalar(select(func.max(change.c.number)))
    again = roll(parts)
    assert again.day == "2026-03-01"
    with parts.database.reading() as connection:
        assert connection.scalar(select(func.max(change.c.number))) == number


@pytest.mark.slow
def test_what_is_recorded_while_everybody_is_judged_is_not_lost(parts: Parts, clock: FixedClock) -> None:
    at(clock, "2026-03-01")
    province.move_in(parts)
    province.happen(parts, "1970-01-01", "2025-03-01")
    with pytest.raises(Killed):
        roll(parts, step=killed_at(2))  # the records are written down by then
    province.happen(parts, "2025-03-01", "2026-03-01")
    with parts.database.reading() as connection:
        some = waiting(connection, 20)
    refresh(parts, some)
    roll(parts)
    with parts.database.reading() as connection:
        assert waiting(connection, 1)
        assert set(some).isdisjoint(waiting(connection, 10_000))
    drain(parts, 10_000)
    assert kept(parts) == {subject: rows for subject, rows in fresh(parts).items() if rows != Rows()}


@pytest.mark.slow
def test_a_release_that_takes_effect_has_everybody_judged_by_it(parts: Parts, clock: FixedClock) -> None:
    at(clock, "2026-03-01")
    province.move_in(parts)
    province.happen(parts, "1970-01-01", "2026-03-01")
    first = roll(parts)
    candidate = simulated.candidate()
    with parts.database.writing() as connection:
        hash_ = keep(connection, candidate, "longer", "test", parts.clock.now())
        publish(connection, hash_, "2026-03-02", "test", parts.clock.now(), "test")
    assert roll(parts) == first
    at(clock, "2026-03-02")
    second = roll(parts)
    assert (second.release, second.changed > 0) == (hash_, True)
    assert kept(parts) == {subject: rows for subject, rows in fresh(parts).items() if rows != Rows()}
    with parts.database.reading() as connection:
        assert set(connection.scalars(select(judged.c.release))) == {hash_}


@pytest.mark.slow
def test_whose_records_a_release_cannot_read_is_refused_and_nobody_else(parts: Parts, clock: FixedClock) -> None:
    at(clock, "2026-03-01")
    province.move_in(parts)
    province.happen(parts, "1970-01-01", "2026-03-01")
    with parts.database.writing() as connection:
        row = connection.execute(
            select(fact.c.id, fact.c.subject, fact.c.content).where(fact.c.type == "tax_case")
        ).first()
        assert row is not None
        content = {**orjson.loads(row.content), "fields": {"amount": "much"}}
        connection.execute(update(fact).where(fact.c.id == row.id).values(content=orjson.dumps(content).decode()))
    rolled = roll(parts)
    assert rolled.subjects == province.SUBJECTS - 1
    drain(parts, 10_000)
    expected = fresh(parts)
    assert expected.pop(row.subject).refused == "facts.missing_field"
    found = kept(parts)
    found.pop(row.subject, None)
    assert found == {subject: rows for subject, rows in expected.items() if rows != Rows()}
    with parts.database.reading() as connection:
        refused = select(judged.c.subject, judged.c.refused).where(judged.c.refused.is_not(None))
        assert connection.execute(refused).all() == [(row.subject, "facts.missing_field")]


@pytest.mark.slow
def test_the_prepared_store_is_left_for_simulations(parts: Parts, clock: FixedClock) -> None:
    assert current(parts.data) is None
    at(clock, "2026-03-01")
    province.move_in(parts)
    province.happen(parts, "1970-01-01", "2026-03-01")
    roll(parts)
    first = current(parts.data)
    assert first is not None
    assert len(Store(first)) == province.SUBJECTS
    for day in ("2026-03-02", "2026-03-03", "2026-03-04"):
        at(clock, day)
        roll(parts)
    folder = parts.data / "population"
    assert sorted(one.name[:8] for one in folder.iterdir()) == ["00000003", "00000004", "current", "lock"]
    assert current(parts.data) == folder / "current" / "store"


@pytest.mark.slow
def test_a_job_rolls_once_a_day_and_is_cancelled_when_asked(parts: Parts, clock: FixedClock) -> None:
    at(clock, "2026-03-01")
    province.move_in(parts)
    start_roll(parts)
    start_roll(parts)
    with parts.database.reading() as connection:
        (id_,) = connection.scalars(select(job.c.id))
    cancel(parts, id_)
    resume(parts, id_)
    Worker(parts).run(id_)
    start_roll(parts)
    with parts.database.reading() as connection:
        (row,) = connection.execute(select(job))
    assert (row.state, row.done) == ("done", province.SUBJECTS)
    assert orjson.loads(row.result)["day"] == "2026-03-01"
    at(clock, "2026-03-02")
    start_roll(parts)
    with parts.database.reading() as connection:
        assert list(connection.scalars(select(job.c.state).order_by(job.c.recorded_at))) == ["done", "waiting"]


def roll_alone(url: str, data: Path, day: str) -> None:
    """Roll, in a process that may be killed; slow enough to be killed at it."""
    memory.LEAST, rolling._TOGETHER = 100, 10  # type: ignore[misc]  # smaller steps than anybody else takes
    database, clock = Database(url), FixedClock(datetime.now(UTC))
    at(clock, day)
    programs = Programs(lambda files: compiled(dict(files)))
    roll(Parts(database, clock, Evaluators(lambda files: Here(load, [dict(files)])), programs, data=data), memory=1)


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_pass_whose_process_is_killed_goes_on_in_another(parts: Parts, clock: FixedClock) -> None:
    at(clock, "2026-03-01")
    province.move_in(parts)
    province.happen(parts, "1970-01-01", "2026-03-01")

    def is_at(stage: str) -> bool:
        if stage == "kept":
            with parts.database.reading() as connection:
                return (connection.scalar(select(func.count()).select_from(judged)) or 0) > 0
        return any(parts.data.glob(f"population/*/{stage}"))

    for stage in ("records", "store/begun.json", "kept"):
        child = get_context("spawn").Process(target=roll_alone, args=(parts.database.url, parts.data, "2026-03-01"))
        child.start()
        while child.is_alive() and not is_at(stage):
            child.join(0.005)
        child.kill()
        child.join()
    roll(parts)
    assert kept(parts) == {subject: rows for subject, rows in fresh(parts).items() if rows != Rows()}
    with parts.database.reading() as connection:
        assert connection.execute(select(pass_.c.status, pass_.c.done)).all() == [("done", province.SUBJECTS)]
