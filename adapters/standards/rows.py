"""Facts as rows of the exchange formats: what reading a row makes of it, the other way round.

A row says what its format can say. Whether that is all there is, whoever writes rows finds out by reading them again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from adapters.standards import identifiers, people
from adapters.standards.kinds import OTHER, PENALTIES, PERMITS, UNDIVIDED
from adapters.standards.layouts import Layout
from adapters.standards.listings import KINDS, REPAIRED
from adapters.standards.parties import ORGANISATION, PERSON, SOLE_TRADER
from adapters.standards.raw import RawFact, Refused
from adapters.standards.values import PERMANENT, wan

Cells = dict[str, str]
_CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "penalty": {code: name for name, code in reversed(list(PENALTIES.items()))},
    "permit": {code: name for name, code in reversed(list(PERMITS.items()))},
}
"""What each kind is called first."""
_STATUSES: Final = {"normal": "0", "revoked": "1", "objection": "2", "other": "3"}
_PERMIT_STATUSES: Final = {"valid": "1", "invalid": "2"}
_PAPERS: Final = {code: name for name, code in reversed(list(people.DOCUMENTS.items()))}
_LIST_KINDS: Final = {"red": "守信红名单", "watch": "重点关注名单", "black": "失信黑名单"}
assert all(name in KINDS[kind] for kind, name in _LIST_KINDS.items())  # noqa: S101 - a table against another
_REPRESENTATIVE: Final = "legal_representative"


def row_of(
    layout: Layout,
    fact: RawFact,
    subject: Mapping[str, Any],
    lists: Mapping[str, tuple[str, str]],
    repaired: str | None = None,
) -> Cells:
    """The cells of *fact*, about *subject*, by the keys of *layout*.

    *lists* are titles and kinds by policy, *repaired* is the day on which a list was left by repair.
    """
    fields = fact["fields"]
    row = {key: value for key, value in fields.items() if isinstance(value, str)}
    row |= {"decided_on": fact["date"], "recorded": fact["recorded"], "source": fact["source"]}
    row["representative"] = str(fields.get(_REPRESENTATIVE, ""))
    if fields.get("permanent") is True:
        row["valid_until"] = PERMANENT.isoformat()
    row |= _party(layout, fact, subject) | _representative(fact)
    match layout.act:
        case "penalty":
            row |= _penalty(fields)
        case "permit":
            row |= _permit(layout, fields)
        case "listing":
            row |= _listing(fields, lists, repaired)
    return {column.key: row.get(column.key, "") for column in layout.columns}


def _party(layout: Layout, fact: RawFact, subject: Mapping[str, Any]) -> Cells:
    """Who the row is about."""
    id_, kind = fact["subject"], subject.get("kind")
    row = {"name": str(subject.get("name") or "")}
    if id_.startswith("person:"):
        document, number = _paper(id_)
        return row | {"category": PERSON, "id_type": document, "id_number": number}
    row["category"] = SOLE_TRADER if kind == "individual_business" else ORGANISATION
    scheme, _, number = id_.rpartition(":")
    if not scheme:
        return row | {"uscc": id_}
    none = identifiers.NO_CODE if layout.edition == "2018" else ""
    key = "organisation_code" if scheme == "organisation" else f"{scheme}_no"
    return row | {"uscc": none, key: number}


def _representative(fact: RawFact) -> Cells:
    """The legal representative, where the fact names one by number."""
    named = next((one["subject"] for one in fact["related"] if one["role"] == _REPRESENTATIVE), "")
    if not named.startswith("person:"):
        return {}
    document, number = _paper(named)
    return {"representative_id_type": document, "representative_id": number}


def _paper(id_: str) -> tuple[str, str]:
    """The kind and number of the paper that the id of a person was made of."""
    *_, document, number = id_.split(":")
    if document == "person":
        document = "resident" if _is_identity(number) else "other"
    return _PAPERS.get(document, document), number


def _is_identity(number: str) -> bool:
    try:
        return identifiers.identity_number(number) == number
    except Refused:
        return False


def _penalty(fields: Mapping[str, Any]) -> Cells:
    row = {key: wan(fields[key]) for key in ("fine", "confiscated") if key in fields}
    remarks = [text if text in UNDIVIDED else f"其他-{text}" for text in fields.get("other_kinds", ())]
    others = remarks or ["其他"]
    codes = fields.get("kinds", ())
    names = [name for code in codes for name in (others if code == OTHER else [_CODES["penalty"].get(code, code)])]
    return row | {"kinds": ";".join(names), "status": _STATUSES.get(fields.get("status", ""), "")}


def _permit(layout: Layout, fields: Mapping[str, Any]) -> Cells:
    if layout.edition == "2015":
        return {"kind": fields.get("examined_as", ""), "status": _STATUSES.get(fields.get("status", ""), "")}
    code, remark = fields.get("kind", ""), fields.get("other_kind", "")
    kind = f"其他-{remark}" if code == OTHER and remark else _CODES["permit"].get(code, code)
    return {"kind": kind, "status": _PERMIT_STATUSES.get(fields.get("status", ""), "")}


def _listing(fields: Mapping[str, Any], lists: Mapping[str, tuple[str, str]], repaired: str | None) -> Cells:
    title, kind = lists.get(fields.get("policy", ""), ("", ""))
    row = {"list": title, "list_kind": _LIST_KINDS.get(kind, "")}
    return row | ({"exited_on": repaired, "exit_reason": REPAIRED} if repaired else {})
