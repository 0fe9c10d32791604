"""What a whole verdict costs beside matching alone by durable-rules' documented API, and how that cost grows.

The documented API is given all rules that a verdict puts to matching (one-fact conditions, and the chain from list to
measure) and the same facts: the records, the silences, the status on each list (`bench.rete`); it has nothing more to
do. A verdict is the raw records read, matched and traced, the lists walked day by day, measures, reasons, canonical
JSON.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final, TypeVar

import orjson
import psutil

from adapters.folder import read_folder
from adapters.wiring import load
from adapters.workers.pool import BATCH, WorkerPool
from bench.bases import Size, base_of
from bench.rete import Documented
from bench.subjects import FACTS, LISTS, questions, request_of
from bench.zen_table import INSTALLED, ZenTable
from engine.checks import check_files
from engine.compile.program import Program
from engine.online.answer import Question, answer
from engine.online.evaluate import Evaluator
from engine.online.rete import Firings, Rete
from engine.predicates import FlatFact, Predicate

ROUNDS: Final = 5
SUBJECTS: Final = 300
WARM: Final = 2_000
MOST_RULES: Final = 4_000
"""More in one ruleset are beyond what durable-rules can hold; we spread them over several."""
SECONDS: Final = 0.4
"""How long a round of a slow peer may take."""
POLICIES: Final = Path(__file__).parents[1] / "policies"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure shall be: at least or at most *bound*."""

    bound: float
    at_least: bool = False

    def said_of(self, figure: float) -> str:
        """Whether *figure* meets it."""
        met = figure >= self.bound if self.at_least else figure <= self.bound
        return f"{'≥' if self.at_least else '≤'} {self.bound:g} {'met' if met else 'MISSED'}"


MATCHING, WHOLE, GROWTH, MEMORY, WORKER = Target(5, True), Target(1, True), Target(1.3), Target(5), Target(1.5)


