"""Policies judged side by side: the same comes of it as one after the other, and what several need is made once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from engine.population.arrow import table_of
from engine.population.evaluate import evaluate
from engine.population.memo import Memo
from engine.population.side_by_side import both_at_once, side_by_side
from engine.population.tables import population_of_tables
from tests.synthetic.made import drawn_people, program

DAY = 740_000


def test_everybody_is_judged_the_same_by_however_many_threads() -> None:
    subjects, facts = drawn_people(2_000)
    found = []
    for number in (1, 3):
        judged = evaluate(
            program(), population_of_tables(program(), subjects, facts), DAY, DAY, decided_after=30, threads=number
        )
        found.append((table_of(judged), judged.why, judged.singly.silences))
    assert found[0] == found[1]
    assert len(found[0][0])


def test_what_is_made_side_by_side_keeps_its_order() -> None:
    assert list(side_by_side(lambda one: one * one, range(100), 3)) == [one * one for one in range(100)]


def test_what_fails_is_told_and_nothing_more_is_begun() -> None:
    begun = []

    def fail(one: int) -> int:
        begun.append(one)
        raise KeyError(one)

    with pytest.raises(KeyError, match="0"):
        list(side_by_side(fail, range(10_000), 2))
    assert len(begun) < 10_000


@pytest.mark.parametrize("threads", [1, 2])
def test_of_two_made_at_once_each_is_told(threads: int) -> None:
    assert both_at_once(lambda: "one", lambda: 2, threads) == ("one", 2)


def test_what_many_ask_for_at_once_is_made_once_and_may_ask_for_more() -> None:
    memo, made, together = Memo(), [], Barrier(8)

    def outer() -> str:
        made.append("outer")
        return memo("inner", inner) + "!"

    def inner() -> str:
        made.append("inner")
        return "found"

    def ask(_: int) -> str:
        together.wait(10)
        return memo("outer", outer)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"found!"}
    assert made == ["outer", "inner"]
