"""The meaning of predicates in the plainest Python, to hold the rete against, and generators of both."""

from collections.abc import Callable, Mapping, Sequence
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from hypothesis import strategies as st

from engine.online.rete import Firings
from engine.predicates import AllOf, AnyOf, Compare, FlatFact, Formula, Operator, Predicate, Scalar

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
EQUALITY: tuple[Operator, ...] = ("==", "!=")
ORDER: tuple[Operator, ...] = ("==", "!=", "<", "<=", ">", ">=")


def true_of(formula: Formula, fields: Mapping[str, Scalar]) -> bool:
    match formula:
        case AllOf(members):
            return all(true_of(member, fields) for member in members)
        case AnyOf(members):
            return any(true_of(member, fields) for member in members)
        case Compare(field, operator, value):
            return field in fields and OPERATORS[operator](fields[field], value)


def firings(predicates: Sequence[Predicate], facts: Sequence[FlatFact]) -> Firings:
    by_id = {predicate.id: predicate for predicate in predicates}
    pairs = {(p.id, n) for p in predicates for n, f in enumerate(facts) if _fires(p, f)}
    chained: set[str] = set()
    waiting = {id_ for id_, _ in pairs}
    done: set[str] = set()
    while waiting:
        id_ = waiting.pop()
        done.add(id_)
        asserted = by_id[id_].asserts
        fired = {p.id for p in predicates if asserted is not None and _fires(p, asserted)}
        chained |= fired
        waiting |= fired - done
    return Firings(frozenset(pairs), frozenset(chained))


def _fires(predicate: Predicate, fact: FlatFact) -> bool:
    return predicate.fact_type == fact.type and true_of(predicate.formula, fact.fields)


TEXTS = ("", "建筑", "运输", "a", "a ", "a!", "it's", '"quoted"', "back\\slash", "new\nline", "\x7f", "𠮷", '"id":"1"')
NUMBERS = (-(2**63), -(2**62), -1, 0, 1, 2, 30_000, 2**53, 2**53 + 1, 2**63 - 1)
FIELDS: Mapping[str, st.SearchStrategy[Scalar]] = {
    "sector": st.sampled_from(TEXTS),
    "行业": st.sampled_from(TEXTS),
    "amount": st.sampled_from(NUMBERS) | st.integers(-(2**63), 2**63 - 1),
    "days": st.integers(-3, 3),
    "settled": st.booleans(),
}
LEVELS = ("penalty", "arrears", "listed", "measure")


@st.composite
def compares(draw: st.DrawFn) -> Compare:
    field = draw(st.sampled_from(sorted(FIELDS)))
    value = draw(FIELDS[field])
    return Compare(field, draw(st.sampled_from(EQUALITY if isinstance(value, str) else ORDER)), value)


def formulas() -> st.SearchStrategy[Formula]:
    return st.recursive(
        compares(),
        lambda inner: (
            st.builds(AllOf, st.lists(inner, max_size=3).map(tuple))
            | st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple))
        ),
        max_leaves=8,
    )


@st.composite
def facts(draw: st.DrawFn, types: Sequence[str] = (*LEVELS, "unknown")) -> FlatFact:
    held = draw(st.sets(st.sampled_from(sorted(FIELDS))))
    return FlatFact(draw(st.sampled_from(types)), {name: draw(FIELDS[name]) for name in sorted(held)})


@st.composite
def bases(draw: st.DrawFn) -> tuple[Predicate, ...]:
    """Predicates whose chains only climb the levels, so that none is a circle."""
    made: list[Predicate] = []
    for number in range(draw(st.integers(0, 25))):
        level = draw(st.integers(0, len(LEVELS) - 1))
        higher = LEVELS[level + 1 :]
        asserts = draw(st.none() | facts(higher)) if higher else None
        made.append(Predicate(f"政策/{number}", LEVELS[level], draw(formulas()), asserts))
    return tuple(made)
