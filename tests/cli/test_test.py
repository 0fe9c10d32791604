"""`test`: the cases run, their differences, coverage and changes, and what it exits with."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cases import tiny
from tests.cli.run import run, written

_COVERAGE = "coverage: 50.0 % of conditions seen true and seen false (8 of 16)"


def _plain(output: str) -> list[str]:
    return re.sub(r"[0-9.]+ s\)", "0.0 s)", output).splitlines()


@pytest.fixture
def failing(tmp_path: Path) -> str:
    """The base with a case that does not hold."""
    return written(tmp_path, tiny.files(list_cases=tiny.case("{outcome: clear, measures: []}")))


def test_cases_that_hold_are_counted() -> None:
    result = run("test")
    assert result.exit_code == 0
    assert _plain(result.stdout) == [_COVERAGE, "cases: 9, all hold (policies with cases: 2 of 3; 0.0 s)"]


def test_a_case_that_does_not_hold_shows_each_difference(failing: str) -> None:
    result = run("test", "--policies", failing)
    assert result.exit_code == 2
    assert _plain(result.stdout) == [
        "labour/arrears",
        f"  ✗ the case  {failing}/labour/arrears.cases.yaml:2",
        "      outcome: expected clear, found listed",
        "      measures: expected -, found inspect_more, limit_funding",
        "coverage: 37.5 % of conditions seen true and seen false (6 of 16)",
        "cases: 2, failed: 1 (0.0 s)",
    ]


def test_verbose_shows_every_case_and_what_was_not_seen() -> None:
    result = run("test", "-v", "-r", "tax/grade: ")
    assert result.exit_code == 0
    assert _plain(result.stdout) == [
        "tax/grade",
        "  ✓ one late filing of two months costs fifteen points",
        "tax/grade: 25.0 % (1 of 4)",
        f"  never false: grade.items.late.where.months  months >= 2  {tiny.FOLDER}/tax/grade.yaml:14",
        f"  never seen:  grade.limits.arrears.if  listed labour/arrears  {tiny.FOLDER}/tax/grade.yaml:22",
        "coverage: 25.0 % of conditions seen true and seen false (1 of 4)",
        "cases: 1, all hold (policies with cases: 1 of 1; 0.0 s)",
    ]


@pytest.mark.parametrize(("threshold", "code"), [("50", 0), ("50.1", 2), ("0", 0), ("100", 2)])
def test_coverage_below_the_threshold_fails(threshold: str, code: int) -> None:
    result = run("test", "--threshold", threshold)
    assert result.exit_code == code
    last = f"coverage is 50.0 %, below the {threshold} % asked for"
    assert (_plain(result.stdout)[-1] == last) is (code == 2)


def test_json_counts_policies_cases_failures_and_coverage(failing: str) -> None:
    result = run("test", "-f", "json", "--policies", failing)
    found = json.loads(result.stdout)
    coverage = found.pop("coverage")
    assert result.exit_code == 2
    assert found == {
        "policies": 3,
        "policies_with_cases": 2,
        "cases": 2,
        "passed": 1,
        "failed": 1,
        "failures": [
            {
                "policy": "labour/arrears",
                "case": "the case",
                "file": f"{failing}/labour/arrears.cases.yaml",
                "line": 2,
                "differences": [
                    {
                        "path": "outcome",
                        "expected": "clear",
                        "found": "listed",
                        "message": "outcome: expected clear, found listed",
                    },
                    {
                        "path": "measures",
                        "expected": "-",
                        "found": "inspect_more, limit_funding",
                        "message": "measures: expected -, found inspect_more, limit_funding",
                    },
                ],
            }
        ],
    }
    assert (coverage["percent"], coverage["seen"], coverage["due"]) == (37.5, 6, 16)
    assert coverage["policies"]["tax/grade"] == {
        "percent": 25.0,
        "seen": 1,
        "due": 4,
        "unseen": [
            {"condition": "grade.items.late.where.months", "line": 14, "never": False},
            {"condition": "grade.limits.arrears.if", "line": 22, "never": True},
            {"condition": "grade.limits.arrears.if", "line": 22, "never": False},
        ],
    }


def test_junit_has_a_failure_with_every_line(failing: str) -> None:
    result = run("test", "-f", "junit", "--policies", failing)
    root = ET.fromstring(result.stdout)  # noqa: S314 - our own output
    assert result.exit_code == 2
    assert root.attrib == {"tests": "2", "failures": "1"}
    assert [(suite.get("name"), suite.get("failures")) for suite in root] == [
        ("labour/arrears", "1"),
        ("tax/grade", "0"),
    ]
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.text == (
        "outcome: expected clear, found listed\nmeasures: expected -, found inspect_more, limit_funding"
    )


@pytest.mark.parametrize(("threshold", "reached"), [("0", True), ("100", False)])
def test_a_threshold_is_told_in_every_form(threshold: str, reached: bool) -> None:
    found = json.loads(run("test", "-f", "json", "--threshold", threshold).stdout)["coverage"]
    assert (found["threshold"], found["reached"]) == (float(threshold), reached)
    result = run("test", "-f", "junit", "--threshold", threshold)
    suites = ET.fromstring(result.stdout)  # noqa: S314 - our own output
    assert result.exit_code == (0 if reached else 2)
    assert suites.get("failures") == str(int(not reached))
    assert suites[-1].attrib == {"name": "coverage", "tests": "1", "failures": str(int(not reached))}
    assert (suites.find("testsuite/testcase/failure") is None) is reached


def test_changes_no_case_notices_fail_unless_explained(tmp_path: Path) -> None:
    result = run("test", "--mutate", "-r", "tax/grade", "-f", "json")
    found = json.loads(result.stdout)["mutation"]
    assert result.exit_code == 2
    survived = found["policies"]["tax/grade"]["survivors"]
    tally = {"score": 53.33, "killed": 8, "survived": 7, "explained": 0, "refused": 1}
    assert len(survived) == 7
    assert found == tally | {
        "policies": {
            "tax/grade": tally
            | {"survivors": survived, "explanations": {}, "stale": ["grade.items.late.points: -15 → -14"]}
        }
    }
    cases = tiny.text(tiny.GRADE_CASES).partition("survivors:")[0] + "survivors:\n"
    cases += "".join(f'  "{id_}": a tiny base\n' for id_ in survived)
    folder = written(tmp_path, tiny.files(grade_cases=cases))
    explained = run("test", "--mutate", "-r", "tax/grade", "--policies", folder)
    assert explained.exit_code == 0
    lines = _plain(explained.stdout)
    assert "tax/grade: 8 changes noticed, 0 unnoticed, 7 explained, 1 not possible; score 100.0 %" in lines
    assert "  explained: grade.first_year: 2022 → 2021 (a tiny base)" in lines
    assert lines[-2] == "changes: 8 noticed, 0 unnoticed, 7 explained, 1 not possible; score 100.0 %"


def test_a_policy_of_which_no_change_is_possible_is_told_too(tmp_path: Path) -> None:
    cases = "cases:\n  - {name: clear, as_of: 2022-04-01, expect: {outcome: no_record}}\n"
    folder = written(tmp_path, tiny.files() | {"linkage/arrears.cases.yaml": cases.encode()})
    asked = ("test", "--mutate", "-r", "linkage/", "--policies", folder)
    assert _plain(run(*asked).stdout)[1:3] == [
        "linkage/arrears: no change of it is possible (1 tried), so nothing tells whether its cases notice any",
        "changes: none is possible (1 tried)",
    ]
    assert _plain(run(*asked, language="zh_CN").stdout)[1:3] == [
        "linkage/arrears：没有可能成立的改动（试过 1 项），无从得知其用例能否察觉",
        "改动合计：没有可能成立的改动（试过 1 项）",
    ]
    tally = {"score": None, "killed": 0, "survived": 0, "explained": 0, "refused": 1}
    assert json.loads(run(*asked, "-f", "json").stdout)["mutation"] == tally | {
        "policies": {"linkage/arrears": tally | {"survivors": [], "explanations": {}, "stale": []}}
    }


def test_cases_may_stand_elsewhere(tmp_path: Path) -> None:
    folder = written(tmp_path, {tiny.GRADE_CASES: tiny.text(tiny.GRADE_CASES).encode()})
    result = run("test", "--cases", folder)
    assert result.exit_code == 0
    assert _plain(result.stdout)[-1] == "cases: 1, all hold (policies with cases: 1 of 3; 0.0 s)"


def test_no_cases_are_a_failure_only_where_that_is_asked_for(tmp_path: Path) -> None:
    assert run("test", "--cases", str(tmp_path)).exit_code == 0
    result = run("test", "-r", "no such case", "--fail-on-empty")
    assert (result.exit_code, result.stdout) == (2, "there are no cases\n")


def test_wrong_policies_are_reported_and_not_tested(tmp_path: Path) -> None:
    wrong = tiny.text("tax/grade.yaml").replace("filed_late", "filed_lat")
    result = run("test", "--policies", written(tmp_path, tiny.files(grade=wrong)))
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.startswith(f"{tmp_path}/tax/grade.yaml:13:11: ")
    assert "[language.unknown_fact_type]" in result.stderr


def test_a_wrong_record_in_a_case_is_reported(tmp_path: Path) -> None:
    wrong = tiny.case("{}").replace("amount: 40000", "amount: much")
    result = run("test", "--policies", written(tmp_path, tiny.files(list_cases=wrong)))
    assert result.exit_code == 3
    assert "labour/arrears.cases.yaml:6:9: `amount` cannot be `much`" in result.stderr
