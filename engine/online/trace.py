"""The second opinion on one-fact conditions: computed from the fact itself, with the values compared.

It shares nothing with matching but the compiled form; `Agreement` holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from engine.compile.nodes import FactNode, FieldNode, Law
from engine.compile.program import Program
from engine.facts import Fact
from engine.problems import RuntimeFault
from engine.spells.firing import test_truth
from engine.truth import Truth

ENOUGH: Final = 2
"""So many failing tests say that a rule did not nearly fire."""


class Disagreement(RuntimeFault):
    """Matching and trace differ on a condition; the verdict is withheld."""


class Traced(NamedTuple):
    """What trace finds of a fact under the law of a day: whether it passes, and two at most of the *failing* tests."""

    truth: Truth
    failing: tuple[tuple[FieldNode, Truth], ...] = ()


PASSED: Final = Traced(True)


def traced(node: FactNode, fact: Fact, law: Law) -> Traced:
    """What the tests of *node* say of *fact* under the law of a day, each computed from the fact itself."""
    failing: list[tuple[FieldNode, Truth]] = []
    for test, name, passes in node.checks:
        if passes is None:
            truth = test_truth(test, fact, law)
        else:
            value = fact.fields.get(name)
            truth = None if value is None else passes(value)
        if truth is not True:
            failing.append((test, truth))
            if len(failing) == ENOUGH and False in (failing[0][1], truth):
                break
    if not failing:
        return PASSED
    return Traced(False if any(truth is False for _, truth in failing) else None, tuple(failing[:ENOUGH]))


class Agreement:
    """A matcher that answers with what matching *fired* and trace both say, and raises where they differ."""

    def __init__(self, program: Program, facts: Sequence[Fact], fired: frozenset[tuple[str, int]]) -> None:
        self._program = program
        self._facts = facts
        self._fired = fired
        self._number = {id(fact): number for number, fact in enumerate(facts)}
        self._consulted: set[tuple[str, int]] = set()
        self._known: dict[tuple[int, int, int], Traced] = {}

    def __call__(self, node: FactNode, fact: Fact, law: Law) -> Truth:
        """Whether *fact* passes *node*, as both say."""
        return self.traced(node, fact, law).truth

    def traced(self, node: FactNode, fact: Fact, law: Law) -> Traced:
        """What trace finds, once matching agrees."""
        if not node.tests:
            return PASSED
        predicates = node.predicates
        stretch = -1 if law is None else 0 if len(predicates.values) == 1 else predicates.index(law)
        key = (id(node), id(fact), stretch)
        found = self._known.get(key)
        if found is not None:
            return found
        found = self._known[key] = traced(node, fact, law)
        name = None if law is None else predicates.values[stretch]
        number = self._number.get(id(fact))
        if name is not None and number is not None:
            pair = (name, number)
            self._consulted.add(pair)
            if (found.truth is True) is not (pair in self._fired):
                raise Disagreement(f"matching and trace differ on `{name}` for the fact `{fact.id}`")
        return found

    def settle(self) -> None:
        """Put to trace what matching fired and nobody asked about; raises `Disagreement` where it was wrong."""
        for name, number in self._fired - self._consulted:
            node, law = self._program.fact_nodes[name]
            if traced(node, self._facts[number], law).truth is not True:
                raise Disagreement(f"matching fired `{name}` for the fact `{self._facts[number].id}` without cause")
