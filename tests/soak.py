"""The tests that can run for long, run for long: `python -m tests.soak`, or `make soak`.

It runs in parts, and a file in `.cache` says which of them have passed for the code as it is: stopped at any time, it
goes on from there. Tests that draw their examples run in rounds, each with a seed of its own. The changes of the
shipped policies (as of `xinheng test --mutate`) are put to their cases one policy at a time, with a score at the end.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final, Protocol

from engine.cases.mutation import Tally
from tests.shipped.changes import changed, owners

ROOT: Final = Path(__file__).parents[1]
STATE: Final = ROOT / ".cache" / "soak"
LONG: Final = "XINHENG_SOAK"


LEAST_SCORE: Final = 95


class Part(Protocol):
    """What is run at once; its text names it."""

    def passes(self) -> bool:
        """Run it."""

    @property
    def result(self) -> str:
        """What to remember of it, beside that it passed."""


@dataclass(frozen=True)
class Module:
    """The tests of one *module*, drawn with *seed*."""

    module: str
    seed: int
    result: str = ""

    def __str__(self) -> str:
        return f"{self.module} seed {self.seed}"

    def passes(self) -> bool:
        """Run it."""
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-m",
            "",
            "--durations=0",
            f"--hypothesis-seed={self.seed}",
            self.module,
        ]
        return not subprocess.run(command, cwd=ROOT, env=os.environ | {LONG: "1"}, check=False).returncode


@dataclass
class Changes:
    """The changes of what *owner* names, and their *tally* once they have been tried."""

    owner: str
    tally: Tally = field(default_factory=Tally)

    def __str__(self) -> str:
        return f"changes of {self.owner}"

    @property
    def result(self) -> str:
        """The tally."""
        return " ".join(map(str, astuple(self.tally)))

    def passes(self) -> bool:
        """Whether each is noticed or explained, and nothing is explained that is noticed or gone."""
        found = changed(self.owner)
        self.tally = found.tally
        for mutant in found.unexplained:
            say(f"  unnoticed: {mutant.id}")
        for id_ in found.stale:
            say(f"  explained, but noticed or gone: {id_}")
        return not found.unexplained and not found.stale


class State:
    """Which parts have passed for the *code* as it is, and their results, kept in *file*."""

    def __init__(self, file: Path, code: str) -> None:
        self._file = file
        self._code = code
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        kept = (line.partition("\t") for line in lines[1:]) if lines[:1] == [code] else ()
        self.passed = {name: result for name, _, result in kept}

    def add(self, part: Part) -> None:
        """Remember that *part* has passed."""
        self.passed[str(part)] = part.result
        self._file.parent.mkdir(exist_ok=True)
        lines = (f"{name}\t{result}" for name, result in sorted(self.passed.items()))
        self._file.write_text("\n".join((self._code, *lines, "")), encoding="utf-8")


def parts(rounds: int, folder: Path = ROOT / "tests") -> Iterator[Part]:
    """Every module with a long variant once, every module that draws its examples *rounds* times, and the changes.

    All in turn, the changes first.
    """
    yield from (Changes(owner) for owner in owners())
    modules = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("test_*.py"))}
    for seed in range(1, rounds + 1):
        for path, text in modules.items():
            drawn = "hypothesis" in text
            if drawn or (seed == 1 and (LONG in text or "mark.soak" in text or path.stem.startswith("test_fuzz"))):
                yield Module(path.relative_to(ROOT).as_posix(), seed)


def code() -> str:
    """What names the code as it is: the commit, and whatever has been changed since."""
    changed = _git("status", "--porcelain") + _git("diff", "HEAD")
    return (
        f"{_git('rev-parse', 'HEAD').strip()} {hashlib.sha256(changed.encode()).hexdigest() if changed else ''}".strip()
    )


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def run(chosen: Sequence[Part], state: State) -> list[Part]:
    """Run those of *chosen* that have not passed yet; the ones that fail."""
    failed = []
    for number, part in enumerate(chosen, 1):
        if str(part) in state.passed:
            continue
        say(f"[{number}/{len(chosen)}] {part}")
        start = monotonic()
        passed = part.passes()
        say(f"[{number}/{len(chosen)}] {part}: {'passed' if passed else 'FAILED'} in {monotonic() - start:.0f} s")
        if passed:
            state.add(part)
        else:
            failed.append(part)
    return failed


def tally(chosen: Sequence[Part], state: State) -> Tally:
    """All the changes tried, now or before."""
    before = [state.passed[str(one)] for one in chosen if isinstance(one, Changes) and str(one) in state.passed]
    now = [one.result for one in chosen if isinstance(one, Changes) and str(one) not in state.passed]
    return sum((Tally(*map(int, result.split())) for result in (*before, *now)), Tally())


def say(line: str) -> None:
    """Print *line* at once, among what the tests print."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is left to run; 1 where something fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="seeds for the tests that draw their examples")
    parser.add_argument("--again", action="store_true", help="forget what has passed")
    parser.add_argument("--only", default="", metavar="TEXT", help="the parts whose names have this in them")
    chosen = parser.parse_args(arguments)
    if chosen.again:
        STATE.unlink(missing_ok=True)
    state, every = State(STATE, code()), [part for part in parts(chosen.rounds) if chosen.only in str(part)]
    say(f"{len(every)} parts, {sum(str(part) in state.passed for part in every)} of them passed before")
    failed = run(every, state)
    found = tally(every, state)
    say(
        f"changes of policies: {found.killed} noticed, {found.survived} unnoticed, {found.explained} explained, "
        f"{found.refused} not possible; score {found.score:.1f} %, at least {LEAST_SCORE} % is asked for"
    )
    say("\n".join(["failed:", *map(str, failed)]) if failed else "every part passed")
    return 1 if failed or found.score < LEAST_SCORE else 0


if __name__ == "__main__":
    sys.exit(main())
