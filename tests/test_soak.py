"""The long run goes on from where it was stopped, and scores what it found before too."""

from __future__ import annotations

from pathlib import Path

from engine.cases.mutation import Tally
from tests.soak import Changes, Module, Part, State, tally


def test_what_has_passed_is_remembered_with_its_result_for_the_code_as_it_is(tmp_path: Path) -> None:
    state = State(tmp_path / "state", "a commit")
    state.add(Changes("tax/a-grade", Tally(killed=9, explained=1)))
    state.add(Module("tests/test_truth.py", 1))
    passed = {"changes of tax/a-grade": "9 0 1 0", "tests/test_truth.py seed 1": ""}
    assert State(tmp_path / "state", "a commit").passed == passed
    assert State(tmp_path / "state", "another").passed == {}


def test_the_score_is_of_what_passed_before_and_of_what_fails_now(tmp_path: Path) -> None:
    state = State(tmp_path / "state", "a commit")
    state.add(Changes("tax/a-grade", Tally(killed=9, explained=1)))
    chosen: list[Part] = [
        Changes("tax/a-grade"),
        Changes("tax/b-grade", Tally(killed=9, survived=2, refused=4)),
        Module("t", 1),
    ]
    found = tally(chosen, state)
    assert (found, found.score) == (Tally(killed=18, survived=2, explained=1, refused=4), 90)
