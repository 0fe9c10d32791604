"""What a simulation has counted so far, kept in a file beside its report: who asks the same again goes on from there.

The file begins with a hash of all that was asked; then comes every group that was counted, added as soon as it was,
with the places of its first subject and of the first after it. It holds nobody who is not masked. Where something else
is asked, it is started over; where it ends within a group, as when the run was killed, that group is counted again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, NamedTuple

import orjson

from adapters.population.store import STORE, part_name, partitions_of
from adapters.simulation.counting import Releases, Wanted


class Counted(NamedTuple):
    """The tally of the subjects from *start* to before *end*, as bytes."""

    start: int
    end: int
    tally: bytes


@dataclass(frozen=True)
class Unfinished:
    """The *file* of what is counted for the question with the hash *key*."""

    file: Path
    key: str

    def read(self) -> Iterator[Counted]:
        """What was counted, group by group in the order in which it came; nothing, of another question."""
        with suppress(FileNotFoundError), self.file.open("rb") as file:
            if self._is_of_this_question(file):
                while (one := _next(file)) is not None:
                    yield one

    def keep(self, one: Counted) -> None:
        """Keep *one* more group."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.touch()
        with self.file.open("r+b") as file:
            if not self._is_of_this_question(file):
                file.truncate(0)
                file.seek(0)
                file.write(self.key.encode() + b"\n")
            end = file.tell()
            while _next(file) is not None:
                end = file.tell()
            file.seek(end)
            file.truncate()
            file.write(b"%d %d %d\n%b\n" % (one.start, one.end, len(one.tally), one.tally))

    def remove(self) -> None:
        """Keep nothing any more."""
        with suppress(FileNotFoundError):
            self.file.unlink()

    def _is_of_this_question(self, file: BinaryIO) -> bool:
        return file.readline() == self.key.encode() + b"\n"


def _next(file: BinaryIO) -> Counted | None:
    """The group that *file* stands before; nothing where there is none, or not all of it."""
    try:
        start, end, length = map(int, file.readline().split())
    except ValueError:
        return None
    content = file.read(length + 1)
    return Counted(start, end, content[:-1]) if len(content) == length + 1 else None


def key_of(releases: Releases, folder: Path, wanted: Wanted) -> str:
    """A hash of everything that counts depend on: version, releases, the store in *folder*, and what is *wanted*."""
    files = [folder / STORE, *(folder / part_name(number) for number in range(partitions_of(folder)))]
    asked = {
        "version": version("xinheng"),
        "releases": [releases.baseline.release, releases.candidate.release],
        "store": [(found.st_size, found.st_mtime_ns) for found in (file.stat() for file in files)],
        "days": [wanted.as_of, wanted.known_at, wanted.first, wanted.last],
        "decisions": [wanted.decisions, wanted.decided_after],
        "drawn": [str(wanted.share), wanted.seed],
        "sweeps": [[str(astuple(axis)) for axis in axes] for axes in wanted.sweeps],
    }
    return sha256((folder / STORE).read_bytes() + orjson.dumps(asked)).hexdigest()
