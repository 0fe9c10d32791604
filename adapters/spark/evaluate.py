"""Everybody judged on a cluster: part by part, in whatever order, the same as on one machine."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Final, TypeVar
from uuid import uuid4

import pyarrow as pa
from pyspark import StatusTracker, StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import broadcast
from pyspark.sql.pandas.types import from_arrow_schema

from adapters.spark.faults import faults
from adapters.spark.kernel import NUMBER, Asked, Evaluation, Judge, Policies, Work, judge_parts
from adapters.spark.parts import Part, free, parts_of
from adapters.spark.role_holders import (
    FIRST,
    GATHERED,
    GROUP,
    HOLDER,
    NAMED,
    FirstLook,
    Gathering,
    SecondLook,
    groups_of,
)
from engine.population.arrow import ROW, SCHEMA

_LOOK: Final = 0.5
Made = TypeVar("Made")
One = TypeVar("One")
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

    def write() -> None:
        first = over_parts(spark, parts, FirstLook(evaluation), FIRST).persist(StorageLevel.DISK_ONLY)
        try:
            _all(spark, parts, evaluation, first).write.mode("overwrite").partitionBy(ROW).parquet(out)
        finally:
            first.unpersist()

    watched(spark, len(parts), told, write)


def _all(spark: SparkSession, parts: Sequence[Part], evaluation: Evaluation, first: DataFrame) -> DataFrame:
    """What the *first* look found out, but for role-holders with principals elsewhere, who get a second."""
    named = first.filter(first[ROW] == NAMED).select("subject", HOLDER, "sure").toArrow()
    found = first.filter(first[ROW] != NAMED).select(SCHEMA.names)
    groups = groups_of(named)
    if not groups.holders:
        return found
    gathered = over_parts(spark, parts, Gathering(evaluation.policies, groups), GATHERED)
    shipped = spark.sparkContext.broadcast(SecondLook(evaluation, groups.holders))

    def look_again(some: pa.Table) -> pa.Table:  # Spark asks its type hints what it takes
        return shipped.value(some)

    again = gathered.groupBy(GROUP).applyInArrow(look_again, from_arrow_schema(SCHEMA))
    holders = spark.createDataFrame(pa.table({"subject": sorted(groups.holders)}))
    return found.join(broadcast(holders), "subject", "left_anti").select(SCHEMA.names).unionByName(again)


def over_parts(spark: SparkSession, parts: Sequence[One], judge: Judge[One], schema: pa.Schema) -> DataFrame:
    """What *judge* makes of each of *parts*, rows of *schema*; each part is a task, judged again where it is lost."""
    shipped = spark.sparkContext.broadcast(Work(judge, parts))
    numbers = spark.range(0, len(parts), 1, len(parts)).withColumnRenamed("id", NUMBER)
    return numbers.mapInArrow(partial(judge_parts, shipped), from_arrow_schema(schema))


def watched(spark: SparkSession, parts: int, told: Told, work: Callable[[], Made]) -> Made:
    """Do *work* on so many *parts* in another thread and tell how far it is; stopped here, it is stopped everywhere."""
    group = uuid4().hex

    def run() -> Made:
        spark.sparkContext.setJobGroup(group, f"{parts} parts", interruptOnCancel=True)
        return work()

    with ThreadPoolExecutor(1) as thread:
        working = thread.submit(run)
        try:
            while not wait([working], _LOOK).done:
                told(min(_done(spark.sparkContext.statusTracker(), group), parts), parts)
        finally:
            while not working.done():  # over again, as a job that is not yet there cannot be cancelled
                spark.sparkContext.cancelJobGroup(group)
                wait([working], _LOOK)
        with faults():
            made = working.result()
    told(parts, parts)
    return made


def _done(tracker: StatusTracker, group: str) -> int:
    """How many tasks of the jobs of *group* are done."""
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(group)]
    stages = [tracker.getStageInfo(stage) for job in jobs if job is not None for stage in job.stageIds]
    return sum(stage.numCompletedTasks for stage in stages if stage is not None)
