"""Repair as it happens: applications, decisions on them, and repairs undone (S19, S20)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.calendar import FOREVER
from engine.compile.lists import CompiledList
from engine.compile.rules import CompiledRepair
from engine.conditions import Conditions
from engine.facts import Fact
from engine.spells.book import Book
from engine.spells.ground import Ground
from engine.spells.openings import Openings, reopening
from engine.spells.repairs import Assessment, Outcome, Reason, assess, variants_on
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

    def __init__(
        self, compiled: CompiledList, conditions: Conditions, book: Book, openings: Openings, terms: Terms
    ) -> None:
        self._compiled = compiled
        self._conditions = conditions
        self._book = book
        self._openings = openings
        self._terms = terms
        self.made: list[Application] = []

    def apply(self, fact: Fact) -> None:
        """An application: it ends each ground it reaches, if it is admissible and nobody has to decide on it."""
        grounds = self._conditions.dossier.named(fact)
        targets = [one for one in self._book.targets(fact, grounds) if one.own_repair]
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
        """A decision on repair: a grant ends what it means that day, even if unasked; a refusal closes what waits."""
        grounds = self._conditions.dossier.named(fact)
        waiting = {number: one for number, one in enumerate(self.made) if one.outcome == "admitted"}
        if fact.fields["outcome"] != "grant":
            for number, one in waiting.items():
                if grounds is None or one.name in grounds:
                    refused = replace(one.assessment, reasons=(Reason("decision"),))
                    self.made[number] = replace(one, assessment=refused, outcome="refused", decision=fact)
            return
        for ground in self._book.targets(fact, grounds):
            if not ground.own_repair:
                continue
            applied = [number for number, one in waiting.items() if one.ground is ground]
            for number in applied:
                self.made[number] = replace(waiting[number], outcome="granted", decision=fact)
            if ground.stopped is None:
                _stop(ground, fact.day)
                ground.repaired_unsupported = not applied

    def undo(self, fact: Fact) -> list[Ground]:
        """A repair got by fraud is undone: the listing resumes on the day of the undoing; the grounds that resume."""
        grounds, day = self._conditions.dossier.named(fact), fact.day
        self._book.start_event(day)
        resumed = []
        for ground in self._book.grounds:
            repaired = ground.stopped
            if repaired is None or repaired >= day or ground.undone or not ground.sure:
                continue
            if names(grounds, ground.rule, ground.fact_id):
                ground.undone = True
                again = self._resumed(ground, repaired, day)
                if again is not None:
                    resumed.append(again)
        self._book.grounds.extend(resumed)
        return resumed

    def _resumed(self, ground: Ground, repaired: int, day: int) -> Ground | None:
        """The ground that goes on from *day*; nothing where it is over by then."""
        variant = self._repaired_by(ground, repaired)
        again = replace(ground, opened=day, stopped=None, undone=False, resumed=True, repaired_unsupported=False)
        match variant.resume if variant is not None and not variant.none_provided else "old_end":
            case "remainder":
                again.low, again.high = _moved(ground.low, repaired, day), _moved(ground.high, repaired, day)
                again.cap, again.from_parameter = _moved(ground.cap, repaired, day), False
            case "anew" if ground.principal is None:
                again.low, again.high, *_ = self._terms.end(reopening(ground), ground.law, day)
                again.anchor, again.cap, again.shortened = day, self._openings.cap(ground.rule, day), None
            case "old_end" if ground.unrepaired()[1] < day:
                return None
        again.low, again.high = max(again.low, day), max(again.high, day)
        return again

    def _repaired_by(self, ground: Ground, day: int) -> CompiledRepair | None:
        """The repair that ended *ground* on *day*: the alternative that admitted its application, else the first."""
        variants = variants_on(self._compiled, ground, day)
        granted = (one.assessment.variant for one in self.made if one.ground is ground and one.outcome == "granted")
        return next((one for one in granted if one in variants), variants[0] if variants else None)


def _stop(ground: Ground, day: int) -> None:
    """End *ground* by repair on *day*, unless it was cured that very day."""
    if not (ground.cause == "cure" and ground.bounds()[1] == day):
        ground.stopped = day


def _moved(last: int, ended: int, resumes: int) -> int:
    """The day that is as long after *resumes* as *last* is after *ended*."""
    return last if last >= FOREVER else min(resumes + max(last - ended, 0), FOREVER)
