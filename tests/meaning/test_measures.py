"""S23–S25: what follows, whom it reaches, and what never was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.meaning.both import agreed
from tests.meaning.judging import a_list, about, base_of, evaluate_both, fact, settled, spells, status

DAY = "2024-02-29"
FINE = fact("f", "fine", DAY)
BAN = "measures: [{measure: ban, by: bureau, strength: shall, basis: law%s}]\n"


def _measures(
    policies: dict[str, str], facts: list[dict[str, Any]], as_of: str, **more: Any
) -> tuple[list[Any], list[Any]]:
    linkage = more.pop("linkage", "")
    told = evaluate_both(base_of(policies, linkage=linkage), facts, as_of, **more)
    return told["measures"], told["withheld"]


def _ban(extra: str = "", rule: str = "on: fine, period: 1 year") -> dict[str, str]:
    return {"l": a_list(rule, more=BAN % (f", {extra}" if extra else ""))}


@pytest.mark.parametrize(
    ("day", "found"), [("2024-02-28", []), (DAY, [["l", "ban"]]), ("2025-02-28", [["l", "ban"]]), ("2025-03-01", [])]
)
def test_s23_a_measure_is_in_force_while_its_list_is(day: str, found: list[list[str]]) -> None:
    assert _measures(_ban(), [FINE], day) == (found, [])


@pytest.mark.parametrize(
    ("extra", "day", "found"),
    [
        ("in_force: {from: 2024-06-30}", "2024-06-29", []),
        ("in_force: {from: 2024-06-30}", "2024-06-30", [["l", "ban"]]),
        ("in_force: {to: 2024-06-30}", "2024-07-01", []),
        ("period: 1 month", "2024-03-29", [["l", "ban"]]),
        ("period: 1 month", "2024-03-30", []),
        ("when: {fact: warning}", DAY, []),
        ("degrees: [heavy]", DAY, []),
    ],
)
def test_s23_a_measure_has_its_own_conditions(extra: str, day: str, found: list[list[str]]) -> None:
    assert _measures(_ban(extra), [FINE], day)[0] == found


def test_s23_the_catalogue_ends_a_measure_for_all() -> None:
    policy = {"l": a_list("on: fine, period: 5 years", more=(BAN % "").replace("ban", "watch").replace("shall", "may"))}
    assert [_measures(policy, [FINE], day)[0] for day in ("2025-12-31", "2026-01-01")] == [[["l", "watch"]], []]


@pytest.mark.parametrize(("kind", "found"), [("enterprise", ([["l", "ban"]], [])), ("natural_person", ([], []))])
def test_s23_a_measure_reaches_only_the_kinds_it_permits(kind: str, found: tuple[list[Any], list[Any]]) -> None:
    assert _measures(_ban(), [FINE], DAY, subject={"id": "S", "kind": kind}) == found


def test_s23_an_unknown_condition_withholds() -> None:
    facts = [FINE, fact("w", "warning", DAY)]
    assert _measures(_ban("when: {fact: warning, where: {grave: true}}"), facts, DAY) == ([], [["l", "ban", "unknown"]])


def test_s23_degrees_choose_measures() -> None:
    text = """
    list: {kind: watch}
    listings:
      mild: {on: fine, period: 1 year, degree: light, basis: law}
      grave: {on: warning, period: 1 month, degree: heavy, basis: law}
    measures: [{measure: ban, by: bureau, strength: shall, degrees: heavy, basis: law}]
    """
    facts = [FINE, fact("w", "warning", DAY)]
    assert [_measures({"l": text}, facts, day)[0] for day in ("2024-03-29", "2024-03-30")] == [[["l", "ban"]], []]


def test_s23_an_unknown_list_carries_nothing() -> None:
    assert _measures(_ban(rule="on: fine, where: {grave: true}, period: 1 year"), [FINE], DAY) == ([], [])


RED = a_list(
    "on: praise, period: 1 year",
    keys="kind: red",
    more="excluded_by: [black]\nmeasures: [{measure: fast_lane, by: bureau, strength: may, basis: law}]\n",
)
PRAISE = fact("p", "praise", "2024-01-31")


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2024-02-28", ([["red", "fast_lane"]], [])),
        (DAY, ([], [["red", "fast_lane", "excluded"]])),
        ("2024-03-29", ([], [["red", "fast_lane", "excluded"]])),
        ("2024-03-30", ([["red", "fast_lane"]], [])),
    ],
)
def test_s23_a_reward_is_withheld_on_the_black_days_only(day: str, found: tuple[list[Any], list[Any]]) -> None:
    policies = {"red": RED, "black": a_list("on: fine, period: 1 month", keys="kind: black, decision: none")}
    assert _measures(policies, [PRAISE, FINE], day) == found
    assert status(base_of(policies), [PRAISE, FINE], day, "red") == "true"


def test_s23_an_unknown_exclusion_withholds_and_a_proposal_does_not() -> None:
    unsure = {
        "red": RED,
        "black": a_list("on: fine, where: {grave: true}, period: 1 month", keys="kind: black, decision: none"),
    }
    assert _measures(unsure, [PRAISE, FINE], DAY) == ([], [["red", "fast_lane", "unknown"]])
    proposed = {"red": RED, "black": a_list("on: fine, period: 1 month", keys="kind: black")}
    assert _measures(proposed, [PRAISE, FINE], DAY) == ([["red", "fast_lane"]], [])


def test_s23_a_memorandum_carries_measures_from_any_of_its_lists() -> None:
    policies = {"l": a_list("on: fine, period: 1 month"), "m": a_list("on: warning, period: 1 month")}
    linkage = "when: {listed: [l, m]}\nin_force: {to: 2024-03-10}\n" + BAN % ""
    facts = [FINE, fact("w", "warning", "2024-03-05")]
    found = [
        _measures(policies, facts, day, linkage=linkage)[0] for day in ("2024-02-28", DAY, "2024-03-05", "2024-03-11")
    ]
    assert found == [[], [["memo", "ban"]], [["memo", "ban"]], []]


def test_s23_an_objection_suspends_until_it_is_settled() -> None:
    more = (BAN % "") + "objection: {period: 15 working days, from: decision, suspends: measures}\n"
    policies = {"l": a_list("on: fine, period: 1 year", more=more)}
    facts = [FINE, about("o", "objection", "2024-03-31"), about("s", "objection_settled", "2024-04-30")]
    found = [_measures(policies, facts, day) for day in ("2024-03-30", "2024-03-31", "2024-04-29", "2024-04-30")]
    suspended: tuple[list[Any], list[Any]] = ([], [["l", "ban", "objection"]])
    assert found == [([["l", "ban"]], []), suspended, suspended, ([["l", "ban"]], [])]


def test_s23_a_grade_carries_the_measures_of_its_letter() -> None:
    text = """
    grade:
      per: {window: 1 month}
      order: [A, B]
      start: 100
      bands: {A: '>= 90', B: '< 90'}
      items: {fined: {on: fine, points: -20, basis: law}}
    measures:
      - {measure: ban, by: bureau, strength: shall, grades: B, basis: law}
      - {measure: fast_lane, by: bureau, strength: may, grades: A, basis: law}
    """
    found = [_measures({"g": text}, [PRAISE, FINE], day)[0] for day in ("2024-02-28", DAY, "2024-03-29", "2024-03-30")]
    assert found == [[["g", "fast_lane"]], [["g", "ban"]], [["g", "ban"]], [["g", "fast_lane"]]]


PERSON = {"id": "S", "kind": "natural_person"}
FIRM = {"id": "Q", "kind": "enterprise"}
OWNER = [{"role": "owner", "subject": "S"}]
REACH = "extends_to: [{role: owner, repair: %s, basis: law}]\nrepair: {basis: law}\n"
REACHING = {"l": a_list("on: fine, period: 1 year", more=REACH % "own")}


def _firm(*facts: dict[str, Any]) -> dict[str, Any]:
    return {"Q": {"subject": FIRM, "facts": list(facts)}}


def test_s24_a_listing_reaches_the_role_holder_its_fact_names() -> None:
    principals = _firm(fact("f", "fine", DAY, related=OWNER), fact("g", "fine", "2024-05-31"))
    base = base_of(REACHING)
    assert spells(base, [], "2024-06-01", subject=PERSON, principals=principals) == [settled(DAY, "2025-05-31")]
    assert spells(base, [], "2024-06-01", subject={"id": "T", "kind": "natural_person"}, principals=principals) == []
    assert spells(base, [], "2024-06-01", subject={"id": "S", "kind": "enterprise"}, principals=principals) == []
    assert status(base, [], "2024-06-01", subject={"id": "S"}, principals=principals) == "unknown"


def test_s24_it_ends_with_the_principals_spell() -> None:
    principals = _firm(fact("f", "fine", DAY, related=OWNER), about("a", "repair_application", "2024-05-31"))
    assert spells(base_of(REACHING), [], "2024-06-01", subject=PERSON, principals=principals) == [
        settled(DAY, "2024-05-31", "principal")
    ]


def test_s24_a_repair_of_the_principal_breaks_the_role_holders_spell_too() -> None:
    fines = (fact("f", "fine", DAY, related=OWNER), fact("g", "fine", "2024-06-01", related=OWNER))
    principals = _firm(*fines, about("a", "repair_application", "2024-05-31"))
    assert spells(base_of(REACHING), [], "2024-06-01", subject=PERSON, principals=principals) == [
        settled(DAY, "2024-05-31", "principal"),
        settled("2024-06-01", "2025-06-01"),
    ]


@pytest.mark.parametrize(
    ("repair", "last", "cause", "row"),
    [
        ("own", "2024-05-31", "repair", ["l", "a", "f", "granted", []]),
        ("none", "2025-02-28", None, ["l", "a", "", "refused", ["not_listed"]]),
    ],
)
def test_s24_the_role_holder_may_repair_for_itself_where_the_policy_says_so(
    repair: str, last: str, cause: str | None, row: list[Any]
) -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year", more=REACH % repair)})
    principals = _firm(fact("f", "fine", DAY, related=OWNER))
    facts = [about("a", "repair_application", "2024-05-31")]
    assert spells(base, facts, "2024-06-01", subject=PERSON, principals=principals) == [settled(DAY, last, cause)]
    assert evaluate_both(base, facts, "2024-06-01", subject=PERSON, principals=principals)["applications"] == [row]


def test_s24_on_a_list_with_decision_only_what_was_decided_reaches() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 year", keys="kind: black", more=REACH % "none")})
    fine = fact("f", "fine", DAY, related=OWNER)
    decided = about("d", "listing_decision", "2024-03-31", outcome="list")
    assert spells(base, [], "2024-06-01", subject=PERSON, principals=_firm(fine)) == []
    assert spells(base, [], "2024-06-01", subject=PERSON, principals=_firm(fine, decided)) == [
        settled("2024-03-31", "2025-03-31")
    ]


def test_s25_a_revoked_fact_never_was() -> None:
    base = base_of({"l": a_list("on: fine, period: 1 month, again: 1 year", more=BAN % "")})
    facts = [FINE, fact("g", "fine", "2024-05-31")]
    revoked = [*facts, fact("r", "revocation", "2024-06-10", revokes="f")]
    assert evaluate_both(base, revoked, "2024-06-10") == evaluate_both(base, facts[1:], "2024-06-10")
    assert evaluate_both(base, facts, "2024-06-10") != evaluate_both(base, facts[1:], "2024-06-10")


def test_s23_a_measure_of_a_list_per_fact_is_in_force_while_any_of_its_spells_brings_it() -> None:
    text = """
    list: {kind: notice, per: fact}
    listings:
      light: {on: warning, period: 2 years, degree: light, basis: law}
      heavy: {on: fine, period: 2 years, degree: heavy, basis: law}
    measures: [{measure: ban, by: bureau, strength: shall, basis: law, degrees: [heavy], period: 1 month}]
    """
    facts = [fact("w", "warning", "2024-01-31"), FINE]
    assert [_measures({"l": text}, facts, day)[0] for day in ("2024-03-29", "2024-03-30")] == [[["l", "ban"]], []]


def test_s23_a_memorandum_is_withheld_only_if_all_that_bring_it_are_excluded() -> None:
    policies = {
        "black": a_list("on: fine, period: 1 year", keys="kind: black, decision: none"),
        "red": a_list("on: praise, period: 1 year", keys="kind: red", more="excluded_by: [black]\n"),
        "other": a_list("on: promise, period: 1 year", keys="kind: watch"),
    }
    linkage = """
    when: {listed: [red, other]}
    measures: [{measure: ban, by: bureau, strength: shall, basis: law}]
    """
    facts = [FINE, fact("p", "praise", DAY)]
    assert _measures(policies, facts, DAY, linkage=linkage) == ([], [["memo", "ban", "excluded"]])
    assert _measures(policies, [*facts, fact("q", "promise", DAY)], DAY, linkage=linkage) == ([["memo", "ban"]], [])


def test_s24_where_nothing_is_known_of_principals_what_is_not_true_is_unknown() -> None:
    text = a_list("on: fine, period: 1 year", keys="kind: watch", more="extends_to: [{role: owner, basis: law}]\n")
    asked = (date.fromisoformat(DAY), date(2100, 1, 1), None)
    base, person = base_of({"l": text}), {"id": "S", "kind": "natural_person"}
    told = [agreed(base, person, facts, *asked)["lists"]["l"]["status"] for facts in ([], [FINE])]
    assert told == ["unknown", "true"]
    assert agreed(base, {"id": "S", "kind": "enterprise"}, [], *asked)["lists"] == {}


def test_s24_what_extends_a_period_extended_the_role_holders_stay_beyond_its_principals() -> None:
    rule = (
        "on: fine, period: 1 month, extension: {range: [1 month, 1 year]},"
        " at_end: {if: {not: {fact: paid}}, extend: 1 month, basis: law}"
    )
    base = base_of({"l": a_list(rule, more=REACH % "own")})
    principals = _firm(fact("f", "fine", DAY, related=OWNER), fact("p", "paid", "2024-03-01"))
    on_the_last_day = fact("w", "warning", "2024-03-29")
    for mine in (on_the_last_day, about("t", "term_decision", "2024-03-15", extend="2 months")):
        assert spells(base, [mine], "2024-04-01", subject=PERSON, principals=principals) == [
            settled(DAY, "2024-03-29", "principal")
        ]


DATED = """
basis: {law: {title: 法}, order: {title: 令, in_force: {from: 2024-01-01, to: 2024-12-31}}}
list: {kind: watch}
listings: {rule: {on: fine, period: 5 years, basis: law}}
extends_to: [{role: owner, basis: order%s}]
"""


@pytest.mark.parametrize(
    ("in_force", "opened", "found"),
    [
        ("", "2023-12-31", "false"),
        ("", "2024-01-01", "true"),
        ("", "2024-12-31", "true"),
        ("", "2025-01-01", "false"),
        (", in_force: {from: 2024-07-01}", "2024-06-30", "false"),
        (", in_force: {from: 2024-07-01}", "2024-07-01", "true"),
        (", in_force: {to: 2024-06-30}", "2024-06-30", "true"),
        (", in_force: {to: 2024-06-30}", "2024-07-01", "false"),
    ],
)
def test_s24_an_extension_reached_from_listings_opened_when_no_document_it_cites_was_in_force(
    in_force: str, opened: str, found: str
) -> None:
    principals = _firm(fact("f", "fine", opened, related=OWNER))
    base = base_of({"l": DATED % in_force})
    assert status(base, [], "2026-01-31", subject=PERSON, principals=principals) == found


def test_s24_where_nothing_is_known_of_principals_nobody_is_reached_before_the_law_that_extends() -> None:
    known, base = date(2100, 1, 1), base_of({"l": DATED % ", in_force: {from: 2024-07-01, to: 2024-07-31}"})
    warned = fact("w", "warning", "2023-12-31")
    for facts in ([], [warned]):
        days = [date(2024, 6, 30), date(2024, 7, 1), date(2024, 8, 1)]
        lists = [agreed(base, PERSON, facts, day, known, None)["lists"].get("l", {}) for day in days]
        assert [found.get("status", "false") for found in lists] == ["false", "unknown", "unknown"]
