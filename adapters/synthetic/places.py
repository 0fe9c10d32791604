"""The counties subjects live in, and roughly how many people each has: a city's share them, its districts threefold."""

from __future__ import annotations

from typing import Final

from adapters.shanxi import CITIES

COUNTIES: Final = tuple((county.code, county.name) for city in CITIES for county in city.counties)
"""Every county, district and county-level city: code and name."""

_DISTRICT: Final = 3


def county_weights() -> list[float]:
    """How many people live in each of `COUNTIES`, roughly."""
    weights: list[float] = []
    for city in CITIES:
        shares = [_DISTRICT if county.name.endswith("区") else 1 for county in city.counties]
        weights += [city.residents * share / sum(shares) for share in shares]
    return weights
