"""A source made into a store: partition by partition, gone on with where it was stopped.

A partition is finished when its file has its name; the store, when `store.json` has its own. Facts that come in no
order are first sorted into the partitions of their subjects, in the folder `.sorted`, which is taken away again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

import orjson

from adapters.population.memory import settled
from adapters.population.partition import POOLS, Partition, about, encoded, segments
from adapters.population.pools import Pools
from adapters.population.segments import UNFINISHED, Segments, write_segments
from adapters.population.signatures import fingerprint, signatures
from adapters.population.sorting import SORTED, sorted_parts
from adapters.population.sources import Part, Source
from adapters.population.store import FORMAT, STORE, part_name
from engine.compile.program import Program
from engine.population.checks import Checks
from engine.population.repeated import repeated_ids
from engine.problems import FactError

SUBJECTS: Final = 250_000
"""Subjects of a partition, unless one says otherwise."""
BEGUN: Final = "begun.json"
_AHEAD: Final = 2
"""Partitions that are read and encoded at one time."""

Told = Callable[[int, int | None], None]


class OtherStore(Exception):
    """*folder* holds something else: a store of something else, as *differs* says, or no store at all."""

    def __init__(self, folder: Path, differs: tuple[str, ...]) -> None:
        super().__init__(folder, differs)
        self.folder, self.differs = folder, differs


@dataclass(frozen=True)
class Prepared:
    """What a store holds, and how many of its partitions had to be *made*; *nobody* facts were of no subject told."""

    subjects: int
    facts: int
    partitions: int
    made: int
    nobody: int


def prepare(
    program: Program, source: Source, out: Path, *, size: int = SUBJECTS, told: Told = lambda _done, _all: None
) -> Prepared:
    """Make a store of *source* in the folder *out*, partitions of about *size* subjects each.

    Raises `OtherStore` where *out* holds anything else, and `FactError` with what is wrong with subjects and facts:
    then nothing is left of it.
    """
    signed = signatures(program)
    kept = {"format": FORMAT, "fact_types": fingerprint(signed), "size": size, "source": dict(source.recorded())}
    _claim(out, kept)
    if (out / STORE).exists():
        found = orjson.loads((out / STORE).read_bytes())
        return Prepared(found["subjects"], found["facts"], found["partitions"], 0, found["nobody"])
    checks = Checks(program)
    try:
        parts, nobody = source.parts(size), 0
        if parts is None:
            parts, nobody = sorted_parts(program, source, out, size, checks, told)
        pools, counts = Pools(), list[Mapping[str, Any]]()
        with settled():
            made = sum(_parts(program, parts, out, pools, counts, checks, told, source.facts_told))
        checks.end()
    except FactError:
        _remove(out)
        raise
    facts = sum(sum(one["rows"].values()) for one in counts)
    nobody += sum(one["nobody"] for one in counts)
    subjects = sum(one["subjects"] for one in counts)
    identities = {name: compiled.identity for name, compiled in program.fact_types.items()}
    said = {"release": program.release, "signatures": signed, "identities": identities, "plain": sorted(pools.plain)}
    sizes = {"subjects": subjects, "facts": facts, "partitions": len(parts), "nobody": nobody}
    _write(out / STORE, kept | sizes | said)
    rmtree(out / SORTED, ignore_errors=True)
    return Prepared(subjects, facts, len(parts), made, nobody)


def _parts(
    program: Program,
    parts: Sequence[Part],
    out: Path,
    pools: Pools,
    counts: list[Mapping[str, Any]],
    checks: Checks,
    told: Told,
    total: int | None,
) -> Iterator[int]:
    """Make those of *parts* that are not finished; 1 for each that had to be made."""
    done = 0
    missing = [number for number in range(len(parts)) if not (out / part_name(number)).exists()]
    with ThreadPoolExecutor(_AHEAD) as pool:
        waiting: deque[Future[tuple[Partition | None, int, Checks]]] = deque()
        ahead = iter(missing)
        try:
            for number in range(len(parts)):
                file = out / part_name(number)
                if number not in missing:
                    earlier = Segments(file)
                    pools.learn(earlier.table(POOLS))
                    pools.plain.update(earlier.about["plain"])
                    counts.append(earlier.about)
                else:
                    while len(waiting) < _AHEAD and (following := next(ahead, None)) is not None:
                        waiting.append(pool.submit(_encoded, program, parts[following]))
                    partition, nobody, found = waiting.popleft().result()
                    checks.take(found)
                    if partition is None or checks:
                        continue
                    said = about(partition) | {"nobody": nobody}
                    write_segments(file, segments(partition, pools), partial(_with_plain, said, pools))
                    counts.append(said)
                    yield 1
                done += sum(counts[-1]["rows"].values())
                told(done, total or done * len(parts) // (number + 1))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _with_plain(about: Mapping[str, Any], pools: Pools) -> Mapping[str, Any]:
    return {**about, "plain": sorted(pools.plain)}


def _encoded(program: Program, part: Part) -> tuple[Partition | None, int, Checks]:
    checks = Checks(program)
    subjects, facts = part.read(checks)
    if not checks:
        repeated_ids(checks, facts)
    if checks:
        return None, 0, checks
    partition = encoded(program, subjects, {name: table for name, (table, _) in facts.items()})
    return partition, sum(len(table) for table, _ in facts.values()) - partition.population.facts, checks


def _claim(out: Path, kept: Mapping[str, Any]) -> None:
    """Make *out* ours, or see that it is."""
    begun = out / BEGUN
    if begun.exists():
        try:
            found = orjson.loads(begun.read_bytes())
        except orjson.JSONDecodeError:
            raise OtherStore(out, ()) from None
        expected = orjson.loads(orjson.dumps(kept))
        differs = tuple(key for key in expected if not isinstance(found, dict) or found.get(key) != expected[key])
        if differs:
            raise OtherStore(out, differs)
        for left in out.rglob(f".*{UNFINISHED}"):
            left.unlink()
        return
    if out.exists() and any(out.iterdir()):
        raise OtherStore(out, ())
    out.mkdir(parents=True, exist_ok=True)
    _write(begun, kept)


def _write(file: Path, what: Mapping[str, Any]) -> None:
    unfinished = file.with_name(f".{file.name}{UNFINISHED}")
    unfinished.write_bytes(orjson.dumps(what))
    unfinished.replace(file)


def _remove(out: Path) -> None:
    """Take away what was made of a source that cannot be used."""
    for file in (*out.glob("part-*.arrows"), *out.glob(f".*{UNFINISHED}"), out / BEGUN):
        file.unlink(missing_ok=True)
    rmtree(out / SORTED, ignore_errors=True)
    if not any(out.iterdir()):
        out.rmdir()
