"""What a worker of Spark does: it compiles the policies once, then reads and judges one part after the other.

Nothing here knows Spark: a part comes in as a row with its number, and goes out as Arrow batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final, Protocol

import pyarrow as pa

from adapters.spark.parts import Part, read_part
from engine.checks import check_files
from engine.compile.program import Program
from engine.population.arrow import table_of
from engine.population.evaluate import evaluate
from engine.population.tables import population_of_tables
from engine.problems import PolicyError, RuntimeFault

PART: Final = "part"
"""The column that numbers the parts."""
_BATCH: Final = 65_536
_programs: Final[dict[str, Program]] = {}
"""The program of the release this process has worked by last."""


@dataclass(frozen=True)
class Asked:
    """What is asked of everybody: lists *as_of* a day, as known on a day (ordinals), decisions assumed or not."""

    as_of: int
    known_at: int
    assume_decided: bool = False


@dataclass(frozen=True)
class Work:
    """What every worker has to know: the *files* of the policies, where the *parts* are, and what is *asked*."""

    files: Mapping[str, bytes]
    location: str
    parts: Sequence[Part]
    asked: Asked
    release: str
    version: str


class Shipped(Protocol):
    """What was sent to every worker once."""

    @property
    def value(self) -> Work:
        """The work itself."""


def work_of(files: Mapping[str, bytes], location: str, parts: Sequence[Part], asked: Asked) -> Work:
    """The work that answers what is *asked* by the policies in *files*; raises `PolicyError` with all problems."""
    return Work(files, location, parts, asked, compiled(files).release, version("xinheng"))


def compiled(files: Mapping[str, bytes]) -> Program:
    """The policies in *files*; raises `PolicyError` with everything that is wrong with them."""
    checked = check_files(files)
    if checked.program is None:
        raise PolicyError(checked.problems)
    return checked.program


def judge_parts(shipped: Shipped, rows: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What was found out about the parts that *rows* number, in `engine.population.arrow.SCHEMA`."""
    work = shipped.value
    program = _program(work)
    for batch in rows:
        for number in batch.column(PART).to_pylist():
            yield from judge_part(program, work, work.parts[number])


def judge_part(program: Program, work: Work, part: Part) -> Iterator[pa.RecordBatch]:
    """What was found out about one *part*."""
    subjects, facts = read_part(work.location, part, program.fact_types)
    asked = work.asked
    population = population_of_tables(program, subjects, facts)
    judged = evaluate(program, population, asked.as_of, asked.known_at, assume_decided=asked.assume_decided)
    yield from table_of(judged).to_batches(_BATCH)


def _program(work: Work) -> Program:
    """The program of *work*, compiled once in a worker process and checked to be what the driver has."""
    here = version("xinheng")
    if work.release not in _programs:
        _programs.clear()
        program = compiled(work.files)
        _programs[program.release] = program
    if here != work.version or work.release not in _programs:
        raise RuntimeFault(
            f"Xinheng `{here}` of this worker is not `{work.version}` of the driver, or reads the policies otherwise "
            "(install one version on all machines)"
        )
    return _programs[work.release]
