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
from adapters.synthetic.chance import Chance
from adapters.synthetic.codes import credit_codes
from adapters.synthetic.events import CHANGES
from adapters.synthetic.outcomes import EXTEND, PERIOD
from adapters.synthetic.places import COUNTIES
from adapters.synthetic.shares import MISSING
from adapters.synthetic.subjects import DIVISIONS, REPRESENTATIVE, Subjects
from adapters.synthetic.values import Asked, Drawer, Rows, drawer
from adapters.synthetic.words import SECTOR_CODES
from engine.compile.fields import Field
from engine.dossier import ABOUT_POLICY, PROFILE

COMMON: Final = ("id", "date", "recorded", "subject", "related")
_NAMED: Final = 0.5  # of the records of who has a representative, those that name him
_AUTHORITIES: Final = 900_000_000
"""Numbers of the made-up authorities, beyond those of any subject."""
_OUTCOMES: Final = {"listing_decision": ("list", "decline"), "repair_decision": ("grant", "refuse")}
"""What decisions say, by template from 1 on."""
_OF_POLICIES: Final = frozenset({"policy", "grounds", "outcome", "period", "extend", "document_no", "medium"})
"""What is told of a decision and the like; what files of lists say beside it, no policy asks for."""


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
    who = texts_of(subjects.people[np.repeat(person, lengths)])
    struct = pa.StructArray.from_arrays([pa.array(names).take(whole(roles[roles >= 0])), who], ["role", "id"])
    return lists(lengths, struct)


@dataclass(frozen=True)
class Columns:
    """What makes the tables under *chance*: for each fact type, its stored fields with what draws them."""

    chance: Chance
    drawers: Mapping[str, tuple[tuple[Field, Drawer | None], ...]]
    policies: pa.Array
    periods: pa.Array
    period: NDArray[np.int64]
    """Of each period of *chance*, its place among *periods*, where each stands once."""
    missed: pa.Array
    """What the id of a silence begins with, by duty from 1 on."""

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
        rows = Rows(records.template[some], records.day[some], records.happening[some])
        fields = {}
        for field, draw in self.drawers[name]:
            missing = random.random(length) < (0 if field.required else MISSING)
            if draw is None:
                fields[field.name] = self._given(name, field, batch, some, missing)
            else:
                fields[field.name] = draw(random, rows, missing)
        fields["related"] = batch.related.slice(some.start, length)
        same = records.same[some] - some.start
        if np.any(same != np.arange(length)):
            fields = {name: values.take(whole(same)) for name, values in fields.items()}
        columns = {
            "id": batch.ids.slice(some.start, length),
            "date": days(records.day[some]),
            "recorded": days(records.recorded[some]),
            "subject": batch.subjects.slice(some.start, length),
            "related": fields.pop("related"),
        }
        columns |= fields
        return pa.Table.from_arrays(list(columns.values()), names=list(columns))

    def _given(self, name: str, field: Field, batch: Batch, some: slice, missing: NDArray[np.bool_]) -> pa.Array:
        """A field that follows from the record or its subject."""
        records, length = batch.records, some.stop - some.start
        template = records.template[some]
        match field.name:
            case "policy":
                return coded(records.policy[some], self.policies, missing)
            case "grounds":
                return lists(np.ones(length, dtype=np.int64), self._grounds(batch, some))
            case "revokes":
                return _ids(records.revokes[some])
            case "year":
                return whole(_year(records, some), missing)
            case "outcome":
                return coded(template - 1, pa.array(_OUTCOMES[name]))
            case "period" | "extend":
                told = PERIOD if field.name == "period" else EXTEND
                stated = (template == told) & (records.term[some] >= 0)
                return coded(self.period[records.term[some]], self.periods, ~stated)
            case _ if field.name in _BY_COUNTY:
                return coded(batch.county[some], _BY_COUNTY[field.name], missing)
        return pc.if_else(truths(~missing), batch.numbers.slice(some.start, length), None)

    def _grounds(self, batch: Batch, some: slice) -> pa.Array:
        """The id of what a decision is about: of a record, or of the silence where something was due."""
        records = batch.records
        missed, year = records.missed[some], records.year[some]
        chains = batch.chains.slice(some.start, some.stop - some.start)
        duty = self.missed.take(whole(missed + 1))
        about = pc.if_else(truths(year < 0), chains, whole(year).cast(pa.string()))
        return pc.binary_join_element_wise(duty, about, "")


