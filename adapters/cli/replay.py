"""`replay`: verdicts given again from their receipts, which must come to the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import orjson

from adapters.cli import codes
from adapters.cli.console import emit, write
from adapters.cli.settings import shared
from adapters.cli.store import store
from adapters.cli.texts import Command, Option, said

FORMATS = ("pretty", "json")


@click.command("replay", cls=Command)
@click.argument("ids", nargs=-1, required=True, metavar="DECISION...")
@click.option("--question", cls=Option, metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty")
@shared
@click.pass_context
def replay(ctx: click.Context, /, ids: tuple[str, ...], question: Path | None, form: str) -> int:
    """Give verdicts again."""
    from adapters.verdicts.asking import NotKnown  # noqa: PLC0415 - the engine loads slowly
    from adapters.verdicts.replaying import replay as again  # noqa: PLC0415 - as above

    facts = None if question is None else _question(ctx, question)
    code = codes.OK
    with store() as parts:
        for id_ in ids:
            try:
                found = again(parts, id_, facts)
            except NotKnown:
                raise click.UsageError(said(ctx, "replay.unknown", id=id_), ctx) from None
            if form == "json":
                emit(orjson.dumps(found))
            else:
                write(said(ctx, f"replay.{found.result}", id=id_))
            code = code if found.result == "same" else codes.FAILED
    return code


def _question(ctx: click.Context, file: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise click.UsageError(said(ctx, "replay.no_question", file=file, reason=error), ctx) from None
    if not isinstance(found, dict):
        raise click.UsageError(said(ctx, "replay.no_question", file=file, reason=type(found).__name__), ctx)
    return found
