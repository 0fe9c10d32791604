"""One batch of subjects: who they are, and how prone to trouble.

Proneness is log-normal (sigma 0.95, mean 1) with a tail of Pareto's (exponent 1.15) for one subject in two hundred; it
decides how many records a subject has and how often they are grave, in every sector alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator
from numpy.typing import NDArray

from adapters.synthetic.arrow import coded, days, texts_of, whole
from adapters.synthetic.codes import (
    BIRTHDAYS,
    LENGTH,
    Numbers,
    Texts,
    birthdays,
    credit_codes,
    identity_numbers,
    vehicle_numbers,
)
from adapters.synthetic.places import COUNTIES, county_weights
from adapters.synthetic.shares import KINDS, PEOPLE, SECTIONS, SIZES, STARTS

KIND_NAMES: Final = tuple(KINDS)
DIVISIONS: Final = tuple(division for section in SECTIONS for division in section.divisions)
SECTION_OF: Final = np.array([n for n, section in enumerate(SECTIONS) for _ in section.divisions])
REPRESENTATIVE: Final = "legal_representative"

_DIVISION_WEIGHTS: Final = [one.share / len(one.divisions) for one in SECTIONS for _ in one.divisions]
_PEOPLE: Final = np.array([kind in PEOPLE for kind in KIND_NAMES])
_TRADING: Final = np.array([kind in ("individual_business", "enterprise", "collective") for kind in KIND_NAMES])
_VEHICLE: Final = KIND_NAMES.index("vehicle")
_ENTERPRISE: Final = KIND_NAMES.index("enterprise")
_SIZE_NAMES: Final = tuple(SIZES)
_AGE: Final = 5.0 * 365  # mean age of a registration in days
OLDEST: Final = 35
"""Years for which the oldest subject has been registered."""

_YOUNGEST: Final = date(2004, 12, 31).toordinal()
_OF_AGE: Final = 18 * 365 + 5
_SIGMA: Final = 0.95
_TAIL: Final = (0.005, 1.15)
_WORST: Final = 900.0


@dataclass(frozen=True, slots=True)
class Subjects:
    """Subjects of consecutive *numbers*: arrays with one place each; -1 is none.

    *county*, *kind*, *division* and *size* are places in their tables; *registered* and *born* are days;
    *representative* is the place in this batch of the person who represents a subject.
    """

    numbers: Numbers
    ids: Texts
    kind: NDArray[np.int64]
    county: NDArray[np.int64]
    division: NDArray[np.int64]
    size: NDArray[np.int64]
    registered: NDArray[np.int64]
    born: NDArray[np.int64]
    proneness: NDArray[np.float64]
    representative: NDArray[np.int64]

    def since(self) -> NDArray[np.int64]:
        """The day from which something may happen to each: its registration, or coming of age."""
        return np.where(self.born < 0, self.registered, self.born + _OF_AGE)

    def section(self) -> NDArray[np.int64]:
        """The section of each, the last where it has no industry."""
        return np.where(self.division < 0, len(SECTIONS) - 1, SECTION_OF[self.division])


def drawn(random: Generator, numbers: Numbers, until: int) -> Subjects:
    """The subjects of *numbers*, registered no later than the day *until*."""
    count = len(numbers)
    kind = pick(random, list(KINDS.values()), count)
    county = pick(random, county_weights(), count)
    people, trading = _PEOPLE[kind], _TRADING[kind]
    division = np.where(trading, pick(random, _DIVISION_WEIGHTS, count), -1)
    size = np.where(kind == _ENTERPRISE, pick(random, list(SIZES.values()), count), np.where(trading, 0, -1))
    age = np.minimum(-np.log1p(-random.random(count)) * _AGE, OLDEST * 365).astype(np.int64) + 30
    born = np.where(people, _YOUNGEST - BIRTHDAYS + 1 + birthdays(numbers), -1)
    return Subjects(
        numbers=numbers,
        ids=_ids(numbers, kind, county, born),
        kind=kind,
        county=county,
        division=division,
        size=size,
        registered=np.where(people, -1, until - age),
        born=born,
        proneness=_proneness(random, count),
        representative=_representatives(random, people),
    )


def pick(random: Generator, weights: list[float], count: int) -> NDArray[np.int64]:
    """*count* places, each as often as *weights* say."""
    bounds = np.cumsum(weights)
    return np.searchsorted(bounds / bounds[-1], random.random(count), side="right").clip(max=len(weights) - 1)


def table(subjects: Subjects) -> pa.Table:
    """*subjects* as they are stored."""
    who = subjects.representative
    columns = {
        "id": texts_of(subjects.ids),
        "kind": coded(subjects.kind, pa.array(KIND_NAMES)),
        "name": _names(subjects.county, subjects.numbers),
        "region": coded(subjects.county, pa.array([code for code, _ in COUNTIES])),
        "industry": coded(subjects.division, pa.array(DIVISIONS)),
        "size": coded(subjects.size, pa.array(_SIZE_NAMES)),
        "registered": days(subjects.registered),
        "born": days(subjects.born),
        REPRESENTATIVE: texts_of(subjects.ids[who.clip(min=0)], missing=who < 0),
    }
    return pa.Table.from_arrays(list(columns.values()), names=list(columns))


def _names(county: NDArray[Any], numbers: Numbers) -> pa.Array:
    place = pa.array([f"示例{name}" for _, name in COUNTIES]).take(whole(county))
    return pc.binary_join_element_wise(place, whole(numbers + 1).cast(pa.string()), "号（虚构）", "")


def _ids(numbers: Numbers, kind: NDArray[Any], county: NDArray[Any], born: NDArray[Any]) -> Texts:
    regions = np.array([int(code) // 100 for code, _ in COUNTIES])[county]
    starts = np.zeros((len(KIND_NAMES), 2), dtype=np.uint8)
    for name, start in STARTS.items():
        starts[KIND_NAMES.index(name)] = np.frombuffer(start.encode(), dtype=np.uint8)
    ids = np.empty((len(numbers), LENGTH), dtype=np.uint8)
    people, vehicles = _PEOPLE[kind], kind == _VEHICLE
    others = ~people & ~vehicles
    ids[others] = credit_codes(starts[kind[others]], regions[others] * 100, numbers[others])
    birthday = (born[people] - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    ids[people] = identity_numbers(regions[people] % 100, birthday, numbers[people])
    ids[vehicles] = vehicle_numbers(numbers[vehicles])
    return ids


def _proneness(random: Generator, count: int) -> NDArray[np.float64]:
    share, exponent = _TAIL
    normal = np.sqrt(-2 * np.log1p(-random.random(count))) * np.cos(2 * np.pi * random.random(count))
    usual = np.exp(_SIGMA * normal - _SIGMA**2 / 2)
    tail = 6 * (1 - random.random(count)) ** (-1 / exponent)
    found: NDArray[np.float64] = np.where(random.random(count) < share, usual + tail, usual)
    return found.clip(max=_WORST)


def _representatives(random: Generator, people: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each who is no person, one of the people before it; none where there are none."""
    before = np.cumsum(people)
    chosen = (random.random(len(people)) * before).astype(np.int64)
    found = np.flatnonzero(people)
    if not len(found):
        return np.full(len(people), -1)
    return np.where(people | (before == 0), -1, found[chosen.clip(max=len(found) - 1)])
