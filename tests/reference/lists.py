"""One list of one subject, written day by day from the first fact to the day asked (S11, S14)."""

from __future__ import annotations

from datetime import date, timedelta

from engine.calendar import Period
from tests.reference import decisions, repairs
from tests.reference.book import Book, Firing, by_id, eve, opening_of
from tests.reference.conditions import holds
from tests.reference.days import Span, add, each_day, greatest, least, on
from tests.reference.grounds import Ground
from tests.reference.law import law_days, value_on
from tests.reference.rules import Rule, fires
from tests.reference.terms import about_policy, counted, extension_lies_in, names_ground, told_period
from tests.reference.truths import Truth


def write(book: Book, reached: list[Ground]) -> None:
    """Write *book* to the day asked; *reached* are the grounds that reach the subject as a role-holder (S24)."""
    first = book.dossier.first_day
    if first is None:
        return
    book.world.own_list = book.evening
    yesterday: dict[tuple[str, date], Truth] = {}
    with_facts = {fact.day for fact in book.dossier.facts}
    for day in each_day(first, book.dossier.as_of):
        recompute(book, day)
        if day in with_facts:
            repairs.undo(book, day)
        book.start_event()
        book.grounds += [ground for ground in reached if ground.opening == day]
        if day in with_facts:
            _facts_of(book, day)
        _conditions_of(book, day, yesterday)
        _assume(book, day)
        if day in with_facts:
            _decide(book, day)
        _cure(book, day)
        if day in with_facts:
            repairs.apply(book, day)
            repairs.decide_repairs(book, day)
        _at_end(book, day)
        book.end_of_day(day)
    _note_undecided(book)
    book.proposals = decisions.proposals(book)


def recompute(book: Book, day: date) -> None:
    """S17: where the law of *day* gives another period, running grounds of rules that say so may end earlier."""
    for ground in book.grounds:
        name = ground.rule.listing.period
        if ground.rule.listing.running != "recompute" or not ground.from_parameter or not isinstance(name, str):
            continue
        period, before = (value_on(book.policy, name, when) for when in (day, eve(day)))
        if period == before or not (ground.opening < day and ground.is_open(day)):
            continue
        assert ground.period_end is not None
        now = counted(period if isinstance(period, Period) else None, ground.opening, ground.anchor)
        ground.extend(least([ground.period_end, greatest([now, on(eve(day))])]))
        _ask_at_end(book, ground, eve(day))


def _facts_of(book: Book, day: date) -> None:
    """Rules with `on`: each looks at the facts of its types on their own day."""
    for rule in book.rules:
        for fact in by_id(book.dossier.of_type(*rule.listing.on), day):
            firing = Firing(rule, fact, day)
            if book.needs_decision:
                _propose(book, firing)
            else:
                _fire(book, firing, fires(rule, fact, day, day, book.world))


def _conditions_of(book: Book, day: date, yesterday: dict[tuple[str, date], Truth]) -> None:
    """Rules without `on`: each fires on the days its condition becomes true, under each law it may be listed by."""
    for rule in book.rules:
        if rule.listing.on:
            continue
        became = [_became(book, rule, day, law, yesterday) for law in _laws_of_listing(book, day)]
        if all(one is False for one in became):
            continue
        firing = Firing(rule, None, day)
        if book.needs_decision:
            _propose(book, firing)
        else:
            _fire(book, firing, became[0])


def _laws_of_listing(book: Book, day: date) -> list[date]:
    """S13: the law of *day*; where somebody must decide, that of each decision, and as long as none is made, of D."""
    if not book.needs_decision:
        return [day]
    decided = {fact.day for fact in about_policy(book.dossier, "listing_decision", book.policy_id)}
    return sorted({*decided, book.dossier.as_of})


def _became(book: Book, rule: Rule, day: date, law: date, yesterday: dict[tuple[str, date], Truth]) -> Truth:
    """Whether the condition of *rule* holds on *day* and did not the day before."""
    today = fires(rule, None, day, law, book.world)
    which = (rule.id, law if book.needs_decision else date.min)
    was = yesterday.get(which, False)
    yesterday[which] = today
    return False if was is True else today