def _year(records: Records, some: slice) -> NDArray[np.int64]:
    """The year a record is about: the one told, or that of a record dated on its last day, or the one before."""
    day = records.chain_day[some]
    told = np.where(years(day + 1) > years(day), years(day), years(day) - 1)
    return np.where(records.year[some] < 0, told, records.year[some])


def columns_of(chance: Chance) -> Columns:
    """What makes the tables of every fact type under *chance*."""
    drawers = {name: tuple(_fields(chance, name)) for name in chance.types}
    missed = pa.array(["", *(f"missed:{name}:" for name in chance.duties)])
    # Each period once: of a dictionary that repeats itself Parquet writes whatever lies in memory.
    periods = pa.array(chance.periods or [""], type=pa.string()).dictionary_encode()
    period = periods.indices.to_numpy().astype(np.int64)
    return Columns(chance, drawers, pa.array(chance.policies), periods.dictionary, period, missed)


def _fields(chance: Chance, name: str) -> Iterator[tuple[Field, Drawer | None]]:
    type_ = chance.repertoire.program.fact_types[name]
    for field in type_.fields.values():
        if field.name in type_.computed or (name in ABOUT_POLICY and field.name not in _OF_POLICIES):
            continue
        if name == PROFILE:
            if field.name in CHANGES:
                yield field, _changed(field, CHANGES.index(field.name) + 1)
        elif _follows(name, field):
            yield field, None
        elif field.name == "industry" and field.codes is None:
            yield field, drawer(_pooled(field, list(DIVISIONS)), _asked(chance, name, field))
        else:
            yield field, drawer(field, _asked(chance, name, field))


def _asked(chance: Chance, name: str, field: Field) -> Asked:
    """What *chance* has asked of *field*."""
    repertoire = chance.repertoire
    loudness, place = repertoire.loudness, (name, field.name)
    return Asked(
        name,
        repertoire.templates.get(name, [()]),
        frozenset(number for type_, number in repertoire.near if type_ == name),
        chance.last,
        loudness.codes.get(place, ()),
        loudness.truths.get(place, ()),
        loudness.thresholds.get(place, ()),
        _sectors(chance, field) if field.name == "sector" and field.labels else None,
    )


def _sectors(chance: Chance, field: Field) -> NDArray[np.int64]:
    """For each happening the code of the field `sector` that goes with the sector it is of; -1 where none does."""
    codes = list(field.labels or ())
    names = [SECTOR_CODES.get(one.sector, one.sector) for one in chance.repertoire.happenings]
    return np.array([codes.index(one) if one in codes else -1 for one in names], dtype=np.int64)


def _changed(field: Field, template: int) -> Drawer:
    """What a profile of *template* says of *field*, and others do not: a shop becomes an enterprise, others move."""
    pools = {"region": [code for code, _ in COUNTIES], "industry": list(DIVISIONS), "kind": ["enterprise"]}
    pool = pa.array(pools[field.name])

    def draw(random: Generator, rows: Rows, _missing: NDArray[np.bool_]) -> pa.Array:
        chosen = (random.random(len(rows.template)) * len(pool)).astype(np.int64)
        return coded(chosen, pool, rows.template != template)

    return draw


def _follows(name: str, field: Field) -> bool:
    if name in ABOUT_POLICY and field.name in ("policy", "grounds", "outcome", "period", "extend"):
        return True
    if field.name == "year" and field.family == "number":
        return True
    if field.family != "text" or field.codes is not None:
        return False
    return field.name in _BY_COUNTY or field.name.endswith("_no") or (name == "revocation" and field.name == "revokes")


def _pooled(field: Field, texts: list[str]) -> Field:
    """*field* as though *texts* were its codes."""
    return Field(field.name, "text", labels={text: text for text in texts}, codes=frozenset(texts), label=field.label)
