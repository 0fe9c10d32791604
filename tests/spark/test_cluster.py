"""The same answers from a real cluster, whoever falls out of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession

from adapters.spark.dividing import divide, facts_at
from adapters.spark.evaluate import evaluate_on_spark, judged_on_spark
from adapters.spark.parts import parts_of
from adapters.spark.session import spark_session
from engine.population.arrow import SCHEMA
from tests.spark import made
from tests.spark.cluster import QUICK, Cluster, running

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with running(tmp_path_factory.mktemp("cluster"), workers=2) as started:
        yield started


@pytest.fixture(scope="module")
def spark(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "512m",
        "spark.executor.memory": "512m",
        "spark.driver.extraJavaOptions": QUICK,
        "spark.executor.extraJavaOptions": QUICK,
        "spark.executorEnv.PYTHONPATH": str(Path(__file__).parents[2]),
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }
    with spark_session(cluster.master, settings) as session:
        yield session


class Loss(threading.Thread):
    """Kills a worker of *cluster* as soon as one part is done while each worker judges another."""

    def __init__(self, cluster: Cluster, spark: SparkSession) -> None:
        super().__init__()
        self.cluster, self.tracker = cluster, spark.sparkContext.statusTracker()
        self.over = threading.Event()
        self.stage: int | None = None

    def run(self) -> None:
        while self.stage is None and not self.over.is_set():
            for stage in self.tracker.getActiveStageIds():
                info = self.tracker.getStageInfo(stage)
                if info is not None and info.numCompletedTasks >= 1 and info.numActiveTasks == 2:
                    self.cluster.kill(self.cluster.workers[0])
                    self.stage = stage
            time.sleep(0.02)


def test_a_cluster_that_loses_a_worker_while_it_judges_finds_out_what_one_machine_does(
    cluster: Cluster, spark: SparkSession, tmp_path: Path
) -> None:
    expected = made.on_one_machine()  # first: what is compiled to machine code here need not be compiled there
    loss = Loss(cluster, spark)
    loss.start()
    try:
        evaluate_on_spark(spark, str(made.population()), made.files(), made.ASKED, str(tmp_path / "out"))
    finally:
        loss.over.set()
        loss.join()
    assert loss.stage is not None, "no worker was lost while the parts were judged"
    info = loss.tracker.getStageInfo(loss.stage)
    assert info is not None
    assert info.numFailedTasks >= 1
    found = ds.dataset(tmp_path / "out", partitioning=ds.partitioning(pa.schema([SCHEMA.field("row")]), flavor="hive"))
    assert made.in_order(found.to_table(columns=SCHEMA.names).cast(SCHEMA)) == expected
    assert sorted(folder.name for folder in (tmp_path / "out").iterdir() if folder.is_dir()) == [
        "row=ground", "row=possible", "row=proposal", "row=spell", "row=undecided",
    ]  # fmt: skip


def test_a_population_that_is_not_in_parts_is_divided_and_answers_alike(spark: SparkSession, tmp_path: Path) -> None:
    subjects, facts = made.tables()
    given, parts = tmp_path / "given", tmp_path / "parts"
    given.mkdir()
    pq.write_table(subjects.slice(0, 1_000), given / "subjects.parquet")
    for name, table in facts.items():
        ds.write_dataset(
            table.append_column("arrived", pc.year(table["date"])),
            given / "facts" / name,
            format="parquet",
            partitioning=ds.partitioning(pa.schema([("arrived", pa.int64())]), flavor="hive"),
        )
    count = divide(spark.read.parquet(str(given / "subjects.parquet")), facts_at(spark, str(given)), str(parts), 3)
    assert (count, len(parts_of(str(parts)))) == (3, 3)
    found = judged_on_spark(spark, parts.as_uri(), made.files(), made.ASKED).toArrow().cast(SCHEMA)
    expected = made.on_one_machine()
    of_the_first = pc.is_in(expected["subject"], subjects["id"].slice(0, 1_000).combine_chunks())
    assert made.in_order(found) == expected.filter(of_the_first)
