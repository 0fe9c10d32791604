"""The same answers from a real cluster, whoever falls out of it."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession

from adapters.spark.dividing import divide, facts_at
from adapters.spark.evaluate import evaluate_on_spark
from adapters.spark.parts import free, parts_of
from engine.population.arrow import SCHEMA
from engine.problems import RuntimeFault
from tests.spark import made
from tests.spark.cluster import Cluster

SOME_FACTS = ("labour_directive", "listing_decision", "repair_decision", "revocation", "subject_profile", "tax_case")
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


class Loss(threading.Thread):
    """Kills a worker of *cluster* as soon as one part is done, each worker judges another and others wait."""

    def __init__(self, cluster: Cluster, spark: SparkSession) -> None:
        super().__init__()
        self.cluster, self.tracker = cluster, spark.sparkContext.statusTracker()
        self.over = threading.Event()
        self.stage: int | None = None

    def run(self) -> None:
        while self.stage is None and not self.over.is_set():
            for stage in self.tracker.getActiveStageIds():
                info = self.tracker.getStageInfo(stage)
                if info is None or info.numActiveTasks < 2:
                    continue
                if 1 <= info.numCompletedTasks < info.numTasks - 4:
                    self.cluster.kill(self.cluster.workers[0])
                    self.stage = stage
            time.sleep(0.02)


def test_a_cluster_that_loses_a_worker_while_it_judges_finds_out_what_one_machine_does(
    cluster: Cluster, spark: SparkSession, tmp_path: Path
) -> None:
    expected = made.on_one_machine()  # first: what is compiled to machine code here need not be compiled there
    out, told = tmp_path / "out", []
    loss = Loss(cluster, spark)
    loss.start()
    try:
        evaluate_on_spark(
            spark, str(made.population()), made.files(), made.ASKED, str(out), lambda *far: told.append(far)
        )
    finally:
        loss.over.set()
        loss.join()
    assert loss.stage is not None, "no worker was lost while the parts were judged"
    info = loss.tracker.getStageInfo(loss.stage)
    assert info is not None
    assert info.numFailedTasks >= 1
    assert told == sorted(told)
    assert told[-1] == (made.PARTS, made.PARTS)
    assert made.in_order(written(out)) == expected
    assert {folder.name for folder in out.iterdir() if folder.is_dir()} == {
        f"row={kind}" for kind in expected["row"].unique().to_pylist()
    }


def written(out: Path) -> pa.Table:
    """What was written to *out*, whole."""
    kinds = ds.partitioning(pa.schema([SCHEMA.field("row")]), flavor="hive")
    return ds.dataset(out, partitioning=kinds).to_table(columns=SCHEMA.names).cast(SCHEMA)


def test_a_population_that_is_not_in_parts_is_divided_and_answers_alike(spark: SparkSession, tmp_path: Path) -> None:
    subjects, facts = made.tables()
    some = {name: facts[name] for name in SOME_FACTS}
    given, parts = tmp_path / "given", tmp_path / "parts"
    given.mkdir()
    pq.write_table(subjects, given / "subjects.parquet")
    for name, table in some.items():
        by_year = ds.partitioning(pa.schema([("arrived", pa.int64())]), flavor="hive")
        arrived = table.append_column("arrived", pc.year(table["date"]))
        ds.write_dataset(arrived, given / "facts" / name, format="parquet", partitioning=by_year)
    read = {name: frame.drop("arrived") for name, frame in facts_at(spark, str(given)).items()}
    count = divide(spark.read.parquet(str(given / "subjects.parquet")), read, str(parts), 3)
    assert (count, len(parts_of(str(parts)))) == (3, 3)
    evaluate_on_spark(spark, parts.as_uri(), made.files(), made.ASKED, str(tmp_path / "out"))
    assert made.in_order(written(tmp_path / "out")) == made.judged(subjects, some)


def test_a_run_that_is_stopped_leaves_nothing_behind(spark: SparkSession, tmp_path: Path) -> None:
    def stop(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate_on_spark(spark, str(made.population()), made.files(), made.ASKED, str(tmp_path / "out"), stop)
    assert not [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert free(str(tmp_path / "out"))


def test_what_is_there_is_not_written_over(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        evaluate_on_spark(spark, str(made.population()), made.files(), made.ASKED, str(tmp_path))
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_what_a_worker_finds_wrong_is_said_in_a_line(spark: SparkSession, tmp_path: Path) -> None:
    shutil.copytree(made.population(), tmp_path / "broken")
    (tmp_path / "broken" / "subjects" / "part-00003.parquet").write_bytes(b"no table")
    with pytest.raises(RuntimeFault, match=r"^a worker failed: \S+: Parquet magic bytes not found[^\n]*$"):
        evaluate_on_spark(spark, str(tmp_path / "broken"), made.files(), made.ASKED, str(tmp_path / "out"))
    assert free(str(tmp_path / "out"))
