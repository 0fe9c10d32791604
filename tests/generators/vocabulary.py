"""The fact types that generated policies speak of, some with identity, sources, duties; and values for their fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.generators.days import law_days

AMOUNTS = (0, 50, "99.99", 100, "100.01", 200)
KINDS = ("enterprise", "natural_person")
CODES = ("a", "b", "c")
REGIONS = ("14", "1401", "140105", "1402")

_ENUM = {code: code.upper() for code in CODES}
_COMMON: Mapping[str, Mapping[str, Any]] = {
    "amount": {"type": "decimal", "label": "额", "unit": "CNY"},
    "grave": {"type": "boolean", "label": "重"},
    "case": {"type": "string", "label": "案"},
    "sort": {"type": "enum", "label": "类", "values": _ENUM},
}
_FINE: Mapping[str, Mapping[str, Any]] = {
    **_COMMON,
    "change": {"type": "integer", "label": "变", "signed": True},
    "tags": {"type": "set", "label": "标", "values": _ENUM},
    "paid": {"type": "decimal", "label": "缴"},
    "number": {"type": "string", "label": "号"},
    "authority": {"type": "string", "label": "关"},
    "acted": {"type": "date", "label": "行"},
    "decided": {"type": "date", "label": "决"},
    "until": {"type": "date", "label": "止"},
}
FIELDS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "fine": _FINE,
    "warning": _COMMON,
    "order": {**_COMMON, "due": {"type": "date", "label": "期"}},
    "cleared": _COMMON,
    "report": {"year": {"type": "integer", "label": "年"}, "clean": {"type": "boolean", "label": "净"}},
}
TRIGGERS = ("fine", "warning", "order")
POOLED = (*TRIGGERS, "cleared")
INDUSTRIES = ("0610", "07", "06", "1606")
ROLES = ("owner", "partner")
SILENCES = ("deadline_missed.obey", "deadline_missed.annual")
"""What silence about an `order`, and about the `report` of a year, becomes."""


@st.composite
def fact_types(draw: st.DrawFn) -> dict[str, Any]:
    """The file of fact types."""
    types: dict[str, dict[str, Any]] = {name: {"title": name, "fields": dict(keys)} for name, keys in FIELDS.items()}
    types["fine"] |= {
        "dates": {"act": "acted", "penalty": "decided"},
        "derived": {"share": {"label": "比", "from": {"ratio": ["paid", "amount"]}}},
    }
    if draw(st.booleans()):
        types["fine"]["identity"] = ["number", "authority"]
    types["order"]["duties"] = {"obey": _duty(due="due", answered_by="cleared", same="case")}
    types["report"]["duties"] = {"annual": draw(_annual())}
    for name in draw(st.sets(st.sampled_from((*POOLED, "report")), max_size=2)):
        types[name]["sources"] = draw(st.lists(_sources(), min_size=1, max_size=2))
    return {"basis": {"law": {"title": "法"}}, "fact_types": types}


@st.composite
def _annual(draw: st.DrawFn) -> dict[str, Any]:
    window = draw(st.sampled_from((("01-01", "06-30"), ("01-01", "02-28"), ("03-01", "06-30"), ("02-28", "08-31"))))
    keys: dict[str, Any] = {"yearly": {"from": window[0], "to": window[1]}, "year_field": "year"}
    if draw(st.booleans()):
        keys["first"] = draw(st.sampled_from((2022, 2023)))
    if draw(st.integers(0, 3)) == 0:
        keys["in_force"] = {draw(st.sampled_from(("from", "to"))): draw(law_days())}
    return _duty(**keys, answered_by="report", where={"clean": True})


def _duty(**keys: Any) -> dict[str, Any]:
    return {"label": "务", **keys, "applies_to": "enterprise", "basis": "law"}


@st.composite
def _sources(draw: st.DrawFn) -> dict[str, Any]:
    first, last = sorted((draw(law_days()), draw(law_days())))
    connected = draw(st.sampled_from(({}, {"from": first}, {"to": last}, {"from": first, "to": last})))
    return {"department": "bureau", "connected": connected}
