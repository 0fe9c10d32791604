"""The records of one batch as Arrow tables, a fact type each: the columns every record has, then its own fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator
from numpy.typing import NDArray

from adapters.shanxi import CITIES
from adapters.synthetic.arrow import coded, days, lists, texts_of, truths, whole, years
from adapters.synthetic.book import Records
from adapters.synthetic.codes import credit_codes
from adapters.synthetic.events import Chance
from adapters.synthetic.places import COUNTIES
from adapters.synthetic.shares import MISSING
from adapters.synthetic.subjects import DIVISIONS, REPRESENTATIVE, Subjects
from adapters.synthetic.values import EVEN, Drawer, drawer
from engine.compile.fields import Field
from engine.dossier import ABOUT_POLICY, PROFILE

COMMON: Final = ("id", "date", "recorded", "subject", "related")
_NAMED: Final = 0.5  # of the records of who has a representative, those that name him
_DECISIONS: Final = 8.0  # so skewed, one decision in twelve declines
_PERIODS: Final = ("1 year", "2 years", "3 years")
_AUTHORITIES: Final = 900_000_000
"""Numbers of the made-up authorities, beyond those of any subject."""


def _authorities() -> list[str]:
    regions = np.array([int(code) for code, _ in COUNTIES])
    starts = np.tile(np.frombuffer(b"11", dtype=np.uint8), (len(regions), 1))
    return [row.tobytes().decode() for row in credit_codes(starts, regions, _AUTHORITIES + np.arange(len(regions)))]


def _by_county() -> dict[str, pa.Array]:
    codes = pa.array([code for code, _ in COUNTIES])
    # With the city: two districts have one name, and Parquet takes no dictionary that repeats itself.
    places = [f"{city.name}{county.name}" for city in CITIES for county in city.counties]
    bodies = pa.array([f"示例{place}机关" for place in places])
    courts = pa.array([f"示例{place}人民法院" for place in places])
    found = {"authority_region": codes, "region": codes, "authority": pa.array(_authorities()), "court": courts}
    return found | dict.fromkeys(("authority_name", "organ", "source_name", "assessor"), bodies)


_BY_COUNTY: Final[Mapping[str, pa.Array]] = _by_county()
"""Fields that go by the subject's county."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch's *records* and what many columns are cut from: all by record, in the order of the records."""

    records: Records
    ids: pa.Array
    subjects: pa.Array
    chains: pa.Array
    numbers: pa.Array
    related: pa.Array
    county: NDArray[np.int64]


def batch_of(chance: Chance, subjects: Subjects, records: Records, random: Generator) -> Batch:
    """What the columns of *records* are cut from."""
    year, serial = (whole(one).cast(pa.string()) for one in (years(records.chain_day), records.chain))
    return Batch(
        records=records,
        ids=_ids(records.serial),
        subjects=texts_of(subjects.ids[records.place]),
        chains=_ids(records.chain),
        numbers=pc.binary_join_element_wise("示例〔", year, "〕", serial, "号", ""),
        related=_related(chance, subjects, records, random),
        county=subjects.county[records.place],
    )


def _ids(serial: NDArray[np.int64]) -> pa.Array:
    return pc.binary_join_element_wise("f", whole(serial).cast(pa.string()), "")


def _related(chance: Chance, subjects: Subjects, records: Records, random: Generator) -> pa.Array:
    """The representative, in the roles the list reaches, or named as such."""
    names = sorted({REPRESENTATIVE, *(role for one in chance.repertoire.happenings for role in one.roles)})
    table = np.full((len(chance.repertoire.happenings) + 1, 2), -1)
    table[:, 0] = names.index(REPRESENTATIVE)
    for number, one in enumerate(chance.repertoire.happenings):
        for place, role in enumerate(one.roles):
            table[number, place] = names.index(role)
    person = subjects.representative[records.place]
    happened = records.happening >= 0
    named = happened & (person >= 0) & (random.random(len(person)) < _NAMED)
    roles = np.where(named[:, None], table[records.happening], -1)
    lengths = (roles >= 0).sum(axis=1)
    who = texts_of(subjects.ids[np.repeat(person, lengths)])
    struct = pa.StructArray.from_arrays([pa.array(names).take(whole(roles[roles >= 0])), who], ["role", "id"])
    return lists(lengths, struct)


@dataclass(frozen=True)
class Columns:
    """What makes the tables under *chance*: for each fact type, its stored fields with what draws them."""

    chance: Chance
    drawers: Mapping[str, tuple[tuple[Field, Drawer | None], ...]]
    policies: pa.Array

    def tables(self, batch: Batch, random: Generator) -> Iterator[tuple[str, NDArray[np.int64], pa.Table]]:
        """Each fact type that has records: its name, the subjects' places, and the records."""
        bounds = np.searchsorted(batch.records.type, np.arange(len(self.chance.types) + 1))
        for number, name in enumerate(self.chance.types):
            start, end = int(bounds[number]), int(bounds[number + 1])
            if start < end:
                some = slice(start, end)
                yield name, batch.records.place[some], self._table(name, batch, some, random)

    def _table(self, name: str, batch: Batch, some: slice, random: Generator) -> pa.Table:
        length = some.stop - some.start
        records = batch.records
        columns = {
            "id": batch.ids.slice(some.start, length),
            "date": days(records.day[some]),
            "recorded": days(records.recorded[some]),
            "subject": batch.subjects.slice(some.start, length),
            "related": batch.related.slice(some.start, length),
        }
        template, day = records.template[some], records.day[some]
        for field, draw in self.drawers[name]:
            missing = random.random(length) < (0 if field.required else MISSING)
            if draw is None:
                columns[field.name] = self._given(name, field, batch, some, missing)
            else:
                columns[field.name] = draw(random, template, day, missing)
        return pa.Table.from_arrays(list(columns.values()), names=list(columns))

    def _given(self, name: str, field: Field, batch: Batch, some: slice, missing: NDArray[np.bool_]) -> pa.Array:
        """A field that follows from the record or its subject."""
        records, length = batch.records, some.stop - some.start
        if field.name == "policy":
            return coded(records.policy[some], self.policies, missing)
        if field.name == "grounds":
            return lists(np.ones(length, dtype=np.int64), batch.chains.slice(some.start, length))
        if field.name == "revokes":
            return _ids(records.revokes[some])
        if field.name == "year":
            return whole(years(records.chain_day[some]) - 1, missing)
        if field.name in _BY_COUNTY and name != PROFILE:
            return coded(batch.county[some], _BY_COUNTY[field.name], missing)
        return pc.if_else(truths(~missing), batch.numbers.slice(some.start, length), None)


