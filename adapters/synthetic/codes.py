"""Identifiers of made-up subjects, whole arrays at a time: valid check characters, in ranges nobody real has.

- 统一社会信用代码: the organisation code within begins with `Y`, which has not been issued.
- 公民身份号码: the region is a city's own (`140100`), or of a city that is not (`141200`); real people have a county's.
- vehicles: `JX` and a number, which no plate looks like.

Every identifier has eighteen ASCII characters and holds the number of its subject, so no two are alike.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LENGTH: Final = 18
Texts = NDArray[np.uint8]
"""Texts of one length, a row of ASCII codes each."""
Numbers = NDArray[np.int64]

_ALPHABET: Final = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_VALUE: Final = np.zeros(128, dtype=np.int64)
_VALUE[_ALPHABET] = np.arange(31)
_LETTER_VALUE: Final = np.zeros(128, dtype=np.int64)
_LETTER_VALUE[np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", dtype=np.uint8)] = np.arange(36)
_USCC_WEIGHTS: Final = np.array([pow(3, place, 31) for place in range(17)])
_INNER_WEIGHTS: Final = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_INNER_CHECKS: Final = np.frombuffer(b"0X987654321", dtype=np.uint8)
_PERSON_WEIGHTS: Final = np.array([pow(2, 17 - place, 11) for place in range(17)])
_PERSON_CHECKS: Final = np.frombuffer(b"10X98765432", dtype=np.uint8)

BIRTHDAYS: Final = 20_000
"""How many days there are on which the people here may be born."""
_SEQUENCES: Final = 999
_CITIES: Final = 11
_STRIDE: Final = 7_368_787
"""A prime: consecutive people are born on days far apart."""
MOST: Final = 8 * BIRTHDAYS * _SEQUENCES
"""So many subjects have numbers of their own."""


def credit_codes(starts: Texts, regions: Numbers, numbers: Numbers) -> Texts:
    """统一社会信用代码 with *starts* (two characters), registered in *regions*, for the subjects of *numbers*."""
    codes = np.empty((len(numbers), LENGTH), dtype=np.uint8)
    codes[:, :2] = starts
    _digits(codes, regions, 2, 6)
    codes[:, 8] = ord("Y")
    rest = numbers.copy()
    for place in range(15, 8, -1):
        codes[:, place] = _ALPHABET[rest % 31]
        rest //= 31
    codes[:, 16] = _INNER_CHECKS[_LETTER_VALUE[codes[:, 8:16]] @ _INNER_WEIGHTS % 11]
    codes[:, 17] = _ALPHABET[-(_VALUE[codes[:, :17]] @ _USCC_WEIGHTS) % 31]
    return codes


def birthdays(numbers: Numbers) -> Numbers:
    """Of the subjects of *numbers* that are people, which of `BIRTHDAYS` days each was born on."""
    return numbers * _STRIDE % (BIRTHDAYS * _SEQUENCES) // _SEQUENCES


def identity_numbers(cities: Numbers, born: NDArray[Any], numbers: Numbers) -> Texts:
    """公民身份号码 for the subjects of *numbers*: *born* on these days (`datetime64[D]`) in *cities* (1 to 11)."""
    codes = np.empty((len(numbers), LENGTH), dtype=np.uint8)
    turn = numbers // (BIRTHDAYS * _SEQUENCES)
    _digits(codes, 140_000 + (cities + _CITIES * turn) * 100, 0, 6)
    months = born.astype("datetime64[M]")
    years = months.astype("datetime64[Y]")
    day = (born - months.astype("datetime64[D]")).astype(np.int64) + 1
    month = (months - years.astype("datetime64[M]")).astype(np.int64) + 1
    _digits(codes, (years.astype(np.int64) + 1970) * 10_000 + month * 100 + day, 6, 8)
    _digits(codes, numbers * _STRIDE % (BIRTHDAYS * _SEQUENCES) % _SEQUENCES + 1, 14, 3)
    codes[:, 17] = _PERSON_CHECKS[(codes[:, :17].astype(np.int64) - ord("0")) @ _PERSON_WEIGHTS % 11]
    return codes


def vehicle_numbers(numbers: Numbers) -> Texts:
    """Identifiers of the vehicles of *numbers*."""
    codes = np.empty((len(numbers), LENGTH), dtype=np.uint8)
    codes[:, :2] = np.frombuffer(b"JX", dtype=np.uint8)
    _digits(codes, numbers, 2, LENGTH - 2)
    return codes


def _digits(into: Texts, numbers: Numbers, place: int, count: int) -> None:
    rest = numbers.copy()
    for at in range(place + count - 1, place - 1, -1):
        into[:, at] = rest % 10 + ord("0")
        rest //= 10
