"""`docs`: the policy base as pages to be read in a browser, without a server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

import click

from adapters.cli import codes
from adapters.cli.base import loaded
from adapters.cli.console import progress, write
from adapters.cli.days import day_asked, today
from adapters.cli.settings import shared
from adapters.cli.texts import Command, said
from web.docs_pages.output import NotOurs, prepare
from web.docs_pages.output import write as write_pages
from web.docs_pages.site import Site

_PATIENCE: Final = 2.0


@click.command(cls=Command)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@day_asked("--as-of")
@shared
@click.pass_context
def docs(ctx: click.Context, /, out: Path, as_of: int | None) -> int:
    """Write the pages to *out*."""
    try:
        before = prepare(out)
    except NotOurs:
        raise click.UsageError(said(ctx, "error.not_ours", folder=out), ctx) from None
    base = loaded(ctx)
    base.sound()
    site = Site(base.base, base.cases, date.fromordinal(as_of if as_of is not None else today()))
    with progress(said(ctx, "docs.writing"), patience=_PATIENCE) as tell:
        count = write_pages(out, _told(site.files(), tell, len(site)), before)
    write(said(ctx, "docs.written", count=count, index=(out / "index.html").as_posix()))
    return codes.OK


def _told(
    files: Iterable[tuple[str, bytes]], tell: Callable[[int, int | None], None], total: int
) -> Iterator[tuple[str, bytes]]:
    """*files*, each told as it is made."""
    for number, file in enumerate(files, 1):
        yield file
        tell(min(number, total), total)
