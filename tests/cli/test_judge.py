"""`judge`: a whole population's lists, grades and measures as one table."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from adapters.population import memory
from tests.cli.run import run


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judge")
    made = run("synthesise", str(folder / "raw"), "--subjects", "300", "--seed", "3", "--trouble", "10")
    assert made.exit_code == 0, made.output
    made = run("prepare", str(folder / "store"), "--population", str(folder / "raw"))
    assert made.exit_code == 0, made.output
    return folder / "store"


@pytest.mark.slow
def test_both_forms_hold_the_same_rows_of_subjects_of_the_population(store: Path, tmp_path: Path) -> None:
    for name in ("rows.parquet", "rows.arrow"):
        told = run("judge", str(tmp_path / name), "--population", str(store), "--as-of", "2026-06-30")
        assert told.exit_code == 0, told.output
    rows = pq.read_table(tmp_path / "rows.parquet")
    assert rows.equals(feather.read_table(tmp_path / "rows.arrow"))
    assert {"spell", "ground"} <= set(rows["row"].to_pylist())
    assert sorted(file.name for file in tmp_path.iterdir()) == ["rows.arrow", "rows.parquet"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rows.parquet", "rows.arrow"])
def test_in_groups_the_rows_are_the_same(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    read, contents = (pq.read_table if name == "rows.parquet" else feather.read_table), []
    for least in (1_000, 70):
        monkeypatch.setattr(memory, "LEAST", least)
        monkeypatch.setattr(memory, "EACH", 10**9)
        told = run(
            "judge", str(tmp_path / name), "--population", str(store), "--as-of", "2026-06-30", "--memory", "1GB"
        )
        assert told.exit_code == 0, told.output
        contents.append(read(tmp_path / name))
    assert contents[0].num_rows
    assert contents[0].equals(contents[1]), "the same rows in the same order"
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("given", ["2", "much", "0GB", "900MB", "-2GB"])
def test_memory_that_would_not_do_is_refused(store: Path, tmp_path: Path, given: str) -> None:
    told = run("judge", str(tmp_path / "rows.arrow"), "--population", str(store), "--memory", given)
    assert told.exit_code == 1
    assert f"`{given}` is no amount of memory that would do (write 2GB or 1500MB, 1GB at least)" in told.output


def test_a_file_that_says_no_form_is_refused(store: Path, tmp_path: Path) -> None:
    told = run("judge", str(tmp_path / "rows.csv"), "--population", str(store), "--lang", "en")
    assert told.exit_code == 1
    assert "rows.csv` says no form (end it with .parquet or .arrow)" in told.output
    assert not list(tmp_path.iterdir())
