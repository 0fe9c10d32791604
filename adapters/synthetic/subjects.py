"""One batch of subjects: who they are, how much is recorded of them, how frail they are.

Activity decides how many everyday records a subject has, frailty how often something goes wrong, in every sector alike.
Both are log-normal of mean 1 with a tail of Pareto's (exponent 1.15) for a few, and have nothing to do with each other;
the activity of large enterprises is greater.
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
from adapters.synthetic.rates import MOVED, SIZE_FACTORS
from adapters.synthetic.shares import KINDS, PEOPLE, SECTIONS, SIZES, STARTS

KIND_NAMES: Final = tuple(KINDS)
DIVISIONS: Final = tuple(division for section in SECTIONS for division in section.divisions)
SECTION_OF: Final = np.array([n for n, section in enumerate(SECTIONS) for _ in section.divisions])
REPRESENTATIVE: Final = "legal_representative"

_DIVISION_WEIGHTS: Final = [one.share / len(one.divisions) for one in SECTIONS for _ in one.divisions]
_PEOPLE: Final = np.array([kind in PEOPLE for kind in KIND_NAMES])
_TRADING: Final = np.array([kind in ("individual_business", "enterprise", "collective") for kind in KIND_NAMES])
_SHOP: Final = KIND_NAMES.index("individual_business")
_VEHICLE: Final = KIND_NAMES.index("vehicle")
_ENTERPRISE: Final = KIND_NAMES.index("enterprise")
_SIZE_NAMES: Final = tuple(SIZES)
_AGE: Final = 5.0 * 365  # mean age of a registration in days
OLDEST: Final = 35
"""Years for which the oldest subject has been registered."""

_YOUNGEST: Final = date(2004, 12, 31).toordinal()
_OF_AGE: Final = 18 * 365 + 5
_NEVER: Final = 10**7
_SIZE_FACTORS: Final = np.array([*(SIZE_FACTORS[name] for name in SIZES), 1.0])
_ACTIVITY: Final = (0.65, 0.0035)  # sigma, and for which share there is the tail
_FRAILTY: Final = (1.1, 0.004)
_EXPONENT: Final = 1.15
_TAIL: Final = 6.0
_MOST: Final = 900.0
_ELSEWHERE: Final = 0.15
_BUSY: Final = 1.6  # the greater, the more subjects are represented by the same few


@dataclass(frozen=True, slots=True)
class Subjects:
    """Subjects of consecutive *numbers*: arrays with one place each; -1 is none.

    *county*, *kind*, *division* and *size* are places in their tables; *registered* and *born* are days, *converted*
    that on which a shop becomes an enterprise. *representative* is the place of the person who represents a subject
    among *people*: those of this batch, then those of an earlier one.
    """

    numbers: Numbers
    ids: Texts
    kind: NDArray[np.int64]
    county: NDArray[np.int64]
    division: NDArray[np.int64]
    size: NDArray[np.int64]
    registered: NDArray[np.int64]
    born: NDArray[np.int64]
    converted: NDArray[np.int64]
    activity: NDArray[np.float64]
    frailty: NDArray[np.float64]
    representative: NDArray[np.int64]
    people: Texts

    def since(self) -> NDArray[np.int64]:
        """The day from which something may happen to each: its registration, or coming of age."""
        return np.where(self.born < 0, self.registered, self.born + _OF_AGE)

    def section(self) -> NDArray[np.int64]:
        """The section of each, the last where it has no industry."""
        return np.where(self.division < 0, len(SECTIONS) - 1, SECTION_OF[self.division])

    def kind_on(self, day: int) -> NDArray[np.int64]:
        """The kind of each on *day*."""
        return np.where(self.converted <= day, _ENTERPRISE, self.kind)


def drawn(
    random: Generator, numbers: Numbers, until: int, earlier: tuple[Generator, Numbers] | None = None
) -> Subjects:
    """The subjects of *numbers*, registered no later than the day *until*; *earlier* is what another batch comes of."""
    count = len(numbers)
    who = _who(random, numbers)
    people, trading = _PEOPLE[who.kind], _TRADING[who.kind]
    division = np.where(trading, pick(random, _DIVISION_WEIGHTS, count), -1)
    size = np.where(who.kind == _ENTERPRISE, pick(random, list(SIZES.values()), count), np.where(trading, 0, -1))
    age = np.minimum(-np.log1p(-random.random(count)) * _AGE, OLDEST * 365).astype(np.int64) + 30
    registered = np.where(people, -1, until - age)
    becoming = (who.kind == _SHOP) & (random.random(count) < MOVED["kind"])
    converted = until - (age * random.random(count)).astype(np.int64)
    others = _people(_who(*earlier)) if earlier is not None else np.empty((0, LENGTH), dtype=np.uint8)
    return Subjects(
        numbers=numbers,
        ids=who.ids,
        kind=who.kind,
        county=who.county,
        division=division,
        size=size,
        registered=registered,
        born=who.born,
        converted=np.where(becoming, converted, _NEVER),
        activity=_drawn(random, count, *_ACTIVITY) * _SIZE_FACTORS[size],
        frailty=_drawn(random, count, *_FRAILTY),
        representative=_representatives(random, who, len(others)),
        people=np.concatenate([who.ids, others]),
    )


@dataclass(frozen=True, slots=True)
class _Who:
    """What is drawn of a subject first: enough to tell its id."""

    kind: NDArray[np.int64]
    county: NDArray[np.int64]
    born: NDArray[np.int64]
    ids: Texts


def _who(random: Generator, numbers: Numbers) -> _Who:
    kind = pick(random, list(KINDS.values()), len(numbers))
    county = pick(random, county_weights(), len(numbers))
    born = np.where(_PEOPLE[kind], _YOUNGEST - BIRTHDAYS + 1 + birthdays(numbers), -1)
    return _Who(kind, county, born, _ids(numbers, kind, county, born))


def _people(who: _Who) -> Texts:
    ids: Texts = who.ids[_PEOPLE[who.kind]]
    return ids


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
        REPRESENTATIVE: texts_of(subjects.people[who.clip(min=0)], missing=who < 0),
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


def _drawn(random: Generator, count: int, sigma: float, tail: float) -> NDArray[np.float64]:
    usual = np.exp(sigma * random.standard_normal(count) - sigma**2 / 2)
    beyond = _TAIL * (1 - random.random(count)) ** (-1 / _EXPONENT)
    found: NDArray[np.float64] = np.where(random.random(count) < tail, usual + beyond, usual)
    return found.clip(max=_MOST)


def _representatives(random: Generator, who: _Who, others: int) -> NDArray[np.int64]:
    """For each who is no person and no vehicle, a person before it or of an earlier batch; none where there is none."""
    people = _PEOPLE[who.kind]
    before = np.cumsum(people)
    share = random.random(len(people)) ** _BUSY
    elsewhere = (random.random(len(people)) < _ELSEWHERE) & (others > 0)
    found = np.append(np.flatnonzero(people), -1)
    own = np.where(before > 0, found[(share * before).astype(np.int64)], -1)
    chosen = np.where(elsewhere, len(people) + (share * others).astype(np.int64), own)
    return np.where(people | (who.kind == _VEHICLE), -1, chosen)
