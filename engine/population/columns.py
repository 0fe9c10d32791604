"""A population as columns: who there is, and the facts of each type in order of subject, day and id.

Values are those of `engine.compile.fields`, whole numbers all of them; texts are numbers in a pool that all fields of
one name share, so that what is equal has equal numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.population.memo import Memo
from engine.population.texts import Taken, texts_of

Ints = NDArray[np.int64]
Days = NDArray[np.int32]
Rows = NDArray[np.int64]
Made = TypeVar("Made")
Family = Literal["text", "number", "day", "truth", "set"]

ABSENT: Final = np.iinfo(np.int64).min
"""The number that stands for none."""
NO_DAY: Final = 0
"""The day that stands for none: the first there is has the ordinal 1."""
MANY: Final = 1 << 16
"""So many different texts are too many for rows to be found by each."""
MISSING: Final[Mapping[str, int]] = {"text": -1, "number": ABSENT, "day": NO_DAY, "truth": -1}
TYPES: Final[Mapping[str, type]] = {"text": np.int32, "number": np.int64, "day": np.int32, "truth": np.int8}


@dataclass(eq=False)
class Pool:
    """The *texts* that fields of one name hold, by number."""

    texts: Sequence[str]

    def number(self, text: str) -> int:
        """The number of *text*, -1 where no field holds it."""
        return self._numbers.get(text, -1)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {text: number for number, text in enumerate(self.texts)}


@dataclass(frozen=True, eq=False)
class Column:
    """One field of all rows, `MISSING` where it is; texts and truths as numbers.

    Of a set, *values* are the members of all rows, and row *i* has those from `offsets[i]` to `offsets[i + 1]`; it is
    missing where not *given*.
    """

    family: Family
    values: NDArray[Any]
    pool: Pool | None = None
    offsets: Ints | None = None
    given: NDArray[np.bool_] | None = None

    @property
    def known(self) -> NDArray[np.bool_]:
        """The rows that have a value."""
        return self.given if self.given is not None else self.values != MISSING[self.family]

    def take(self, rows: NDArray[Any]) -> Column:
        """The column of some *rows*."""
        if self.offsets is None or self.given is None:
            return Column(self.family, self.values[rows], self.pool)
        lengths = (self.offsets[1:] - self.offsets[:-1])[rows]
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        starts = np.repeat(self.offsets[:-1][rows] - offsets[:-1], lengths)
        members = self.values[starts + np.arange(offsets[-1])]
        return Column(self.family, members, self.pool, offsets, self.given[rows])

    def value(self, row: int) -> Any:
        """What one row holds, as `engine.facts` has it; `None` where it is missing."""
        if self.offsets is not None and self.given is not None:
            members = self.values[self.offsets[row] : self.offsets[row + 1]]
            return frozenset(self.pool.texts[one] for one in members) if self.given[row] and self.pool else None
        value = int(self.values[row])
        if value == MISSING[self.family]:
            return None
        if self.family == "text" and self.pool is not None:
            return self.pool.texts[value]
        return bool(value) if self.family == "truth" else value


class Index:
    """The rows of a table by the *codes* they hold, which are below *texts*; those without one come with every code."""

    def __init__(self, codes: NDArray[Any], texts: int) -> None:
        few = texts <= np.iinfo(np.int16).max  # numbers of 16 bits are put in order without comparing them
        self._rows = np.argsort(codes.astype(np.int16) if few else codes, kind="stable")
        self._starts = np.append(0, np.cumsum(np.bincount(codes + 1, minlength=texts + 1)))

    def count(self, codes: NDArray[Any]) -> int:
        """How many rows hold one of *codes*, or none."""
        return int((self._starts[codes + 2] - self._starts[codes + 1]).sum() + self._starts[1])

    def rows(self, codes: NDArray[Any]) -> NDArray[Any]:
        """The rows that hold one of *codes*, or none, in order."""
        spans = [self._rows[self._starts[code + 1] : self._starts[code + 2]] for code in (-1, *codes)]
        found = [span for span in spans if len(span)]
        if len(found) == 1:
            return found[0]
        marked = np.zeros(len(self._rows), np.bool_)
        for span in found:
            marked[span] = True
        return np.flatnonzero(marked)


@dataclass(frozen=True, eq=False)
class Related:
    """Who the facts of a table name, by role and id: row *i* those from `starts[i]` to `ends[i]`."""

    starts: Ints
    ends: Ints
    roles: Sequence[str]
    subjects: Sequence[str]

    def take(self, rows: NDArray[Any]) -> Related:
        """What some *rows* name."""
        return Related(self.starts[rows], self.ends[rows], self.roles, self.subjects)

    def of(self, row: int) -> tuple[tuple[str, str], ...]:
        """Role and id of whom one row names."""
        members = range(int(self.starts[row]), int(self.ends[row]))
        return tuple((self.roles[one], self.subjects[one]) for one in members)


@dataclass(frozen=True, eq=False)
class FactTable:
    """The facts of one type, in order of subject, day and id; *number* tells each from all others of the population.

    *column* gives a field by its name, *few* that of some rows in order without the others, where it can be; *related*
    is missing where no fact names anybody. *once* keeps what is made of the facts.
    """

    type: str
    subject: Days
    day: Days
    recorded: Days
    number: Rows
    ids: Sequence[str]
    column: Callable[[str], Column]
    related: Related | None = None
    few: Callable[[str, NDArray[Any]], Column] | None = None
    once: Memo = field(default_factory=Memo)

    def __len__(self) -> int:
        return len(self.subject)

    def field(self, name: str) -> Column:
        """The field *name* of all rows; of no row where the type has no such field."""
        return self.once(("field", name), lambda: self.column(name))

    def field_of(self, name: str, rows: NDArray[Any]) -> Column:
        """The field *name* of a few *rows*, in order: the whole is not read for them."""
        if self.few is None or ("field", name) in self.once:
            return self.field(name).take(rows)
        return self.few(name, rows)

    def saying(self, column: Callable[[str], Column]) -> FactTable:
        """The same facts, whose fields are those that *column* gives."""
        return replace(self, column=column, few=None, once=Memo())

    def take(self, rows: NDArray[Any]) -> FactTable:
        """The facts in some *rows*, whose order is kept."""
        return FactTable(
            self.type,
            self.subject[rows],
            self.day[rows],
            self.recorded[rows],
            self.number[rows],
            Taken(self.ids, np.asarray(rows)),
            lambda name: self.field(name).take(rows),
            self.related.take(rows) if self.related is not None else None,
        )

    def by_code(self, name: str) -> Index | None:
        """The rows by the text they hold in the field *name*; nothing where there are too many different ones."""
        return self.once(("index", name), lambda: self._index(name))

    def _index(self, name: str) -> Index | None:
        column = self.field(name)
        texts = 0 if column.pool is None else len(column.pool.texts)
        few = column.family == "text" and texts <= MANY and len(self) > 0
        return Index(column.values, texts) if few else None

    def rows_of(self, subject: int) -> range:
        """The rows of one subject."""
        return span(self.subject, subject)


@dataclass(frozen=True, eq=False)
class Population:
    """Subjects, by place in *ids*, their *names* and *attributes* as told (`kind`, …), and the facts of each type.

    *prepared* gives, by key, what `once` need not make.
    """

    ids: Sequence[str]
    attributes: Mapping[str, Column]
    tables: Mapping[str, FactTable]
    prepared: Mapping[object, Callable[[], Any]] = field(default_factory=dict)
    names: Sequence[str | None] | None = None
    _once: Memo = field(default_factory=Memo)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def facts(self) -> int:
        """How many facts there are."""
        return sum(len(table) for table in self.tables.values())

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """What *make* makes of the population, made once and kept under *key*."""
        return self._once(key, self.prepared.get(key, make))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each subject by its id."""
        return {id_: place for place, id_ in enumerate(self.ids)}


def span(of: NDArray[Any], subject: int) -> range:
    """The rows of one *subject*; *of* is that of every row, in order."""
    asked = np.array((subject, subject + 1), of.dtype)  # of another type, the whole of *of* would be converted
    first, last = np.searchsorted(of, asked)
    return range(int(first), int(last))


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """The different ones of *numbers*, which are in order and none below zero."""
    return numbers[np.flatnonzero(np.diff(numbers, prepend=-1))]


def in_order(numbers: NDArray[Any]) -> NDArray[Any]:
    """*numbers*, none below zero, in order and each once."""
    if len(numbers) and (numbers[1:] < numbers[:-1]).any():
        numbers = np.sort(numbers)
    return distinct(numbers)


def texts_at(column: Column, numbers: NDArray[Any]) -> list[str]:
    """The texts of *numbers* in the pool of *column*."""
    return texts_of(column.pool.texts if column.pool is not None else (), numbers)
