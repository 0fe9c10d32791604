"""The run behind `simulate`: on this machine, going on with what was counted before, or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from adapters.cli.console import progress, remark
from adapters.cli.texts import said
from engine.population.impact import Impact

if TYPE_CHECKING:  # Arrow loads slowly, and `--help` need not wait
    from adapters.simulation.counting import Releases, Wanted
    from adapters.simulation.unfinished import Unfinished

_PATIENCE: Final = 2.0


@dataclass(frozen=True)
class Run:
    """What is run: from one of *releases*, whose *files* these are, to the other, on the *store*, as *wanted*.

    As many subjects at once as fit into so many bytes of *memory*; on the cluster *master* unless it is none.
    """

    files: tuple[Mapping[str, bytes], Mapping[str, bytes]]
    releases: Releases
    store: Path
    wanted: Wanted
    memory: int
    master: str | None


def reported(ctx: click.Context, out: Path, run: Run) -> tuple[Impact, Path]:
    """The impact that *run* comes to, and the page of the report on it in the folder *out*."""
    from web.impact_report.output import write  # noqa: PLC0415 - Arrow loads slowly

    with _gone_on_with(ctx, out, run) as kept:
        impact = _here(ctx, run, kept) if run.master is None else _on_spark(ctx, run, run.master, kept)
        return impact, write(out, impact)[0]


def _here(ctx: click.Context, run: Run, kept: Unfinished) -> Impact:
    from adapters.simulation.running import simulate  # noqa: PLC0415 - as above

    with progress(said(ctx, "simulate.running"), patience=_PATIENCE, rate=True) as tell:
        return simulate(run.releases, run.store, run.wanted, tell, memory=run.memory, unfinished=kept)


def _on_spark(ctx: click.Context, run: Run, master: str, kept: Unfinished) -> Impact:
    try:
        from adapters.spark.session import spark_session  # noqa: PLC0415 - Spark need not be installed
        from adapters.spark.simulate import simulate_on_spark  # noqa: PLC0415 - as above
    except ModuleNotFoundError:
        raise click.UsageError(said(ctx, "simulate.no_spark"), ctx) from None

    with (
        spark_session(master) as spark,
        progress(said(ctx, "simulate.running"), patience=_PATIENCE, rate=True) as tell,
    ):
        return simulate_on_spark(
            spark, run.files, run.releases, run.store, run.wanted, tell, memory=run.memory, unfinished=kept
        )


@contextmanager
def _gone_on_with(ctx: click.Context, out: Path, run: Run) -> Iterator[Unfinished]:
    """What is kept beside *out*: where the run is stopped, it stays and is said to; where it is done, it goes."""
    from adapters.simulation.unfinished import Unfinished, key_of  # noqa: PLC0415 - as above

    kept = Unfinished(out.with_name(f".{out.name}.unfinished"), key_of(run.releases, run.store, run.wanted))
    try:
        yield kept
    except KeyboardInterrupt:
        if kept.file.exists():
            remark(said(ctx, "simulate.stopped", file=kept.file.as_posix()))
        raise
    kept.remove()
