"""`verify`: columns held against the online evaluator on part of one's own population."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click
import orjson

from adapters.cli import codes
from adapters.cli.base import loaded
from adapters.cli.console import emit, progress, remark, write
from adapters.cli.days import day_asked, today
from adapters.cli.decisions import decisions_option
from adapters.cli.settings import shared
from adapters.cli.sizes import memory_option
from adapters.cli.texts import Command, Option, said
from adapters.cli.types import Within

_PATIENCE: Final = 2.0
_MOST: Final = 10_000_000


@click.command("verify", cls=Command)
@click.option(
    "--population", "store", cls=Option, key="store", metavar="DIR", required=True, type=click.Path(path_type=Path)
)
@click.option("--sample", "size", cls=Option, key="verify_sample", metavar="N", type=Within(1, _MOST, whole=True))
@click.option("--seed", cls=Option, key="sample_seed", metavar="S", type=click.IntRange(0, 2**63 - 1), default=1)
@day_asked("--as-of")
@day_asked("--known-at", key="known_then")
@decisions_option(default="recorded")
@click.option("--format", "form", cls=Option, key="format", type=click.Choice(("text", "ndjson")), default="text")
@memory_option
@shared
@click.pass_context
def verify(ctx: click.Context, /, store: Path, size: int | None, form: str, **given: Any) -> int:
    """Compare, and tell what differs."""
    from adapters.population.groups import Store  # noqa: PLC0415 - Arrow and the compiler load slowly
    from adapters.population.store import is_store  # noqa: PLC0415 - `--help` need not wait
    from adapters.simulation.verifying import Asked, as_data, compare, drawn, line  # noqa: PLC0415 - as above

    if not is_store(store):
        raise click.UsageError(said(ctx, "simulate.no_store", folder=store), ctx)
    program = loaded(ctx, with_cases=False).sound()
    as_of = given["as_of"] or today()
    people, asked = Store(store), Asked(as_of, given["known_at"] or as_of, given["decisions"].after)
    places = drawn(people, size or len(people), given["seed"])
    with progress(said(ctx, "verify.running"), patience=_PATIENCE, rate=True) as tell:
        found = list(compare(program, people, asked, places, memory=given["memory"], tell=tell))
    for one in found:
        if form == "ndjson":
            emit(orjson.dumps(as_data(one.subject, as_of, one.difference)))
        else:
            write(line(one.subject, one.difference))
    remark(said(ctx, "verify.done", subjects=len(places), differences=len(found)))
    return codes.FAILED if found else codes.OK
