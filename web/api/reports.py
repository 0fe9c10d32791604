"""Reports of a year: what was asked, listed, repaired, ended and carried out, by sector and region."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, Literal

from flask import Response
from pydantic import Field

from adapters.yearly.figures import FIGURES, Year, figures
from adapters.yearly.shown import LEAST, public, public_total
from adapters.yearly.written import as_csv
from web.api.access import parts
from web.api.operations import JSON, Answer, Model, Operations
from web.api.problems import Refusal

reports: Final = Operations("reports")
CSV: Final = "text/csv"
_FIRST: Final = 1980
_LAST: Final = 2200


class Asked(Model):
    """In which form."""

    format: Literal["json", "csv"] = "json"


class CellTold(Model):
    """A count of one sector and region."""

    sector: str
    region: str
    count: int


class FigureTold(Model):
    """One figure: in all, by sector, by region, and by both. What is absent is too small to be told to everybody."""

    figure: str
    total: int | None
    by_sector: dict[str, int | None]
    by_region: dict[str, int | None]
    cells: tuple[CellTold, ...] = ()


class Report(Model):
    """The figures of a year, as they are on a day; *judged* is the day as of which everybody was last judged."""

    year: int
    as_of: str
    judged: str | None
    least: int | None = Field(description="smaller figures are not told")
    figures: tuple[FigureTold, ...]


@reports.add(
    "GET", "/reports/{year}", allow="reports:read", query=Asked, parameters={"year": "such as 2026"},
    answers={200: Answer(Report, "the report", (JSON, CSV))},
)  # fmt: skip
def report(year: str, query: Asked) -> Any:
    """The report of a year, with every figure."""
    return _told(_year(year), query.format, for_all=False)


@reports.add(
    "GET", "/reports/{year}/public", allow="public", query=Asked, parameters={"year": "such as 2026"},
    answers={200: Answer(Report, "the report", (JSON, CSV))},
)  # fmt: skip
def public_report(year: str, query: Asked) -> Any:
    """The report of a year for everybody: figures that are small enough to point at somebody are not told."""
    return _told(_year(year), query.format, for_all=True)


def _year(text: str) -> Year:
    if not (text.isascii() and text.isdecimal() and _FIRST <= int(text[:5]) <= _LAST):
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="year", name=text)
    return figures(parts(), int(text))


def _told(year: Year, form: str, *, for_all: bool) -> Any:
    if form == "csv":
        response = Response(as_csv(year, for_all=for_all), mimetype=CSV)
        response.headers["Content-Disposition"] = f'attachment; filename="xinheng-{year.year}.csv"'
        return response
    least = LEAST if for_all else None
    told = tuple(_figure(year, name, for_all=for_all) for name in FIGURES)
    return Report(year=year.year, as_of=year.as_of, judged=year.judged, least=least, figures=told)


def _figure(year: Year, name: str, *, for_all: bool) -> FigureTold:
    sectors, regions, total = year.by(name, "sector"), year.by(name, "region"), year.total(name)
    if for_all:
        return FigureTold(figure=name, total=public_total(total), by_sector=public(sectors), by_region=public(regions))
    cells = sorted((cell, count) for cell, count in year.cells.items() if cell.figure == name)
    told = tuple(CellTold(sector=cell.sector, region=cell.region, count=count) for cell, count in cells)
    return FigureTold(figure=name, total=total, by_sector={**sectors}, by_region={**regions}, cells=told)
