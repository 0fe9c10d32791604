"""A small base of shipped policies and a troubled population of it, made once for all tests of a process."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from adapters.folder import read_folder
from adapters.spark.kernel import Asked, compiled
from adapters.synthetic.population import write_population
from adapters.synthetic.settings import Settings
from engine.population.arrow import SCHEMA, table_of
from engine.population.evaluate import evaluate
from engine.population.tables import population_of_tables
from tests.shipped.base import POLICIES

SUBJECTS: Final = 3_000
PARTS: Final = 12
ASKED: Final = Asked(date(2026, 6, 30).toordinal(), date(2026, 6, 30).toordinal())
_SHARED: Final = ("calendar", "codes", "departments.yaml", "documents", "facts", "measures")
_POLICIES: Final = (
    "court/judgment-debtors",
    "labour/wage-arrears",
    "market/abnormal-operations",
    "market/serious-violations",
    "procurement/exclusion",
    "tax/credit-grade",
    "tax/major-violations",
)


@cache
def files() -> dict[str, bytes]:
    """The files of the base."""
    wanted = {f"{policy}.yaml" for policy in _POLICIES}
    found = read_folder(POLICIES).items()
    return {path: content for path, content in found if path.split("/")[0] in _SHARED or path in wanted}


@cache
def population() -> Path:
    """The folder of the population, in a dozen parts."""
    folder = Path(mkdtemp(prefix="spark-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    write_population(compiled(files()), folder, Settings(SUBJECTS, 5, partition=SUBJECTS // PARTS, trouble=10.0))
    return folder


@cache
def tables() -> tuple[pa.Table, dict[str, pa.Table]]:
    """The subjects, and the facts by type, of the whole population."""
    types = sorted((population() / "facts").iterdir())
    return pq.read_table(population() / "subjects"), {folder.name: pq.read_table(folder) for folder in types}


@cache
def on_one_machine() -> pa.Table:
    """What one machine finds out about the whole population at once, in order."""
    return judged(*tables())


def judged(subjects: pa.Table, facts: Mapping[str, pa.Table]) -> pa.Table:
    """What one machine finds out about *subjects* with their *facts* at once, in order."""
    program = compiled(files())
    return in_order(
        table_of(evaluate(program, population_of_tables(program, subjects, facts), ASKED.as_of, ASKED.known_at))
    )


def in_order(table: pa.Table) -> pa.Table:
    """*table* with its rows in one order, whatever that of the parts was."""
    return table.take(pc.sort_indices(table, sort_keys=[(name, "ascending") for name in SCHEMA.names]))
