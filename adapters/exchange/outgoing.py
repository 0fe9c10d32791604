"""What goes out of the store in the exchange formats: which facts, as which rows, and what cannot be said in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal, cast

import orjson
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, exists, select, true

from adapters.access.masking import is_person
from adapters.database.connect import Database, some_of
from adapters.database.tables.records import fact, fact_revocation, subject
from adapters.records.subjects import ATTRIBUTES
from adapters.standards.acts import document_no
from adapters.standards.documents import read_table
from adapters.standards.identifiers import uscc
from adapters.standards.intake import Intake, ListKnown, lists_of
from adapters.standards.layouts import LISTING, PENALTY_2015, PENALTY_2018, PERMIT_2015, PERMIT_2018, Layout
from adapters.standards.raw import RawFact, Reading, Refused
from adapters.standards.rows import Cells, row_of
from adapters.standards.tables import Form, write
from engine.compile.program import Program

Sort = Literal["penalties", "permits", "lists"]
Edition = Literal["2018", "2015"]
LAYOUTS: Final[Mapping[tuple[Sort, Edition], Layout]] = {
    ("penalties", "2018"): PENALTY_2018, ("penalties", "2015"): PENALTY_2015,
    ("permits", "2018"): PERMIT_2018, ("permits", "2015"): PERMIT_2015,
    ("lists", "2018"): LISTING, ("lists", "2015"): LISTING,
}  # fmt: skip
_TYPES: Final[Mapping[Sort, str]] = {
    "penalties": "administrative_penalty", "permits": "administrative_permit", "lists": "listing_decision",
}  # fmt: skip
_CHUNK: Final = 1_000
_PROVINCE: Final = 2
"""Digits of the code of a province, which is the whole of it."""
_WHOLE: Final = "00"
"""What a code ends in that is of a whole: `140100` is all of `1401`."""
_SHOWN: Final = 1_000
"""Facts left out that are told by their ids."""
_DERIVED: Final = frozenset({"decided_on", "period"})
"""Fields that reading a row adds to what it says."""


@dataclass(frozen=True)
class Span:
    """Facts by number: those behind *after*, up to *until*."""

    after: int
    until: int


@dataclass
class Written:
    """What was written: *rows*, and about which *persons*; what could not be said: facts by reason, fields of some."""

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    ids: list[tuple[str, str]] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)
    persons: set[str] = field(default_factory=set)

    def leave_out(self, id_: str, why: str) -> None:
        """Note that the fact *id_* was left out, and *why*."""
        self.left_out[why] += 1
        if len(self.ids) < _SHOWN:
            self.ids.append((id_, why))


@dataclass(frozen=True)
class Outgoing:
    """Facts of one *sort* on their way out of *database*, in the *edition* of their format, by *program*'s lists.

    Of a *region* (its code, or the beginning of it) they are those about subjects there and in all that is below it.
    """

    database: Database
    program: Program
    sort: Sort
    edition: Edition = "2018"
    region: str = ""

    @property
    def layout(self) -> Layout:
        """The columns of the format."""
        return LAYOUTS[self.sort, self.edition]

    def write(self, path: Path, form: Form, span: Span) -> Written:
        """Write the facts of *span* that hold at its end to *path*.

        Each row has been read again, and gave the fact it is of: what cannot be said so is left out, and told.
        """
        written = Written()
        written.rows = write(path, form, self.layout, self._rows(span, written))
        return written

    def _rows(self, span: Span, written: Written) -> Iterator[Cells]:
        with self.database.reading() as connection:
            for some in self._chunks(connection, span):
                repaired = self._repaired(connection, some, span)
                rows = [self._row(one, repaired) for one in some]
                kinds = {one["subject"]: one["kind"] for one in some}
                yield from self._sound([_raw(one) for one in some], rows, kinds, written)

    def _chunks(self, connection: Connection, span: Span) -> Iterator[Sequence[RowMapping]]:
        wanted = _wanted(_TYPES[self.sort], span.until, self.region).order_by(fact.c.number).limit(_CHUNK)
        after = span.after
        while some := connection.execute(wanted.where(fact.c.number > after)).mappings().all():
            yield some
            after = some[-1]["number"]
        if self.sort == "lists" and span.after:
            yield from self._left_since(connection, span)

    def _left_since(self, connection: Connection, span: Span) -> Iterator[Sequence[RowMapping]]:
        """Listings from before *span* that ended by a repair within it."""
        ids = [one for repair in _repairs(connection, span, self.region) for one in _grounds(repair)]
        for some in some_of(ids):
            rows = _wanted(_TYPES["lists"], span.after, self.region).where(fact.c.id.in_(some)).order_by(fact.c.number)
            yield connection.execute(rows).mappings().all()

    def _repaired(self, connection: Connection, some: Sequence[RowMapping], span: Span) -> Mapping[str, str]:
        """By listing, the day on which it ended by repair."""
        if self.sort != "lists":
            return {}
        whose = {one["subject"] for one in some}
        repairs = _repairs(connection, Span(0, span.until), self.region, whose)
        return {id_: one["date"] for one in repairs for id_ in _grounds(one)}

    def _row(self, one: RowMapping, repaired: Mapping[str, str]) -> Cells:
        raw = _raw(one)
        row = row_of(self.layout, raw, {key: one[key] for key in ATTRIBUTES}, self._titles, repaired.get(raw["id"]))
        if self.layout.edition == "2018":  # which wants to know the sender by code and name; not all have them
            row["source"] = row["source"] if _is_uscc(row["source"]) else row["authority"]
            row["source_name"] = row["source_name"] or row["authority_name"]
        return row

    @cached_property
    def _lists(self) -> tuple[ListKnown, ...]:
        return lists_of(self.program)

    @cached_property
    def _titles(self) -> Mapping[str, tuple[str, str]]:
        return {one.policy: (one.title, one.kind) for one in self._lists}

    def _sound(
        self, facts: Sequence[RawFact], rows: Sequence[Cells], kinds: Mapping[str, str], written: Written
    ) -> Iterator[Cells]:
        """Those of *rows* that read as the *facts* they are of, which are about subjects of *kinds*."""
        read = read_table(self.layout, rows, Intake(lists=self._lists))
        again = _by_row(read)
        refused = {one.row: one.code for one in reversed(read.rejected)}
        for number, (one, row) in enumerate(zip(facts, rows, strict=True), 2):
            found = again.get(number)
            if found is None or not _same(one, found):
                written.leave_out(one["id"], refused.get(number, "differs"))
                continue
            written.fields.update(one["fields"].keys() - found["fields"].keys())
            if is_person(kinds[one["subject"]]):
                written.persons.add(one["subject"])
            yield row


def last_number(connection: Connection) -> int:
    """The number of the newest fact; 0 where there is none."""
    return connection.scalar(select(fact.c.number).order_by(fact.c.number.desc()).limit(1)) or 0


def within(region: str) -> ColumnElement[bool]:
    """Whether a row of `subject` is of *region*, a code of GB/T 2260 or its beginning, or of what is below it."""
    if not region:
        return true()
    while len(region) > _PROVINCE and region.endswith(_WHOLE):
        region = region.removesuffix(_WHOLE)
    return subject.c.region.startswith(region, autoescape=True)


def revocations(connection: Connection, span: Span, region: str) -> tuple[list[dict[str, Any]], set[str]]:
    """The revocations of *span* about subjects of *region*, in plain form, and the persons they are about."""
    wanted = select(fact.c.content, fact.c.subject, subject.c.kind).join_from(fact, fact_revocation)
    wanted = wanted.join(subject, fact.c.subject == subject.c.id).where(within(region))
    rows = connection.execute(wanted.where(fact.c.number > span.after, fact.c.number <= span.until)).all()
    told = [{**orjson.loads(row.content), "subject": row.subject} for row in rows]
    return told, {row.subject for row in rows if is_person(row.kind)}


def _wanted(type_: str, until: int, region: str) -> Select[Any]:
    """Facts of *type_* about subjects of *region* that nothing revokes up to the number *until*."""
    taking = fact.alias("taking")
    revoked = exists().where(
        fact_revocation.c.revokes == fact.c.id, taking.c.id == fact_revocation.c.fact, taking.c.number <= until
    )
    columns = [fact.c.number, fact.c.content, fact.c.subject, *(subject.c[key] for key in ATTRIBUTES)]
    joined = select(*columns).join_from(fact, subject, fact.c.subject == subject.c.id)
    return joined.where(fact.c.type == type_, fact.c.number <= until, ~revoked, within(region))


def _repairs(connection: Connection, span: Span, region: str, whose: Iterable[str] = ()) -> list[RawFact]:
    """The repairs granted in *span* to subjects of *region*; to those *whose* ids are named, where some are."""
    wanted = _wanted("repair_decision", span.until, region).where(fact.c.number > span.after).order_by(fact.c.number)
    batches = [wanted.where(fact.c.subject.in_(some)) for some in some_of(sorted(whose))] or [wanted]
    found = [_raw(row) for one in batches for row in connection.execute(one).mappings()]
    return [one for one in found if one["fields"].get("outcome") == "grant"]


def _grounds(repair: RawFact) -> list[str]:
    """The listings that *repair* names."""
    grounds = repair["fields"].get("grounds")
    return [str(one) for one in grounds] if isinstance(grounds, list) else []


def _raw(row: RowMapping) -> RawFact:
    empty: dict[str, Any] = {"source": "", "fields": {}, "related": []}
    return cast(RawFact, {**empty, **orjson.loads(row["content"]), "subject": row["subject"]})


def _by_row(read: Reading) -> Mapping[int, RawFact]:
    """The facts that were read, by row; what a row says beside its fact is another."""
    found: dict[int, RawFact] = {}
    for one, place in zip(read.facts, read.places, strict=True):
        found.setdefault(place.line, one)
    return found


def _same(one: RawFact, again: RawFact) -> bool:
    """Whether *again*, read from a row of *one*, says nothing else."""
    if any(one[key] != again[key] for key in ("type", "subject", "date")):
        return False
    return all(
        key in _DERIVED or _alike(one["fields"].get(key), value)
        for key, value in again["fields"].items()
        if key != "source_name" or key in one["fields"]
    )


def _alike(one: object, other: object) -> bool:
    """Whether two values say the same, however they are spelled."""
    if one == other:
        return True
    if isinstance(one, str | int) and isinstance(other, str) and not isinstance(one, bool):
        try:
            return Decimal(one) == Decimal(other)
        except InvalidOperation:
            return document_no(str(one)) == other
    return False


def _is_uscc(text: str) -> bool:
    try:
        return bool(uscc(text))
    except Refused:
        return False


def told(written: Written) -> dict[str, Any]:
    """*written* as results and manifests tell it."""
    return {
        "rows": written.rows,
        "left_out": dict(written.left_out),
        "left_out_facts": [{"id": id_, "why": why} for id_, why in written.ids],
        "fields_left_out": dict(written.fields),
    }
