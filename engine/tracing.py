"""One-fact conditions computed from the fact itself, with the values compared, and why a test fails."""

from __future__ import annotations

from typing import Final, NamedTuple

from engine.compile.nodes import FactNode, FieldNode, Law
from engine.facts import Fact
from engine.spells.firing import test_truth
from engine.truth import Truth

ENOUGH: Final = 2
"""So many failing tests say that a rule did not nearly fire."""


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


class Traces:
    """A matcher that answers with what trace finds."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, int], Traced] = {}

    def __call__(self, node: FactNode, fact: Fact, law: Law) -> Truth:
        """Whether *fact* passes *node* under the law of a day."""
        return self.traced(node, fact, law).truth

    def traced(self, node: FactNode, fact: Fact, law: Law) -> Traced:
        """What trace finds of *fact*, asked once for each stretch of law."""
        if not node.tests:
            return PASSED
        predicates = node.predicates
        stretch = -1 if law is None else 0 if len(predicates.values) == 1 else predicates.index(law)
        key = (id(node), id(fact), stretch)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = traced(node, fact, law)
            self.note(node, fact, stretch, found)
        return found

    def note(self, node: FactNode, fact: Fact, stretch: int, found: Traced) -> None:
        """What trace *found* for the first time; *stretch* is that of the law, -1 where it is not known."""

    def settle(self) -> None:
        """There is nothing more to ask."""
