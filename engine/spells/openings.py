"""How grounds are opened: all of a day as one event, each with its own end (S14, S15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.calendar import FOREVER, Period, add
from engine.compile.rules import CompiledRule
from engine.facts import Fact
from engine.spells.book import Book
from engine.spells.firing import Firings
from engine.spells.ground import Ground
from engine.spells.terms import Opening, Terms


@dataclass(frozen=True, slots=True)
class Fired:
    """A firing about to become a ground: *rule*, the fact and its id, the day it was triggered, whether it is sure."""

    rule: CompiledRule
    fact: Fact | None
    fact_id: str
    day: int
    sure: bool = True


class Openings:
    """Enters grounds into a *book*; with *assumed_on*, those no decision was recorded for, by the law of that day."""

    def __init__(self, book: Book, firings: Firings, terms: Terms, *, assumed_on: int | None) -> None:
        self._book = book
        self._firings = firings
        self._terms = terms
        self._assumed_on = assumed_on

    def open(
        self, day: int, event: Sequence[Fired], decision: Fact | None = None, *, unsupported: bool = False
    ) -> list[Ground]:
        """Open a ground on *day* for each firing of the *event*, all against the list as it stood before."""
        held = self._book.open_on(day)
        last = (max(g.bounds()[0] for g in held), max(g.bounds()[1] for g in held)) if held else None
        start = self._book.start_of_spell(day) if held else day
        again = not held and self._book.ended_before(day)
        settled = period_of(decision, "period")
        opened = []
        for fired in event:
            if held and fired.rule.on_repeat == "ignore" and not self._book.per_fact:
                continue
            assumed = self._assumed_on if decision is None else None
            opening = self._lightest(fired, day, again, settled, day if assumed is None else assumed)
            low, high = self._terms.end(opening)
            if last is not None and isinstance(fired.rule.on_repeat, Period) and not self._book.per_fact:
                low, high = add(last[0], fired.rule.on_repeat), add(last[1], fired.rule.on_repeat)
            ground = self._ground(opening, low, high, start)
            ground.sure, ground.decision, ground.unsupported = fired.sure, decision, unsupported
            ground.assumed = assumed is not None
            ground.out_of_range = settled is not None and low != high and fired.rule.term is not None
            opened.append(ground)
        self._book.grounds.extend(opened)
        return opened

    def _ground(self, opening: Opening, low: int, high: int, start: int) -> Ground:
        rule = opening.rule
        return Ground(
            rule,
            opening.fact,
            opening.fact_id,
            opening.trigger_day,
            opening.day,
            opening.law,
            low,
            high,
            cap=add(start, rule.at_most) if rule.at_most is not None else FOREVER,
            again=opening.again and rule.again is not None,
        )

    def _lightest(self, fired: Fired, day: int, again: bool, settled: Period | None, listing: int) -> Opening:
        """The opening under the rule's law, or under the one of two that ends earlier, the older if both do (S13)."""
        laws = self._firings.laws(fired.rule, fired.fact, fired.day, listing)
        openings = [Opening(fired.rule, fired.fact, fired.fact_id, fired.day, day, law, again, settled) for law in laws]
        if len(openings) == 1:
            return openings[0]
        return min(openings, key=lambda o: (*reversed(self._terms.end(o)), FOREVER if o.law is None else o.law))


def reopening(ground: Ground, day: int, *, law: int | None = None, settled: Period | None = None) -> Opening:
    """*ground* as though it opened on *day*, under its own law or another."""
    chosen = ground.law if law is None else law
    return Opening(
        ground.rule, ground.fact, ground.fact_id, ground.trigger_day, day, chosen, again=ground.again, settled=settled
    )


def period_of(fact: Fact | None, name: str) -> Period | None:
    """The period that the text field *name* of a decision gives, if it is one."""
    raw = fact.fields.get(name) if fact is not None else None
    if not isinstance(raw, str):
        return None
    try:
        return Period.parse(raw)
    except ValueError:
        return None
