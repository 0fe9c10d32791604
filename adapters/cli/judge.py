"""`judge`: everybody's lists, grades and measures as one table, Parquet or Arrow."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from adapters.cli import codes
from adapters.cli.base import loaded
from adapters.cli.console import progress, write
from adapters.cli.days import day_asked, today
from adapters.cli.decisions import decisions_option
from adapters.cli.settings import shared
from adapters.cli.sizes import memory_option
from adapters.cli.texts import Command, Option, said

_PATIENCE: Final = 2.0
_FORMS: Final = (".parquet", ".arrow")


@click.command("judge", cls=Command)
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option(
    "--population", "store", cls=Option, key="store", metavar="DIR", required=True, type=click.Path(path_type=Path)
)
@day_asked("--as-of")
@day_asked("--known-at", key="known_then")
@decisions_option(default="recorded")
@memory_option
@shared
@click.pass_context
def judge(ctx: click.Context, /, out: Path, store: Path, **given: Any) -> int:
    """Write the rows to *out*."""
    from adapters.population.groups import Store  # noqa: PLC0415 - Arrow and the compiler load slowly
    from adapters.population.judging import judged_in_groups  # noqa: PLC0415 - `--help` need not wait
    from adapters.population.output import write_groups  # noqa: PLC0415 - as above
    from adapters.population.store import is_store  # noqa: PLC0415 - as above

    if out.suffix not in _FORMS:
        raise click.UsageError(said(ctx, "judge.form", file=out), ctx)
    if not is_store(store):
        raise click.UsageError(said(ctx, "simulate.no_store", folder=store), ctx)
    program = loaded(ctx, with_cases=False).sound()
    as_of = given["as_of"] or today()
    people = Store(store)
    with progress(said(ctx, "judge.running"), patience=_PATIENCE, rate=True) as tell:
        groups = judged_in_groups(
            program, people, as_of, given["known_at"] or as_of,
            decided_after=given["decisions"].after, memory=given["memory"], tell=tell,
        )  # fmt: skip
        rows = write_groups(groups, out)
    write(said(ctx, "judge.written", file=out, rows=rows, subjects=len(people)))
    return codes.OK
