"""`submission`: whether submissions that came in are those that were sent, by whom, and none is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from adapters.cli import codes
from adapters.cli.console import write
from adapters.cli.settings import shared
from adapters.cli.texts import Command, Group, Option, said
from adapters.settings import settings
from engine.problems import FactError, Problem

_FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("submission", cls=Group)
@shared
def submission() -> None:
    """Whether submissions are what was sent."""


@submission.command("verify", cls=Command, key="submission_verify")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=_FILE)
@click.option("--unsigned", cls=Option, is_flag=True)
@shared
@click.pass_context
def submission_verify(ctx: click.Context, /, files: tuple[Path, ...], *, unsigned: bool) -> int:
    """Verify archives of submissions, and that each follows the one before."""
    from adapters.exchange.archives import Received, breaks, read  # noqa: PLC0415 - the library of signatures loads slowly
    from adapters.publishing.keys import keys_of  # noqa: PLC0415 - as above

    told = settings()
    keys = keys_of(told.signing_key, told.trusted_keys)
    received: list[Received] = []
    problems: list[Problem] = []
    for file in files:
        try:
            received.append(read(file, keys, unsigned=unsigned))
        except FactError as error:
            problems += error.problems
    problems += breaks(received)
    for one in received:
        by = ", ".join(one.keys) or "-"
        rows = sum(file.rows for file in one.manifest.files)
        write(said(ctx, "submission.sound", file=one.name, number=one.manifest.number, rows=rows, keys=by))
    if problems:
        raise FactError(problems)
    return codes.OK
