"""Where commands write: findings to the output, remarks and progress to the error output."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

PATIENCE: Final = 1.0
"""Seconds before progress is shown: what is over sooner needs none."""


def out() -> Console:
    """The output, coloured on a terminal unless NO_COLOR is set."""
    return Console(soft_wrap=True, highlight=False, markup=False, emoji=False)


def err() -> Console:
    """The error output."""
    return Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)


def write(line: str | Text = "", style: str = "") -> None:
    """A *line* of findings."""
    out().print(line, style=style or None)


def remark(line: str, style: str = "") -> None:
    """A *line* beside the findings."""
    err().print(line, style=style or None)


def emit(data: bytes | str) -> None:
    """*data* as it is, for other programs, with a line end."""
    click.echo(data)


@contextmanager
def working(label: str) -> Iterator[None]:
    """Show, on a terminal, that something is under way."""
    console = err()
    if console.is_terminal:
        with console.status(label):
            yield
    else:
        yield


class _Rate(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Text:
        """The rate of *task*, nothing before it is known."""
        return Text("" if task.speed is None else f"{task.speed:,.0f}/s")


@contextmanager
def progress(
    label: str, *, beside_output: bool = False, patience: float = PATIENCE, rate: bool = False
) -> Iterator[Callable[[int, int | None], None]]:
    """Tell it how many of how many are done: it shows so, on a terminal, once that takes *patience* seconds.

    With *rate* it shows how many are done in a second.

    What is written *beside_output* that goes to the terminal too needs no other sign of progress.
    """
    console = err()
    silent = not console.is_terminal or (beside_output and out().is_terminal)
    rated = (_Rate(),) if rate else ()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *rated, TimeRemainingColumn())
    shown = Progress(*columns, console=console, transient=True, disable=silent)
    started = monotonic()
    task: list[TaskID] = []

    def tell(done: int, total: int | None) -> None:
        if not task and monotonic() - started < patience:
            return
        if not task:
            shown.start()
            task.append(shown.add_task(label, total=total))
        shown.update(task[0], completed=done, total=total)

    try:
        yield tell
    finally:
        shown.stop()
