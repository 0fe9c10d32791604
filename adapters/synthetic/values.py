"""What the fields of made-up records hold: drawn by the field's shape, or so that the record passes a template's tests.

Codes declared first come oftenest (the 2.5th power of an even draw, so the first of four codes is seen four times in
seven); amounts are bell-shaped in their logarithm; truths are true once in five; days lie before the record, or after
it where their name says so. A text without codes is one of six that say it is an example.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from adapters.synthetic.arrow import Missing, coded, days, decimals, lists, truths, whole, years
from adapters.synthetic.repertoire import Template
from engine.compile.domains import CodeSet, CodesTest, Domain, TruthSet
from engine.compile.fields import Field
from engine.truth import IntSet, PartlyKnown

Ints = NDArray[np.int64]
Drawer = Callable[[Generator, Ints, Ints, Missing], pa.Array]
"""A column: from chance, each record's template, its day, and whether the field is missing."""

EVEN: Final = 1.0
_USUAL: Final = 2.5
_TRUE: Final = 0.2
_EXAMPLES: Final = 6
_RANGES: Final = {"CNY": (100, 2_000_000), "count": (1, 40), "points": (0, 100), "days": (1, 90), "years": (0, 30)}
_OTHER_RANGE: Final = (0, 100)
_MOST_ROWS: Final = 4


def drawer(field: Field, templates: Sequence[Template], until: int, skew: float = _USUAL) -> Drawer:
    """What draws values of *field* for records of *templates*, by the law of the day *until*."""
    domains = [_domain(field, template, until) for template in templates]
    match field.family:
        case "text":
            return _texts(field, domains, skew)
        case "number":
            return _numbers(field, domains)
        case "truth":
            return _truths(domains)
        case "day":
            return _days(field)
        case "set":
            return _sets(field, domains)
        case "rows":
            return _rows(field, until)


def _domain(field: Field, template: Template, until: int) -> Domain | None:
    for test in template:
        if test.field.name == field.name:
            return test.domain.at(until)
    return None


def _texts(field: Field, domains: Sequence[Domain | None], skew: float) -> Drawer:
    asked = {code for domain in domains if isinstance(domain, CodeSet) for code in domain.codes}
    known = list(field.labels or sorted(field.codes or ()))
    examples = [f"示例{field.label}{n + 1}" for n in range(_EXAMPLES)]
    pool = known or list(dict.fromkeys([*examples, *sorted(asked)]))
    everything = list(range(len(known) or _EXAMPLES))
    allowed = [everything if not isinstance(one, CodeSet) else _within(pool, one) or everything for one in domains]
    free = np.array([one is everything for one in allowed])
    counts = np.array([len(one) for one in allowed])
    starts = np.cumsum(counts) - counts
    places = np.concatenate([np.array(one, dtype=np.int16) for one in allowed])
    texts = pa.array(pool)

    def draw(random: Generator, template: Ints, _day: Ints, missing: Missing) -> pa.Array:
        share = random.random(len(template))
        share = np.where(free[template], share**skew, share)
        chosen = places[starts[template] + (share * counts[template]).astype(np.int64)]
        return coded(chosen, texts, missing)

    return draw


def _within(pool: Sequence[str], domain: CodeSet) -> list[int]:
    return [place for place, code in enumerate(pool) if code in domain]


def _numbers(field: Field, domains: Sequence[Domain | None]) -> Drawer:
    low, high = (bound * field.factor for bound in _RANGES.get(field.unit or "", _OTHER_RANGE))
    spans = np.array([_span(domain, field.factor) or (low, high) for domain in domains])

    def draw(random: Generator, template: Ints, _day: Ints, missing: Missing) -> pa.Array:
        first, last = spans[template].T
        share = (random.random(len(template)) + random.random(len(template))) / 2
        chosen = np.minimum(first + np.expm1(share * np.log1p(last - first)).astype(np.int64), last)
        if field.factor == 1:
            return whole(chosen, missing)
        return decimals(chosen, len(str(field.factor)) - 1, missing)

    return draw


