"""The number that an aggregate makes of facts, between bounds where something about them is not known (S10)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.compile.nodes import AggregateNode
from engine.facts import Fact
from engine.truth import Bound


@dataclass(slots=True)
class Gathered:
    """What an aggregate found: bounds of its number, and the facts that count for sure or perhaps."""

    low: Bound
    high: Bound
    sure: list[Fact]
    unsure: list[Fact]
    nothing: bool = False
    """No fact can count: a greatest value does not exist."""


def bounds(node: AggregateNode, sure: list[Fact], unsure: list[Fact], *, whole: bool) -> Gathered:
    """The number *node* makes of facts that count for *sure* and perhaps; *whole*: no others can have been missed."""
    match node.operation:
        case "count":
            low, high = len(sure), len(sure) + len(unsure)
            return Gathered(low, high if whole else None, sure, unsure)
        case "distinct":
            return _distinct(node, sure, unsure, whole)
        case "sum":
            return _sum(node, sure, unsure, whole)
        case "max":
            return _greatest(node, sure, unsure, whole)


def _values(node: AggregateNode, facts: list[Fact]) -> list[int | None]:
    name = node.field.name if node.field else ""
    values = [fact.fields.get(name) for fact in facts]
    return [value if isinstance(value, int) else None for value in values]


def _distinct(node: AggregateNode, sure: list[Fact], unsure: list[Fact], whole: bool) -> Gathered:
    name = node.field.name if node.field else ""
    known = {fact.fields.get(name) for fact in sure} - {None}
    every_known = known | ({fact.fields.get(name) for fact in unsure} - {None})
    unknown = sum(name not in fact.fields for fact in (*sure, *unsure))
    low = max(len(known), 1 if sure else 0)
    return Gathered(low, len(every_known) + unknown if whole else None, sure, unsure)


def _sum(node: AggregateNode, sure: list[Fact], unsure: list[Fact], whole: bool) -> Gathered:
    signed = node.field is not None and node.field.signed
    low: Bound = 0
    high: Bound = 0
    for facts, counts in ((sure, True), (unsure, False)):
        for value in _values(node, facts):
            if value is None:
                low, high = None if signed else low, None
            elif counts:
                low, high = _plus(low, value), _plus(high, value)
            else:
                low, high = _plus(low, min(0, value)), _plus(high, max(0, value))
    if not whole:
        low, high = None if signed else low, None
    return Gathered(low, high, sure, unsure)


def _plus(bound: Bound, value: int) -> Bound:
    return None if bound is None else bound + value


def _greatest(node: AggregateNode, sure: list[Fact], unsure: list[Fact], whole: bool) -> Gathered:
    signed = node.field is not None and node.field.signed
    certain, possible = _values(node, sure), _values(node, sure + unsure)
    if not possible and whole:
        return Gathered(None, None, sure, unsure, nothing=True)
    known = [value for value in certain if value is not None]
    least: Bound = max(known) if known else None if signed else 0
    if not sure:
        least = min((value for value in possible if value is not None), default=None) if None not in possible else None
        least = least if signed or least is not None else 0
        least = least if whole else None if signed else 0
    unbounded = None in possible or not whole
    return Gathered(least, None if unbounded else max(v for v in possible if v is not None), sure, unsure)
