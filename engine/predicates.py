"""One-fact conditions in their smallest form: comparisons of a field with a constant, joined by all and any.

This is what both the rete and the trace read. Values are already encoded: amounts as scaled integers, days as
ordinals, codes as strings, truth as booleans. Negation has been pushed down to the comparisons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Operator = Literal["==", "!=", "<", "<=", ">", ">="]
Scalar = int | str | bool


@dataclass(frozen=True, slots=True)
class Compare:
    """*field* stands in *operator* to *value*; not known where the fact lacks the field."""

    field: str
    operator: Operator
    value: Scalar


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of *members* holds; none of them: holds of any fact."""

    members: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of *members* holds; none of them: holds of no fact."""

    members: tuple[Formula, ...]


Formula = Compare | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class FlatFact:
    """A fact as matching sees it: its *type* and the encoded *fields* it has; what is missing is not there."""

    type: str
    fields: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class Predicate:
    """The question *id* put to each fact of *fact_type*; where it holds, *asserts* is matched as a fact too."""

    id: str
    fact_type: str
    formula: Formula
    asserts: FlatFact | None = None
