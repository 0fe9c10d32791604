"""What decisions open that no firing supports, and by which rule (S18)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.reference.asked import fields_pass
from tests.reference.book import Book
from tests.reference.dossier import Fact
from tests.reference.rules import Rule, exists, fires, region_permits, speaks_of
from tests.reference.terms import Opening


def open_alone(book: Book, decision: Fact) -> None:
    """*decision* names nothing and found nothing: it is its own fact."""
    if book.rules:
        _enter(book, decision, _by_force(book, decision, decision)[0], decision, decision.id)


def open_for(book: Book, decision: Fact, name: str) -> None:
    """*decision* opens what it means by *name*, even where nothing fired."""
    if not book.rules:
        return
    fact = book.dossier.named(name)
    rules = _by_force(book, decision, fact)
    if fact is not None:
        looking = [rule for rule in rules if fact.type in rule.listing.on]
        _enter(book, decision, _first_of(book, looking, fact, decision.day) if looking else rules[0], fact, name)
        return
    without_fact = [rule for rule in rules if rule.id == name and not rule.listing.on]
    _enter(book, decision, (without_fact or rules)[0], None, "" if without_fact else name)


def _first_of(book: Book, looking: list[Rule], fact: Fact, day: date) -> Rule:
    """Of rules that look at such facts, the first that fires; or may; or is law, about it and does not refuse it; …"""

    def law(rule: Rule) -> bool:
        return exists(rule, day) is True and region_permits(rule, fact, day, book.world) is True

    def about(rule: Rule) -> bool:
        return speaks_of(rule, fact) is True

    choices: list[Callable[[Rule], bool]] = [
        lambda rule: fact.day <= day and fires(rule, fact, fact.day, day, book.world) is True,
        lambda rule: fact.day <= day and fires(rule, fact, fact.day, day, book.world) is None,
        lambda rule: law(rule) and about(rule) and fields_pass(rule.listing.where, fact, rule.policy, day) is not False,
        lambda rule: law(rule) and about(rule),
    ]
    return next((rule for choice in choices for rule in looking if choice(rule)), looking[0])


def _by_force(book: Book, decision: Fact, fact: Fact | None) -> list[Rule]:
    """The rules by id, first what is law here and now, last what is law of another region."""
    groups: dict[str, list[Rule]] = {"now": [], "then": [], "elsewhere": []}
    for rule in book.rules:
        here = region_permits(rule, fact, decision.day, book.world)
        now = here is True and exists(rule, decision.day) is True
        groups["elsewhere" if here is False else "now" if now else "then"].append(rule)
    return [rule for group in groups.values() for rule in group]


def _enter(book: Book, decision: Fact, rule: Rule, fact: Fact | None, fact_id: str) -> None:
    trigger = decision.day if fact is None else min(fact.day, decision.day)
    book.enter(Opening(rule, fact, fact_id, trigger, decision.day, decision), [decision.day])
