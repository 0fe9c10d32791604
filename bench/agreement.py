"""The three evaluators held against each other on invented people: `python -m bench.agreement`, or `make soak`.

Round by round, each with people, days and decisions of its own seed: everybody is judged in columns and by the online
evaluator, and some by the naive reference too. A verdict is what one list or grade makes of one subject; it *tells*
something where the subject has a stay, a proposal, a doubt or a grade. A file in `.cache` keeps the rounds that are
done for the code as it is: stopped or killed, the run goes on from there. Whatever differs is written down beside it,
with the records it comes from.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import orjson

from adapters.folder import read_folder
from bench.rounds import Case, Comparing, Counts, round_of
from engine.checks import check_files
from tests.soak import code

ROOT: Final = Path(__file__).parents[1]
POLICIES: Final = ROOT / "policies"
KEPT: Final = ROOT / ".cache" / "agreement"
WANTED: Final = 1_000_000


class State:
    """What has been compared for one state of the code (*named*), kept in *folder*."""

    def __init__(self, folder: Path, named: str) -> None:
        self._folder, self._named = folder, named
        self.counts = Counts()
        file = folder / "state.json"
        kept = orjson.loads(file.read_bytes()) if file.exists() else {}
        if kept.get("code") == named:
            self.counts = Counts(**kept["counts"])
        elif (folder / "cases").exists():
            for case in (folder / "cases").iterdir():
                case.unlink()

    def add(self, done: Counts, cases: Sequence[Case]) -> None:
        """Remember one round more, and write its *cases* down."""
        (self._folder / "cases").mkdir(parents=True, exist_ok=True)
        for number, case in enumerate(cases):
            _write(self._folder / "cases" / f"{self.counts.rounds:05}-{number}.json", case.data)
        self.counts.add(done)
        _write(self._folder / "state.json", {"code": self._named, "counts": asdict(self.counts)})


def _write(file: Path, data: Mapping[str, Any]) -> None:
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2))
    unfinished.replace(file)


def compare(comparing: Comparing, state: State, wanted: int, say: Callable[[str], None]) -> Counts:
    """Compare round by round until *wanted* verdicts are done, then tell what has been."""
    counts = state.counts
    if counts.rounds:
        say(f"going on after {counts.rounds} rounds, {counts.verdicts:,} verdicts, {counts.differ} differences")
    while counts.verdicts < wanted:
        one = round_of(counts.rounds)
        done, cases = comparing.round(one)
        state.add(done, cases)
        for case in cases:
            say(f"DIFFERS: {case.line}")
        rate = counts.verdicts / counts.seconds
        say(
            f"[{counts.verdicts:,}/{wanted:,}] {one}: {done.telling:,} tell something, {done.differ} differences; "
            f"{rate:,.0f} a second, {max(wanted - counts.verdicts, 0) / rate / 60:.0f} min left"
        )
    return counts


def _say(line_: str) -> None:
    sys.stdout.write(f"{line_}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare what is left to compare; 1 where anything differs."""
    parser = argparse.ArgumentParser(prog="python -m bench.agreement", description=__doc__)
    parser.add_argument("--verdicts", type=int, default=WANTED, help="how many are wanted in all")
    parser.add_argument("--again", action="store_true", help="forget what has been compared")
    chosen = parser.parse_args(arguments)
    program = check_files(read_folder(POLICIES)).program
    assert program is not None, "the shipped policies have problems (see `xinheng check`)"
    if chosen.again:
        (KEPT / "state.json").unlink(missing_ok=True)
    state = State(KEPT, code())
    comparing = Comparing(program)
    try:
        counts = compare(comparing, state, chosen.verdicts, _say)
    finally:
        comparing.close()
    _say(
        f"{counts.verdicts:,} verdicts on {counts.subjects:,} subjects in columns and online, {counts.telling:,} of "
        f"which tell something; {counts.by_reference:,} of them ({counts.referred:,} subjects) by the reference too; "
        f"{counts.differ} differences"
    )
    if counts.differ:
        _say(f"the cases are in {(KEPT / 'cases').relative_to(ROOT)}")
    return 1 if counts.differ else 0


if __name__ == "__main__":
    sys.exit(main())
