"""Everybody at once: what it costs, beside forty policies written by hand for the same store.

Makes an invented province and its prepared store in a folder, or takes those it is told; then measures in one run: the
forty by hand and in the language, spell by spell the same; the whole shipped base; a change of policy with all that
differs; sweeps; processes from their start; a tenth of the people; and the evaluators that judge one by one. Seconds
are by the clock, with those of the processor beside them: where others use the machine, only the latter say much.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

import orjson

from adapters.population.store import is_store, open_store
from adapters.simulation.sweeps import Value
from adapters.synthetic.population import write_population
from adapters.synthetic.reading import read_population
from adapters.synthetic.settings import Settings
from bench.everybody import (
    AS_OF,
    MONTHS,
    POINTS,
    amounts,
    changed,
    counts_of,
    judged,
    judged_online,
    periods,
    spread,
    swept,
    told_in_full,
)
from bench.figures import Cost, Table, best, costs, in_a_process
from bench.forty.byhand import ByHand, series
from bench.forty.cold import forty, shipped
from bench.forty.comparing import differing, spells_of, undone
from bench.forty.policies import FORTY, LARGE, TERM, files_of
from engine.calendar import Period
from engine.checks import check_files
from engine.compile.program import Program
from engine.online.evaluate import Evaluator
from engine.population.columns import Population
from engine.population.judged import Judged
from engine.population.tally import AFFECTED
from tests.reference import reference_verdict

SUBJECTS: Final = 2_000_000
SEED: Final = 7
ONLINE: Final = 400
REFERENCE: Final = 12
"""Subjects that are judged one by one."""
TENTH: Final = 10
SWEPT: Final = ("publicity/administrative-penalties", "general_longest"), ("tax/major-violations", "evasion_amount")
PARTS: Final = ("forty", "shipped", "changes", "sweeps", "cold", "tenth", "singly")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is measured: *folder* holds all that is made, but for a *population* or *store* one has already."""

    folder: Path
    subjects: int
    rounds: int
    population: Path | None = None
    store: Path | None = None
    small: Path | None = None