def _fire(book: Book, firing: Firing, truth: Truth) -> None:
    """On a list without decision: what surely fires opens; what may, opens nothing for certain."""
    if truth is None:
        book.undecided.add((firing.rule.id, firing.fact_id))
    if truth is True or (truth is None and not book.needs_decision):
        day = firing.trigger
        book.enter(firing.opening(day), _laws(book, firing, day), certain=truth is True)


def _propose(book: Book, firing: Firing) -> None:
    """On a list with decision: every firing waits, unless its fact has been decided on already."""
    book.firings.append(firing)
    if firing.fact is not None and firing.name in book.settled:
        firing.close(*book.settled[firing.name])


def _assume(book: Book, day: date) -> None:
    """S18, where decisions are assumed: those of *day*, on what waits still, and that no recorded one will settle."""
    if book.decided_after is None:
        return
    made = [firing for firing in book.firings if firing.trigger + timedelta(days=book.decided_after) == day]
    for firing in made:
        if firing.closed is not None or not decisions.is_pending(book, firing, day):
            continue
        if decisions.awaits_recorded_decision(book, firing):
            continue
        if decisions.truth_on(book, firing, book.dossier.as_of) is True:
            firing.close("opened", day)
            book.enter(firing.opening(day), _laws(book, firing, book.dossier.as_of))


def _laws(book: Book, firing: Firing, listing: date) -> list[date | None]:
    rule = firing.rule
    return law_days(book.dossier, book.policy, rule.listing, firing.fact, listing=listing)


def _decide(book: Book, day: date) -> None:
    """S18: listing decisions, and then decisions on terms."""
    if book.needs_decision:
        decisions.decide(book, day)
    _extend(book, day)


def _extend(book: Book, day: date) -> None:
    """S16: the extensions an authority decides on *day*, for what is open and within the bounds of its rule."""
    for decision in by_id(about_policy(book.dossier, "term_decision", book.policy_id), day):
        extension = told_period(decision, "extend")
        for ground in book.open_on(day):
            bounds, end = ground.rule.listing.extension, ground.period_end
            if extension is None or bounds is None or end is None:
                continue
            if names_ground(decision, ground.name, book.dossier) and extension_lies_in(extension, bounds, end):
                ground.extend(Span(add(end.lo, extension), add(end.hi, extension)))


def _cure(book: Book, day: date) -> None:
    """S16: grounds and proposals whose cure comes on *day*."""
    for ground in book.grounds:
        if ground.cured_on is not None or ground.principal is not None or not ground.is_open(day):
            continue
        if book.cure_holds(opening_of(ground), day) is True:
            ground.cured_on = day
    decisions.cure_pending(book, day)


def _at_end(book: Book, day: date) -> None:
    """S16: what happens at the end of periods that run out on *day*."""
    for ground in book.grounds:
        _ask_at_end(book, ground, day)


def _ask_at_end(book: Book, ground: Ground, day: date) -> None:
    """S16: whether *ground* goes on, if its period runs out on *day* and nothing else has ended it."""
    at_end = ground.rule.listing.at_end
    if at_end is None or ground.period_end != on(day) or not ground.is_open(day) or _is_ended(ground):
        return
    truth = holds(at_end.if_, ground.asked(day, day, book.correction_of(ground, day)), book.world)
    later = add(day, at_end.extend)
    if truth is True:
        ground.extend(on(later))
    elif truth is None:
        ground.extend(Span(day, later))


def _is_ended(ground: Ground) -> bool:
    return ground.ended_by() in {"cure", "repair"}


def _note_undecided(book: Book) -> None:
    for firing in book.firings:
        waits = firing.closed is None and decisions.is_pending(book, firing, book.dossier.as_of)
        if waits and decisions.truth_on(book, firing, book.dossier.as_of) is None:
            book.undecided.add((firing.rule.id, firing.fact_id))
