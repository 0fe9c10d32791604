"""`synthesise`: a synthetic province as Parquet, of any size, from a seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from adapters.cli import codes
from adapters.cli.base import loaded
from adapters.cli.console import progress, write
from adapters.cli.days import day_asked
from adapters.cli.settings import shared
from adapters.cli.texts import Command, Option, said
from adapters.cli.types import Within

_MOST_SEED: Final = 2**63 - 1
_MOST_SUBJECTS: Final = 100_000_000
_LEAST_PARTITION: Final = 1_000
_MOST_PARTITION: Final = 1_000_000
_MOST_TROUBLE: Final = 20
_PATIENCE: Final = 2.0


@click.command("synthesise", cls=Command)
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--subjects", cls=Option, metavar="N", required=True, type=Within(1, _MOST_SUBJECTS, whole=True))
@click.option("--seed", cls=Option, metavar="S", required=True, type=Within(0, _MOST_SEED, whole=True))
@day_asked("--from", key="happens_from")
@day_asked("--to", key="happens_to")
@click.option("--partition", cls=Option, metavar="N", type=Within(_LEAST_PARTITION, _MOST_PARTITION, whole=True))
@click.option("--trouble", cls=Option, metavar="X", type=Within(0, _MOST_TROUBLE))
@shared
@click.pass_context
def synthesise(ctx: click.Context, /, out: Path, subjects: int, seed: int, **given: Any) -> int:
    """Write the population of *seed* to *out*."""
    from adapters.synthetic.population import OtherPopulation, write_population  # noqa: PLC0415 - Arrow loads slowly
    from adapters.synthetic.settings import Settings  # noqa: PLC0415 - so does NumPy: `--help` need not wait

    chosen = {"first": given["from"], "last": given["to"], "partition": given["partition"], "trouble": given["trouble"]}
    settings = Settings(subjects, seed, **{key: value for key, value in chosen.items() if value is not None})
    if settings.first > settings.last:
        raise click.UsageError(said(ctx, "synthesise.days"), ctx)
    program = loaded(ctx, with_cases=False).sound()
    try:
        with progress(said(ctx, "synthesise.running"), patience=_PATIENCE, rate=True) as tell:
            made = write_population(program, out, settings, tell)
    except OtherPopulation as other:
        key = "other" if other.differs else "not_ours"
        raise click.UsageError(
            said(ctx, f"synthesise.{key}", folder=out, differs=", ".join(other.differs)), ctx
        ) from None
    write(said(ctx, "synthesise.written", folder=out, made=made, partitions=settings.partitions, subjects=subjects))
    return codes.OK
