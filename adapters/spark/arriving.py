"""What workers make of parts, one after the other as it is done: each part is a job of its own.

One job for all parts would hand nothing over before the last of them is done.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Final, TypeVar
from uuid import uuid4

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from adapters.spark.faults import faults
from adapters.spark.kernel import NUMBER, Judge, Work, judge_parts

_LOOK: Final = 0.5
_MOST: Final = 4_096
One = TypeVar("One")


def arriving(spark: SparkSession, parts: Sequence[One], judge: Judge[One], schema: pa.Schema) -> Generator[pa.Table]:
    """What *judge* makes of each of *parts*, as rows of *schema*, as soon as it is there, in whatever order.

    What is lost is judged again elsewhere. Whoever stops before the end closes this: then all is stopped everywhere.
    Raises `RuntimeFault` where a worker cannot judge a part, with what it said.
    """
    context, group = spark.sparkContext, uuid4().hex
    shipped = context.broadcast(Work(judge, parts))

    def one(number: int) -> pa.Table:
        context.setJobGroup(group, f"part {number} of {len(parts)}", interruptOnCancel=True)
        numbers = spark.range(number, number + 1, 1, 1).withColumnRenamed("id", NUMBER)
        return numbers.mapInArrow(partial(judge_parts, shipped), from_arrow_schema(schema)).toArrow()

    running: set[Future[pa.Table]] = set()
    left = iter(range(len(parts)))
    with ThreadPoolExecutor(_MOST) as threads:
        try:
            while True:
                wanted = _at_once(context.defaultParallelism) - len(running)
                running |= {threads.submit(one, number) for _, number in zip(range(wanted), left, strict=False)}
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=lambda one: one.exception() is not None):
                    with faults():
                        table = future.result()
                    yield table
        finally:
            while running:  # over again, as a job that is not yet there cannot be cancelled
                context.cancelJobGroup(group)
                running = wait(running, _LOOK).not_done


def _at_once(cores: int) -> int:
    """How many parts are given away at once, so that none of so many *cores* waits for the driver."""
    return cores + max(2, cores // 4)
