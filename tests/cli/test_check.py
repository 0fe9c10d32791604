"""`check`: every problem, in three forms, and what it exits with."""

from __future__ import annotations

import json
import os
import shutil
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
    assert (result.exit_code, result.stdout, result.stderr) == (0, "no problems (policies: 3)\n", "")


def test_problems_come_in_order_with_what_to_do(broken: str) -> None:
    result = run("check", "--policies", broken)
    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        f"{broken}/labour/arrears.cases.yaml:8:24: there is no such measure: `limit_fundng`  [cases.unknown_measure]",
        "    → did you mean `limit_funding`?",
        f"{broken}/tax/grade.cases.yaml:6:35: `tax/grade` has no grade `C`  [cases.unknown_grade]",
        "    → use one of its grades, `none` or `unknown`; did you mean `A`, `B`, `D`?",
        "problems: 2 (policies: 3)",
    ]


def test_only_the_problems_of_the_files_named_are_reported(broken: str) -> None:
    result = run("check", f"{broken}/tax", f"{broken}/facts/common.yaml", "--policies", broken)
    assert result.exit_code == 3
    assert result.stdout.splitlines()[-1] == "problems: 1 (policies: 3)"
    assert result.stderr == "problems elsewhere in the policies: 1\n"
    sound = run("check", f"{broken}/facts", "--policies", broken)
    assert (sound.exit_code, sound.stdout) == (0, "no problems (policies: 3)\n")


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
    assert found["policies"] == 3
    assert len(found["release"]) == 64
    assert found["problems"][1] == {
        "file": f"{broken}/tax/grade.cases.yaml",
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


def codes(folder: str, *args: str) -> list[tuple[str, int, str]]:
    """File, line and code of each problem that `check` finds in *folder*."""
    result = run("check", "-f", "json", "--policies", folder, *args)
    assert result.exit_code == 3
    found = json.loads(result.stdout)["problems"]
    return [(one["file"].removeprefix(f"{folder}/"), one["line"], one["code"]) for one in found]


def test_problems_of_policies_hide_none_of_their_cases(tmp_path: Path) -> None:
    wrong = tiny.text("tax/grade.yaml").replace("filed_late", "filed_lat")
    folder = written(tmp_path, tiny.files(grade=wrong, list_cases=tiny.case("{measures: limit_fundng}")))
    assert codes(folder) == [
        ("labour/arrears.cases.yaml", 8, "cases.unknown_measure"),
        ("tax/grade.yaml", 13, "language.unknown_fact_type"),
    ]


def test_problems_of_one_case_file_hide_no_wrong_record_in_another(tmp_path: Path) -> None:
    wrong = tiny.case("{}").replace("amount: 40000", "amont: 40000")
    shape = tiny.text(tiny.GRADE_CASES).replace("expect:", "expects:")
    folder = written(tmp_path, tiny.files(list_cases=wrong, grade_cases=shape))
    assert codes(folder)[:1] == [("labour/arrears.cases.yaml", 6, "facts.unknown_field")]
    assert {file for file, _, _ in codes(folder)[1:]} == {"tax/grade.cases.yaml"}


def test_a_policy_that_cannot_be_read_is_not_missed_by_its_cases(tmp_path: Path) -> None:
    folder = written(tmp_path, tiny.files(grade="title: [\n"))
    assert {file for file, _, _ in codes(folder)} == {"tax/grade.yaml"}


_MAPPING = """\
title: a mapping
applies_to: filed_lat
entries:
  arrears:
    phrases: [拖欠]
    becomes: filed_late
    matter: arrears
    basis: a law
    reviewed_by: project
    reviewed_on: 2026-11-23
"""


def test_problems_of_a_mapping_are_problems_of_the_policies(tmp_path: Path) -> None:
    folder = written(tmp_path, {**tiny.files(), "mappings/penalties.yaml": _MAPPING.encode()})
    assert codes(folder) == [
        ("mappings/penalties.yaml", 2, "exchange.mapping_unknown_type"),
        ("mappings/penalties.yaml", 7, "exchange.mapping_unknown_field"),
    ]
    assert run("eval", "-", "--policies", folder, given="").exit_code == 3


def test_an_unknown_code_and_bad_syntax_of_a_mapping_are_told_with_the_rest(tmp_path: Path) -> None:
    fields = "fields:\n      matter: {type: enum, label: 事项, values: {arrear: 欠薪}}\n"
    types = tiny.text("facts/common.yaml").replace("fields:\n", fields, 1)
    name = types.partition("fact_types:")[2].split(":")[0].strip()
    mapping = _MAPPING.replace("filed_lat\n", f"{name}\n").replace("    becomes: filed_late\n", "")
    files = {**tiny.files(list_cases=tiny.case("{measures: limit_fundng}")), "facts/common.yaml": types.encode()}
    files |= {"mappings/penalties.yaml": mapping.encode(), "mappings/other.yaml": b"entries: {\n"}
    found = [code for _, _, code in codes(written(tmp_path, files))]
    assert found == ["cases.unknown_measure", "syntax.unreadable", "exchange.mapping_unknown_code"]


def test_a_folder_without_policies_is_not_in_order(tmp_path: Path) -> None:
    result = run("check", str(tmp_path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"error: there are no policies in `{tmp_path}` (is it the right folder?)")


def test_the_folder_above_the_policies_says_where_they_are(tmp_path: Path) -> None:
    shutil.copytree(tiny.FOLDER, tmp_path / "law")
    result = run("check", "--policies", str(tmp_path))
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        1,
        f"error: there are no policies in `{tmp_path}` itself, but in `{tmp_path / 'law'}`",
    )


def test_a_named_pipe_among_the_policies_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    folder = written(tmp_path, tiny.files())
    os.mkfifo(tmp_path / "tax" / "pipe.yaml")
    result = run("check", "--policies", folder)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: cannot use the file `{tmp_path}/tax/pipe.yaml`: it is no ordinary file")


def test_records_in_cases_are_checked_with_the_policies(tmp_path: Path) -> None:
    wrong = tiny.case("{}").replace("outcome: not_complied, amount: 40000", "amount: 40000")
    result = run("check", "--policies", written(tmp_path, tiny.files(list_cases=wrong)))
    assert result.exit_code == 3
    assert "labour/arrears.cases.yaml:6:9: `directive` needs the field `outcome`" in result.stdout


def test_chinese_is_spoken_unless_another_language_is_asked_for(broken: str) -> None:
    result = run("check", "--policies", broken, language="")
    assert result.stdout.splitlines()[-1] == "3 项政策中有 2 个问题"
    after = run("check", "--policies", broken, "--lang", "en", language="zh_CN")
    before = run("--lang", "en", "check", "--policies", broken, language="zh_CN")
    assert after.stdout.splitlines()[-1] == before.stdout.splitlines()[-1] == "problems: 2 (policies: 3)"
