"""A row of a permit file (行政许可信息) as an `administrative_permit` fact."""

from __future__ import annotations

from adapters.standards import acts, kinds, values
from adapters.standards.acts import Fields
from adapters.standards.parties import Party
from adapters.standards.raw import RawFact
from adapters.standards.record import Record


def permit(record: Record, party: Party | None, received: str | None) -> RawFact | None:
    """The fact that *record* states about *party*; `None` where the row is refused."""
    fields = _as_2018(record) if record.header.layout.edition == "2018" else _as_2015(record)
    return acts.fact(record, party, fields, received)


def _as_2018(record: Record) -> Fields:
    for key in ("document_name", "content", "status"):
        record.needed(key)
    fields = _shared(record) | acts.texts(record, "document_name", "certificate", "permit_no")
    if (kind := record.need("kind", kinds.permit_kind)) is not None:
        fields |= {"kind": kind[0]} | ({"other_kind": kind[1]} if kind[1] else {})
    start = record.need("valid_from", values.day)
    fields |= ({"valid_from": start} if start else {}) | acts.end(record, "valid_until", needed=True)
    if start and str(fields.get("valid_until", start)) < start:
        record.refuse("valid_until", "ends_before_start", start=start, end=fields["valid_until"])
    return fields | acts.status(record, acts.PERMIT_STATUSES)


def _as_2015(record: Record) -> Fields:
    """The first format names kinds of examination (审批类别), not of permit: they stay text."""
    fields = _shared(record) | {"title": record.needed("title")} | acts.texts(record, "scope", "region")
    if kind := record.text("kind"):
        fields["examined_as"] = kind
    return fields | acts.end(record, "valid_until", needed=False) | acts.status(record, acts.STATUSES)


def _shared(record: Record) -> Fields:
    fields: Fields = {"document_no": acts.document_no(record.needed("document_no"))}
    return fields | acts.authority(record) | acts.texts(record, "content", "remark")
