"""What penalties and permits share: the fact of a row, its id, and the day from which it is known."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from adapters.standards import identifiers, values
from adapters.standards.parties import Party
from adapters.standards.raw import FieldValue, RawFact, shown
from adapters.standards.record import Record

Fields = dict[str, FieldValue]

STATUSES: Final = {"0": "normal", "1": "revoked", "2": "objection", "3": "other"}
"""What 当前状态 of the first format means (正常, 撤销, 异议, 其他)."""

PERMIT_STATUSES: Final = {"1": "valid", "2": "invalid"}
"""What 当前状态 of a permit means in the 2018 edition."""

_MOST_NUMBER: Final = 40  # characters of a document number that an id repeats
_BRACKETS = str.maketrans(dict.fromkeys("[【(（", "〔") | dict.fromkeys("]】)）", "〕"))


def document_no(text: str) -> str:
    """The document number (文号) *text* in one spelling: no space, one sort of bracket, so that copies are equal."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)


def texts(record: Record, *keys: str) -> Fields:
    """The cells *keys* that hold something, as they stand."""
    return {key: text for key in keys if (text := record.text(key))}


def _named(record: Record) -> Fields:
    """Whom the row names beside its party: by name only, which identifies nobody but is not to be lost."""
    found = {"legal_representative": record.text("representative"), "source_name": record.text("source_name")}
    return {key: name for key, name in found.items() if name}


def _known_since(record: Record, decided: str, received: str | None) -> str:
    """The day from which the row is known: *received*, else the sender's time stamp, else *decided*, noted.

    A decision later than that day is refused: nobody can report what is still to be decided.
    """
    stated = record.take("recorded", values.day)
    recorded = received or stated
    if recorded is None:
        record.note("decided_on", "recorded_assumed")
        return decided
    if decided > recorded:
        record.refuse("decided_on", "decided_later", decided=decided, recorded=recorded)
    return recorded


def end(record: Record, key: str, *, needed: bool) -> Fields:
    """The field *key* as a day; or `permanent` where the row says without end; or nothing."""
    text = record.needed(key) if needed else record.text(key)
    found = record.take(key, values.last_day) if text else None
    if found is not None:
        return {key: found}
    return {"permanent": True} if text and not record.rejected else {}


def status(record: Record, codes: Mapping[str, str]) -> Fields:
    """The 当前状态 of the row by *codes*; another code is refused, since taking it for normal would hide an error."""
    text = record.text("status")
    if not text:
        return {}
    if text not in codes:
        record.refuse("status", "bad_status", value=shown(text), known="、".join(codes))
        return {}
    return {"status": codes[text]}


def authority(record: Record) -> Fields:
    """The deciding body: its name, and its code where the format has one."""
    fields: Fields = {"authority_name": record.needed("authority_name")}
    if record.header.layout.edition == "2018" and (code := record.need("authority", identifiers.uscc)):
        fields["authority"] = code
    return fields


def _source(record: Record) -> str:
    """Who sent the row: the department's code; in formats that have none, the deciding body's code or name."""
    if record.header.layout.edition == "2018":
        record.needed("source_name")
        return record.need("source", identifiers.uscc) or ""
    if record.header.layout.edition == "lists" and (code := record.take("authority", identifiers.uscc)):
        return code
    return record.text("authority_name")


def fact(record: Record, party: Party | None, fields: Fields, received: str | None, type_: str = "") -> RawFact | None:
    """The fact that *record* states about *party* with *fields*, its file *received* then; `None` where it is refused.

    It is of *type_*, or of that of administrative acts.
    Its id depends on all but the day from which it is known. So the same row sent again is the same fact, a
    corrected row or another department's copy is another fact of the same identity, and the id shows neither
    names nor identity numbers.
    """
    decided = record.need("decided_on", values.day)
    recorded = _known_since(record, decided, received) if decided else ""
    source = _source(record)
    if record.rejected or party is None or decided is None:
        return None
    act = record.header.layout.act
    fields = fields | _named(record)
    found = RawFact(
        id="", type=type_ or f"administrative_{act}", subject=party.subject["id"], date=decided, recorded="",
        source=source, fields=fields, related=list(party.related),
    )  # fmt: skip
    number = "-".join(re.findall(r"[0-9A-Za-z]+", str(fields.get("document_no", ""))))[:_MOST_NUMBER] or "0"
    found["id"] = f"{act}:{number}:{fields.get('authority') or '-'}:{_digest(found)}"
    found["recorded"] = recorded
    if act == "penalty":  # stated once more, for the law that this day picks
        found["fields"] |= {"decided_on": decided}
    return found


def revocation(revoked: RawFact) -> RawFact:
    """The fact that *revoked* is revoked, for rows whose status says so; of the day on which that is known."""
    day = max(revoked["date"], revoked["recorded"])
    return RawFact(
        id=f"revocation:{revoked['id']}", type="revocation", subject=revoked["subject"], date=day, recorded=day,
        source=revoked["source"], fields={"revokes": revoked["id"]}, related=[],
    )  # fmt: skip


def _digest(content: RawFact) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
