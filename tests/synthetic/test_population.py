"""Files: the same for the same seed, however often the writing was stopped; never half of one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from adapters.synthetic.drawing import source_of
from adapters.synthetic.population import OtherPopulation, write_population
from adapters.synthetic.settings import Settings
from tests.cases import tiny
from tests.synthetic.made import SEED, digests, program, tiny_program

_SMALL = Settings(3_000, SEED, partition=1_000)


def _rows(folder: Path) -> dict[str, pa.Table]:
    """The rows of each kind of file in *folder*, all parts together."""
    kinds = [folder / "subjects", *sorted((folder / "facts").iterdir())]
    return {kind.name: pq.read_table(kind).replace_schema_metadata(None) for kind in kinds}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    assert write_population(tiny_program(), folder, _SMALL) == 3
    return folder


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        write_population(program(), folder, Settings(2_000, SEED))
    assert digests(folders[0]) == digests(folders[1])


def test_no_dictionary_of_a_column_repeats_itself() -> None:
    """Of one that does, Parquet writes whatever lies in memory, and the same seed does not make the same bytes."""
    tables = source_of(program(), Settings(2_000, SEED)).partition(0).facts
    repeating = {
        f"{name}.{field}"
        for name, table in tables.items()
        for field in table.column_names
        for chunk in table[field].chunks
        if pa.types.is_dictionary(chunk.type) and len(chunk.dictionary.unique()) < len(chunk.dictionary)
    }
    assert repeating == set()


def test_another_seed_makes_other_rows(small: Path, tmp_path: Path) -> None:
    write_population(tiny_program(), tmp_path, Settings(3_000, SEED + 1, partition=1_000))
    assert _rows(tmp_path)["directive"] != _rows(small)["directive"]


def test_the_rows_do_not_depend_on_the_size_of_a_partition(small: Path, tmp_path: Path) -> None:
    write_population(tiny_program(), tmp_path, Settings(3_000, SEED, partition=1_700))
    assert _rows(tmp_path) == _rows(small)


def test_the_first_subjects_of_a_larger_population_are_those_of_a_smaller_one(small: Path, tmp_path: Path) -> None:
    write_population(tiny_program(), tmp_path, Settings(21_000, SEED))
    assert pq.read_table(tmp_path / "subjects").slice(0, 3_000) == _rows(small)["subjects"]


def test_a_finished_partition_is_not_made_again(small: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in small.rglob("*.parquet")}
    assert write_population(tiny_program(), small, _SMALL) == 0
    assert {file: file.stat().st_mtime_ns for file in small.rglob("*.parquet")} == before


def test_a_stopped_writing_leaves_no_half_file_and_is_gone_on_with(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, written = pq.write_table, []

    def stopping(table: pa.Table, path: Path, **options: Any) -> None:
        written.append(path)
        if len(written) == len(list(small.rglob("*.parquet"))) // 3 + 2:  # in the second partition
            path.write_bytes(b"PAR1 half")
            raise KeyboardInterrupt
        whole(table, path, **options)

    monkeypatch.setattr(pq, "write_table", stopping)
    with pytest.raises(KeyboardInterrupt):
        write_population(tiny_program(), tmp_path, _SMALL)
    monkeypatch.undo()
    assert [file.name for file in (tmp_path / "subjects").iterdir()] == ["part-00000.parquet"]
    assert {file.name for file in (tmp_path / "facts").rglob("*") if file.is_file()} == {"part-00000.parquet"}
    assert write_population(tiny_program(), tmp_path, _SMALL) == 2
    assert digests(tmp_path) == digests(small)


@pytest.mark.slow
def test_a_killed_writing_is_gone_on_with(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = "from web.cli import main; main()"
    args = ["synthesise", str(out), "--subjects", "3000", "--seed", str(SEED), "--partition", "1000"]
    environment = {**os.environ, "XINHENG_POLICIES": str(tiny.FOLDER)}
    with subprocess.Popen([sys.executable, "-c", code, *args], env=environment) as process:
        until = monotonic() + 120
        while not (out / "subjects" / "part-00000.parquet").exists() and monotonic() < until:
            sleep(0.01)
        process.send_signal(signal.SIGKILL)
    write_population(tiny_program(), out, _SMALL)
    assert digests(out) == digests(small)


def test_a_folder_with_another_population_is_left_alone(small: Path) -> None:
    before = digests(small)
    with pytest.raises(OtherPopulation) as raised:
        write_population(tiny_program(), small, Settings(3_000, SEED + 1, partition=1_500))
    assert raised.value.differs == ("seed", "partition")
    assert digests(small) == before


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OtherPopulation) as raised:
        write_population(tiny_program(), tmp_path, _SMALL)
    assert raised.value.differs == ()
    assert list(digests(tmp_path)) == ["letter.txt"]


def test_a_folder_whose_settings_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "population.json").write_bytes(b"{")
    with pytest.raises(OtherPopulation) as raised:
        write_population(tiny_program(), tmp_path, _SMALL)
    assert raised.value.differs == ()


def test_the_last_step_told_is_that_all_are_done(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_population(tiny_program(), tmp_path, _SMALL, lambda done, total: told.append((done, total)))
    assert told[-1] == (3_000, 3_000)
    assert told == sorted(told)


def test_every_file_says_that_it_is_synthetic(small: Path) -> None:
    said = "合成数据，全部为虚构"
    assert (small / "README.txt").read_text(encoding="utf-8").startswith(said)
    for file in small.rglob("*.parquet"):
        assert pq.read_schema(file).metadata[b"synthetic"].decode().startswith(said)


@pytest.mark.parametrize("first", [2016, 2026, 2030])
def test_any_span_of_days_will_do(first: int) -> None:
    days = date(first, 1, 1).toordinal(), date(first, 6, 30).toordinal()
    partition = source_of(program(), Settings(2_000, SEED, *days)).partition(0)
    events = partition.facts["administrative_permit"]["date"].to_pylist()
    assert min(events).year == max(events).year == first


def test_a_base_without_policies_gets_subjects_all_the_same() -> None:
    empty = replace(tiny_program(), lists={}, grades={})
    partition = source_of(empty, Settings(1_000, SEED)).partition(0)
    assert len(partition.subjects) == 1_000
    assert set(partition.facts) <= {"revocation", "subject_profile"}


def test_a_base_of_one_policy_gets_facts_by_itself(small: Path) -> None:
    assert len(_rows(small)["directive"]) > 15
