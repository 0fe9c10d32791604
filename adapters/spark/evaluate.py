"""Everybody judged on a cluster: part by part, in whatever order, the same as on one machine.

A listing that reaches a role-holder (S24) needs the principal, who may be in another part. Columns carry no listing
over yet, so neither does this; `docs/scale.md` tells where it belongs.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Final
from uuid import uuid4

import pyarrow as pa
from pyspark import StatusTracker
from pyspark.errors import PythonException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from adapters.spark.kernel import NUMBER, Asked, Evaluation, Judge, Policies, Work, judge_parts
from adapters.spark.parts import Part, free, parts_of
from engine.population.arrow import ROW, SCHEMA
from engine.problems import RuntimeFault

_LOOK: Final = 0.5
Told = Callable[[int, int], None]


def evaluate_on_spark(
    spark: SparkSession,
    location: str,
    files: Mapping[str, bytes],
    asked: Asked,
    out: str,
    told: Told = lambda _done, _all: None,
) -> None:
    """Write what the policies in *files* make of the population in parts at *location* to *out*, as Parquet.

    *out* has a folder for each kind of row of `engine.population.arrow.SCHEMA`. Each row is there once, whichever
    machines were lost; what a stopped or failed run began is removed. *told* how many parts of how many are done.
    Raises `PolicyError` where the policies have problems, `NoParts` where there is no population, `FileExistsError`
    where *out* holds anything, and `RuntimeFault` where a worker cannot judge a part, with what it said.
    """
    if not free(out):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), out)
    evaluation, parts = Evaluation(Policies.of(files), asked), parts_of(location)
    rows = over_parts(spark, parts, evaluation, SCHEMA)
    _told(spark, len(parts), told, lambda: rows.write.mode("overwrite").partitionBy(ROW).parquet(out))


def over_parts(spark: SparkSession, parts: Sequence[Part], judge: Judge, schema: pa.Schema) -> DataFrame:
    """What *judge* makes of each of *parts*, rows of *schema*; each part is a task, judged again where it is lost."""
    shipped = spark.sparkContext.broadcast(Work(judge, parts))
    numbers = spark.range(0, len(parts), 1, len(parts)).withColumnRenamed("id", NUMBER)
    return numbers.mapInArrow(partial(judge_parts, shipped), from_arrow_schema(schema))


def _told(spark: SparkSession, parts: int, told: Told, write: Callable[[], None]) -> None:
    """Do *write* in another thread and tell how far it is; stopped here, it is stopped everywhere."""
    group = uuid4().hex

    def run() -> None:
        spark.sparkContext.setJobGroup(group, f"{parts} parts", interruptOnCancel=True)
        write()

    with ThreadPoolExecutor(1) as thread:
        writing = thread.submit(run)
        try:
            while not wait([writing], _LOOK).done:
                told(_done(spark.sparkContext.statusTracker(), group), parts)
        finally:
            while not writing.done():  # over again, as a job that is not yet there cannot be cancelled
                spark.sparkContext.cancelJobGroup(group)
                wait([writing], _LOOK)
        try:
            writing.result()
        except PythonException as error:
            raise RuntimeFault(f"a worker failed: {_said(str(error))}") from error
    told(parts, parts)


def _done(tracker: StatusTracker, group: str) -> int:
    """How many tasks of the jobs of *group* are done."""
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(group)]
    stages = [tracker.getStageInfo(stage) for job in jobs if job is not None for stage in job.stageIds]
    return sum(stage.numCompletedTasks for stage in stages if stage is not None)


def _said(traceback: str) -> str:
    """What the error itself says at the end of *traceback*."""
    lines = traceback.strip().splitlines()
    last = max((number for number, line in enumerate(lines) if line.startswith("  File ")), default=-1)
    return "\n".join(line for line in lines[last + 1 :] if not line.startswith("    ")).strip()
