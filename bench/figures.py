"""Figures as they are printed: what was measured, what it shall be, and whether it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the *clock* and of the processor, all threads together; *memory* at most, in bytes, 0 if not asked."""

    clock: float
    cpu: float
    memory: int = 0

    def __str__(self) -> str:
        return f"{_seconds(self.clock)} ({_seconds(self.cpu)} CPU)"


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def costs(work: Callable[[], T]) -> tuple[T, Cost]:
    """What *work* gives, and what it costs."""
    clock, cpu = perf_counter(), process_time()
    result = work()
    return result, Cost(perf_counter() - clock, process_time() - cpu)


def best(work: Callable[[], T], rounds: int) -> tuple[T, Cost]:
    """What *work* gives, and the least it costs of so many *rounds*."""
    return min((costs(work) for _ in range(rounds)), key=lambda one: one[1].cpu)


def in_a_process(module: str, arguments: Sequence[str]) -> tuple[Cost, dict[str, int]]:
    """What `python -m` *module* costs from its start to its end, and what it prints at last, as JSON.

    It says itself how much `memory` it had: what the kernel tells of a child begins with what this process has.
    """
    start = perf_counter()
    command = [sys.executable, "-m", module, *arguments]
    child = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert child.stdout is not None
    printed = child.stdout.read().splitlines()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, f"{module} failed"
    told = json.loads(printed[-1])
    return Cost(perf_counter() - start, used.ru_utime + used.ru_stime, told.pop("memory")), told


class Table:
    """Prints figures, and counts those that are not what they shall be."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def head(self, title: str) -> None:
        """Begin a part."""
        print(f"\n== {title} ==", flush=True)

    def told(self, what: str, figure: str, target: str = "") -> None:
        """Print a *figure* as it is."""
        print(f"{what:<74} {figure:>24}  {target}", flush=True)

    def most(self, what: str, cost: Cost, bound: float) -> None:
        """Seconds that shall be at most *bound*: by the clock, or by the processor where others use the machine."""
        met = "met" if cost.clock <= bound else "met by CPU" if cost.cpu <= bound else self._miss(what)
        self.told(what, str(cost), f"≤ {bound:g} s {met}")

    def least(self, what: str, figure: float, bound: float) -> None:
        """A ratio that shall be at least *bound*."""
        self.told(what, f"{figure:,.0f}x", f"≥ {bound:g}x {'met' if figure >= bound else self._miss(what)}")

    def at_most(self, what: str, figure: float, bound: float) -> None:
        """A ratio that shall be at most *bound*."""
        self.told(what, f"{figure:.2f}x", f"≤ {bound:g}x {'met' if figure <= bound else self._miss(what)}")

    def memory(self, what: str, cost: Cost, bound: float) -> None:
        """Memory that shall be at most *bound* GB."""
        size = cost.memory / 1e9
        self.told(what, f"{size:.2f} GB", f"≤ {bound:g} GB {'met' if size <= bound else self._miss(what)}")

    def _miss(self, what: str) -> str:
        self.missed.append(what)
        return "MISSED"
