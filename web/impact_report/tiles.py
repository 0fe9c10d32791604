"""Shanxi as tiles: a county a tile, shaded by how many more enter than leave there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.shanxi import CITIES, NAMES, City, Division, full_name
from engine.population.impact import Part
from web.impact_report.scale import WIDTH, shade, steps
from web.impact_report.texts import Both, grouped, plain, said

TILE: Final = 34
_ROWS: Final = max(one.row for city in CITIES for one in city.divisions) + 1
HEIGHT: Final = _ROWS * TILE


@dataclass(frozen=True, slots=True)
class Tile:
    """A division: its *name* on the tile, the number on it, its shade, and what a pointer over it says."""

    code: str
    name: str
    x: int
    y: int
    number: str
    style: str
    city: bool
    says: Both


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a division, who enters there and who leaves."""

    name: str
    city: bool
    entering: int
    leaving: int


@dataclass(frozen=True, slots=True)
class TileMap:
    """The map: *tiles*, the *borders* of cities, a *legend* (style and text), a table, and what lies outside."""

    title: Both
    caption: Both
    desc: Both
    tiles: tuple[Tile, ...]
    borders: str
    legend: tuple[tuple[str, Both], ...]
    rows: tuple[Row, ...]
    outside: Both | None


def tile_map(parts: Iterable[Part], title: Both, caption: Both) -> TileMap | None:
    """The map of *parts* by region with its *title*, in short *caption*; nothing where nobody enters or leaves."""
    entering: Counter[str] = Counter()
    leaving: Counter[str] = Counter()
    for part in parts:
        if part.by == "region":
            code = part.value if part.value in NAMES else ""
            entering[code] += part.entering.count
            leaving[code] += part.leaving.count
    if not entering.total() and not leaving.total():
        return None
    counties = [county.code for city in CITIES for county in city.counties]
    starts = steps(max(abs(entering[code] - leaving[code]) for code in counties))
    outside = sum(entering[code] for code in ("", "140000")), sum(leaving[code] for code in ("", "140000"))
    return TileMap(
        title=title,
        caption=caption,
        desc=said("map.desc", most=_extreme(entering), least=_extreme(leaving)),
        tiles=tuple(tile for city in CITIES for tile in _tiles(city, entering, leaving, starts)),
        borders="".join(_borders()),
        legend=tuple(_legend(starts)),
        rows=tuple(row for city in CITIES for row in _rows(city, entering, leaving)),
        outside=_outside(*outside) if any(outside) else None,
    )


def _extreme(counts: Mapping[str, int]) -> Both:
    """Where *counts* are highest."""
    most = max((count for code, count in counts.items() if full_name(code)), default=0)
    names = sorted(full_name(code) for code, count in counts.items() if count == most and full_name(code))
    return plain(f"{names[0]} {grouped(most)}") if most else plain("–")


def _outside(entering: int, leaving: int) -> Both:
    return said("map.elsewhere", entering=grouped(entering), leaving=grouped(leaving))


def whole(city: City, counts: Mapping[str, int]) -> int:
    """*counts* of a *city*: of its counties, and of it where no county was told."""
    return sum(counts.get(one.code, 0) for one in city.divisions)


def _tiles(
    city: City, entering: Mapping[str, int], leaving: Mapping[str, int], starts: Sequence[int]
) -> Iterator[Tile]:
    yield _tile(city, whole(city, entering), whole(city, leaving), None)
    for county in city.counties:
        yield _tile(county, entering.get(county.code, 0), leaving.get(county.code, 0), starts)


def _tile(one: Division, entering: int, leaving: int, starts: Sequence[int] | None) -> Tile:
    net = entering - leaving
    dark = shade(net, starts) if starts else 0
    style = "city" if starts is None else f"{'more' if net > 0 else 'fewer'}{dark}" if dark else "even"
    says = said("map.tile", name=full_name(one.code), entering=grouped(entering), leaving=grouped(leaving))
    number = _short(net) if entering or leaving else ""
    return Tile(one.code, one.short, one.column * TILE, one.row * TILE, number, style, starts is None, says)


def _short(net: int) -> str:
    """*net* in at most six characters."""
    thousand = 10_000
    return grouped(net, sign=True) if abs(net) < thousand else f"{net / 1000:+.0f}k".replace("-", "−")


def _borders() -> Iterator[str]:
    """The sides of tiles across which another city lies, or nothing."""
    owner = {(one.column, one.row): city.code for city in CITIES for one in city.divisions}
    for (column, row), city in owner.items():
        x, y = column * TILE, row * TILE
        sides = {(0, -1): f"M{x} {y}h{TILE}", (-1, 0): f"M{x} {y}v{TILE}",
                 (0, 1): f"M{x} {y + TILE}h{TILE}", (1, 0): f"M{x + TILE} {y}v{TILE}"}  # fmt: skip
        yield from (d for (dx, dy), d in sides.items() if owner.get((column + dx, row + dy)) != city)


def _legend(starts: Sequence[int]) -> Iterator[tuple[str, Both]]:
    """The shades from most leaving to most entering, each with its bounds."""
    ends = [after - 1 for after in starts[1:]]
    bounds = list(zip(starts, ends, strict=False))
    if starts:
        yield "fewer4", said("map.legend_least", first=grouped(-starts[-1]))
    for first, last in reversed(bounds):
        yield f"fewer{shade(first, starts)}", _between(-last, -first)
    yield "even", said("map.even")
    for first, last in bounds:
        yield f"more{shade(first, starts)}", _between(first, last)
    if starts:
        yield "more4", said("map.legend_last", first=grouped(starts[-1], sign=True))


def _between(first: int, last: int) -> Both:
    if first == last:
        return plain(grouped(first, sign=True))
    return said("map.legend", first=grouped(first, sign=True), last=grouped(last, sign=True))


def _rows(city: City, entering: Mapping[str, int], leaving: Mapping[str, int]) -> Iterator[Row]:
    yield Row(city.name, True, whole(city, entering), whole(city, leaving))
    for county in city.counties:
        yield Row(county.name, False, entering.get(county.code, 0), leaving.get(county.code, 0))


assert WIDTH == TILE * 10, "the map is as wide as every drawing"  # noqa: S101 - a fact about two constants
