"""The forty policies come to the same by hand and in the language, and the benchmark runs."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from adapters.population.opening import source_at
from adapters.population.prepare import prepare
from adapters.population.store import open_store
from adapters.synthetic.drawing import source_of
from adapters.synthetic.settings import LAST, Settings
from bench import population
from bench.figures import Table
from bench.forty.byhand import ByHand, after, series
from bench.forty.cold import forty
from bench.forty.comparing import differing, spells_of, undone
from bench.forty.kernels import FIRST
from bench.forty.policies import FORTY
from engine.calendar import FOREVER, Period, add
from engine.population.columns import Population
from engine.population.evaluate import evaluate
from engine.population.standings import series as monthly
from engine.population.tables import COMMON, population_of_tables
from tests.synthetic.made import program

TROUBLE = 20.0
"""So much that every one of the forty has somebody on it."""


@cache
def _people() -> Population:
    drawn = source_of(program(), Settings(2_000, 3, trouble=TROUBLE)).partition(0)
    facts = {}
    for name in drawn.facts.keys() & forty().fact_types.keys():
        asked = {*COMMON, *forty().fact_types[name].fields}
        facts[name] = drawn.facts[name].select([one for one in drawn.facts[name].column_names if one in asked])
    return population_of_tables(forty(), drawn.subjects, facts)


def test_the_forty_are_forty_of_all_the_sorts_there_shall_be() -> None:
    assert len({one.id for one in FORTY}) == 40
    assert sum(one.history is not None for one in FORTY) == 10
    assert all(any(getattr(one, name) for one in FORTY) for name in ("extend", "cured", "repaired", "watches"))
    assert any(len(one.amount[1]) > 1 for one in FORTY if one.amount is not None)


def test_the_forty_come_to_the_same_spells_and_months_by_hand_and_in_the_language() -> None:
    people = _people()
    for as_of in (LAST, date(2023, 2, 28).toordinal()):
        hand, language = ByHand(people).evaluate(as_of, as_of), evaluate(forty(), people, as_of, as_of)
        assert differing(language, hand) == {}
        days = [as_of - 31 * number for number in range(40, -1, -1)]
        for name, counts in series(hand, days).items():
            assert len(undone(language, name)) or (counts == monthly(language.lists[name], days)).all()
        assert spells_of(hand) > 1_000


def test_a_spell_that_only_one_of_the_two_has_is_told() -> None:
    people = _people()
    hand, language = ByHand(people).evaluate(LAST, LAST), evaluate(forty(), people, LAST, LAST)
    name = max(hand, key=lambda one: len(hand[one].start) if one != "publicity/administrative-penalties" else 0)
    hand[name].last[0] += 1
    assert list(differing(language, hand)) == [name]


def test_months_are_looked_up_as_the_calendar_counts_them() -> None:
    days = [*range(FOREVER - 400, FOREVER + 1), *range(FIRST, FOREVER, 1_499)]
    for months in (1, 6, 12, 36):
        table = after(months, FOREVER)
        assert [int(table[day - FIRST]) for day in days] == [add(day, Period(months, "months")) for day in days]


def test_the_benchmark_prints_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = population.Bench(population.Asked(tmp_path, 2_000, 1), Table()).people
    prepare(program(), source_at(str(people)), tmp_path / "store")
    assert len(open_store(tmp_path / "store", program())) == 2_000
    population.main([
        "--folder", str(tmp_path), "--population", str(people), "--store", str(tmp_path / "store"), "--rounds", "1",
        "--only", "forty,shipped,changes",
    ])  # fmt: skip
    told = capsys.readouterr().out
    assert "in the language, to by hand (by the clock)" in told
    assert "a policy of it, to one of the forty (CPU)" in told
    assert "tax/major-violations:evasion_amount, of" in told
