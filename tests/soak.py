"""The tests that can run for long, run for long: `python -m tests.soak`, or `make soak`.

It runs in parts, and a file in `.cache` says which of them have passed for the code as it is: stopped at any time, it
goes on from there. Tests that draw their examples run in rounds, each with a seed of its own.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

ROOT: Final = Path(__file__).parents[1]
STATE: Final = ROOT / ".cache" / "soak"
LONG: Final = "XINHENG_SOAK"


@dataclass(frozen=True)
class Part:
    """The tests of one *module*, drawn with *seed*."""

    module: str
    seed: int

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


class State:
    """Which parts have passed for the *code* as it is, kept in *file*."""

    def __init__(self, file: Path, code: str) -> None:
        self._file = file
        self._code = code
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self.passed = set(lines[1:]) if lines[:1] == [code] else set()

    def add(self, part: Part) -> None:
        """Remember that *part* has passed."""
        self.passed.add(str(part))
        self._file.parent.mkdir(exist_ok=True)
        self._file.write_text("\n".join((self._code, *sorted(self.passed), "")), encoding="utf-8")


def parts(rounds: int, folder: Path = ROOT / "tests") -> Iterator[Part]:
    """Every module with a long variant once, every module that draws its examples *rounds* times, all in turn."""
    modules = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("test_*.py"))}
    for seed in range(1, rounds + 1):
        for path, text in modules.items():
            drawn = "hypothesis" in text
            if drawn or (seed == 1 and (LONG in text or "mark.soak" in text or path.stem.startswith("test_fuzz"))):
                yield Part(path.relative_to(ROOT).as_posix(), seed)


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


def say(line: str) -> None:
    """Print *line* at once, among what the tests print."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is left to run; 1 where something fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="seeds for the tests that draw their examples")
    parser.add_argument("--again", action="store_true", help="forget what has passed")
    chosen = parser.parse_args(arguments)
    if chosen.again:
        STATE.unlink(missing_ok=True)
    state, every = State(STATE, code()), list(parts(chosen.rounds))
    say(f"{len(every)} parts, {sum(str(part) in state.passed for part in every)} of them passed before")
    failed = run(every, state)
    say("\n".join(["failed:", *map(str, failed)]) if failed else "every part passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