@dataclass(frozen=True, slots=True)
class Load:
    """A program with subjects drawn for it: their *questions* as they come in, what is *matched* for each, in turn."""

    label: str
    program: Program
    questions: Sequence[Question]
    matched: Sequence[Sequence[Sequence[FlatFact]]]

    @property
    def conditions(self) -> list[Predicate]:
        """The conditions that records are put to, which a decision table can hold too."""
        return [one for one in self.program.predicates if not one.fact_type.startswith("@")]

    @property
    def records(self) -> list[Sequence[FlatFact]]:
        """What is matched first of each subject: records and silences."""
        return [batches[0] for batches in self.matched]


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds a subject: matching as *documented* (where it can) and as we do it, and the whole *verdict*."""

    documented: float | None
    match: float
    verdict: float


def drawn(label: str, files: dict[str, bytes]) -> Load:
    """The base in *files* with subjects; a base with problems is an error here."""
    checked = check_files(files)
    assert checked.program is not None, checked.problems[0]
    program = checked.program
    asked = questions(program, SUBJECTS)
    return Load(label, program, asked, list(recorded(program, asked)))


def recorded(program: Program, asked: Sequence[Question]) -> Iterator[list[Sequence[FlatFact]]]:
    """What the verdict on each of *asked* puts to matching: its facts, then the status they led to."""
    evaluator, batches = Evaluator(program), list[Sequence[FlatFact]]()

    def match(facts: Sequence[FlatFact]) -> Firings:
        batches.append(facts)
        return rete.match(facts)

    with Rete.load(program.predicates, "recorded") as rete:
        evaluator.match = match
        for one in asked:
            answer(evaluator, one)
            yield batches.copy()
            batches.clear()
    evaluator.close()


def costs(load_: Load) -> tuple[Costs, float]:
    """What a subject of *load_* costs, and how many conditions hold of a fact; both ways of matching must agree."""
    evaluator = Evaluator(load_.program)
    predicates = load_.program.predicates
    documented = Documented(predicates).match if len(predicates) <= MOST_RULES else None
    together = [[fact for batch in batches for fact in batch] for batches in load_.matched]
    few = together[: affordable(documented, together)] if documented is not None else ()

    def matched(batches: Sequence[Sequence[FlatFact]]) -> None:
        for batch in batches:
            rete.match(batch)

    def judged(one: Question) -> bytes:
        return answer(evaluator, one).json()

    with Rete.load(predicates, "bench") as rete:
        assert documented is None or all(rete.match(one) == documented(one) for one in few), "the answers differ"
        holding = sum(len(rete.match(facts).pairs) for facts in together) / sum(map(len, together))
        rounds = [
            (each(documented, few) if documented else 0, each(matched, load_.matched), each(judged, load_.questions))
            for _ in range(ROUNDS)
        ]
    evaluator.close()
    theirs, match, verdict = (median(column) for column in zip(*rounds, strict=True))
    return Costs(theirs or None, match, verdict), holding


def each(work: Callable[[T], object], subjects: Sequence[T]) -> float:
    """The seconds *work* takes a subject."""
    start = perf_counter()
    for one in subjects:
        work(one)
    return (perf_counter() - start) / len(subjects)


def affordable(work: Callable[[T], object], subjects: Sequence[T]) -> int:
    """For how many of *subjects* there is time."""
    each(work, subjects[:4])
    return max(8, min(len(subjects), int(SECONDS / each(work, subjects[:8]))))


def growth(load_: Load, verdicts: int) -> float:
    """By how many percent the process has grown after so many *verdicts*, once caches are warm."""
    evaluator = Evaluator(load_.program)
    turns = cycle(load_.questions)
    for one in islice(turns, WARM):
        answer(evaluator, one).json()
    before = resident()
    for one in islice(turns, verdicts):
        answer(evaluator, one).json()
    after = resident()
    evaluator.close()
    return (after / before - 1) * 100


def resident() -> int:
    """The bytes of memory this process holds."""
    gc.collect()
    return int(psutil.Process().memory_info().rss)


def worker(size: Size) -> tuple[float, float]:
    """Seconds a request in this process and in a worker, asked in batches."""
    with TemporaryDirectory() as folder:
        for path, content in base_of(size).items():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        here = load(folder)
        requests = [orjson.dumps(request_of(one)) for one in drawn("", base_of(size)).questions]
        batches = [requests[start : start + BATCH] for start in range(0, len(requests), BATCH)]
        with WorkerPool(load, [folder], size=1) as pool:
            assert pool.evaluate(requests) == [here(request) for request in requests], "the answers differ"
            rounds = [(each(here, requests), each(pool.evaluate, batches) / BATCH) for _ in range(ROUNDS)]
    return median(a for a, _ in rounds), median(b for _, b in rounds)


def zen(load_: Load) -> tuple[float, float]:
    """Seconds a subject: matching by zen-engine, and by us."""
    table, records = ZenTable(load_.conditions), load_.records
    with Rete.load(load_.conditions, "bench") as rete:
        few = records[: affordable(table.match, records)]
        assert all(rete.match(facts).pairs == table.match(facts) for facts in few), "the answers differ"
        rounds = [(each(table.match, few), each(rete.match, records)) for _ in range(ROUNDS)]
    return median(a for a, _ in rounds), median(b for _, b in rounds)


def loads(sizes: Sequence[Size]) -> Iterator[Load]:
    """The shipped policies, where they are in order, and generated ones."""
    shipped = read_folder(POLICIES)
    problems = check_files(shipped).problems
    if problems:
        print(f"shipped policies: left out, {len(problems)} problems, first: {problems[0]}")
    else:
        yield drawn("shipped policies", shipped)
    for size in sizes:
        yield drawn(str(size), base_of(size))


def told(load_: Load) -> Costs:
    """The costs of *load_*, printed as a row."""
    found, holding = costs(load_)
    print(
        f"{load_.label:<24} {len(load_.program.predicates):>6,} {holding:>6.1f} {micro(found.documented):>11}"
        f" {micro(found.match):>6} {beside(found.documented, found.match, MATCHING):<18}"
        f" {micro(found.verdict):>7} {beside(found.documented, found.verdict, WHOLE)}",
        flush=True,
    )
    return found


def micro(seconds: float | None) -> str:
    """*seconds* as microseconds."""
    return "-" if seconds is None else f"{seconds * 1e6:,.0f}"


def beside(theirs: float | None, ours: float, target: Target) -> str:
    """How many times as fast ours is, and whether that meets *target*."""
    return "-" if theirs is None else f"{theirs / ours:>6.2f}x {target.said_of(theirs / ours)}"


def line(what: str, figure: str, target: str) -> None:
    """Print one figure that is no row of the table."""
    print(f"{what:<66} {figure:>8}  {target}", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table and the figures below it."""
    parser = argparse.ArgumentParser(prog="python -m bench.online", description=__doc__)
    parser.add_argument("--verdicts", type=int, default=200_000, help="how many the memory figure is taken over")
    parser.add_argument("--large", action="store_true", help="a base of 10,000 rules too")
    chosen = parser.parse_args(arguments)
    sizes = [Size(100), Size(1_000), *([Size(10_000)] if chosen.large else [])]
    print(f"µs a subject of {FACTS} facts on {LISTS} lists, medians of {ROUNDS}; `hold`: conditions true of a fact")
    print(f"{'':<24} {'conds':>6} {'hold':>6} {'documented':>11} {'match':>6} {'':<18} {'verdict':>7}")
    by_label = {one.label: (one, told(one)) for one in loads(sizes)}
    (small, of_small), (large, of_large) = by_label[str(sizes[0])], by_label[str(sizes[1])]
    grown = of_large.verdict / of_small.verdict
    line("a verdict with ten times the sectors and rules", f"{grown:.2f}x", GROWTH.said_of(grown))
    here, there = worker(sizes[0])
    line(f"a request to a worker in batches of {BATCH}, to one in process", f"{there / here:.2f}x",
         WORKER.said_of(there / here))  # fmt: skip
    if INSTALLED:
        theirs, ours = zen(small)
        line(f"zen-engine matching by a decision table ({small.label}), to ours", f"{theirs / ours:.0f}x", "no target")
    else:
        line("zen-engine matching by a decision table", "-", "not installed (make bench-install)")
    percent = growth(large, chosen.verdicts)
    line(f"memory after {chosen.verdicts:,} verdicts", f"{percent:+.1f} %", MEMORY.said_of(percent))


if __name__ == "__main__":
    main()
