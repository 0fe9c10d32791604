"""S19, S20, S26: several ways off a list in force on one day, and what is told of the shortest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from engine.online.answer import Question, answer
from engine.verdict import RepairVerdict
from tests.meaning.both import evaluator_of
from tests.meaning.judging import ENTERPRISE, LATER, a_list, about, base_of, evaluate_both, fact, settled, spells

OPENED = "2024-08-31"
FINE = fact("f", "fine", OPENED)
PAID, PROMISED, PRAISED = (fact(name, name, "2024-09-10") for name in ("paid", "promise", "praise"))
WARNED = fact("w", "warning", "2024-09-20")
PUBLISHED = about("b", "publication", "2024-09-15")
SOON, LATE = "2024-10-01", "2025-03-16"

PAY_AND_WAIT = "{after: {period: 6 months, from: publication}, requires: [{fact: paid}], basis: law}"
PROMISE = "{requires: [{fact: promise}], basis: law}"
BARRED = "{requires: [{fact: promise}], bars: [{fact: warning, since: listing}], basis: law}"
WAIT = "{after: {period: 3 months, from: listing}, basis: law}"
UNSURE = "{requires: [{fact: paid, where: {full: true}}], basis: law}"


def _list(*ways: str, rule: str = "on: fine, period: 2 years") -> str:
    return a_list(rule, more=f"repair: [{', '.join(ways)}]\n")


def _answer(ways: Sequence[str], facts: Sequence[Mapping[str, Any]], day: str) -> list[object]:
    applied = about("a", "repair_application", day)
    (row,) = evaluate_both(base_of({"l": _list(*ways)}), [FINE, *facts, applied], day)["applications"]
    return list(row[3:])


@pytest.mark.parametrize(
    ("ways", "facts", "day", "answer"),
    [
        ((PAY_AND_WAIT, PROMISE), [PROMISED], SOON, ["granted", []]),
        ((PAY_AND_WAIT, PROMISE), [PAID, PUBLISHED], LATE, ["granted", []]),
        ((PAY_AND_WAIT, PROMISE), [PAID, PUBLISHED], "2025-03-15", ["refused", ["too_early"]]),
        ((PROMISE, PAY_AND_WAIT), [PAID, PUBLISHED], "2025-03-15", ["refused", ["too_early"]]),
        ((PAY_AND_WAIT, PROMISE), [PUBLISHED], SOON, ["refused", ["requires.0", "too_early"]]),
        ((PROMISE, PAY_AND_WAIT), [PUBLISHED], SOON, ["refused", ["requires.0"]]),
        ((PAY_AND_WAIT, PROMISE), [], SOON, ["refused", ["requires.0"]]),
        ((BARRED, PAY_AND_WAIT), [PROMISED, WARNED, PUBLISHED], LATE, ["refused", ["requires.0"]]),
        ((BARRED, PAY_AND_WAIT), [PROMISED, WARNED], SOON, ["refused", ["not_published", "requires.0"]]),
        ((PROMISE, UNSURE), [PAID], SOON, ["undecided", ["requires.0"]]),
        ((UNSURE, WAIT), [PAID], "2024-12-01", ["granted", []]),
    ],
)
def test_s19_of_several_ways_the_first_that_admits_or_else_the_nearest_answers(
    ways: Sequence[str], facts: Sequence[Mapping[str, Any]], day: str, answer: list[object]
) -> None:
    assert _answer(ways, facts, day) == answer


@pytest.mark.parametrize(
    ("ways", "answer"),
    [
        (("{none_provided: law}", PROMISE), ["refused", ["none_provided"]]),
        ((PROMISE, "{none_provided: law}"), ["granted", []]),
        ((UNSURE, "{none_provided: law}", PROMISE), ["refused", ["requires.0"]]),
        (("{none_provided: law, in_force: {to: 2024-09-30}}", PROMISE), ["granted", []]),
    ],
)
def test_s19_what_excludes_repair_closes_the_row(ways: Sequence[str], answer: list[object]) -> None:
    assert _answer(ways, [PROMISED], SOON) == answer


def test_s19_the_way_that_admits_says_whether_an_authority_decides() -> None:
    decided = "{requires: [{fact: promise}], decision: required, basis: law}"
    facts = [PROMISED, PRAISED]
    assert _answer((decided, "{requires: [{fact: praise}], basis: law}"), facts, SOON) == ["admitted", []]
    assert _answer((decided, "{requires: [{fact: praise}], basis: law}"), facts[1:], SOON) == ["granted", []]


@pytest.mark.parametrize(("met", "last"), [(PROMISED, "2026-08-31"), (PRAISED, "2027-07-31")])
def test_s20_a_repair_undone_goes_on_as_the_way_says_that_admitted_it(met: Mapping[str, Any], last: str) -> None:
    ways = (
        "{requires: [{fact: promise}], resume: old_end, basis: law}",
        "{requires: [{fact: praise}], resume: remainder, basis: law}",
    )
    facts = [FINE, met, about("a", "repair_application", SOON), about("u", "repair_undone", "2025-08-31")]
    assert spells(base_of({"l": _list(*ways)}), facts, "2025-09-01")[1] == settled("2025-08-31", last)


def test_s20_a_grant_that_nobody_asked_for_goes_by_the_first_way() -> None:
    ways = (
        "{requires: [{fact: promise}], resume: remainder, decision: required, basis: law}",
        "{requires: [{fact: praise}], resume: old_end, decision: required, basis: law}",
    )
    granted = about("g", "repair_decision", SOON, outcome="grant")
    facts = [FINE, PRAISED, granted, about("u", "repair_undone", "2025-08-31")]
    assert spells(base_of({"l": _list(*ways)}), facts, "2025-09-01")[1] == settled("2025-08-31", "2027-07-31")


def _told(ways: Sequence[str], facts: Sequence[Mapping[str, Any]], as_of: str = SOON) -> RepairVerdict:
    base = base_of({"l": _list(*ways)})
    asked = Question(ENTERPRISE, [FINE, *facts], date.fromisoformat(as_of).toordinal(), LATER.toordinal(), {})
    told = answer(evaluator_of(base), asked).lists[0].spells[0].repair
    assert told is not None
    return told


@pytest.mark.parametrize(
    ("ways", "facts", "earliest", "needed", "missing"),
    [
        ((PAY_AND_WAIT, PROMISE), [PAID, PUBLISHED], LATE, (), ["too_early"]),
        ((PROMISE, PAY_AND_WAIT), [PAID, PUBLISHED], LATE, (), ["too_early"]),
        ((PAY_AND_WAIT, PROMISE), [PUBLISHED], LATE, ("paid",), ["missing", "too_early"]),
        ((PROMISE, PAY_AND_WAIT), [PUBLISHED], OPENED, ("promise",), ["missing"]),
        ((PAY_AND_WAIT, PROMISE), [PAID], None, (), ["not_published"]),
        ((PAY_AND_WAIT, WAIT), [PAID, PUBLISHED], "2024-12-01", (), ["too_early"]),
        ((BARRED, PAY_AND_WAIT), [WARNED, PUBLISHED], LATE, ("paid",), ["missing", "too_early"]),
        ((BARRED,), [WARNED], OPENED, ("promise",), ["barred", "missing"]),
        (("{requires: [{fact: promise}, {fact: praise}], basis: law}", UNSURE), [], OPENED, ("paid",), ["missing"]),
        ((PAY_AND_WAIT, PROMISE), [PROMISED], OPENED, (), []),
    ],
)
def test_s26_the_way_told_asks_the_fewest_facts_or_only_the_shortest_wait(
    ways: Sequence[str],
    facts: Sequence[Mapping[str, Any]],
    earliest: str | None,
    needed: tuple[str, ...],
    missing: list[str],
) -> None:
    told = _told(ways, facts)
    found = [reason.partition(":")[0] for reason in told.missing]
    assert (told.earliest, told.facts_needed, found) == (earliest, needed, missing)


def test_s26_what_an_unknown_bar_counts_was_told_as_needed() -> None:
    bar = "{bars: [{fact: warning, where: {grave: true}, since: listing}], basis: law}"
    assert _told((bar,), [WARNED]).facts_needed == ()


@pytest.mark.parametrize(("as_of", "earliest"), [("2025-01-01", "2025-01-01"), ("2025-03-01", "2025-01-01")])
def test_s26_the_earliest_day_was_before_the_law_that_provides_for_repair(as_of: str, earliest: str) -> None:
    assert _told(("{in_force: {from: 2025-01-01}, basis: law}",), [], as_of).earliest == earliest
