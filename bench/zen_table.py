"""The one-fact conditions of a base as a decision table of zen-engine, a rule engine written in Rust.

Each predicate is a row; a row's cells are the tests of a fact's fields. The engine is optional: `make bench-install`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from engine.predicates import AllOf, Compare, FlatFact, Formula, Predicate

INSTALLED = find_spec("zen") is not None


class NoTable(ValueError):
    """A predicate is no row of a table: it is a choice between several."""


class ZenTable:
    """*predicates* as one table that collects every row that holds."""

    def __init__(self, predicates: Sequence[Predicate]) -> None:
        self._decision = import_module("zen").ZenEngine().create_decision(json.dumps(_document(predicates)))

    def match(self, facts: Sequence[FlatFact]) -> frozenset[tuple[str, int]]:
        """The pairs of a predicate and a fact's place."""
        found: set[tuple[str, int]] = set()
        for place, fact in enumerate(facts):
            rows = self._decision.evaluate({"type": fact.type, **fact.fields})["result"]
            found.update((row["holds"], place) for row in rows)
        return frozenset(found)


def _document(predicates: Sequence[Predicate]) -> dict[str, Any]:
    rows = [{"_id": one.id, "out": json.dumps(one.id), **_cells(one)} for one in predicates]
    fields = sorted({name for row in rows for name in row} - {"_id", "out"})
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": name, "name": name, "field": name} for name in fields],
        "outputs": [{"id": "out", "name": "holds", "field": "holds"}],
        "rules": rows,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": table},
        {"id": "end", "type": "outputNode", "name": "end"},
    ]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b} for a, b in (("in", "table"), ("table", "end"))]
    return {"nodes": nodes, "edges": edges}


def _cells(predicate: Predicate) -> dict[str, str]:
    cells: dict[str, list[str]] = {"type": [json.dumps(predicate.fact_type)]}
    for compare in _compares(predicate.formula):
        value = json.dumps(compare.value, ensure_ascii=False)
        cells.setdefault(compare.field, []).append(value if compare.operator == "==" else f"{compare.operator} {value}")
    return {name: " and ".join(tests) for name, tests in cells.items()}


def _compares(formula: Formula) -> list[Compare]:
    if isinstance(formula, Compare):
        return [formula]
    if isinstance(formula, AllOf) or len(formula.members) == 1:
        return [compare for member in formula.members for compare in _compares(member)]
    raise NoTable
