"""The roll: after any facts and any days, the tables say of everybody what a fresh verdict says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from adapters.clock import FixedClock, iso_day, today
from adapters.database.tables.state import change, grade, judged, measure, pending, standing, stay
from adapters.parts import Parts
from adapters.population.groups import Store
from adapters.records.dossiers import on_record
from adapters.state.refreshing import drain, stale
from adapters.state.rolling import current, roll
from adapters.state.rows import Grade, Measure, Rows, Stay, read
from adapters.verdicts.asking import Days, ask, release_meant, request_of
from tests.service import province

DAYS = ("2025-03-31", "2025-07-01", "2026-01-01", "2026-03-01", "2026-06-30")


@pytest.fixture
def parts(parts: Parts, tmp_path: Path) -> Parts:
    return replace(parts, data=tmp_path / "data")


def at(clock: FixedClock, day: str) -> None:
    clock.moment = datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC)


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
        tuple(kind(*(row[name] for name in kind._fields)) for row in tables.get(name, ()))
        for kind, name in ((Stay, "state_stay"), (Grade, "state_grade"), (Measure, "state_measure"))
    )
    return Rows(stays, grades, measures)


def fresh(parts: Parts) -> dict[str, Rows]:
    """What the online evaluator says of everybody now."""
    day = today(parts.clock)
    ids = [one["id"] for one in province.records()[0]]
    with parts.database.reading() as connection:
        release = release_meant(connection, None, parts)
        records = [on_record(connection, one) for one in ids]
    requests = [request_of(one, Days(day, day), state=True) for one in records if one is not None]
    answers = ask(parts, release, requests)
    return {id_: read(answer) for id_, answer in zip(ids, answers, strict=True) if isinstance(answer, bytes)}


@pytest.mark.slow
def test_after_any_days_the_tables_say_what_fresh_verdicts_say(parts: Parts, clock: FixedClock) -> None:
    before = "1970-01-01"
    at(clock, DAYS[0])
    province.move_in(parts)
    for day in DAYS:
        at(clock, day)
        assert province.happen(parts, before, day)
        before = day
        rolled = roll(parts)
        assert rolled.subjects == province.SUBJECTS
        expected = fresh(parts)
        found = kept(parts)
        for subject, rows in expected.items():
            assert found.get(subject, Rows()) == rows, subject
        with parts.database.reading() as connection:
            assert connection.scalars(select(pending.c.subject)).all() == []
            for row in connection.execute(select(standing)).mappings():
                told = expected[row["subject"]].standings(day)[row["policy"]]
                assert told == tuple(row[name] for name in told._fields)
