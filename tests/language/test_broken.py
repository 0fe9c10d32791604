"""Every problem of syntax and language, made once, and the exact lines its author reads."""

from __future__ import annotations

import pytest

from engine.catalogue import LANGUAGES
from engine.checks import check_files
from tests.language.broken import FOLDERS, broken, expected, good


def test_the_good_base_has_no_problem() -> None:
    checked = check_files(good())
    assert checked.problems == ()
    assert checked.program is not None


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_broken_base_gives_exactly_the_lines_due(folder: str) -> None:
    checked = check_files({**good(), **broken(folder)})
    assert [problem.line() for problem in checked.problems] == expected(folder)
    assert checked.program is None


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_broken_base_shows_the_problem_it_is_named_after(folder: str) -> None:
    assert any(line.endswith(f"[{folder}]") for line in expected(folder))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_message_can_be_said_in_one_line(folder: str, language: str) -> None:
    for problem in check_files({**good(), **broken(folder)}).problems:
        line = problem.line(language)
        assert "\n" not in line
        assert "None" not in line
