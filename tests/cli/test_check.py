"""`check`: every problem, in three forms, and what it exits with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cases import tiny
from tests.cli.run import run, written


@pytest.fixture
def broken(tmp_path: Path) -> str:
    """The base with something wrong in two of its files."""
    return written(
        tmp_path,
        tiny.files(
            list_cases=tiny.case("{measures: limit_fundng}"),
            grade_cases=tiny.text(tiny.GRADE_CASES).replace("grade: B", "grade: C"),
        ),
    )


def test_policies_without_problems_are_counted() -> None:
    result = run("check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "no problems (policies: 2)\n", "")


def test_problems_come_in_order_with_what_to_do(broken: str) -> None:
    result = run("check", "--policies", broken)
    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        f"{broken}/labour/arrears.cases.yaml:8:24: there is no such measure: `limit_fundng`  [cases.unknown_measure]",
        "    → did you mean `limit_funding`?",
        f"{broken}/tax/grade.cases.yaml:6:35: `tax/grade` has no grade `C`  [cases.unknown_grade]",
        "    → use one of its grades, `none` or `unknown`; did you mean `A`, `B`, `D`?",
        "problems: 2 (policies: 2)",
    ]


def test_only_the_problems_of_the_files_named_are_reported(broken: str) -> None:
    result = run("check", f"{broken}/tax", f"{broken}/facts/common.yaml", "--policies", broken)
    assert result.exit_code == 3
    assert result.stdout.splitlines()[-1] == "problems: 1 (policies: 2)"
    assert result.stderr == "problems elsewhere in the policies: 1\n"
    sound = run("check", f"{broken}/facts", "--policies", broken)
    assert (sound.exit_code, sound.stdout) == (0, "no problems (policies: 2)\n")


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
        "file": "tax/grade.cases.yaml",
        "line": 6,
        "column": 35,
        "code": "cases.unknown_grade",
        "message": "`tax/grade` has no grade `C`",
        "remedy": "use one of its grades, `none` or `unknown`; did you mean `A`, `B`, `D`?",
    }


def test_annotations_stand_beside_the_code(broken: str) -> None:
    result = run("check", "-f", "github", "--policies", broken)
    assert result.exit_code == 3
    assert result.stdout.splitlines()[0] == (
        f"::error file={broken}/labour/arrears.cases.yaml,line=8,col=24,title=cases.unknown_measure"
        "::there is no such measure: `limit_fundng` (did you mean `limit_funding`?)"
    )


def test_wrong_policies_are_reported_and_their_cases_left_alone(tmp_path: Path) -> None:
    wrong = tiny.text("tax/grade.yaml").replace("filed_late", "filed_lat")
    folder = written(tmp_path, tiny.files(grade=wrong, list_cases=tiny.case("{measures: limit_fundng}")))
    result = run("check", "-f", "json", "--policies", folder)
    assert result.exit_code == 3
    assert [(one["file"], one["line"], one["code"]) for one in json.loads(result.stdout)["problems"]] == [
        ("tax/grade.yaml", 13, "language.unknown_fact_type")
    ]


def test_records_in_cases_are_checked_with_the_policies(tmp_path: Path) -> None:
    wrong = tiny.case("{}").replace("outcome: not_complied, amount: 40000", "amount: 40000")
    result = run("check", "--policies", written(tmp_path, tiny.files(list_cases=wrong)))
    assert result.exit_code == 3
    assert "labour/arrears.cases.yaml:6:9: `directive` needs the field `outcome`" in result.stdout


def test_chinese_is_spoken_unless_another_language_is_asked_for(broken: str) -> None:
    result = run("check", "--policies", broken, language="")
    assert result.stdout.splitlines()[-1] == "2 项政策中有 2 个问题"
    after = run("check", "--policies", broken, "--lang", "en", language="zh_CN")
    before = run("--lang", "en", "check", "--policies", broken, language="zh_CN")
    assert after.stdout.splitlines()[-1] == before.stdout.splitlines()[-1] == "problems: 2 (policies: 2)"
