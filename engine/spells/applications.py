"""Repair as it happens: applications, decisions on them, and repairs undone (S19, S20)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.calendar import FOREVER
from engine.compile.lists import CompiledList
from engine.conditions import Conditions
from engine.facts import Fact
from engine.spells.book import Book
from engine.spells.ground import Ground
from engine.spells.openings import reopening
from engine.spells.repairs import Assessment, Outcome, Reason, assess
from engine.spells.terms import Terms, names

NOT_LISTED = Assessment("refused", (Reason("not_listed"),), None, None)


@dataclass(frozen=True, slots=True)
class Application:
    """An application for repair, for the ground called *name*, and what became of it.

    `admitted` waits for a decision, `granted` has ended the ground. *ground* is absent where nothing of that name is
    open; *decision* is the fact that settled it.
    """

    fact: Fact
    name: str
    ground: Ground | None
    assessment: Assessment
    outcome: Outcome
    decision: Fact | None = None


class Applications:
    """The applications for repair on one list."""

    def __init__(self, compiled: CompiledList, conditions: Conditions, book: Book, terms: Terms) -> None:
        self._compiled = compiled
        self._conditions = conditions
        self._book = book
        self._terms = terms
        self.made: list[Application] = []

    def apply(self, fact: Fact) -> None:
        """An application: it ends each ground it reaches, if it is admissible and nobody has to decide on it."""
        grounds = self._conditions.dossier.named(fact)
        targets = [one for one in self._book.targets(fact, grounds) if one.own_repair and one.stopped is None]
        reached = {ground.name for ground in targets}
        for name in sorted((grounds - reached) if grounds is not None else () if targets else ("",)):
            self.made.append(Application(fact, name, None, NOT_LISTED, "refused"))
        for ground in targets:
            found = assess(self._compiled, self._conditions, ground, fact.day)
            at_once = found.outcome == "admitted" and found.variant is not None and not found.variant.decision
            self.made.append(Application(fact, ground.name, ground, found, "granted" if at_once else found.outcome))
            if at_once:
                _stop(ground, fact.day)

    def decide(self, fact: Fact) -> None:
        """A decision on repair: granted, it ends what it names on its day, application or not."""
        granted = fact.fields["outcome"] == "grant"
        for ground in self._book.targets(fact, self._conditions.dossier.named(fact)):
            waiting = [n for n, one in enumerate(self.made) if one.ground is ground and one.outcome == "admitted"]
            for number in waiting:
                one = self.made[number]
                found = one.assessment if granted else replace(one.assessment, reasons=(Reason("decision"),))
                outcome: Outcome = "granted" if granted else "refused"
                self.made[number] = Application(one.fact, one.name, ground, found, outcome, fact)
            if granted and ground.stopped is None:
                _stop(ground, fact.day)
                ground.repaired_unsupported = not waiting

    def undo(self, fact: Fact) -> list[Ground]:
        """A repair got by fraud is undone: the listing resumes on the day of the undoing; the grounds that resume."""
        grounds = self._conditions.dossier.named(fact)
        resumed = []
        for ground in self._book.grounds:
            repaired = ground.stopped
            if repaired is None or repaired >= fact.day or ground.cause != "repair" or ground.undone:
                continue
            if names(grounds, ground.rule, ground.fact_id):
                ground.undone = True
                low, high = self._resumed(ground, repaired, fact.day)
                if high >= fact.day:
                    resumed.append(_resumed_ground(ground, fact.day, low, high))
        self._book.grounds.extend(resumed)
        return resumed

    def _resumed(self, ground: Ground, repaired: int, day: int) -> tuple[int, int]:
        variants = [v for v in ground.rule.repairs or self._compiled.repairs if not v.none_provided]
        variant = next((v for v in variants if v.in_force[0] <= repaired <= v.in_force[1]), None)
        resume = variant.resume if variant is not None else "old_end"
        low, high = min(ground.low, ground.cap), min(ground.high, ground.cap)
        if resume == "remainder":
            return _moved(low, day - repaired), _moved(high, day - repaired)
        return self._terms.end(reopening(ground, day)) if resume == "anew" else (low, high)


def _stop(ground: Ground, day: int) -> None:
    """End *ground* by repair on *day*, unless it was cured that very day."""
    if not (ground.cause == "cure" and ground.bounds()[1] == day):
        ground.stopped = day


def _moved(day: int, by: int) -> int:
    return day if day >= FOREVER else min(day + by, FOREVER)


def _resumed_ground(ground: Ground, day: int, low: int, high: int) -> Ground:
    return Ground(
        ground.rule,
        ground.fact,
        ground.fact_id,
        ground.trigger_day,
        day,
        ground.law,
        low,
        high,
        source="resumed",
        decision=ground.decision,
        unsupported=ground.unsupported,
    )
