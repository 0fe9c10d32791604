"""Results as one table: what stands in its rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.online.answer import Question
from engine.online.question import read_question
from engine.population.arrow import SCHEMA, table_of
from engine.population.building import population_of
from engine.population.evaluate import evaluate
from tests.synthetic.made import tiny_program

AS_OF = date(2022, 6, 30).toordinal()
LIST = "labour/arrears"


def directive(number: int, amount: int | None) -> dict[str, Any]:
    """A directive not complied with."""
    told = {} if amount is None else {"amount": amount}
    fields = {"directive_no": f"甲{number}", "outcome": "not_complied", **told}
    return {"id": f"f{number}", "type": "directive", "date": "2022-02-01", "fields": fields}


def decision(subject: str, says: str, day: str) -> dict[str, Any]:
    """A decision on the second directive."""
    about = {"policy": LIST, "outcome": says, "grounds": ["f2"]}
    return {"id": f"d-{subject}", "type": "listing_decision", "date": day, "fields": about}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """What is found out about five people, without what is null."""
    program = tiny_program()
    first, second = directive(1, 10_000), directive(2, 40_000)
    facts = {
        "listed": [first, second, decision("listed", "list", "2022-03-01")],
        "proposed": [first, second],
        "undecided": [first, directive(2, None)],
        "at the limit of nothing": [first, directive(2, 29_999)],
        "unknown": [],
    }
    people = []
    for name, told in facts.items():
        subject, read, _ = read_question(program, Question({"id": name, "kind": "enterprise"}, told, AS_OF, AS_OF))
        people.append((subject, read))
    table = table_of(evaluate(program, population_of(program, people), AS_OF, AS_OF))
    assert table.schema == SCHEMA
    return [{key: value for key, value in row.items() if value is not None} for row in table.to_pylist()]


def of(rows: list[dict[str, Any]], *kinds: str) -> list[dict[str, Any]]:
    """The *rows* of some kinds."""
    return [row for row in rows if row["row"] in kinds]


def test_a_stay_and_its_ground_name_rule_fact_and_days(rows: list[dict[str, Any]]) -> None:
    days = {"start": date(2022, 3, 1), "low": date(2025, 3, 1), "high": date(2025, 3, 1)}
    both = {"policy": LIST, "subject": "listed", "spell": 1, "cause": "expiry", "breaks": False, **days}
    assert of(rows, "spell") == [{"row": "spell", **both}]
    ground = {"rule": "refuses_to_pay", "fact": "f2", "triggered": date(2022, 2, 1), "sure": True}
    assert of(rows, "ground") == [{"row": "ground", **both, **ground, "law": date(2022, 3, 1)}]


def test_what_waits_for_a_decision_or_for_a_fact_is_told_apart(rows: list[dict[str, Any]]) -> None:
    common = {"policy": LIST, "rule": "refuses_to_pay", "fact": "f2", "start": date(2022, 2, 1)}
    assert of(rows, "proposal") == [{"row": "proposal", "subject": "proposed", **common}]
    assert of(rows, "undecided") == [{"row": "undecided", "subject": "undecided", **common}]


def test_a_measure_names_who_carries_it_out_and_until_when(rows: list[dict[str, Any]]) -> None:
    days = {"start": date(2022, 3, 1), "low": date(2025, 3, 1), "high": date(2025, 3, 1)}
    common = {"row": "measure", "policy": LIST, "subject": "listed", **days}
    assert of(rows, "measure") == [
        {**common, "measure": "inspect_more", "carriage": "arrears#0", "by": "human_resources"},
        {**common, "measure": "limit_funding", "carriage": f"{LIST}#0", "by": "finance"},
    ]


def test_nothing_is_told_of_who_is_at_nothing(rows: list[dict[str, Any]]) -> None:
    adverse = of(rows, "spell", "ground", "proposal", "undecided", "possible", "measure", "refused")
    assert {row["subject"] for row in adverse} == {"listed", "proposed", "undecided"}


def test_of_nobody_there_is_a_table_without_rows() -> None:
    program = tiny_program()
    assert table_of(evaluate(program, population_of(program, []), AS_OF, AS_OF)) == SCHEMA.empty_table()
