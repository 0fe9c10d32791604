"""`prepare`: subjects and facts from files or a database, made into a store that opens at once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from adapters.cli import codes
from adapters.cli.base import loaded
from adapters.cli.console import progress, remark, write
from adapters.cli.settings import shared
from adapters.cli.texts import Command, Option, said
from adapters.cli.types import Within

_LEAST: Final = 1_000
_MOST: Final = 5_000_000
_PATIENCE: Final = 2.0


@click.command("prepare", cls=Command)
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--population", "where", cls=Option, key="population", metavar="PATH|URL", required=True)
@click.option("--subjects-query", cls=Option, metavar="SQL")
@click.option("--facts-query", cls=Option, metavar="SQL")
@click.option("--partition", cls=Option, key="store_partition", metavar="N", type=Within(_LEAST, _MOST, whole=True))
@shared
@click.pass_context
def prepare(
    ctx: click.Context,
    /,
    out: Path,
    where: str,
    subjects_query: str | None,
    facts_query: str | None,
    partition: int | None,
) -> int:
    """Make a store of a population."""
    import pyarrow  # noqa: PLC0415, ICN001 - Arrow loads slowly

    from adapters.population.folder import NoPopulation  # noqa: PLC0415 - so does what needs it
    from adapters.population.opening import source_at  # noqa: PLC0415 - `--help` need not wait
    from adapters.population.prepare import SUBJECTS, OtherStore, prepare  # noqa: PLC0415 - as above
    from adapters.population.sources import Unreachable  # noqa: PLC0415 - as above

    if "://" not in where and not Path(where).is_dir():
        raise click.UsageError(said(ctx, "error.no_directory", path=where), ctx)
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())  # much is allocated once: it gives less back to the system
    program = loaded(ctx, with_cases=False).sound()
    try:
        source = source_at(where, subjects_query, facts_query)
        with progress(said(ctx, "prepare.running"), patience=_PATIENCE, rate=True) as tell:
            made = prepare(program, source, out, size=partition or SUBJECTS, told=tell)
    except NoPopulation as nothing:
        raise click.UsageError(said(ctx, "prepare.nothing", folder=where, missing=nothing.missing), ctx) from None
    except Unreachable as fault:
        raise click.UsageError(said(ctx, "prepare.unreachable", reason=fault), ctx) from None
    except OtherStore as other:
        key = "other" if other.differs else "not_ours"
        raise click.UsageError(said(ctx, f"prepare.{key}", folder=out, differs=", ".join(other.differs)), ctx) from None
    counts = {"subjects": made.subjects, "facts": made.facts, "partitions": made.partitions, "made": made.made}
    write(said(ctx, "prepare.written", folder=out, **counts))
    if made.nobody:
        remark(said(ctx, "prepare.nobody", count=made.nobody))
    return codes.OK
