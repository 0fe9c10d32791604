"""Lists of every form with one value after the other: what the values before have found is what judging anew finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Final

import numpy as np
import pytest

from adapters.simulation.sweeps import Value, judged_along, with_values
from engine.calendar import Period, iso
from engine.compile.program import Program, program_of
from engine.online.answer import Question
from engine.online.question import read_question
from engine.population.building import population_of
from engine.population.columns import Population
from engine.population.evaluate import evaluate
from engine.population.judged import Judged
from tests.meaning.judging import a_list, about, base_of, fact
from tests.population.alike import rows

DAY = 739_432
"""2025-06-30."""
VALUES = """
parameters:
  large: {unit: CNY, label: 数额, values: {2020-01-01: 100, 2024-06-01: 200}}
  times: {unit: count, label: 次数, values: {2020-01-01: 2}}
  term: {unit: period, label: 期限, values: {2020-01-01: 2 years, 2024-06-01: 1 year}}
  wait: {unit: period, label: 等候, values: {2020-01-01: 3 months}}
"""
FINE = "on: fine, where: {amount: '>= large'}, period: term"
REPAIR = """repair:
  after: {period: wait, from: listing}
  requires: [{sum: fine, of: amount, within: 1 year, is: '< large'}]
  basis: law
"""
POLICIES: Mapping[str, str] = {
    "plain": a_list(FINE, more=VALUES),
    "shortened": a_list(f"{FINE}, running: recompute", more=VALUES),
    "each": a_list(f"{FINE}, running: recompute, counts_from: trigger", keys="kind: watch, per: fact", more=VALUES),
    "by_act": a_list(f"{FINE}, law_of: act, running: recompute", more=VALUES),
    "lighter": a_list(f"{FINE}, law_of: {{lighter: [act, listing]}}, running: recompute", more=VALUES),
    "published": a_list(f"{FINE}, running: recompute, counts_from: publication", more=VALUES),
    "longer": a_list(f"{FINE}, running: recompute, on_repeat: extend 3 months, at_most: 3 years", more=VALUES),
    "ignoring": a_list(f"{FINE}, running: recompute, on_repeat: ignore", more=VALUES),
    "again": a_list(f"{FINE}, running: recompute, again: 4 years", more=VALUES),
    "cured": a_list(
        f"{FINE}, running: recompute, until: {{count: paid, since: trigger, is: '>= times'}}, "
        "ends: {all: [period, cure]}",
        more=VALUES,
    ),
    "prolonged": a_list(
        f"{FINE}, running: recompute, at_end: {{if: {{count: fine, within: 1 year, where: {{amount: '>= large'}}, "
        "is: '>= times'}, extend: 2 months, basis: law}",
        more=VALUES,
    ),
    "repaired": a_list(f"{FINE}, running: recompute", more=VALUES + REPAIR),
    "resumed": a_list(f"{FINE}, running: recompute", more=VALUES + REPAIR + "  resume: remainder\n"),
    "anew": a_list(f"{FINE}, running: recompute", more=VALUES + REPAIR + "  resume: anew\n"),
    "decided": a_list(f"{FINE}, running: recompute", keys="kind: black", more=VALUES),
    "repeated": a_list(
        "on: fine, history: [{count: fine, where: {amount: '>= large'}, within: 1 year, is: '>= times'}], period: term",
        more=VALUES,
    ),
    "summed": a_list(
        "on: fine, when: {sum: fine, of: amount, within: 1 year, is: '>= large'}, period: term", more=VALUES
    ),
    "greatest": a_list(
        "on: fine, when: {max: fine, of: amount, within: 1 year, is: '< large'}, period: term", more=VALUES
    ),
    "excepted": a_list("on: fine, period: term, unless: {where: {amount: '< large'}}", more=VALUES),
    "silent": a_list("when: {count: fine, within: 1 year, is: '< times'}, period: term", more=VALUES),
    "lasting": "list: {kind: watch, while: {count: fine, within: 1 year, is: '>= times'}}\n" + VALUES,
    "itself": a_list(f"{FINE}, unless: {{listed: itself}}", more=VALUES),
    "above": "list: {kind: watch, while: {any: [{listed: plain}, {listed: decided}]}}\n",
    "ending": a_list("on: fine, period: term, counts_from: {end_of: shortened}", more=VALUES),
}
PERIODS: Final[Sequence[Value]] = tuple(map(Period.parse, ("18 months", "1 month", "4 years")))
VALUED: Final[Mapping[str, Sequence[Value]]] = {
    "large": (Decimal(150), Decimal(201), Decimal(50)),
    "times": (Decimal(1), Decimal(3), Decimal(0)),
    "term": PERIODS,
    "wait": PERIODS[:2],
}
"""The parameters, and what values they take one after the other."""
FIRMS: Final = 40


def _facts(firm: int, chance: np.random.Generator) -> Iterator[dict[str, Any]]:
    for one in range(int(chance.integers(6))):
        day = DAY - int(chance.integers(1_500))
        name, before = f"{firm}.{one}", day - int(chance.integers(200))
        amount: dict[str, Any] = {"amount": int(chance.integers(30)) * 10} if chance.random() < 0.9 else {}
        yield fact(name, "fine", iso(day), acted=iso(before), **amount)
        for type_, later in (("paid", 300), ("paid", 500)):
            if chance.random() < 0.3:
                yield fact(f"{name}.{type_}.{later}", type_, iso(day + int(chance.integers(later))))
        for policy in POLICIES:  # the same chances whichever of them are judged
            for type_, more in (
                ("publication", {}),
                ("listing_decision", {"outcome": "list"}),
                ("repair_application", {}),
                ("repair_undone", {}),
            ):
                if chance.random() < 0.2:
                    told = {"grounds": [name]} if chance.random() < 0.5 else {}
                    on = day + int(chance.integers(400))
                    yield about(f"{name}.{policy}.{type_}", type_, iso(on), policy, **more, **told)


def _read_by(policy: str) -> Mapping[str, str]:
    """The policy, what it reads and what reads it."""
    names = {policy, "shortened"} if policy == "ending" else {policy, "above", "plain", "decided"}
    return {name: text for name, text in POLICIES.items() if name in names}


@cache
def _before(policy: str) -> tuple[Program, Population]:
    program, chance = program_of(base_of(_read_by(policy))), np.random.default_rng(3)
    people = []
    for firm in range(FIRMS):
        facts = [{**one, "subject": f"S{firm}"} for one in _facts(firm, chance) if one["date"] <= iso(DAY)]
        asked = Question({"id": f"S{firm}", "kind": "enterprise"}, facts, DAY, DAY, {})
        people.append(read_question(program, asked)[:2])
    return program, population_of(program, people)


def _told(judged: Judged) -> Mapping[str, Any]:
    tables = (*judged.dossiers.population.tables.values(), *judged.dossiers.tables.values())
    ids = {int(number): judged.fact_id(int(number)) for table in tables for number in table.number} | {-1: ""}
    return {policy: rows(one, ids) for policy, one in judged.lists.items()}


@pytest.mark.slow
@pytest.mark.parametrize("assumed", [True, False], ids=["assumed", "recorded"])
@pytest.mark.parametrize("policy", [name for name, text in POLICIES.items() if "parameters" in text])
def test_a_value_moves_whom_judging_by_it_anew_moves(policy: str, *, assumed: bool) -> None:
    """Each value after the policies as they are, and after the value before."""
    program, people = _before(policy)

    def judged(program: Program, before: Judged | None = None) -> Judged:
        after = 30 if assumed else None
        return evaluate(program, people, DAY, DAY, decided_after=after, before=before, lists_only=True)

    baseline = judged(program)
    told, moves = _told(baseline), 0
    for parameter, values in VALUED.items():
        for since in program.base.policies[policy].parameters[parameter].values:
            bases = (with_values(program.base, since.toordinal(), {(policy, parameter): one}) for one in values)
            programs = [program_of(base) for base in bases]
            for changed, along in zip(programs, judged_along(baseline, programs), strict=True):
                found = _told(judged(changed))
                assert _told(judged(changed, baseline)) == found, f"{parameter} after the policies as they are"
                assert _told(along) == found, f"{parameter} after the value before"
                moves += found != told
    assert _told(baseline) == told, "the baseline is not touched"
    assert moves, "some value moves somebody"
