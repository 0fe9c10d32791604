"""A formula as alternatives, each a flat list of conditions that must all hold: the only form a ruleset is written in.

A choice of values for one field (`kind` is one of three) stays one condition, so that lists of codes do not multiply.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.predicates import AllOf, Compare, Formula, Scalar

MOST = 512
CHOICES = 14
VALUES = 64


class TooManyAlternatives(ValueError):
    """A formula that falls into more alternatives than the engine is asked to hold."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """*field* equals one of *values*: at least two, no two alike."""

    field: str
    values: tuple[Scalar, ...]


Atom = Compare | OneOf
Conjunction = tuple[Atom, ...]


def alternatives(formula: Formula) -> tuple[Conjunction, ...]:
    """What *formula* says, as conjunctions of which at least one holds: none for never, one empty one for always."""
    found = tuple(dict.fromkeys(_expanded(formula)))
    return ((),) if () in found else found


def allowed(atom: Atom) -> tuple[Scalar, ...]:
    """The only values *atom* leaves to its field; nothing where it names none."""
    if isinstance(atom, OneOf):
        return atom.values
    return (atom.value,) if atom.operator == "==" else ()


def _expanded(formula: Formula) -> Iterator[Conjunction]:
    if isinstance(formula, Compare):
        yield (formula,)
    elif isinstance(formula, AllOf):
        yield from _product(formula.members)
    else:
        yield from _bounded(_gathered(c for member in formula.members for c in _expanded(member)))


def _product(members: Sequence[Formula]) -> Iterator[Conjunction]:
    found: tuple[Conjunction, ...] = ((),)
    for member in members:
        right = tuple(_expanded(member))
        found = tuple(dict.fromkeys(_bounded(_joined(a, b) for a in found for b in right)))
    yield from found


def _joined(left: Conjunction, right: Conjunction) -> Conjunction:
    return tuple(dict.fromkeys((*left, *right)))


def _bounded(conjunctions: Iterator[Conjunction]) -> Iterator[Conjunction]:
    for number, conjunction in enumerate(conjunctions):
        if number >= MOST:
            raise TooManyAlternatives(f"more than {MOST} alternatives (split the condition)")
        if sum(isinstance(atom, OneOf) for atom in conjunction) > CHOICES:
            raise TooManyAlternatives(f"more than {CHOICES} choices in one alternative (split the condition)")
        yield conjunction


def _gathered(conjunctions: Iterator[Conjunction]) -> Iterator[Conjunction]:
    """*conjunctions* with those that are one equality each gathered into choices, field by field."""
    values: dict[str, dict[Scalar, None]] = {}
    others: dict[Conjunction, None] = {}
    for conjunction in conjunctions:
        equal = allowed(conjunction[0]) if len(conjunction) == 1 else ()
        if equal:
            values.setdefault(conjunction[0].field, {}).update(dict.fromkeys(equal))
        else:
            others[conjunction] = None
    yield from ((atom,) for name, found in values.items() for atom in _choices(name, tuple(found)))
    yield from others


def _choices(name: str, values: tuple[Scalar, ...]) -> Iterator[Atom]:
    """One condition for every 64 of *values*: what the engine holds below one parent is limited."""
    for start in range(0, len(values), VALUES):
        part = values[start : start + VALUES]
        yield OneOf(name, part) if len(part) > 1 else Compare(name, "==", part[0])
