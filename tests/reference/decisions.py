"""What waits for a decision, and what decisions make of it (S18)."""

from __future__ import annotations

from datetime import date

from tests.reference import unsupported
from tests.reference.book import Book, Firing, by_id, eve
from tests.reference.days import add, each_day
from tests.reference.dossier import Fact
from tests.reference.law import law_days
from tests.reference.rules import fires
from tests.reference.terms import about_policy, names_ground
from tests.reference.truths import Truth


def is_pending(book: Book, firing: Firing, day: date) -> bool:
    """Whether *firing*, if it is one, still waits for its decision on *day*."""
    assert book.policy.list is not None
    lapses = book.policy.list.lapses
    if firing.trigger > day or (lapses is not None and day > add(firing.trigger, lapses)):
        return False
    if firing.closed == "cured":
        return firing.closed_on is None or day <= firing.closed_on
    return firing.closed is None


def truth_on(book: Book, firing: Firing, day: date) -> Truth:
    """Whether *firing* is one under the law as it is if the listing is decided on *day*."""
    truth = fires(firing.rule, firing.fact, firing.trigger, day, book.world)
    if firing.fact is None and firing.trigger != book.dossier.first_day:
        held_before = fires(firing.rule, None, eve(firing.trigger), day, book.world)
        return False if held_before is True else truth
    return truth


def decide(book: Book, day: date) -> None:
    """The listing decisions of *day*, in the order of their ids."""
    for decision in by_id(about_policy(book.dossier, "listing_decision", book.policy_id), day):
        targets = [
            firing
            for firing in book.firings
            if names_ground(decision, firing.name, book.dossier)
            and is_pending(book, firing, day)
            and truth_on(book, firing, day) is True
        ]
        found = frozenset(firing.name for firing in targets)
        held = frozenset(ground.name for ground in book.open_on(day))
        book.meant[decision.id] = found, held
        meant, anything = _meaning(book, decision)
        meant = {name for name in meant if not _is_revoked(book, name)}
        _settle(book, decision, found | meant)
        if decision.text("outcome") == "decline":
            continue
        for firing in targets:
            book.enter(firing.opening(day, decision), _laws(book, firing, day))
        for name in sorted(meant - found - held):
            unsupported.open_for(book, decision, name)
        if not (anything or found or held):
            unsupported.open_alone(book, decision)


def _meaning(book: Book, decision: Fact) -> tuple[set[str], bool]:
    """What *decision* names; or, naming nothing, what it found waiting on its day though it is gone by now.

    And whether that is anything at all: what it found open then is something, though it lists nobody for that again.
    """
    named = decision.fields.get("grounds")
    if isinstance(named, frozenset):
        return {book.dossier.means(name) for name in named}, True
    if decision.day == book.dossier.as_of or not book.dossier.differs_from(decision.day):
        return set(), False
    waiting, held = book.world.found_then(book.policy_id, decision)
    return {book.dossier.means(name) for name in waiting}, bool(waiting or held)


def _settle(book: Book, decision: Fact, names: set[str] | frozenset[str]) -> None:
    """Nothing waits any more of the facts that *decision* means, nor will when they come up on a later day."""
    what = "declined" if decision.text("outcome") == "decline" else "opened"
    for name in names:
        book.settled[name] = what, decision.day
    for firing in book.firings:
        if firing.closed is None and firing.trigger <= decision.day and firing.name in names:
            firing.close(what, decision.day)


def _is_revoked(book: Book, name: str) -> bool:
    """Whether what a decision names, or the fact whose answer was missed, has been revoked."""
    return (name.split(":", 2)[2] if name.startswith("missed:") else name) in book.dossier.revoked


def _laws(book: Book, firing: Firing, day: date) -> list[date | None]:
    rule = firing.rule
    return law_days(book.dossier, rule.policy, rule.listing, firing.fact, listing=day)


def proposals(book: Book) -> list[tuple[str, str]]:
    """What waits for a decision at the end of the day asked."""
    day = book.dossier.as_of
    waiting = [firing for firing in book.firings if is_pending(book, firing, day)]
    return sorted({(f.rule.id, f.fact_id) for f in waiting if truth_on(book, f, day) is True})


def cure_pending(book: Book, day: date) -> None:
    """Proposals whose cure comes on *day*: they stand that day and no longer."""
    for firing in book.firings:
        if firing.closed is None and firing.trigger <= day and _is_cured(book, firing, day):
            firing.close("cured", day)


def _is_cured(book: Book, firing: Firing, day: date) -> bool:
    return book.cure_holds(firing.opening(firing.trigger), day) is True


def awaits_recorded_decision(book: Book, firing: Firing) -> bool:
    """S18, where decisions are assumed: whether a recorded one will settle *firing* all the same."""
    for decision in about_policy(book.dossier, "listing_decision", book.policy_id):
        if decision.day < firing.trigger or not names_ground(decision, firing.name, book.dossier):
            continue
        cured = any(
            _is_cured(book, firing, day) for day in each_day(firing.trigger, decision.day) if day < decision.day
        )
        if not cured and is_pending(book, firing, decision.day) and truth_on(book, firing, decision.day) is True:
            return True
    return False
