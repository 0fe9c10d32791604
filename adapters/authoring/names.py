"""The names a policy may use: fact types with their fields, measures, departments, lists, parameters, documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.language.base import PolicyBase, load
from engine.language.fact_types import FactType


def names_in(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The names that *files* define, each with what people call it; what cannot be read is left out."""
    base, _ = load(files)
    return {
        "fact_types": {name: _fact_type(one) for name, one in base.fact_types.items()},
        "measures": {name: one.title for name, one in base.measures.items()},
        "departments": {name: one.title for name, one in base.departments.items()},
        "lists": {name: one.title for name, one in base.policies.items() if one.list is not None},
        "grades": {name: one.title for name, one in base.policies.items() if one.grade is not None},
        "codes": {name: {"title": one.title, "values": dict(one.values)} for name, one in base.codes.items()},
        "sources": {name: one.title for name, one in base.cited.items()},
        "clauses": _clauses(base),
    }


def _fact_type(one: FactType) -> dict[str, Any]:
    fields = {
        name: {"label": keys.label, "type": keys.type, "unit": keys.unit, "values": dict(keys.values)}
        for name, keys in one.fields.items()
    }
    return {"title": one.title, "fields": fields}


def _clauses(base: PolicyBase) -> dict[str, str]:
    return {} if base.plan is None else {name: one.says for name, one in base.plan.clauses.items()}
