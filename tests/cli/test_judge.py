"""`judge`: a whole population's lists, grades and measures as one table."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pyarrow import feather

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


def test_a_file_that_says_no_form_is_refused(store: Path, tmp_path: Path) -> None:
    told = run("judge", str(tmp_path / "rows.csv"), "--population", str(store), "--lang", "en")
    assert told.exit_code == 1
    assert "rows.csv` says no form (end it with .parquet or .arrow)" in told.output
    assert not list(tmp_path.iterdir())
