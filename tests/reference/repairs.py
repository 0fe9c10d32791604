"""The early way off, and its undoing (S19, S20)."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

from engine.calendar import Period
from engine.language.policy import NoneProvided, Repair
from tests.reference.book import Book, Row, by_id, opening_of
from tests.reference.conditions import holds
from tests.reference.days import after
from tests.reference.dossier import Dossier, Fact
from tests.reference.grounds import Ground, resumed
from tests.reference.law import in_force, value_on
from tests.reference.terms import about_policy, correction_is_open, names_ground, period_end
from tests.reference.truths import Truth

Answer = tuple[Truth, str]
"""Whether one thing the law asks for is there, and what to call it."""


def undo(book: Book, day: date) -> None:
    """S20: repairs undone on *day*; each ground goes on as the repair in force when it ended says."""
    for fact in by_id(about_policy(book.dossier, "repair_undone", book.policy_id), day):
        book.start_event()
        for ground in _undone_by(book, fact):
            assert ground.repaired_on is not None
            variant = _repaired_by(book, ground)
            how = variant.resume if isinstance(variant, Repair) else "old_end"
            anew = period_end(opening_of(ground), ground.law, day, book.world) if how == "anew" else None
            again = resumed(ground, day, how, anew, book.cap(ground.rule, day))
            ground.resumed = True
            if again is not None:
                book.grounds.append(again)


def _undone_by(book: Book, fact: Fact) -> list[Ground]:
    return [
        ground
        for ground in book.certain()
        if ground.repaired_on is not None
        and ground.repaired_on < fact.day
        and not ground.resumed
        and names_ground(fact, ground.name, book.dossier)
    ]


def _repaired_by(book: Book, ground: Ground) -> Repair | NoneProvided | None:
    """S20: the alternative that ended *ground*: what admitted its application, if it still is one, or the first."""
    assert ground.repaired_on is not None
    offered = variants_on(ground, ground.repaired_on)
    for row in book.applications:
        if row.ground is ground and row.state == "granted" and row.variant in offered:
            return row.variant
    return offered[0] if offered else None


def variants_on(ground: Ground, day: date) -> list[Repair | NoneProvided]:
    """S17, S19: what the law of *day* provides for *ground*, by its rule or else the list: alternatives, as written.

    What excludes repair leaves none after it, and is what is provided where it comes first.
    """
    variants = ground.rule.listing.repair
    if variants is None:
        variants = ground.rule.policy.repair or ()
    offered = [variant for variant in variants if in_force(variant.in_force, day)]
    excluding = [n for n, variant in enumerate(offered) if isinstance(variant, NoneProvided)]
    return offered[: max(excluding[0], 1)] if excluding else offered


def apply(book: Book, day: date) -> None:
    """The applications of *day*, each judged for each ground it speaks of."""
    for application in by_id(about_policy(book.dossier, "repair_application", book.policy_id), day):
        targets = [g for g in _repairable(book, day) if names_ground(application, g.name, book.dossier)]
        for ground in targets:
            book.applications.append(_judged(book, application, ground))
        book.applications += in_vain(application, book.dossier, {ground.name for ground in targets})


def in_vain(application: Fact, dossier: Dossier, found: Set[str]) -> list[Row]:
    """The answers to what *application* asks for beyond the grounds *found*: what is not open cannot be repaired."""
    named = application.fields.get("grounds")
    missed = {""} - ({""} if found else set())
    if isinstance(named, frozenset):
        missed = {dossier.same_as.get(name, name) for name in named} - found
    return [Row(application, name, "refused", ("not_listed",)) for name in sorted(missed)]


def _repairable(book: Book, day: date) -> list[Ground]:
    return [ground for ground in book.open_on(day) if ground.own_repair]


def _judged(book: Book, application: Fact, ground: Ground) -> Row:
    """S19: by the first alternative that admits it; else undecided, if one leaves it so; else by the nearest."""
    offered = variants_on(ground, application.day)
    ways = [variant for variant in offered if isinstance(variant, Repair)]
    if not ways:
        return Row(application, ground.name, "refused", ("none_provided" if offered else "no_repair",))
    rows = [_judged_by(book, application, ground, variant) for variant in ways]
    for state in ("admitted", "undecided", "refused"):
        found = [row for row in rows if row.state == state]
        if found:
            break
    row = min(found, key=_distance)
    assert row.variant is not None
    if row.state == "admitted" and row.variant.decision != "required":
        row.state = "granted"
        ground.repair_on(application.day)
    return row


def _distance(row: Row) -> tuple[int, int]:
    """How far from it: the bars that hold, and all that is missing but the wait."""
    bars = [reason for reason in row.reasons if reason.startswith("bars.") and row.state == "refused"]
    return len(bars), len(set(row.reasons) - {"too_early"})


def _judged_by(book: Book, application: Fact, ground: Ground, variant: Repair) -> Row:
    day = application.day
    answers = [_waited(book, ground, variant, day), *_conditions(book, ground, variant, day)]
    refused = sorted(name for truth, name in answers if truth is False)
    unknown = sorted(name for truth, name in answers if truth is None)
    state = "refused" if refused else "undecided" if unknown else "admitted"
    return Row(application, ground.name, state, tuple(refused or unknown), ground, variant)


def _conditions(book: Book, ground: Ground, variant: Repair, day: date) -> list[Answer]:
    corrected = book.correction_of(ground, day)
    required = ground.asked(day, day, corrected)
    barred = ground.asked(day, day, corrected, strictly=True)
    answers = [(holds(one, required, book.world), f"requires.{n}") for n, one in enumerate(variant.requires)]
    for n, one in enumerate(variant.bars):
        truth = holds(one, barred, book.world)
        answers.append((None if truth is None else not truth, f"bars.{n}"))
    return answers


def _waited(book: Book, ground: Ground, variant: Repair, day: date) -> Answer:
    """Whether the wait that the law asks for is over."""
    if variant.after is None:
        return True, "after"
    start = ground.opening
    if variant.after.from_ == "publication":
        published = _published(book, ground, day)
        if published is None:
            return False, "not_published"
        start = published
    elif variant.after.from_ != "listing":
        corrected = book.correction_of(ground, day)
        if corrected is None:
            unknown = correction_is_open(opening_of(ground), day, book.dossier)
            return (None, "after") if unknown else (False, "not_corrected")
        start = corrected if variant.after.from_ == "correction" else max(ground.opening, corrected)
    period = variant.after.period
    wait = period if isinstance(period, Period) else value_on(ground.rule.policy, period, day)
    if not isinstance(wait, Period):
        return None, "after"
    return (True, "after") if after(start, wait, day) else (False, "too_early")


def _published(book: Book, ground: Ground, day: date) -> date | None:
    """The day *ground* was first published, if it was by *day*."""
    facts = about_policy(book.dossier, "publication", book.policy_id)
    days = [f.day for f in facts if ground.opening <= f.day <= day and names_ground(f, ground.name, book.dossier)]
    return min(days, default=None)


def decide_repairs(book: Book, day: date) -> None:
    """The repair decisions of *day*: a grant ends what it speaks of, a refusal closes what was applied for."""
    for decision in by_id(about_policy(book.dossier, "repair_decision", book.policy_id), day):
        waiting = [
            row
            for row in book.applications
            if row.state == "admitted" and names_ground(decision, row.target, book.dossier)
        ]
        if decision.text("outcome") == "refuse":
            for row in waiting:
                row.state, row.reasons = "refused", ("decision",)
            continue
        for ground in _repairable(book, day):
            if names_ground(decision, ground.name, book.dossier):
                ground.repair_on(day)
                for row in waiting:
                    if row.ground is ground:
                        row.state = "granted"
