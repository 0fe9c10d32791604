"""`audit`: is what was done still all there, as it was? And signed ends of the chain, to be kept elsewhere."""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from adapters.cli import codes
from adapters.cli.console import emit, progress, remark, write
from adapters.cli.settings import shared
from adapters.cli.store import store
from adapters.cli.texts import Command, Group, Option, said
from adapters.settings import settings

FORMATS = ("pretty", "json")
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("audit", cls=Group)
@shared
def audit() -> None:
    """Whether the ledger is whole."""


@audit.command("verify", cls=Command, key="audit_verify")
@click.option("--against", cls=Option, metavar="FILE", type=_FILE, multiple=True)
@click.option("-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty")
@shared
@click.pass_context
def audit_verify(ctx: click.Context, /, against: tuple[Path, ...], form: str) -> int:
    """Go through the whole chain."""
    from adapters.ledger.checkpoints import read  # noqa: PLC0415 - the library of signatures loads slowly
    from adapters.ledger.verify import verify  # noqa: PLC0415 - as above

    try:
        known = [one for file in against for one in read(file.read_bytes().splitlines())]
    except (ValueError, TypeError):
        raise click.UsageError(said(ctx, "audit.no_checkpoint"), ctx) from None
    with store() as parts, parts.database.reading() as connection, progress(said(ctx, "audit.running")) as tell:
        found = verify(connection, known, tell)
    if form == "json":
        emit(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    else:
        for flaw in found.flaws:
            write(said(ctx, f"audit.flaw.{flaw.what}", number=flaw.number))
        key = "audit.broken" if found.flaws else "audit.whole"
        write(said(ctx, key, entries=found.entries, forgotten=found.forgotten, hash=found.hash))
    return codes.FAILED if found.flaws else codes.OK


@audit.command("checkpoint", cls=Command, key="audit_checkpoint")
@shared
@click.pass_context
def audit_checkpoint(ctx: click.Context, /) -> int:
    """Sign the end of the chain, and print it."""
    from adapters.ledger.checkpoints import key_in, sign  # noqa: PLC0415 - the library of signatures loads slowly

    with store() as parts, parts.database.writing() as connection:
        signed = sign(connection, key_in(settings().data), parts.clock.now())
    if signed is None:
        remark(said(ctx, "audit.empty"))
        return codes.OK
    emit(signed.json())
    return codes.OK
