"""How grounds are opened: all of a day as one event, each with its own end (S14, S15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.calendar import FOREVER, Period, add
from engine.compile.nodes import Law
from engine.compile.rules import CompiledRule
from engine.facts import Fact
from engine.spells.book import Book
from engine.spells.firing import Firings
from engine.spells.ground import Ground
from engine.spells.stays import prolonged
from engine.spells.terms import End, Opening, Terms, counted


class Fired(NamedTuple):
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
        opened = []
        for fired in event:
            ground = self.made(day, fired, decision, unsupported=unsupported)
            if ground is not None:
                opened.append(ground)
        self._book.grounds.extend(opened)
        return opened

    def made(self, day: int, fired: Fired, decision: Fact | None = None, *, unsupported: bool = False) -> Ground | None:
        """The ground that *fired* makes on *day*, not entered yet; nothing where a repeat is to be ignored (S15)."""
        rule = fired.rule
        repeats = rule.on_repeat != "restart" and not self._book.per_fact
        held = self._book.held(day) if repeats or rule.again is not None else ()
        repeat = bool(held) and repeats
        if repeat and rule.on_repeat == "ignore":
            return None
        assumed = self._assumed_on if decision is None else None
        opening = Opening(rule, fired.fact, fired.fact_id, fired.day, day, decision)
        anchor = self._terms.anchor(opening)
        laws: tuple[Law, ...] = (day,)
        if not unsupported:
            laws = self._firings.laws(rule, fired.fact, day if assumed is None else assumed)
        law, end = self._terms.lightest(opening, laws, anchor)
        extends, again = repeat and isinstance(rule.on_repeat, Period), False
        if isinstance(rule.on_repeat, Period) and extends:
            end = _extended(held, rule.on_repeat, day)
        elif rule.again is not None and rule.term is not None and not held and self._book.was_held(day):
            end, again = counted(rule.again, day, anchor), True
        return Ground(
            rule,
            fired.fact,
            fired.fact_id,
            fired.day,
            day,
            law,
            max(end.low, day),
            max(end.high, day),
            timed=rule.term is not None or extends,
            anchor=anchor,
            cap=self.cap(rule, day),
            from_parameter=not again and not extends and is_parameter(rule),
            again=again,
            sure=fired.sure,
            unsupported=unsupported,
            assumed=assumed is not None,
            decision=decision,
            settled_by=end.settled_by,
            out_of_range=end.out_of_range,
        )

    def cap(self, rule: CompiledRule, day: int) -> int:
        """The last day `at_most` leaves a ground of *rule* that opens on *day* (S16)."""
        return FOREVER if rule.at_most is None else add(self._book.spell_start(day), rule.at_most)


def reopening(ground: Ground) -> Opening:
    """What opened *ground*."""
    return Opening(ground.rule, ground.fact, ground.fact_id, ground.trigger_day, ground.opened, ground.decision)


def _extended(held: Sequence[Ground], by: Period, day: int) -> End:
    low, high = (max(ground.bounds()[n] for ground in held) for n in (0, 1))
    return End(*prolonged(day, low, high, *by.span))


def is_parameter(rule: CompiledRule) -> bool:
    """Whether the period is one parameter, and nothing else."""
    term = rule.term
    return term is not None and len(term.periods) == 1 and not term.day_fields and bool(term.parameters)
