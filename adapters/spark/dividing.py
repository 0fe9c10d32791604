"""Any population divided into parts by a hash of the subject: Spark's own shuffle, without any Python in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pyspark.sql import DataFrame, SparkSession

from adapters.spark.parts import FACTS, SUBJECTS, fact_types_of

SOME: Final = 250_000
"""So many subjects, about, are one part unless asked otherwise: with fewer there are too many files at last."""


def divide(subjects: DataFrame, facts: Mapping[str, DataFrame], out: str, parts: int | None = None) -> int:
    """Write *subjects* and their *facts*, by type, to *out* in so many *parts*; how many there are.

    Columns are those of `engine.population.tables`. Both sides go by the same hash, so that a part holds all facts of
    its subjects. Spark refuses an *out* where there is such a population.
    """
    if parts is None:
        parts = max(1, -(-subjects.count() // SOME))
    _write(subjects, "id", parts, f"{out}/{SUBJECTS}")
    for name, table in sorted(facts.items()):
        _write(table, "subject", parts, f"{out}/{FACTS}/{name}")
    return parts


def facts_at(spark: SparkSession, location: str) -> dict[str, DataFrame]:
    """The facts below `facts/` at *location*, by type; folders named like `date=2026-01-01` are a column of theirs."""
    return {name: spark.read.parquet(f"{location}/{FACTS}/{name}") for name in fact_types_of(location)}


def _write(table: DataFrame, key: str, parts: int, out: str) -> None:
    # A number of one's own is never merged to fewer: the number in a file's name stays that of the hash.
    table.repartition(parts, key).write.mode("errorifexists").parquet(out)
