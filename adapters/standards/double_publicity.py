"""Reads files of penalties, permits and lists sheet by sheet, whatever their edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from adapters.standards.acts import revocation
from adapters.standards.gather import Gathering
from adapters.standards.headers import Header, headed
from adapters.standards.intake import Intake
from adapters.standards.listings import LISTED, endings, listing
from adapters.standards.parties import Party, party
from adapters.standards.penalties import penalty
from adapters.standards.permits import permit
from adapters.standards.raw import Note, RawFact, Rejection, shown
from adapters.standards.record import Record
from adapters.standards.tabular import Row, Sheet
from engine.problems import Place, Problem

_FOUND_NO_HEADER = ("exchange.unknown_layout", "exchange.empty_file")


def read_sheets(sheets: Iterable[Sheet], intake: Intake, into: Gathering) -> None:
    """Take every row of *sheets* *into* a gathering.

    A workbook must have one sheet of a known layout; others beside it are noted and left alone.
    """
    known = False
    strange: list[Rejection] = []
    for sheet in sheets:
        found = headed(sheet)
        if found.header is None and all(r.code in _FOUND_NO_HEADER for r in found.rejected):
            strange.extend(found.rejected)
            continue
        known = True
        into.reject(found.rejected)
        into.note(found.notes)
        if found.header is not None:
            _read_rows(found.header, found.rows, intake, into)
    if known:
        full = (r.problem.place for r in strange if r.code != "exchange.empty_file")
        into.note(Note(Problem("exchange.sheet_left_alone", place)) for place in full)
    else:
        into.reject(strange)


def _read_rows(header: Header, rows: Iterable[Row | Rejection], intake: Intake, into: Gathering) -> None:
    empty = True
    for row in rows:
        empty = False
        if isinstance(row, Rejection):
            into.reject([row])
        else:
            _read_row(Record(header, row), intake, into)
    if empty:
        into.note([Note(Problem("exchange.no_rows", Place(header.file, header.row)))])


def _read_row(record: Record, intake: Intake, into: Gathering) -> None:
    who = party(record, intake.person_key)
    fact = _built(record, who, intake)
    if fact is None or who is None:
        names = () if who is None else (who.subject["id"], *(one["subject"] for one in who.related))
        into.reject(replace(rejection, subjects=names) for rejection in record.rejected)
        return
    place = Place(record.header.file, record.row.number)
    for subject in (who.subject, *who.others):
        into.subject(subject, place, fact["date"])
    for each in _mapped(fact, record, intake):
        into.fact(each, place)
    if fact["fields"].get("status") == "revoked":
        into.fact(revocation(fact), place)
    if fact["type"] == LISTED:
        for ending in endings(record, fact):
            into.fact(ending, place)
    into.note(record.notes)


def _built(record: Record, who: Party | None, intake: Intake) -> RawFact | None:
    match record.header.layout.act:
        case "penalty":
            return penalty(record, who, intake.recorded)
        case "permit":
            return permit(record, who, intake.recorded)
        case "listing":
            return listing(record, who, intake)


def _mapped(fact: RawFact, record: Record, intake: Intake) -> tuple[RawFact, ...]:
    """*fact* as the mapping has it; where it knows nothing of it, as it is, and noted."""
    if intake.mapping is None or fact["type"] != intake.mapping.applies_to:
        return (fact,)
    facts, met = intake.mapping.apply(fact)
    key = next((key for key in ("conduct", "title") if record.text(key)), "document_no")
    matters = dict.fromkeys(entry.matter for entry in met if entry.matter)
    if not met:
        record.note(key, "unmapped", text=shown(record.text(key)))
    elif len(matters) > 1:
        record.note(key, "several_matters", matters=", ".join(f"`{matter}`" for matter in matters))
    return facts
