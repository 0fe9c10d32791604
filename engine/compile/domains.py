"""Sets of values that pass a test, and the same as comparisons for matching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.predicates import AllOf, AnyOf, Compare, Formula, Operator
from engine.truth import EVERYTHING, IntSet, PartlyKnown, Truth


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A set of texts: *codes*, or all but them if *negated*; *by_prefix* also whatever begins with one of them."""

    codes: frozenset[str]
    negated: bool = False
    by_prefix: bool = False

    def __contains__(self, text: object) -> bool:
        if not self.by_prefix:
            return (text in self.codes) is not self.negated
        return (isinstance(text, str) and text.startswith(tuple(self.codes))) is not self.negated

    passes = __contains__


@dataclass(frozen=True, slots=True)
class TruthSet:
    """A set of truths."""

    truths: frozenset[bool]

    def passes(self, truth: object) -> Truth:
        """Whether *truth* is in the set."""
        return truth in self.truths


@dataclass(frozen=True, slots=True)
class CodesTest:
    """Of a set field: `any`, `all` or `only` of *codes* are in it; *universe* is what else there could be."""

    mode: Literal["any", "all", "only"]
    codes: frozenset[str]
    universe: frozenset[str]

    def passes(self, found: object) -> Truth:
        """Whether the set *found* passes."""
        if not isinstance(found, frozenset):
            return False
        if self.mode == "any":
            return bool(found & self.codes)
        return self.codes <= found if self.mode == "all" else found <= self.codes


Domain = IntSet | PartlyKnown | CodeSet | TruthSet | CodesTest
"""A set of values that pass a test."""


def flag(field: str, code: str) -> str:
    """The name under which matching sees whether *code* is in the set *field*."""
    return f"{field}:{code}"


def formula(field: str, domain: Domain) -> Formula:
    """*domain* as comparisons of *field*."""
    match domain:
        case IntSet():
            return _int_formula(field, domain)
        case PartlyKnown(sure):
            return _int_formula(field, sure)
        case CodeSet(codes, negated):
            operator: Operator = "!=" if negated else "=="
            members = tuple(Compare(field, operator, code) for code in sorted(codes))
            return AllOf(members) if negated else AnyOf(members)
        case TruthSet(truths):
            return AnyOf(tuple(Compare(field, "==", truth) for truth in sorted(truths)))
        case CodesTest("any", codes):
            return AnyOf(tuple(Compare(flag(field, code), "==", True) for code in sorted(codes)))
        case CodesTest("all", codes):
            return AllOf(tuple(Compare(flag(field, code), "==", True) for code in sorted(codes)))
        case CodesTest(_, codes, universe):
            return AllOf(tuple(Compare(flag(field, code), "==", False) for code in sorted(universe - codes)))


def _int_formula(field: str, domain: IntSet) -> Formula:
    if domain == EVERYTHING:
        return Compare(field, ">=", -(2**63))
    holes = domain.complement().spans
    if len(holes) == 1 and holes[0][0] is not None and holes[0][0] == holes[0][1]:
        return Compare(field, "!=", holes[0][0])
    return AnyOf(tuple(_span_formula(field, low, high) for low, high in domain.spans))


def _span_formula(field: str, low: int | None, high: int | None) -> Formula:
    if low is not None and low == high:
        return Compare(field, "==", low)
    members: list[Formula] = []
    if low is not None:
        members.append(Compare(field, ">=", low))
    if high is not None:
        members.append(Compare(field, "<=", high))
    return members[0] if len(members) == 1 else AllOf(tuple(members))
