"""`check --provenance`: what is less than sure and what is due, in three forms, and what it exits with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cases import tiny
from tests.cli import facts
from tests.cli.run import run, written

DOCUMENT = "documents/unsure.yaml"
UNSURE = """\
documents:
  guess: {title: 某办法, number: 某发〔2020〕1号, confidence: low, note: 只见报道。}
  notice: {title: 某通知, number: 某发〔2021〕1号, confidence: medium}
"""


def base(tmp_path: Path, **changed: str) -> str:
    """The tiny base with documents of which one is a guess."""
    return written(tmp_path, {**tiny.files(**changed), DOCUMENT: UNSURE.encode()})


def list_(old: str, new: str) -> str:
    found = tiny.text(f"{tiny.LIST}.yaml")
    assert old in found
    return found.replace(old, new, 1)


def test_a_base_that_is_sure_of_everything_says_so() -> None:
    result = run("check", "--provenance", "--as-of", "2026-01-01")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1] == (
        "low: 0, medium: 0; overdue on 2026-01-01: 0, without a day of review: 2 (policies: 3)"
    )


@pytest.fixture
def unsure(tmp_path: Path) -> str:
    """The base with a threshold that is a guess, and a measure on a notice."""
    text = list_("{2022-01-01: 30000}", "{2022-01-01: {value: 30000, basis: guess/5}}")
    text = text.replace("authority:", "review_by: 2025-06-30\nauthority:", 1)
    return base(tmp_path, list_=text)


def test_what_is_unsure_is_told_by_owner_with_its_place_basis_and_note(unsure: str) -> None:
    result = run("check", "--provenance", "--as-of", "2025-07-01", "--policies", unsure)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "document guess 某办法",
        f"  {unsure}/documents/unsure.yaml:2:3: low  title 某办法; number 某发〔2020〕1号",
        "      只见报道。",
        "document notice 某通知",
        f"  {unsure}/documents/unsure.yaml:3:3: medium  title 某通知; number 某发〔2021〕1号",
        "policy labour/arrears 拖欠工资失信联合惩戒对象名单",
        (
            f"  {unsure}/labour/arrears.yaml:11:14: low  parameters large values 2022-01-01"
            " — label 数额较大; value 30000; unit CNY  [guess/5]"
        ),
        "      只见报道。",
        "to be looked at again before 2025-07-01: 1",
        f"  {unsure}/labour/arrears.yaml:2:12: labour/arrears 拖欠工资失信联合惩戒对象名单 2025-06-30",
        "without a day by which to look at them again: 1",
        f"  {unsure}/tax/grade.yaml:1:1: tax/grade 纳税信用等级",
        "low: 2, medium: 1; overdue on 2025-07-01: 1, without a day of review: 1 (policies: 3)",
    ]


def test_only_what_stands_in_the_files_named_is_told(unsure: str) -> None:
    result = run("check", f"{unsure}/tax", "--provenance", "--as-of", "2025-07-01", "--policies", unsure)
    assert result.stdout.splitlines()[-1] == (
        "low: 0, medium: 0; overdue on 2025-07-01: 0, without a day of review: 1 (policies: 3)"
    )


def test_the_day_of_review_itself_is_in_time(unsure: str) -> None:
    result = run("check", "--provenance", "--as-of", "2025-06-30", "-f", "json", "--policies", unsure)
    assert json.loads(result.stdout)["overdue"] == []


def test_json_is_for_programs(unsure: str) -> None:
    result = run("check", "--provenance", "-f", "json", "--as-of", "2025-07-01", "--policies", unsure)
    found = json.loads(result.stdout)
    assert found["counts"] == {"low": 2, "medium": 1, "overdue": 1, "undated": 1}
    assert [one for one in found["unsure"] if one["sort"] == "policy"] == [
        {
            "sort": "policy",
            "owner": "labour/arrears",
            "title": "拖欠工资失信联合惩戒对象名单",
            "draft": False,
            "file": f"{unsure}/labour/arrears.yaml",
            "line": 11,
            "column": 14,
            "path": ["parameters", "large", "values", "2022-01-01"],
            "confidence": "low",
            "terms": {"label": "数额较大", "value": "30000", "unit": "CNY"},
            "basis": ["guess/5"],
            "notes": ["只见报道。"],
        }
    ]


def test_annotations_are_notices(unsure: str) -> None:
    result = run("check", "--provenance", "-f", "github", "--as-of", "2025-07-01", "--policies", unsure)
    assert result.stdout.splitlines()[-1] == (
        f"::notice file={unsure}/labour/arrears.yaml,line=2,col=12,title=overdue"
        "::`labour/arrears` was to be looked at again by 2025-06-30"
    )


def test_with_fail_a_low_confidence_or_an_overdue_review_exits_with_two(unsure: str, tmp_path: Path) -> None:
    assert run("check", "--provenance", "--fail", "--as-of", "2025-01-01", "--policies", unsure).exit_code == 2
    medium = written(tmp_path / "medium", {**tiny.files(), DOCUMENT: UNSURE.replace("low", "medium").encode()})
    assert run("check", "--provenance", "--fail", "--policies", medium).exit_code == 0
    late = written(tmp_path / "late", tiny.files(list_=list_("authority:", "review_by: 2025-06-30\nauthority:")))
    assert run("check", "--provenance", "--fail", "--as-of", "2025-07-01", "--policies", late).exit_code == 2


def test_where_the_base_has_problems_what_is_told_may_not_be_all(tmp_path: Path) -> None:
    result = run("check", "--provenance", "--policies", base(tmp_path, list_="title: a\n"))
    assert result.exit_code == 3
    assert result.stderr == ("problems: 2; what they keep from being read is not told above (see `xinheng check`)\n")


def test_its_options_go_with_it_alone() -> None:
    for option in (["--fail"], ["--as-of", "2025-01-01"]):
        result = run("check", *option)
        assert result.exit_code == 1
        assert result.stderr.startswith("error: `--as-of` and `--fail` only go with `--provenance`\n")


def test_it_speaks_chinese() -> None:
    result = run("check", "--provenance", "--as-of", "2026-01-01", language="zh_CN")
    assert result.stdout.splitlines()[-1] == (
        "3 项政策：可信度低 0 处，可信度中 0 处；至 2026-01-01 逾期未复核 0 项，未定复核期限 2 项"
    )


SAID = {
    "en": (
        "Not sure: some of it rests on articles or values known with low confidence",
        (
            "Not sure: it rests on an article, value or status known with low confidence; "
            "compare it with the text before acting on it"
        ),
    ),
    "zh_CN": (
        "存疑：其中有的所依条文或者数值可信度低",
        "存疑：所依的条文、数值或者认定可信度低，据以处理前应当核对原文",
    ),
}


@pytest.mark.parametrize("language", SAID)
def test_a_verdict_says_where_it_rests_on_what_is_not_sure(unsure: str, tmp_path: Path, language: str) -> None:
    file = facts.file(tmp_path, facts.LISTED[:4])
    asked = (file, "--as-of", "2022-04-01", "--known-at", "2022-04-01", "--policies", unsure)
    evaluated = run("eval", *asked, "--exit-zero", "--subject", "s1", language=language).stdout
    explained = run("explain", *asked, "--subject", "s1", "--policy", tiny.LIST, language=language).stdout
    whole, part = SAID[language]
    assert [line.strip() for line in evaluated.splitlines()].count(whole) == 1
    assert [line.strip() for line in evaluated.splitlines()].count(part) == 3  # the stay, and both measures it brings
    assert part in explained
    sure = run("eval", *asked[:-1], str(tiny.FOLDER), "--exit-zero", language=language).stdout
    assert not any(line in sure for line in SAID[language])
