"""`backup`, `restore`: the whole store as one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from adapters.cli import codes
from adapters.cli.console import progress, write
from adapters.cli.settings import shared
from adapters.cli.store import store
from adapters.cli.texts import Command, said
from adapters.settings import database_of, settings


@click.command("backup", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@shared
@click.pass_context
def backup(ctx: click.Context, /, file: Path) -> int:
    """Write the whole store to a file."""
    from adapters.backup.writing import back_up  # noqa: PLC0415 - the tables load slowly

    with store() as parts, progress(said(ctx, "backup.running")) as tell:
        made = back_up(parts.database, file, parts.clock.now(), tell)
    rows = sum(one.rows for one in made.tables)
    write(said(ctx, "backup.done", file=file, rows=rows, tables=len(made.tables), entries=made.entries, hash=made.hash))
    return codes.OK


@click.command("restore", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@shared
@click.pass_context
def restore(ctx: click.Context, /, file: Path) -> int:
    """Put a backup into an empty store."""
    from adapters.backup.restoring import restore as put_back  # noqa: PLC0415 - as above
    from adapters.database import migrate  # noqa: PLC0415 - as above

    database = database_of(settings())
    try:
        migrate.upgrade(database)
        with progress(said(ctx, "restore.running")) as tell:
            made = put_back(database, file, tell)
    finally:
        database.close()
    rows = sum(one.rows for one in made.tables)
    write(said(ctx, "restore.done", file=file, rows=rows, made_at=made.made_at))
    return codes.OK
