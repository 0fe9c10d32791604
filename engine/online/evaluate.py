"""One subject: facts in, verdict out. The way of a fact, from selection to measure, is `Evaluator.evaluate`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.compile.program import Program
from engine.conditions import Conditions
from engine.dossier import Dossier, Subject
from engine.facts import Fact
from engine.judging import Asked, Evaluation, Judge, Principals
from engine.measures import measures_in_force
from engine.online.rete import Firings, Rete
from engine.online.trace import Agreement
from engine.predicates import FlatFact
from engine.tracing import Traces


class Evaluator(Judge):
    """Evaluates subjects under one release. Not to be shared between threads."""

    def __init__(self, program: Program, conditions: Callable[[Dossier, Traces], Conditions] = Conditions) -> None:
        super().__init__(program, conditions, self._agreement)
        self._rete = Rete.load(program.predicates, program.release)
        self.match: Callable[[Sequence[FlatFact]], Firings] = self._rete.match
        """What facts and statuses are put to."""

    def close(self) -> None:
        """Free what matching holds."""
        self._rete.close()

    def evaluate(
        self,
        subject: Subject,
        facts: Sequence[Fact],
        as_of: int,
        known_at: int,
        principals: Principals | None = None,
        *,
        decided_after: int | None = None,
    ) -> Evaluation:
        """What the release makes of *facts* about *subject* as of one day, known on another.

        *principals* are the subjects that may extend a listing to this one, with their facts: none known to exist when
        empty, unknown when `None` (S24). Raises `Disagreement` or `MatchFault` when the engine cannot vouch for it.
        """
        asked = Asked(subject, facts, known_at, principals, decided_after)
        evaluation = self.judged(asked, as_of)
        evaluation.measures = measures_in_force(
            self.program, evaluation.conditions, evaluation.lists, evaluation.grades, self.match
        )
        if decided_after is not None and evaluation.assumes():
            evaluation.unassumed = self.evaluate(subject, facts, as_of, known_at, principals)
        return evaluation

    def _agreement(self, dossier: Dossier) -> Agreement:
        """What matching and trace both say of the facts of *dossier*."""
        fired = self.match([fact.flat for fact in dossier.facts]).pairs if dossier.facts else frozenset()
        return Agreement(self.program, dossier.facts, fired)
