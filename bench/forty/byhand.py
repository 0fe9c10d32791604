"""The forty policies by hand, over the columns of a prepared store: the measure that evaluation is held against.

What a store keeps prepared is taken as it is (revocations found, copies grouped), and rows are numbered by their codes
once, as the evaluator does. All else is done anew at each run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench.forty.kernels import FIRST, folded, gathered, monthly, passing, repeated, standing_of, watched
from bench.forty.policies import FORTY, Policy
from engine.calendar import FOREVER, parse_day
from engine.population.columns import FactTable, Population
from engine.population.kept import alike, revoked_rows
from engine.population.texts import find

_IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "administrative_penalty": ("document_no", "authority"),
    "tax_indicator": ("record_no",),
    "administrative_permit": ("document_no", "authority"),
    "product_check": ("check_no",),
}
_OWN: Final = "publicity/administrative-penalties"
_DAYS: Final = 80_000
"""So many days are looked up by months; those that an extension may reach, all there are."""
_EPOCH: Final = date(1970, 1, 1).toordinal()
_NO_ROWS: Final = np.empty(0, np.int64)
_NONE: Final = np.empty(0, np.int32)
Days = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Spells:
    """The stays on one list, in order of subject and start; *fact* is the number of that which began each."""

    subject: Days
    start: Days
    last: Days
    cause: NDArray[np.int8]
    fact: NDArray[np.int64]


@cache
def after(months: int, days: int = _DAYS) -> Days:
    """The last day of so many *months* from each of so many *days* since `FIRST`, at most the last there is."""
    since = np.arange(FIRST - _EPOCH, min(FIRST + days, FOREVER + 1) - _EPOCH).astype("datetime64[D]")
    month = since.astype("datetime64[M]")
    of_month = (since - month.astype("datetime64[D]")).astype(np.int64)
    later = month + np.timedelta64(months, "M")
    following = later + np.timedelta64(1, "M")
    length = (following.astype("datetime64[D]") - later.astype("datetime64[D]")).astype(np.int64)
    last = later.astype("datetime64[D]").astype(np.int64) + np.minimum(of_month, length - 1)
    return np.asarray(np.minimum(last + _EPOCH, FOREVER), np.int32)


class ByHand:
    """The forty over *population*, whose columns are read when it is made."""

    def __init__(self, population: Population, policies: Sequence[Policy] = FORTY) -> None:
        self._policies, self._subjects = policies, len(population)
        self._known: dict[Any, NDArray[np.int64]] = {}
        names = {one.on for one in policies} | {"credit_commitment", "repair_application", "repair_decision"}
        self._tables = {name: population.tables[name] for name in names if name in population.tables}
        self._revoked = population.once("revoked", lambda: revoked_rows(population))
        self._revocations = population.tables.get("revocation")
        self._groups = {
            name: population.once(("alike", name, keys), lambda n=name, k=keys: alike(population.tables[n], k))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
            for name, keys in _IDENTITY.items()
            if name in self._tables
        }
        for one in policies:
            if one.on in self._tables:
                self._rows(one)
        self._read_kinds(population)
        self._read_repairs()

    def _rows(self, one: Policy) -> NDArray[np.int64]:
        """The rows of the type with one of the codes of *one*, in order."""
        key = one.on, *one.which
        found = self._known.get(key)
        if found is None:
            column = self._tables[one.on].field(one.which[0])
            numbers = [column.pool.number(code) for code in one.which[1]] if column.pool is not None else []
            found = self._known[key] = np.flatnonzero(np.isin(column.values, [n for n in numbers if n >= 0]))
        return found

    def _read_kinds(self, population: Population) -> None:
        column = population.attributes["kind"]
        assert column.pool is not None
        self._kind, self._kinds = column.values, column.pool
        self._profiled = np.zeros(len(population), np.bool_)
        profiles = population.tables.get("subject_profile")
        if profiles is None:
            self._told: tuple[Any, ...] = (_NONE, _NONE, _NONE)
            return
        told = profiles.field("kind").values
        self._profiled[profiles.subject[told >= 0]] = True
        self._told = (profiles.subject, profiles.day, told)

    def _read_repairs(self) -> None:
        """Applications and decisions on repair: of which row, whose, and the row of the fact each names (-1: any)."""
        self._asks: list[tuple[FactTable, NDArray[np.int64], NDArray[np.int64], bool]] = []
        penalties = self._tables.get("administrative_penalty")
        for name in ("repair_application", "repair_decision"):
            table = self._tables.get(name)
            if table is None or penalties is None:
                continue
            policy, grounds = table.field("policy"), table.field("grounds")
            assert policy.pool is not None
            assert grounds.offsets is not None
            rows = np.flatnonzero(policy.values == policy.pool.number(_OWN))
            if name == "repair_decision":
                outcome = table.field("outcome")
                assert outcome.pool is not None
                rows = rows[outcome.values[rows] == outcome.pool.number("grant")]
            lengths = np.diff(grounds.offsets)[rows]
            each = np.repeat(rows, np.maximum(lengths, ~grounds.known[rows]))
            named = np.full(len(each), -1, np.int64)
            some = np.flatnonzero(grounds.known[each])
            nth = np.arange(len(each)) - np.searchsorted(each, each)
            members = grounds.values[grounds.offsets[each[some]] + nth[some]]
            theirs = np.flatnonzero(np.isin(penalties.subject, table.subject[rows]))
            numbers, inverse = np.unique(members, return_inverse=True)
            texts = [grounds.pool.texts[int(one)] for one in numbers] if grounds.pool is not None else []
            of_text = np.full(len(texts) + 1, -2, np.int64)
            at = find(penalties.ids, theirs, texts)
            of_text[at[at >= 0]] = theirs[at >= 0]
            named[some] = of_text[inverse] if len(some) else named[some]
            self._asks.append((table, each, named, name == "repair_application"))

    def evaluate(self, as_of: int, known_at: int) -> dict[str, Spells]:
        """The stays of everybody on each list."""
        stands = self._standing(as_of, known_at)
        commitments = self._commitments(stands)
        found: dict[str, Spells] = {}
        for one in self._policies:
            if one.on in self._tables:
                found[one.id] = self._listed(one, stands, commitments, found)
        return found

    def _standing(self, as_of: int, known_at: int) -> dict[str, NDArray[np.bool_]]:
        alive = np.zeros(0, np.bool_)
        if self._revocations is not None:
            table = self._revocations
            alive = (table.day <= as_of) & (table.recorded <= known_at)
            for revocation, target in zip(*self._revoked.get("revocation", (_NONE, _NONE)), strict=True):
                if alive[revocation]:
                    alive[target] = False
        found: dict[str, NDArray[np.bool_]] = {}
        for name, table in self._tables.items():
            revocation, target = self._revoked.get(name, (_NO_ROWS, _NO_ROWS))
            groups, starts = self._groups.get(name, (_NO_ROWS, _NO_ROWS))
            stands = found[name] = np.empty(len(table), np.bool_)
            standing_of(revocation, target, alive, groups, starts, table.recorded, as_of, known_at, table.day, stands)
        return found

    def _commitments(self, stands: Mapping[str, NDArray[np.bool_]]) -> tuple[NDArray[np.int64], Days]:
        table = self._tables.get("credit_commitment")
        if table is None:
            return np.zeros(self._subjects + 1, np.int64), _NONE
        rows = np.flatnonzero(stands["credit_commitment"])
        counts = np.bincount(table.subject[rows], minlength=self._subjects)
        return np.concatenate(([0], np.cumsum(counts))), table.day[rows]

    def _listed(
        self,
        one: Policy,
        stands: Mapping[str, NDArray[np.bool_]],
        commitments: tuple[NDArray[np.int64], Days],
        lower: Mapping[str, Spells],
    ) -> Spells:
        table, mine = self._tables[one.on], stands[one.on]
        rows = self._rows(one)
        if one.history is not None:
            fires = np.zeros(len(table), np.bool_)
            repeated(rows, mine, table.subject, table.day, after(one.history[0]), one.history[1], fires)
            mine = mine & fires
        amount, dated = one.amount or ("", ())
        values = table.field(amount).values if amount else np.empty(0, np.int64)
        since = np.array([parse_day(day) for day, _ in dated], np.int32)
        limits = np.array([value * 100 for _, value in dated], np.int64)
        allowed = np.array([False, *(kind in one.kinds for kind in self._kinds.texts)])
        fired = np.empty(len(rows), np.int64)
        count = passing(
            rows, mine, table.subject, table.day, values, since, limits, self._kind, allowed, self._profiled,
            *self._told, fired,
        )  # fmt: skip
        fired = fired[:count]
        if one.watches:
            fired = self._watched(fired, table, [lower[name] for name in one.watches if name in lower])
        return self._folded(one, table, fired, commitments, stands)

    def _watched(self, rows: NDArray[np.int64], table: FactTable, lists: Sequence[Spells]) -> NDArray[np.int64]:
        subject, start, last = (
            np.concatenate([getattr(one, name) for one in lists]) for name in ("subject", "start", "last")
        )  # fmt: skip
        starts, at = np.zeros(self._subjects + 1, np.int32), np.empty(self._subjects, np.int32)
        begin, end = np.empty(len(subject), np.int32), np.empty(len(subject), np.int32)
        gathered(subject, start, last, self._subjects, starts, at, begin, end)
        listed = np.diff(starts) > 0
        found = np.empty(len(rows), np.int64)
        return found[: watched(rows, table.subject, table.day, listed, starts, begin, end, found)]

    def _folded(
        self,
        one: Policy,
        table: FactTable,
        rows: NDArray[np.int64],
        commitments: tuple[NDArray[np.int64], Days],
        stands: Mapping[str, NDArray[np.bool_]],
    ) -> Spells:
        nothing = (_NO_ROWS, _NONE)
        opened, ends, raw, whose, start, last = (np.empty(len(rows), np.int32) for _ in range(6))
        why, cause, first = np.empty(len(rows), np.int8), np.empty(len(rows), np.int8), np.empty(len(rows), np.int64)
        count = folded(
            rows, table.subject, table.day, after(one.months), after(one.extend, FOREVER) if one.extend else _NONE,
            *(commitments if one.cured else nothing),
            *(self._stops(rows, table, commitments, stands) if one.repaired else nothing),
            opened, ends, raw, why, whose, start, last, cause, first,
        )  # fmt: skip
        return Spells(whose[:count], start[:count], last[:count], cause[:count], table.number[first[:count]])

    def _stops(
        self,
        rows: NDArray[np.int64],
        table: FactTable,
        commitments: tuple[NDArray[np.int64], Days],
        stands: Mapping[str, NDArray[np.bool_]],
    ) -> tuple[NDArray[np.int64], Days]:
        """The days that end the ground of each of *rows*: applications that are admitted, and what was granted."""
        whose = table.subject[rows]
        found: list[tuple[NDArray[np.int64], Days]] = []
        for about, each, named, applied in self._asks:
            alive = np.flatnonzero(stands[about.type][each])
            asks, facts = each[alive], self._kept(named[alive], stands["administrative_penalty"])
            first = np.searchsorted(whose, about.subject[asks])
            length = np.searchsorted(whose, about.subject[asks], side="right") - first
            pair = np.repeat(np.arange(len(asks)), length)
            ground = np.repeat(first, length) + np.arange(len(pair)) - np.repeat(np.cumsum(length) - length, length)
            day, opened = about.day[asks[pair]], table.day[rows[ground]]
            meant = (facts[pair] == -1) | (facts[pair] == rows[ground])
            ends = meant & (opened <= day)
            if applied:
                ends &= after(6)[opened - FIRST] < day
                ends &= self._committed(whose[ground], opened, day, commitments)
            found.append((ground[ends], day[ends]))
        places, days = (np.concatenate([one[n] for one in found]) if found else _NONE for n in (0, 1))
        order = np.lexsort((days, places))
        return np.searchsorted(places[order], np.arange(len(rows) + 1)), days[order]

    def _committed(self, subject: Days, since: Days, until: Days, commitments: Any) -> NDArray[np.bool_]:
        """Whether each *subject* gave a commitment from a day to a day."""
        starts, days = commitments
        key = np.repeat(np.arange(self._subjects, dtype=np.int64), np.diff(starts)) << 32 | days
        place = np.searchsorted(key, subject.astype(np.int64) << 32 | since)
        found = np.minimum(place, max(len(key) - 1, 0))
        return np.asarray((place < len(key)) & (key[found] <= (subject.astype(np.int64) << 32 | until)))

    def _kept(self, named: NDArray[np.int64], stands: NDArray[np.bool_]) -> NDArray[np.int64]:
        """What is kept in place of copies among the rows *named*."""
        groups, starts = self._groups["administrative_penalty"]
        of = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        kept = np.full(len(starts) - 1, -2, np.int64)
        alive = stands[groups]
        kept[of[alive]] = groups[alive]
        instead = np.arange(len(stands) + 2)  # the last two are what names any, and what is no row
        instead[groups] = kept[of]
        instead[-1], instead[-2] = -1, -2
        return instead[named]


def series(found: Mapping[str, Spells], ends: Sequence[int]) -> dict[str, NDArray[np.int64]]:
    """How many are on each list on each of the days *ends*."""
    days = np.array(ends, np.int32)
    counts = {name: np.zeros(len(days) + 1, np.int64) for name in found}
    for name, one in found.items():
        monthly(one.start, one.last, days, counts[name])
    return {name: one[:-1] for name, one in counts.items()}
