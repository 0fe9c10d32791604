"""`check`: every problem, in three forms, and what it exits with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cases import tiny
from tests.cli.run import run, written


@pytest.fixture
def broken(tmp_path: Path) -> str:
    """The base with two wrong policies and one wrong case file."""
    return written(
        tmp_path,
        tiny.files(
            list_=tiny.text("labour/arrears.yaml").replace("by: finance", "by: fynance"),
            grade=tiny.text("tax/grade.yaml").replace("on: filed_late", "on: filed_lat"),
        ),
    )


def test_policies_without_problems_are_counted() -> None:
    result = run("check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "no problems in 2 policies\n", "")


def test_problems_come_in_order_with_what_to_do(broken: str) -> None:
    result = run("check", "--policies", broken)
    assert result.exit_code == 3
    assert (
        result.stdout
        == f"""\
{broken}/labour/arrears.yaml:33:37: there is no department `fynance`  [language.unknown_department]
    → use `finance`, or write it into departments.yaml
{broken}/tax/grade.yaml:13:11: there is no fact type `filed_lat`  [language.unknown_fact_type]
    → use `filed_late`, or define it in facts/
2 problems in 2 policies
"""
    )


def test_only_the_problems_of_the_files_named_are_reported(broken: str) -> None:
    result = run("check", f"{broken}/tax", f"{broken}/labour/arrears.cases.yaml", "--policies", broken)
    assert result.exit_code == 3
    assert result.stdout.splitlines()[-1] == "1 problems in 2 policies"
    assert result.stderr == "1 more problems elsewhere in the policies\n"
    sound = run("check", f"{broken}/facts", "--policies", broken)
    assert (sound.exit_code, sound.stdout) == (0, "no problems in 2 policies\n")


def test_a_folder_elsewhere_is_checked_itself(broken: str) -> None:
    assert run("check", broken).exit_code == 3
    assert run("check", broken, XINHENG_POLICIES="/nowhere").exit_code == 3
    assert run("check", str(tiny.FOLDER)).exit_code == 0


def test_a_file_elsewhere_cannot_be_checked(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: a\n")
    result = run("check", str(tmp_path / "a.yaml"))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: `{tmp_path}/a.yaml` is not in the policies in `{tiny.FOLDER}`")


def test_json_is_for_programs(broken: str) -> None:
    result = run("check", "-f", "json", "--policies", broken)
    found = json.loads(result.stdout)
    assert result.exit_code == 3
    assert found["policies"] == 2
    assert len(found["release"]) == 64
    assert found["problems"][1] == {
        "file": "tax/grade.yaml",
        "line": 13,
        "column": 11,
        "code": "language.unknown_fact_type",
        "message": "there is no fact type `filed_lat`",
        "remedy": "use `filed_late`, or define it in facts/",
    }


def test_annotations_escape_what_would_end_them(broken: str) -> None:
    result = run("check", "-f", "github", "--policies", broken)
    assert result.exit_code == 3
    assert result.stdout.splitlines()[1] == (
        f"::error file={broken}/tax/grade.yaml,line=13,col=11,title=language.unknown_fact_type"
        "::there is no fact type `filed_lat` (use `filed_late`, or define it in facts/)"
    )


def test_cases_are_checked_with_the_policies(tmp_path: Path) -> None:
    wrong = tiny.case("{measures: limit_fundng}")
    result = run("check", "--policies", written(tmp_path, tiny.files(list_cases=wrong)))
    assert result.exit_code == 3
    assert "labour/arrears.cases.yaml:8:24: there is no such measure: `limit_fundng`" in result.stdout


def test_records_in_cases_are_checked_with_the_policies(tmp_path: Path) -> None:
    wrong = tiny.case("{}").replace("outcome: not_complied, amount: 40000", "amount: 40000")
    result = run("check", "--policies", written(tmp_path, tiny.files(list_cases=wrong)))
    assert result.exit_code == 3
    assert "labour/arrears.cases.yaml:6:9: `directive` needs the field `outcome`" in result.stdout


def test_chinese_is_spoken_unless_another_language_is_asked_for(broken: str) -> None:
    result = run("check", "--policies", broken, language="")
    assert result.stdout.splitlines()[-1] == "2 项政策中有 2 个问题"
    assert run("check", "--policies", broken, "--lang", "en", language="zh_CN").stdout.splitlines()[-1] == (
        "2 problems in 2 policies"
    )
    assert run("--lang", "en", "check", "--policies", broken, language="zh_CN").stdout.splitlines()[-1] == (
        "2 problems in 2 policies"
    )
