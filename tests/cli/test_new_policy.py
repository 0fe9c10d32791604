"""A new policy checks clean, its cases hold, and nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import tiny
from tests.cli.run import run, written


@pytest.mark.parametrize("kind", ["list", "grade"])
def test_a_new_policy_checks_clean_and_its_cases_hold(tmp_path: Path, kind: str) -> None:
    folder = written(tmp_path, tiny.files())
    result = run("new-policy", "traffic/overload-2", "--title", '超限: "运输" #1', "--kind", kind, "--policies", folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"written: {folder}/facts/traffic-overload-2.yaml",
        f"written: {folder}/traffic/overload-2.cases.yaml",
        f"written: {folder}/traffic/overload-2.yaml",
        "now put in the law; `xinheng check` and `xinheng test` say what is still wrong",
    ]
    assert run("check", "--policies", folder).exit_code == 0
    tested = run("test", "-r", "traffic/", "--threshold", "100", "--fail-on-empty", "--policies", folder)
    assert tested.exit_code == 0, tested.stdout
    mutated = run("test", "--mutate", "-r", "traffic/", "--policies", folder)
    assert mutated.exit_code == 0, mutated.stdout
    assert "explained, but noticed" not in mutated.stdout


@pytest.mark.parametrize("title", ["", " ", "题" * 3000, "a\nb"])
def test_a_title_that_check_would_refuse_is_refused_at_once(tmp_path: Path, title: str) -> None:
    folder = written(tmp_path, tiny.files())
    result = run("new-policy", "a/b", "--title", title, "--kind", "list", "--policies", folder)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: a title is one line of 1 to 2000 characters\n")
    assert not (tmp_path / "a").exists()


def test_a_first_policy_brings_a_department_along(tmp_path: Path) -> None:
    result = run("new-policy", "a", "--title", "甲", "--kind", "list", "--policies", str(tmp_path))
    assert result.exit_code == 0
    assert (tmp_path / "departments.yaml").is_file()
    assert run("test", "--policies", str(tmp_path)).exit_code == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("labour/arrears",), "already there: labour/arrears.cases.yaml, labour/arrears.yaml (nothing was written)"),
        (("measures/new",), "`measures/new` cannot be a policy"),
        (("../new",), "`../new` cannot be a policy"),
        (("labour/new", "--authority", "finanse"), "there is no department `finanse` (did you mean `finance`?)"),
    ],
)
def test_a_new_policy_overwrites_nothing_and_goes_where_policies_are(args: tuple[str, ...], message: str) -> None:
    before = tiny.files()
    result = run("new-policy", *args, "--title", "甲", "--kind", "list")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {message}")
    assert tiny.files() == before
