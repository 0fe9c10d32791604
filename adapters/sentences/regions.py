"""Divisions in words: the city and the county that a code means."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from adapters.shanxi import CITIES, NAMES, PROVINCE, full_name
from engine.catalogue import text


def region_words(code: str, language: str) -> str:
    """The name of the division *code*, after that of its city; the code where it is of elsewhere."""
    padded = code.ljust(len(PROVINCE), "0")
    if padded == PROVINCE:
        return text("subjects.about.province", language)
    return full_name(padded) or full_name(f"{padded[:4]}00") or code


@cache
def region_labels(language: str) -> Mapping[str, str]:
    """The names of the divisions by their codes, and by what codes begin with: `1401` is a city, `14` the province."""
    codes = [*NAMES, PROVINCE[:2], *(city.code[:4] for city in CITIES)]
    return {code: region_words(code, language) for code in codes}
