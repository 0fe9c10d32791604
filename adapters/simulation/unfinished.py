"""What a simulation has counted so far, kept beside its report: who asks the same again goes on from there.

It is one file, replaced whole after every group: the sum of the groups so far, through which subject they went, and a
hash of all that was asked. It holds nobody who is not masked. Where something else is asked, it is started over.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import astuple, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import orjson

from adapters.population.store import STORE, part_name, partitions_of
from adapters.simulation.counting import Releases, Wanted
from adapters.simulation.tallies import packed, unpacked
from engine.population.tally import Tally


@dataclass(frozen=True)
class Unfinished:
    """The *file* of what is counted for the question with the hash *key*."""

    file: Path
    key: str

    def read(self) -> tuple[Tally | None, int]:
        """What was counted, and how many subjects from the first it was counted of; nothing, of another question."""
        try:
            key, through, content = self.file.read_bytes().split(b"\n", 2)
        except (FileNotFoundError, ValueError):
            return None, 0
        if key != self.key.encode():
            return None, 0
        return unpacked(content), int(through)

    def keep(self, tally: Tally, through: int) -> None:
        """Keep the *tally* of the subjects *through* the place before this one."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        half = self.file.with_name(f"{self.file.name}.part")
        try:
            half.write_bytes(b"\n".join((self.key.encode(), str(through).encode(), packed(tally))))
            half.replace(self.file)
        finally:
            with suppress(FileNotFoundError):
                half.unlink()

    def remove(self) -> None:
        """Keep nothing any more."""
        with suppress(FileNotFoundError):
            self.file.unlink()


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
