"""What a worker does with its parts, without a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from adapters.population.prepare import prepare
from adapters.population.synthetic import SyntheticFolder
from adapters.spark.kernel import Evaluation, Policies, Work, compiled, judge_parts
from adapters.spark.parts import NoParts, Tables, parts_of
from engine.population.arrow import SCHEMA
from engine.problems import PolicyError, RuntimeFault
from tests.spark import made


@dataclass(frozen=True)
class Shipped:
    """Work as a worker has it."""

    value: Work[Any]


def judged(numbers: Sequence[int], policies: Policies | None = None) -> pa.Table:
    """What the parts of *numbers* come to, by the policies of these tests unless others are given."""
    location = str(made.population())
    policies = policies or Policies.of(made.files())
    work = Work(Evaluation(policies, made.ASKED), parts_of(location))
    rows = [pa.RecordBatch.from_pydict({"part": list(numbers)})]
    return pa.Table.from_batches(judge_parts(Shipped(work), rows), SCHEMA)


def test_the_population_of_these_tests_has_every_kind_of_row() -> None:
    kinds = set(made.on_one_machine()["row"].to_pylist())
    assert kinds == {"spell", "ground", "proposal", "undecided", "possible", "grade", "measure"}


def test_a_part_tells_of_its_own_subjects_only() -> None:
    first, second = judged([0]), judged([1])
    assert first.num_rows
    assert second.num_rows
    assert not set(first["subject"].to_pylist()) & set(second["subject"].to_pylist())


def test_a_worker_of_another_version_judges_nobody() -> None:
    with pytest.raises(RuntimeFault, match="install one version on all machines"):
        judged([0], replace(Policies.of(made.files()), version="0.0.0"))


def test_a_worker_that_reads_other_law_from_the_same_files_judges_nobody() -> None:
    with pytest.raises(RuntimeFault, match="install one version on all machines"):
        judged([0], replace(Policies.of(made.files()), release="0" * 64))


def test_policies_with_problems_are_sent_to_nobody() -> None:
    files = {**made.files(), "labour/wage-arrears.yaml": b"title: [unclosed\n"}
    with pytest.raises(PolicyError, match=r"labour/wage-arrears\.yaml"):
        Policies.of(files)


@pytest.mark.parametrize("make", [False, True])
def test_where_there_are_no_parts_it_says_so(tmp_path: Path, make: bool) -> None:
    if make:
        (tmp_path / "subjects").mkdir()
        (tmp_path / "subjects" / "everybody.parquet").write_bytes(b"")
    with pytest.raises(NoParts) as fault:
        parts_of(str(tmp_path))
    assert fault.value.location == str(tmp_path)


def test_files_of_one_part_belong_together_whatever_else_their_names_hold(tmp_path: Path) -> None:
    for file in ("subjects/part-00001-a.c000.parquet", "facts/a/part-00001-b.parquet", "facts/a/part-00001-c.parquet"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes(b"")
    (tmp_path / "facts" / "a" / "_SUCCESS").write_bytes(b"")
    (tmp_path / "facts" / "a" / "part-00002.parquet").write_bytes(b"")  # of nobody who is there
    (part,) = parts_of(str(tmp_path))
    assert isinstance(part, Tables)
    assert [Path(file).name for file in part.subjects] == ["part-00001-a.c000.parquet"]
    assert {name: [Path(file).name for file in files] for name, files in part.facts.items()} == {
        "a": ["part-00001-b.parquet", "part-00001-c.parquet"]
    }
    (by_uri,) = parts_of(tmp_path.as_uri())
    assert by_uri == replace(part, location=tmp_path.as_uri())


def test_partitions_of_a_prepared_store_are_parts(tmp_path: Path) -> None:
    prepare(compiled(made.files()), SyntheticFolder(made.population()), tmp_path, size=made.SUBJECTS // 3)
    parts = parts_of(str(tmp_path))
    assert len(parts) == 3
    work = Work(Evaluation(Policies.of(made.files()), made.ASKED), parts)
    rows = [pa.RecordBatch.from_pydict({"part": [2, 0, 1]})]
    found = made.in_order(pa.Table.from_batches(judge_parts(Shipped(work), rows), SCHEMA))
    assert without_people(found) == without_people(made.on_one_machine())


def without_people(table: pa.Table) -> pa.Table:
    """The rows of *table* of organisations, whose numbers begin otherwise: they hold no role elsewhere."""
    return table.filter(pc.match_substring_regex(table["subject"], "^[59]"))
