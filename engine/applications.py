"""Repair as it happens: applications, decisions on them, and repairs undone (S19, S20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.book import Book
from engine.calendar import FOREVER
from engine.compile.lists import CompiledList
from engine.conditions import Conditions
from engine.facts import Fact
from engine.ground import Ground
from engine.openings import reopening
from engine.repairs import Assessment, assess
from engine.terms import Terms, names


@dataclass(frozen=True, slots=True)
class Application:
    """An application for repair, for one ground, and what became of it; *decision* is the fact that settled it."""

    fact: Fact
    ground: Ground
    assessment: Assessment
    outcome: Literal["admitted", "refused", "undecided", "granted", "declined"]
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
        for ground in self._book.targets(fact):
            if not ground.own_repair or ground.stopped is not None:
                continue
            found = assess(self._compiled, self._conditions, ground, fact.day)
            self.made.append(Application(fact, ground, found, found.outcome))
            if found.outcome == "admitted" and found.variant is not None and not found.variant.decision:
                ground.stopped = fact.day

    def decide(self, fact: Fact) -> None:
        """A decision on repair: granted, it ends what it names on its day, application or not."""
        granted = fact.fields["outcome"] == "grant"
        outcome: Literal["granted", "declined"] = "granted" if granted else "declined"
        for ground in self._book.targets(fact):
            waiting = [n for n, one in enumerate(self.made) if one.ground is ground and one.outcome == "admitted"]
            for number in waiting:
                one = self.made[number]
                self.made[number] = Application(one.fact, ground, one.assessment, outcome, fact)
            if granted and ground.stopped is None:
                ground.stopped = fact.day
                ground.repaired_unsupported = not waiting

    def undo(self, fact: Fact) -> list[Ground]:
        """A repair got by fraud is undone: the listing resumes on the day of the undoing; the grounds that resume."""
        grounds = fact.fields.get("grounds")
        resumed = []
        for ground in self._book.grounds:
            repaired = ground.stopped
            if repaired is None or repaired >= fact.day or ground.cause != "repair" or ground.undone:
                continue
            if grounds is None or names(grounds, ground.rule, ground.fact_id):
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
