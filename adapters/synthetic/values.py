"""What the fields of made-up records hold: drawn by the field's shape, or so that the record passes a template's tests.

What is usual stands in `words` and `figures`. Chance keeps from what would put somebody on a list; where a field knows
nothing else, it mostly leaves it empty. Days lie before the record, or after it where their name says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from adapters.synthetic.arrow import Missing, coded, days, decimals, lists, truths, whole, years
from adapters.synthetic.figures import Figures
from adapters.synthetic.ways import Template
from adapters.synthetic.words import CODES, EXAMPLE, FILLED, LOUD, POOLS, TRUE, USUALLY_TRUE
from engine.compile.domains import CodeSet, CodesTest, Domain, TruthSet
from engine.compile.fields import Field

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_RARER: Final = 1.1  # the second code is seen half as often as the first, the third a third
_EXAMPLES: Final = 8
_SELDOM: Final = 0.06
_MOST_ROWS: Final = 4
_PAIRED: Final = 0.25


@dataclass(frozen=True, slots=True)
class Rows:
    """The *template* and the *day* of each record, and what *happened*, by the happening's number or -1."""

    template: Ints
    day: Ints
    happened: Ints


class _Span(NamedTuple):
    """Days from *least* to *most* away, exponential with *mean* beyond the least; *sign* says to which side."""

    sign: int
    least: int
    mean: float
    most: int


_UNTIL: Final = _Span(1, 180, 500, 5 * 365)
_SINCE: Final = _Span(-1, 8, 90, 900)
_SPANS: Final = {
    "due": _Span(1, 15, 8, 45),
    "valid_from": _Span(1, 0, 1, 3),
    "decided_on": _Span(-1, 0, 0.7, 5),
}

Drawer = Callable[[Generator, Rows, Missing], pa.Array]
"""A column: from chance, the records, and whether the field is missing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a field of records of *type*: by each template, as *near* ones fail it, and by lists at all.

    *codes* and *truths* are those that lists of wrongs ask for, *thresholds* all numbers. *by_happening* is the code
    each happening brings with it, -1 for none.
    """

    type: str
    templates: Sequence[Template]
    near: frozenset[int]
    until: int
    codes: Collection[str] = ()
    truths: Collection[bool] = ()
    thresholds: Sequence[int] = ()
    by_happening: Ints | None = None

    def domains(self, field: Field) -> list[tuple[Domain, ...]]:
        """All that each template asks of *field*, by the law of the last day."""
        return [tuple(_domains(field, template, self.until)) for template in self.templates]


def drawer(field: Field, asked: Asked) -> Drawer:
    """What draws values of *field*."""
    match field.family:
        case "text":
            return _texts(field, asked)
        case "number":
            return _numbers(field, asked)
        case "truth":
            return _truths(field, asked)
        case "day":
            return _days(field)
        case "set":
            return _sets(field, asked)
        case "rows":
            return _rows(field, asked)


def _domains(field: Field, template: Template, until: int) -> Iterator[Domain]:
    for test in template:
        if test.field.name == field.name:
            domain = test.domain.at(until) or next((one for one in test.domain.values if one is not None), None)
            if domain is not None:
                yield domain


def _weights(field: Field, pool: Sequence[str], asked: Asked) -> Floats:
    """How often each of *pool* is seen where nothing asks for one."""
    known = CODES.get(f"{asked.type}.{field.name}") or CODES.get(field.name) or {}
    if set(pool) <= set(known):
        return np.array([known[code] for code in pool], dtype=np.float64)
    usual = 1 / np.arange(1, len(pool) + 1) ** _RARER
    return usual * np.where([code in asked.codes for code in pool], LOUD, 1.0)


def _filled(field: Field, asked: Asked) -> float:
    """How often *field* says anything where nothing asks for it: seldom, where it has nothing harmless to say."""
    if field.required:
        return 1.0
    codes = field.codes or frozenset()
    harmful = bool(codes) and codes <= set(asked.codes) and field.name not in CODES
    return FILLED.get(field.name, _SELDOM if harmful else 1.0)


def _texts(field: Field, asked: Asked) -> Drawer:
    domains = [[one for one in some if isinstance(one, CodeSet)] for some in asked.domains(field)]
    codes = {code for some in domains for domain in some for code in domain.codes}
    known = list(field.labels or sorted(field.codes or ()))
    words = [EXAMPLE + word for word in POOLS.get(f"{asked.type}.{field.name}") or POOLS.get(field.name, ())]
    examples = words or [f"{EXAMPLE}{field.label}{n + 1}" for n in range(_EXAMPLES)]
    pool = known or list(dict.fromkeys([*examples, *sorted(codes)]))
    usual = _weights(field, pool, asked) * [bool(known) or text in examples for text in pool]
    free = np.array([not some for some in domains])
    possible = usual.clip(min=1e-9)
    shares = [possible * [all(code in one for one in some) for code in pool] if some else usual for some in domains]
    bounds = _bounds([one if one.any() else usual for one in shares])
    filled = _filled(field, asked)
    texts, by_happening = pa.array(pool, type=pa.string()), asked.by_happening

    def draw(random: Generator, rows: Rows, missing: Missing) -> pa.Array:
        count = len(rows.template)
        row = rows.template * len(pool)
        chosen = np.searchsorted(bounds, rows.template + random.random(count), side="right") - row
        chosen = chosen.clip(0, len(pool) - 1)
        unasked = free[rows.template]
        if filled < 1:
            missing = missing | (unasked & (random.random(count) >= filled))
        if by_happening is not None:
            given = np.where(unasked & (rows.happened >= 0), by_happening[rows.happened], -1)
            chosen = np.where(given >= 0, given, chosen)
        return coded(chosen, texts, missing)

    return draw


