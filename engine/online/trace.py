"""The second opinion on one-fact conditions: what matching fired is held against what trace finds.

They share nothing but the compiled form.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.compile.nodes import FactNode
from engine.compile.program import Program
from engine.facts import Fact
from engine.problems import RuntimeFault
from engine.tracing import Traced, Traces, traced


class Disagreement(RuntimeFault):
    """Matching and trace differ on a condition; the verdict is withheld."""


class Agreement(Traces):
    """A matcher that answers with what matching *fired* and trace both say, and raises where they differ."""

    def __init__(self, program: Program, facts: Sequence[Fact], fired: frozenset[tuple[str, int]]) -> None:
        super().__init__()
        self._program = program
        self._facts = facts
        self._fired = fired
        self._number = {id(fact): number for number, fact in enumerate(facts)}
        self._consulted: set[tuple[str, int]] = set()

    def note(self, node: FactNode, fact: Fact, stretch: int, found: Traced) -> None:
        """Hold what trace *found* against what matching fired; raises `Disagreement`."""
        name = None if stretch < 0 else node.predicates.values[stretch]
        number = self._number.get(id(fact))
        if name is not None and number is not None:
            pair = (name, number)
            self._consulted.add(pair)
            if (found.truth is True) is not (pair in self._fired):
                raise Disagreement(f"matching and trace differ on `{name}` for the fact `{fact.id}`")

    def settle(self) -> None:
        """Put to trace what matching fired and nobody asked about; raises `Disagreement` where it was wrong."""
        for name, number in self._fired - self._consulted:
            node, law = self._program.fact_nodes[name]
            if traced(node, self._facts[number], law).truth is not True:
                raise Disagreement(f"matching fired `{name}` for the fact `{self._facts[number].id}` without cause")
