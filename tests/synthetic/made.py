"""A population of the shipped policies, made once for all tests of a process."""

from __future__ import annotations

import atexit
from functools import cache
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pyarrow as pa
import pyarrow.parquet as pq

from adapters.synthetic.drawing import source_of
from adapters.synthetic.population import write_population
from adapters.synthetic.settings import Settings
from engine.checks import check_files
from engine.compile.program import Program
from tests.cases import tiny
from tests.shipped.base import shipped

SUBJECTS = 20_000
SEED = 7


@cache
def program() -> Program:
    """The shipped policies, compiled."""
    compiled = shipped()[0].program
    assert compiled is not None
    return compiled


@cache
def tiny_program() -> Program:
    """A base of one list and one grade, compiled: it makes few files."""
    compiled = check_files(tiny.files()).program
    assert compiled is not None
    return compiled


@cache
def population() -> Path:
    """The folder of a population of `SUBJECTS` subjects."""
    folder = Path(mkdtemp(prefix="synthetic-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    write_population(program(), folder, Settings(SUBJECTS, SEED))
    return folder


@cache
def subjects() -> pa.Table:
    """Its subjects."""
    return pq.read_table(population() / "subjects")


@cache
def facts(type_: str) -> pa.Table:
    """Its facts of one type."""
    return pq.read_table(population() / "facts" / type_)


@cache
def all_facts() -> pa.Table:
    """Of all its facts, what every fact has, and its type."""
    tables = []
    for folder in sorted((population() / "facts").iterdir()):
        table = pq.read_table(folder, columns=["id", "date", "recorded", "subject"])
        tables.append(table.append_column("type", pa.array([folder.name] * len(table))).replace_schema_metadata(None))
    return pa.concat_tables(tables)


def digests(folder: Path) -> dict[str, str]:
    """Every file of *folder*, with what its bytes come to."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): sha256(file.read_bytes()).hexdigest() for file in files}


def drawn_people(subjects: int) -> tuple[pa.Table, dict[str, pa.Table]]:
    """So many subjects, whom more happens to than usual, with their facts by type."""
    part = source_of(program(), Settings(subjects, SEED, trouble=20)).partition(0)
    return part.subjects, part.facts
