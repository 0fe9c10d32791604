"""The second opinion on one-fact conditions: computed from the fact itself, with the values compared.

It shares nothing with matching but the compiled form; `Agreement` holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.compile.nodes import FactNode, Law
from engine.compile.program import Program
from engine.facts import Fact
from engine.problems import RuntimeFault
from engine.spells.firing import test_truth
from engine.truth import Truth


class Disagreement(RuntimeFault):
    """Matching and trace differ on a condition; the verdict is withheld."""


def fact_truth(node: FactNode, fact: Fact, law: Law) -> Truth:
    """Whether *fact* passes every test of *node* under the law of a day."""
    result: Truth = True
    for test in node.tests:
        truth = test_truth(test, fact, law)
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


class Agreement:
    """A matcher that answers with what matching *fired* and trace both say, and raises where they differ."""

    def __init__(self, program: Program, facts: Sequence[Fact], fired: frozenset[tuple[str, int]]) -> None:
        self._program = program
        self._facts = facts
        self._fired = fired
        self._number = {id(fact): number for number, fact in enumerate(facts)}
        self._consulted: set[tuple[str, int]] = set()
        self._known: dict[tuple[int, int, int], Truth] = {}

    def __call__(self, node: FactNode, fact: Fact, law: Law) -> Truth:
        """Whether *fact* passes *node*, as both say."""
        if not node.tests:
            return True
        predicates = node.predicates
        stretch = -1 if law is None else 0 if len(predicates.values) == 1 else predicates.index(law)
        key = (id(node), id(fact), stretch)
        known = self._known
        if key in known:
            return known[key]
        truth = known[key] = fact_truth(node, fact, law)
        name = None if law is None else predicates.values[stretch]
        number = self._number.get(id(fact))
        if name is not None and number is not None:
            pair = (name, number)
            self._consulted.add(pair)
            if (truth is True) is not (pair in self._fired):
                raise Disagreement(f"matching and trace differ on `{name}` for the fact `{fact.id}`")
        return truth

    def settle(self) -> None:
        """Put to trace what matching fired and nobody asked about; raises `Disagreement` where it was wrong."""
        for name, number in self._fired - self._consulted:
            node, law = self._program.fact_nodes[name]
            if fact_truth(node, self._facts[number], law) is not True:
                raise Disagreement(f"matching fired `{name}` for the fact `{self._facts[number].id}` without cause")