class Bench:
    """Measures what is *asked*, and prints it in a *table*."""

    def __init__(self, asked: Asked, table: Table) -> None:
        self._asked, self._table = asked, table

    @cached_property
    def shipped(self) -> Program:
        """The shipped policies."""
        return shipped()

    @cached_property
    def forty(self) -> Program:
        """The forty."""
        return forty()

    @cached_property
    def people(self) -> Path:
        """The folder of the invented province."""
        return self._asked.population or self._made(self._asked.folder / "population", self._asked.subjects)

    @cached_property
    def fewer(self) -> Path:
        """The folder of a province of a tenth of the people."""
        return self._asked.small or self._made(self._asked.folder / "tenth", self._asked.subjects // TENTH)

    def _made(self, folder: Path, subjects: int) -> Path:
        print(f"the invented province of {subjects:,} in {folder}", flush=True)
        write_population(self.shipped, folder, Settings(subjects, SEED))
        return folder

    @cached_property
    def store(self) -> Path:
        """The prepared store; that of the run is made in a process of its own, which is measured."""
        if self._asked.store is not None:
            return self._asked.store
        self._table.head("preparing, in a process of its own")
        store, cost, made = self._prepared(self.people, "store")
        self._table.told("who there is", f"{made['subjects']:,} with {made['facts']:,} facts")
        self._table.most("from the raw files to the store", cost, 15)
        self._table.memory("… memory", cost, 3)
        return store

    def _prepared(self, people: Path, name: str) -> tuple[Path, Cost, Mapping[str, int]]:
        store = self._asked.folder / name
        cost, made = in_a_process("bench.forty.cold", ["prepare", str(store), "--population", str(people)])
        return store, cost, made

    @cached_property
    def population(self) -> Population:
        """Everybody, as the shipped policies see them."""
        return open_store(self.store, self.shipped)

    @cached_property
    def by_forty(self) -> tuple[Population, Judged, Cost]:
        """Everybody as the forty see them, judged by these, and what it costs warm."""
        population = open_store(self.store, self.forty)
        judged(self.forty, population)
        return population, *best(lambda: judged(self.forty, population), self._asked.rounds)

    @cached_property
    def by_shipped(self) -> tuple[Judged, Cost]:
        """Everybody judged by the shipped policies, and what it costs warm."""
        judged(self.shipped, self.population)
        return best(lambda: judged(self.shipped, self.population), self._asked.rounds)

    def measure_forty(self) -> None:
        """The forty by hand and in the language, and some of them."""
        population, found, cost = self.by_forty
        self._table.head("forty list policies, warm")
        hand = ByHand(population)
        hand.evaluate(AS_OF, AS_OF)
        mine, by_hand = best(lambda: hand.evaluate(AS_OF, AS_OF), self._asked.rounds)
        apart = differing(found, mine)
        assert not apart, f"the spells differ: { {name: rows[:3] for name, rows in apart.items()} }"
        series(mine, [AS_OF])
        series(mine, [AS_OF])  # compiled
        counts, counting = best(lambda: series(mine, [day.toordinal() for day in MONTHS]), self._asked.rounds)
        theirs, counted = best(lambda: counts_of(found), self._asked.rounds)
        for name in counts:
            assert len(undone(found, name)) or (counts[name] == theirs[name]).all(), f"the months of {name} differ"
        self._table.told("by hand", str(by_hand), f"{spells_of(mine):,} spells, the same")
        self._table.told("… monthly series of ten years", str(counting))
        self._table.told("in the language", str(cost))
        self._table.told("… monthly series of ten years", str(counted))
        _, alone = best(lambda: judged(self.forty, population, threads=1), self._asked.rounds)
        self._table.told("in the language by one thread, as by hand", str(alone))
        whole = cost.clock + counted.clock, by_hand.clock + counting.clock
        self._table.at_most("in the language, to by hand (by the clock)", whole[0] / whole[1], 5)
        whole = alone.cpu + counted.cpu, by_hand.cpu + counting.cpu
        self._table.at_most("… by one thread each (CPU)", whole[0] / whole[1], 5)
        self._table.told("judged one by one", f"{sum(found.why.values()):,}", ", ".join(sorted(found.why)))
        for policies in spread():
            program = check_files(files_of(policies)).program
            assert program is not None
            judged(program, population)
            _, one = best(lambda p=program: judged(p, population), self._asked.rounds)  # type: ignore[misc]  # mypy infers no lambda with a default
            each = one.cpu / len(policies)
            self._table.told(f"{len(policies)} of them", str(one), f"{each * 1000:.0f} ms CPU each")

    def measure_shipped(self) -> None:
        """The whole shipped base beside the forty."""
        found, cost = self.by_shipped
        _, _, of_forty = self.by_forty
        count = len(self.shipped.order)
        self._table.head("the whole shipped base, warm")
        self._table.told(f"{count} policies", str(cost), f"{cost.cpu / count * 1000:.0f} ms CPU each")
        per_policy = cost.cpu / count / (of_forty.cpu / len(FORTY))
        self._table.at_most("a policy of it, to one of the forty (CPU)", per_policy, 1.5)
        why = ", ".join(f"{name} {number:,}" for name, number in sorted(found.why.items(), key=lambda one: -one[1]))
        self._table.told("judged one by one", f"{sum(found.why.values()):,}", why)

    def measure_changes(self) -> None:
        """One value of one policy changed: judged again, what differs, and both monthly series."""
        self._table.head("a change: judged, what differs, both monthly series of ten years, warm")
        of_forty, (whole, _) = self.by_forty[1], self.by_shipped
        market, (policy, period), (other, amount) = "penalties/market", *SWEPT
        self._change(of_forty, (market, TERM), Period(30, "months"))
        self._change(of_forty, (market, LARGE), Decimal(2_000))
        self._change(whole, (policy, period), Period(2, "years"))
        self._change(whole, (other, amount), Decimal(500_000))

    def _change(self, before: Judged, which: tuple[str, str], value: Value) -> None:
        changed(before, which, value)
        (moved, _), cost = best(lambda: changed(before, which, value), self._asked.rounds)
        self._table.most(f"{':'.join(which)}, of {len(before.program.order)} policies", cost, 0.6)
        tally, cost = best(lambda: told_in_full(before, which, value), self._asked.rounds)
        affected = f"{moved:,} move on lists, {tally.counts[AFFECTED]:,} rows"
        self._table.told("… all that the report tells, of all policies", str(cost), affected)

    def measure_sweeps(self) -> None:
        """A hundred values of one parameter."""
        self._table.head(f"a sweep of {POINTS} values, warm")
        before, _ = self.by_shipped
        for which, values in zip(SWEPT, (periods(), amounts()), strict=True):
            _, cost = costs(lambda w=which, v=values: swept(before, w, v))  # type: ignore[misc]  # mypy infers no lambda with a default
            self._table.most(f"shipped: {':'.join(which)}", cost, 30)

    def measure_cold(self) -> None:
        """A process from its start to its end."""
        self._table.head("a process from its start, with the machine code of earlier ones")
        for what, said in (("forty", "the forty"), ("shipped", "the whole shipped base")):
            cost, made = in_a_process("bench.forty.cold", [what, str(self.store), "--as-of", str(AS_OF)])
            self._table.most(f"from the store to {made['spells']:,} spells by {said}", cost, 5)
            self._table.memory("… memory", cost, 2)

    def measure_tenth(self) -> None:
        """A tenth of the people."""
        store, _, _ = self._prepared(self.fewer, "tenth-store")
        self._table.head("ten times the people, warm")
        several = ("forty", self.forty, self.by_forty[2]), ("shipped", self.shipped, self.by_shipped[1])
        for name, program, cost in several:
            population = open_store(store, program)
            judged(program, population)
            _, small = best(lambda p=program, o=population: judged(p, o), self._asked.rounds)  # type: ignore[misc]  # mypy infers no lambda with a default
            self._table.told(f"{name}: {len(population):,} subjects", str(small))
            self._table.at_most(f"{name}: ten times as many, to these (CPU)", cost.cpu / small.cpu, 11)

    def measure_singly(self) -> None:
        """Subjects judged one by one, by the online evaluator and the naive reference."""
        self._table.head("CPU a subject, the whole shipped base")
        _, cost = self.by_shipped
        each = cost.cpu / len(self.population)
        some = list(islice(read_population(self.people), ONLINE))
        evaluator = Evaluator(self.shipped)
        _, online = costs(lambda: [judged_online(evaluator, *one) for one in some])
        evaluator.close()
        day = date.fromordinal(AS_OF)
        few = some[:: len(some) // REFERENCE][:REFERENCE]
        _, naive = costs(lambda: [reference_verdict(self.shipped.base, *one, day, day, {}) for one in few])
        self._table.told("in columns", f"{each * 1e6:,.1f} µs")
        self._table.told("online", f"{online.cpu / len(some) * 1e6:,.0f} µs")
        self._table.least("… to columns", online.cpu / len(some) / each, 100)
        self._table.told("by the naive reference", f"{naive.cpu / len(few) * 1e6:,.0f} µs")
        self._table.least("… to columns", naive.cpu / len(few) / each, 50)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print all figures; 1 where one is not what it shall be."""
    parser = argparse.ArgumentParser(prog="python -m bench.population", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("out", "bench-population"), help="where all is made")
    parser.add_argument("--subjects", type=int, default=SUBJECTS)
    parser.add_argument("--small", action="store_true", help="a tenth of the subjects, and a round: a few minutes")
    parser.add_argument("--population", type=Path, help="an invented province one has already")
    parser.add_argument("--store", type=Path, help="its prepared store, which is not made and measured then")
    parser.add_argument("--tenth", type=Path, help="an invented province of a tenth of the subjects")
    parser.add_argument("--rounds", type=int, default=5, help="the best of so many is taken")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {','.join(PARTS)}")
    chosen = parser.parse_args(arguments)
    assert chosen.store is None or is_store(chosen.store), f"{chosen.store} is no prepared store"
    chosen.folder.mkdir(parents=True, exist_ok=True)
    subjects, rounds = (chosen.subjects // TENTH, 1) if chosen.small else (chosen.subjects, chosen.rounds)
    table = Table()
    asked = Asked(chosen.folder, subjects, rounds, chosen.population, chosen.store, chosen.tenth)
    bench = Bench(asked, table)
    work: Mapping[str, Callable[[], None]] = {
        "forty": bench.measure_forty,
        "shipped": bench.measure_shipped,
        "changes": bench.measure_changes,
        "sweeps": bench.measure_sweeps,
        "cold": bench.measure_cold,
        "tenth": bench.measure_tenth,
        "singly": bench.measure_singly,
    }
    for name in PARTS:
        if name in chosen.only.split(","):
            work[name]()
    (chosen.folder / "missed.json").write_bytes(orjson.dumps(table.missed))
    print(f"\n{len(table.missed)} figures are not what they shall be" + "".join(f"\n- {one}" for one in table.missed))
    return 1 if table.missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