def _span(domain: Domain | None, factor: int) -> tuple[int, int] | None:
    """The first stretch of numbers in *domain*, made finite, none below zero."""
    known = domain.sure if isinstance(domain, PartlyKnown) else domain
    if not isinstance(known, IntSet):
        return None
    for low, high in known.spans:
        if high is None or high >= 0:
            first = max(low or 0, 0)
            return first, high if high is not None else max(4 * first, first + 10 * factor)
    return None


def _truths(domains: Sequence[Domain | None]) -> Drawer:
    given = np.array([next(iter(one.truths)) if isinstance(one, TruthSet) and one.truths else -1 for one in domains])

    def draw(random: Generator, template: Ints, _day: Ints, missing: Missing) -> pa.Array:
        chance = random.random(len(template)) < _TRUE
        return truths(np.where(given[template] < 0, chance, given[template] > 0), missing)

    return draw


def _days(field: Field) -> Drawer:
    if "until" in field.name:
        least, most = 180, 3 * 365
    elif field.name == "due":
        least, most = 7, 45
    else:
        least, most = (-3, 0) if field.name == "decided_on" else (-700, -10)

    def draw(random: Generator, _template: Ints, day: Ints, missing: Missing) -> pa.Array:
        return days(day + least + (random.random(len(day)) * (most - least + 1)).astype(np.int64), missing)

    return draw


def _sets(field: Field, domains: Sequence[Domain | None]) -> Drawer:
    """One code or two that stand side by side, or those a test asks for."""
    known = list(field.labels or sorted(field.codes or ()))
    asked = sorted({code for domain in domains if isinstance(domain, CodesTest) for code in domain.codes})
    pool = known or asked
    usual = [[code] for code in pool] + [list(pair) for pair in pairwise(pool)]
    groups = [usual, *(_groups(one) for one in domains if isinstance(one, CodesTest))]
    place = {code: number for number, code in enumerate(pool)}
    choices = [[place[code] for code in codes] for group in groups for codes in group]
    asking = np.array([isinstance(one, CodesTest) for one in domains])
    group_of = np.where(asking, np.cumsum(asking), 0)
    sizes = np.array([len(group) for group in groups])
    many, first, free = sizes[group_of], (np.cumsum(sizes) - sizes)[group_of], ~asking
    lengths = np.array([len(choice) for choice in choices], dtype=np.int64)
    starts = np.cumsum(lengths) - lengths
    flat = np.array([number for choice in choices for number in choice], dtype=np.int64)
    texts = pa.array(pool, type=pa.string())

    def draw(random: Generator, template: Ints, _day: Ints, missing: Missing) -> pa.Array:
        if not pool:
            return pa.nulls(len(template), pa.list_(pa.string()))
        share = random.random(len(template))
        share = np.where(free[template], share**_USUAL, share)
        choice = first[template] + (share * many[template]).astype(np.int64)
        length = np.where(missing, 0, lengths[choice])
        inner = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
        values = texts.take(whole(flat[np.repeat(starts[choice], length) + inner]))
        return lists(length, values, missing)

    return draw


def _groups(test: CodesTest) -> list[list[str]]:
    codes = sorted(test.codes)
    return [codes] if test.mode == "all" else [[code] for code in codes]


def _rows(field: Field, until: int) -> Drawer:
    """A few rows; their years go back from the one before the record's, their months on from January."""
    inner = {name: drawer(one, [()], until) for name, one in (field.rows or {}).items()}

    def draw(random: Generator, template: Ints, day: Ints, missing: Missing) -> pa.Array:
        length = np.where(missing, 0, 1 + (random.random(len(template)) * _MOST_ROWS).astype(np.int64))
        total = int(length.sum())
        each = np.zeros(total, dtype=np.int64), np.repeat(day, length), np.zeros(total, dtype=np.bool_)
        columns: dict[str, Any] = {name: one(random, *each) for name, one in inner.items()}
        place = np.arange(total) - np.repeat(np.cumsum(length) - length, length)
        counted = {"year": years(each[1]) - 1 - place, "month": 1 + place}
        columns |= {name: whole(numbers) for name, numbers in counted.items() if name in columns}
        return lists(length, pa.StructArray.from_arrays(list(columns.values()), list(columns)), missing)

    return draw