def _bounds(shares: Sequence[Floats]) -> Floats:
    """The bounds of *shares* one after another, each from its own number on."""
    sums = [np.cumsum(one) for one in shares]
    return np.concatenate([number + one / one[-1] for number, one in enumerate(sums)])


def _numbers(field: Field, asked: Asked) -> Drawer:
    near = [number in asked.near for number in range(len(asked.templates))]
    domains = [some[0] if some else None for some in asked.domains(field)]
    figures = Figures(asked.type, field, domains, near, asked.thresholds)

    def draw(random: Generator, rows: Rows, missing: Missing) -> pa.Array:
        chosen = figures.draw(random, rows.template)
        if field.factor == 1:
            return whole(chosen, missing)
        return decimals(chosen, len(str(field.factor)) - 1, missing)

    return draw


def _truths(field: Field, asked: Asked) -> Drawer:
    given = np.array([_truth(some) for some in asked.domains(field)])
    usual = TRUE.get(field.name)
    if usual is None:
        loud = set(asked.truths)
        usual = 1 - LOUD if loud == {False} else LOUD if loud == {True} else USUALLY_TRUE

    def draw(random: Generator, rows: Rows, missing: Missing) -> pa.Array:
        chance = random.random(len(rows.template)) < usual
        told = given[rows.template]
        return truths(np.where(told < 0, chance, told > 0), missing)

    return draw


def _truth(domains: Sequence[Domain]) -> int:
    """The truth that *domains* ask for, -1 for none."""
    truths = [truth for one in domains if isinstance(one, TruthSet) for truth in one.truths]
    return int(truths[0]) if truths else -1


def _days(field: Field) -> Drawer:
    """Until when something lasts, by when it is due, or since when it was so: mostly not for long."""
    span = _SPANS.get(field.name) or (_UNTIL if "until" in field.name else _SINCE)

    def draw(random: Generator, rows: Rows, missing: Missing) -> pa.Array:
        away = span.least + (-np.log1p(-random.random(len(rows.day))) * span.mean).astype(np.int64)
        return days(rows.day + span.sign * away.clip(max=span.most), missing)

    return draw


def _sets(field: Field, asked: Asked) -> Drawer:
    """One code or two that stand side by side, or those that tests ask for."""
    domains = [[one for one in some if isinstance(one, CodesTest)] for some in asked.domains(field)]
    known = list(field.labels or sorted(field.codes or ()))
    pool = known or sorted({code for some in domains for one in some for code in one.codes})
    if not pool:
        return lambda _random, rows, _missing: pa.nulls(len(rows.template), pa.list_(pa.string()))
    single = _weights(field, pool, asked)
    whole_sets = {one.codes for some in domains for one in some if one.mode == "all" and len(one.codes) > 1}
    groups = [frozenset([code]) for code in pool] + [frozenset(pair) for pair in pairwise(pool)]
    groups += sorted(whole_sets - set(groups), key=sorted)
    usual = np.array([*single, *(_PAIRED * min(one, other) for one, other in pairwise(single))])
    usual = np.append(usual, np.zeros(len(groups) - len(usual)))
    shares = [_passing(groups, usual, some) for some in domains]
    bounds, free = _bounds(shares), np.array([not some for some in domains])
    place = {code: number for number, code in enumerate(pool)}
    lengths = np.array([len(group) for group in groups], dtype=np.int64)
    starts = np.cumsum(lengths) - lengths
    flat = np.array([place[code] for group in groups for code in sorted(group, key=pool.index)], dtype=np.int64)
    texts, filled = pa.array(pool, type=pa.string()), _filled(field, asked)

    def draw(random: Generator, rows: Rows, missing: Missing) -> pa.Array:
        share = rows.template + random.random(len(rows.template))
        choice = np.searchsorted(bounds, share, side="right") - rows.template * len(groups)
        choice = choice.clip(0, len(groups) - 1)
        if filled < 1:
            missing = missing | (free[rows.template] & (random.random(len(share)) >= filled))
        length = np.where(missing, 0, lengths[choice])
        inner = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
        values = texts.take(whole(flat[np.repeat(starts[choice], length) + inner]))
        return lists(length, values, missing)

    return draw


def _passing(groups: Sequence[frozenset[str]], usual: Floats, tests: Sequence[CodesTest]) -> Floats:
    """How often each of *groups* is seen where it has to pass *tests*."""
    if not tests:
        return usual
    passing = np.array([all(test.passes(group) for test in tests) for group in groups])
    found: Floats = np.where(passing, usual.clip(min=1e-6), 0.0)
    return found if passing.any() else usual


def _rows(field: Field, asked: Asked) -> Drawer:
    """A few rows; their years go back from the one before the record's, their months on from January."""
    inner = {
        name: drawer(one, Asked(asked.type, [()], frozenset(), asked.until)) for name, one in (field.rows or {}).items()
    }

    def draw(random: Generator, rows: Rows, missing: Missing) -> pa.Array:
        length = np.where(missing, 0, 1 + (random.random(len(rows.day)) * _MOST_ROWS).astype(np.int64))
        total = int(length.sum())
        nothing = np.zeros(total, dtype=np.int64)
        each = Rows(nothing, np.repeat(rows.day, length), nothing - 1)
        columns: dict[str, Any] = {name: one(random, each, nothing > 0) for name, one in inner.items()}
        place = np.arange(total) - np.repeat(np.cumsum(length) - length, length)
        counted = {"year": years(each.day) - 1 - place, "month": 1 + place}
        columns |= {name: whole(numbers) for name, numbers in counted.items() if name in columns}
        return lists(length, pa.StructArray.from_arrays(list(columns.values()), list(columns)), missing)

    return draw
