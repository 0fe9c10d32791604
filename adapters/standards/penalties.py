"""A row of a penalty file (行政处罚信息) as an `administrative_penalty` fact."""

from __future__ import annotations

from adapters.standards import acts, kinds, values
from adapters.standards.acts import Fields
from adapters.standards.parties import Party
from adapters.standards.raw import RawFact, Refused, shown
from adapters.standards.record import Record


def penalty(record: Record, party: Party | None, received: str | None) -> RawFact | None:
    """The fact that *record* states about *party*; `None` where the row is refused."""
    fields = _as_2018(record) if record.header.layout.edition == "2018" else _as_2015(record)
    return acts.fact(record, party, fields, received)


def _as_2018(record: Record) -> Fields:
    for key in ("conduct", "facts_found", "ground_cited", "content"):
        record.needed(key)
    fields = _shared(record)
    codes, remarks = record.need("kinds", kinds.penalty_kinds) or ([], [])
    fields |= _kinds(record, codes, remarks)
    fields |= _amount(record, "fine", "fine_without_amount", due="fine" in codes)
    confiscated = not kinds.CONFISCATIONS.isdisjoint(codes)
    fields |= _amount(record, "confiscated", "confiscation_without_amount", due=confiscated)
    if not kinds.PAPERS.isdisjoint(codes):
        record.needed("licence", "licence_not_named")
    fields |= acts.texts(record, "licence")
    fields |= acts.end(record, "valid_until", needed=True)
    shown_until = record.take("publicity_until", values.last_day)
    return fields | ({"publicity_until": shown_until} if shown_until else {})


def _as_2015(record: Record) -> Fields:
    record.needed("content")
    fields = _shared(record) | acts.texts(record, "title", "case_name", "scope", "publicity_term", "region")
    codes, remarks = [], []
    for key in ("kinds", "more_kinds"):
        found = _older_kinds(record, key)
        codes += [code for code in found[0] if code not in codes]
        remarks += found[1]
    fields |= _kinds(record, codes, remarks)
    fields |= acts.end(record, "valid_until", needed=False)
    return fields | acts.status(record, acts.STATUSES)


def _shared(record: Record) -> Fields:
    fields: Fields = {"document_no": acts.document_no(record.needed("document_no"))}
    fields |= acts.authority(record)
    return fields | acts.texts(record, "conduct", "facts_found", "ground_cited", "content", "remark")


def _older_kinds(record: Record, key: str) -> tuple[list[str], list[str]]:
    """The kinds in a column of the first format, whose list of kinds was open: what is not known is `other`."""
    text = record.text(key)
    try:
        return kinds.penalty_kinds(text) if text else ([], [])
    except Refused:
        record.note(key, "unknown_kind", value=shown(text))
        return [kinds.OTHER], [text]


def _kinds(record: Record, codes: list[str], remarks: list[str]) -> Fields:
    if not kinds.UNDIVIDED.isdisjoint(remarks):
        record.note("kinds", "undivided_kind", value=shown("; ".join(remarks)))
    fields: Fields = {"kinds": list(codes)} if codes else {}
    return fields | ({"other_kinds": list(remarks)} if remarks else {})


def _amount(record: Record, key: str, code: str, *, due: bool) -> Fields:
    amount = record.need(key, values.yuan, code) if due else record.take(key, values.yuan)
    if amount is None:
        return {}
    if not due and amount != "0.00":
        record.note(key, "amount_without_kind", amount=amount)
    return {key: amount}
