"""Shanxi's divisions: all of them, each with its own tile, each city in one piece, north above south."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from adapters.shanxi import CITIES, City, full_name


def _tiles(city: City) -> set[tuple[int, int]]:
    return {(one.column, one.row) for one in city.divisions}


def _piece(tiles: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """What hangs together with the first of *tiles*, side by side."""
    left = set(tiles)
    found = [min(left)]
    for column, row in found:
        left.discard((column, row))
        for near in ((column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)):
            if near in left:
                left.discard(near)
                found.append(near)
    return set(found)


def test_shanxi_has_eleven_cities_and_a_hundred_and_seventeen_counties() -> None:
    assert len(CITIES) == 11
    assert len({county.code for city in CITIES for county in city.counties}) == 117
    assert all(county.code[:4] == city.code[:4] for city in CITIES for county in city.counties)


def test_no_two_divisions_have_one_tile() -> None:
    assert len(set().union(*map(_tiles, CITIES))) == 11 + 117


@pytest.mark.parametrize("city", CITIES, ids=[city.name for city in CITIES])
def test_a_city_is_one_piece(city: City) -> None:
    assert _piece(_tiles(city)) == _tiles(city)


def test_north_is_up_and_west_is_left() -> None:
    rows = {city.short: sum(one.row for one in city.counties) / len(city.counties) for city in CITIES}
    columns = {city.short: sum(one.column for one in city.counties) / len(city.counties) for city in CITIES}
    assert sorted(("大同", "太原", "临汾", "运城"), key=lambda name: rows[name]) == ["大同", "太原", "临汾", "运城"]
    assert sorted(("吕梁", "太原", "阳泉"), key=lambda name: columns[name]) == ["吕梁", "太原", "阳泉"]
    assert columns["运城"] < columns["晋城"]


@pytest.mark.parametrize(
    ("code", "name"), [("140302", "阳泉市城区"), ("140100", "太原市"), ("140000", "山西省"), ("110101", "")]
)
def test_a_district_is_told_from_its_namesakes_by_its_city(code: str, name: str) -> None:
    assert full_name(code) == name