def columns_of(chance: Chance) -> Columns:
    """What makes the tables of every fact type under *chance*."""
    return Columns(chance, {name: tuple(_fields(chance, name)) for name in chance.types}, pa.array(chance.policies))


def _fields(chance: Chance, name: str) -> Iterator[tuple[Field, Drawer | None]]:
    type_ = chance.repertoire.program.fact_types[name]
    templates = chance.repertoire.templates.get(name, [()])
    for field in type_.fields.values():
        if field.name in type_.computed:
            continue
        if name == PROFILE:
            if field.name == "region":
                yield field, drawer(_pooled(field, [code for code, _ in COUNTIES]), templates, chance.last, EVEN)
        elif _follows(name, field):
            yield field, None
        elif field.name == "industry" and field.codes is None:
            yield field, drawer(_pooled(field, list(DIVISIONS)), templates, chance.last, EVEN)
        elif name in ABOUT_POLICY:
            periods = _pooled(field, list(_PERIODS)) if field.name in ("period", "extend") else field
            yield field, drawer(periods, templates, chance.last, _DECISIONS)
        else:
            yield field, drawer(field, templates, chance.last)


def _follows(name: str, field: Field) -> bool:
    if name in ABOUT_POLICY and field.name in ("policy", "grounds"):
        return True
    if field.name == "year" and field.family == "number":
        return True
    if field.family != "text" or field.codes is not None:
        return False
    return field.name in _BY_COUNTY or field.name.endswith("_no") or (name == "revocation" and field.name == "revokes")


def _pooled(field: Field, texts: list[str]) -> Field:
    """*field* as though *texts* were its codes."""
    return Field(field.name, "text", labels={text: text for text in texts}, codes=frozenset(texts), label=field.label)
