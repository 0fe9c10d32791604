"""What a worker of Spark does: it compiles the policies once, then reads and judges one part after the other.

Nothing here knows Spark: a part comes in as a row with its number, and goes out as Arrow batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final, Generic, Protocol, TypeVar

import pyarrow as pa

from adapters.spark.parts import Part
from engine.checks import check_files
from engine.compile.program import Program
from engine.population.arrow import table_of
from engine.population.columns import Population
from engine.population.evaluate import evaluate
from engine.population.judged import Judged
from engine.problems import PolicyError, RuntimeFault

Part_contra = TypeVar("Part_contra", contravariant=True)
One = TypeVar("One")
NUMBER: Final = "part"
"""The column that numbers the parts."""
_BATCH: Final = 65_536
_PROGRAMS: Final = 2
_programs: Final[dict[str, Program]] = {}
"""The programs of the releases this process has worked by last."""


class Judge(Protocol[Part_contra]):
    """Judges one part, on a worker: a value that can be sent there."""

    def __call__(self, part: Part_contra, /) -> pa.Table:
        """What *part* comes to."""


@dataclass(frozen=True)
class Work(Generic[One]):
    """What every worker has to know: how to *judge* one of the *parts*."""

    judge: Judge[One]
    parts: Sequence[One]


class Shipped(Protocol):
    """What was sent to every worker once."""

    @property
    def value(self) -> Work[Any]:
        """The work itself."""


def judge_parts(shipped: Shipped, rows: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What the parts come to that *rows* number."""
    work = shipped.value
    for batch in rows:
        for number in batch.column(NUMBER).to_pylist():
            yield from work.judge(work.parts[number]).to_batches(_BATCH)


@dataclass(frozen=True)
class Asked:
    """What is asked of everybody: lists and grades *as_of* a day, as known on a day; decisions assumed or not."""

    as_of: int
    known_at: int
    decided_after: int | None = None


@dataclass(frozen=True)
class Policies:
    """The *files* of a policy base, for workers who may not have the folder; what they come to is their *release*."""

    files: Mapping[str, bytes]
    release: str
    version: str

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Policies:
        """Those in *files*; raises `PolicyError` with everything that is wrong with them."""
        return cls(files, compiled(files).release, version("xinheng"))

    @property
    def program(self) -> Program:
        """What they compile to, once in a process; it is what whoever sent them has, or `RuntimeFault` is raised."""
        here = version("xinheng")
        if self.release not in _programs:
            program = compiled(self.files)
            while len(_programs) >= _PROGRAMS:
                _programs.pop(next(iter(_programs)))
            _programs[program.release] = program
        if here != self.version or self.release not in _programs:
            raise RuntimeFault(
                f"Xinheng `{here}` of this worker is not `{self.version}` of the driver, or reads the policies "
                "otherwise (install one version on all machines)"
            )
        return _programs[self.release]


def compiled(files: Mapping[str, bytes]) -> Program:
    """The policies in *files*; raises `PolicyError` with everything that is wrong with them."""
    checked = check_files(files)
    if checked.program is None:
        raise PolicyError(checked.problems)
    return checked.program


@dataclass(frozen=True)
class Evaluation:
    """Judges parts by *policies*, in `engine.population.arrow.SCHEMA`."""

    policies: Policies
    asked: Asked

    def __call__(self, part: Part) -> pa.Table:
        """What *part* comes to."""
        return table_of(self.judged(part.population(self.policies.program)))

    def judged(self, population: Population) -> Judged:
        """What *population* comes to."""
        program, asked = self.policies.program, self.asked
        return evaluate(program, population, asked.as_of, asked.known_at, decided_after=asked.decided_after, threads=1)
