"""`report`: what was asked, listed, repaired, ended and carried out in a year, by sector and region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click
import orjson

from adapters.cli import codes
from adapters.cli.console import emit, write
from adapters.cli.settings import shared
from adapters.cli.store import store
from adapters.cli.texts import Command, Option, said

if TYPE_CHECKING:
    from adapters.yearly.figures import Year

FORMATS: Final = ("pretty", "json", "csv")
_FIRST: Final = 1980
_LAST: Final = 2200


@click.command("report", cls=Command)
@click.option("--year", cls=Option, required=True, metavar="YEAR", type=click.IntRange(_FIRST, _LAST))
@click.option("--public", "for_all", cls=Option, key="report_public", is_flag=True)
@click.option("-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty")
@shared
@click.pass_context
def report(ctx: click.Context, /, year: int, for_all: bool, form: str) -> int:
    """Report a year."""
    from adapters.yearly.figures import figures  # noqa: PLC0415 - the store loads slowly
    from adapters.yearly.written import as_csv, lines  # noqa: PLC0415 - as above

    with store() as parts:
        found = figures(parts, year)
    if form == "csv":
        click.echo(as_csv(found, for_all=for_all), nl=False)
    elif form == "json":
        names = ("figure", "sector", "region", "count")
        told = [dict(zip(names, line[1:], strict=True)) for line in lines(found, for_all=for_all)]
        about = {"year": year, "as_of": found.as_of, "judged": found.judged, "figures": told}
        emit(orjson.dumps(about, option=orjson.OPT_INDENT_2))
    else:
        _print(ctx, found, for_all=for_all)
    return codes.OK


def _print(ctx: click.Context, year: Year, *, for_all: bool) -> None:
    """The totals, and under each where it comes from."""
    from adapters.yearly.written import ALL, lines  # noqa: PLC0415 - as above

    judged = year.judged or said(ctx, "report.never")
    write(said(ctx, "report.head", year=year.year, as_of=year.as_of, judged=judged))
    for _, figure, sector, region, count in lines(year, for_all=for_all):
        shown = said(ctx, "report.small") if count is None else str(count)
        if sector == region == ALL:
            write(said(ctx, "report.total", figure=said(ctx, f"report.figure.{figure}"), count=shown))
        elif region == ALL:
            write(said(ctx, "report.sector", name=sector, count=shown))
        elif sector == ALL:
            write(said(ctx, "report.region", name=region, count=shown))
