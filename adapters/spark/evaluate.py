"""Everybody judged on a cluster: part by part, in whatever order, the same as on one machine.

A listing that reaches a role-holder (S24) needs the principal, who may be in another part. Columns carry no listing
over yet, so neither does this; the place for it is between the parts' first answers and a second look at the parts of
those they name, as `docs/scale.md` tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from adapters.spark.kernel import PART, Asked, judge_parts, work_of
from adapters.spark.parts import parts_of
from engine.population.arrow import ROW, SCHEMA


def judged_on_spark(spark: SparkSession, location: str, files: Mapping[str, bytes], asked: Asked) -> DataFrame:
    """What the policies in *files* make of the population in parts at *location*, in `engine.population.arrow.SCHEMA`.

    A task is one part: what is lost with a machine is judged again on another. Raises `PolicyError` where the policies
    have problems, `NoParts` where there is no population.
    """
    work = work_of(files, location, parts_of(location), asked)
    shipped = spark.sparkContext.broadcast(work)
    count = len(work.parts)
    numbers = spark.range(0, count, 1, count).withColumnRenamed("id", PART)
    return numbers.mapInArrow(partial(judge_parts, shipped), from_arrow_schema(SCHEMA))


def evaluate_on_spark(spark: SparkSession, location: str, files: Mapping[str, bytes], asked: Asked, out: str) -> None:
    """Write what `judged_on_spark` finds out as Parquet to *out*, a folder for each kind of row.

    Each row is there once, whichever machines were lost; what a failed run began is removed. Raises where *out* holds
    anything.
    """
    judged_on_spark(spark, location, files, asked).write.mode("errorifexists").partitionBy(ROW).parquet(out)
