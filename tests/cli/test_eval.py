"""`eval`: verdicts in sentences and as JSON, what was not taken, and what it exits with."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from adapters.cli import days
from tests.cases import tiny
from tests.cli import facts
from tests.cli.run import run, written

_AS_OF = ("--as-of", "2022-04-01", "--known-at", "2022-04-01")
_LISTED = """\
示例公司（s1，企业，太原市）
截至 2022-04-01 的情况，按 2022-04-01 所知
评定：已列入名单
《拖欠工资失信联合惩戒对象名单》（人力资源和社会保障部门）
  自 2022-03-01 起列入，至 2025-03-01 止。
  列入理由：经责令拒不支付拖欠工资
    依据：《示例办法》（示例令第1号）第5条
    事实：责令支付拖欠工资（2022-02-01，文书号甲2）；履行情况：逾期未支付，拖欠金额：40,000元
    决定：列入决定（2022-03-01）；结果：列入
    并计：责令支付拖欠工资（2022-02-01，文书号甲1）；履行情况：逾期未支付，拖欠金额：10,000元
    标准：数额较大为30,000元（按 2022-03-01 的规定）
  退出办法：
    目前不能修复：不具备条件“该行为以来有拖欠工资全额支付记录”。
    目前不能修复：失信行为尚未纠正。
    尚缺：拖欠工资全额支付。
    依据：《示例办法》（示例令第1号）第10条
  2022-03-20 的修复申请：不予受理，不具备条件“该行为以来有拖欠工资全额支付记录”、失信行为尚未纠正。
奖惩措施：
  财政部门：
    限制取得政府资金支持（应当采取，资金安排环节，自 2022-03-01 至 2025-03-01；因《拖欠工资失信联合惩戒对象名单》；《示例办法》（示例令第1号）第11条）
  人力资源和社会保障部门：
    列为重点监督检查对象（可以采取，自 2022-03-01 至 2025-03-01；因《拖欠工资失信联合惩戒对象名单》，据《拖欠工资联合监督》；《示例办法》（示例令第1号）第12条）
此后：
  2025-03-01，《拖欠工资失信联合惩戒对象名单》列入期满
  补齐拖欠工资全额支付后可申请《拖欠工资失信联合惩戒对象名单》的信用修复

p1（自然人）
截至 2022-04-01 的情况，按 2022-04-01 所知
评定：已列入名单
《拖欠工资失信联合惩戒对象名单》（人力资源和社会保障部门）
  自 2022-03-01 起列入，至 2025-03-01 止。
  列入理由：经责令拒不支付拖欠工资
    依据：《示例办法》（示例令第1号）第5条
    事实：责令支付拖欠工资（2022-02-01，文书号甲2）；履行情况：逾期未支付，拖欠金额：40,000元
    决定：列入决定（2022-03-01）；结果：列入
    并计：责令支付拖欠工资（2022-02-01，文书号甲1）；履行情况：逾期未支付，拖欠金额：10,000元
    标准：数额较大为30,000元（按 2022-03-01 的规定）
    说明：因关联主体列入而及于本主体
  退出办法：
    随被列入的关联主体移出名单而移出。
奖惩措施：
  财政部门：
    限制取得政府资金支持（应当采取，资金安排环节，自 2022-03-01 至 2025-03-01；因《拖欠工资失信联合惩戒对象名单》；《示例办法》（示例令第1号）第11条）
  人力资源和社会保障部门：
    列为重点监督检查对象（可以采取，自 2022-03-01 至 2025-03-01；因《拖欠工资失信联合惩戒对象名单》，据《拖欠工资联合监督》；《示例办法》（示例令第1号）第12条）
此后：
  2025-03-01，《拖欠工资失信联合惩戒对象名单》列入期满

"""  # noqa: E501 - what is printed has long lines
_UNDECIDED = """\
s2 (enterprise)
as of 2022-04-01, as known on 2022-04-01
verdict: undecided: something needed is not known
Undecided:
  拖欠工资失信联合惩戒对象名单, 经责令拒不支付拖欠工资 (责令支付拖欠工资 (2022-02-01, 文书号 乙2)); \
needed: “拖欠金额” of that record
Nearly listed:
  拖欠工资失信联合惩戒对象名单, 经责令拒不支付拖欠工资 (责令支付拖欠工资 (2022-02-01, 文书号 乙1)): \
the one condition that does not hold is “拖欠金额 at least 数额较大 (30,000 yuan)”; found: 10,000 yuan
  拖欠工资失信联合惩戒对象名单, 经责令拒不支付拖欠工资 (责令支付拖欠工资 (2022-02-01, 文书号 乙2)): \
the one condition that does not hold is “拖欠金额 at least 数额较大 (30,000 yuan)”; not known

"""


def test_a_verdict_reads_as_an_official_would_write_it(tmp_path: Path) -> None:
    result = run("eval", facts.file(tmp_path, facts.LISTED), *_AS_OF, language="zh_CN")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == _LISTED


def test_what_is_undecided_says_what_it_needs_and_near_misses_are_told_on_demand(tmp_path: Path) -> None:
    result = run("eval", facts.file(tmp_path, facts.UNDECIDED), *_AS_OF, "--explain")
    assert (result.exit_code, result.stderr) == (4, "")
    assert result.stdout == _UNDECIDED
    without = run("eval", facts.file(tmp_path, facts.UNDECIDED), *_AS_OF)
    assert without.stdout == _UNDECIDED.partition("Nearly listed:")[0] + "\n"


def test_a_record_sent_twice_is_told_by_what_it_is(tmp_path: Path) -> None:
    again = {"fact": {**facts.UNDECIDED[1]["fact"], "id": "directive:2022-7:6a0bad300bc8cfb2"}}
    told = run("eval", facts.file(tmp_path, [*facts.UNDECIDED, again]), *_AS_OF, language="zh_CN").stdout
    assert "同一事实的重复报送，只计一次：责令支付拖欠工资（2022-02-01，文书号乙1）\n" in told
    assert "6a0bad300bc8cfb2" not in told


@pytest.mark.parametrize(("kind", "line"), [("watch", "listed"), ("notice", "published")])
def test_a_list_without_decision_says_that_it_is_not_known_who_is_on_it(tmp_path: Path, kind: str, line: str) -> None:
    policy = tiny.text(f"{tiny.LIST}.yaml").replace(
        "kind: black, decision: required, lapses: 6 months", f"kind: {kind}"
    )
    folder = written(tmp_path, tiny.files(list_=policy))
    result = run("eval", facts.file(tmp_path, facts.UNDECIDED), *_AS_OF, "--policies", folder)
    assert result.stdout.splitlines()[3:5] == [
        "拖欠工资失信联合惩戒对象名单 (人力资源和社会保障部门)",
        f"  Whether it is {line} is not known.",
    ]


def test_a_grade_shows_its_points_and_its_measures(tmp_path: Path) -> None:
    result = run("eval", facts.file(tmp_path, facts.GRADED), "--as-of", "2023-05-01", "--known-at", "2023-05-01")
    assert result.exit_code == 0
    assert (
        result.stdout
        == """\
s3 (enterprise)
as of 2023-05-01, as known on 2023-05-01
verdict: has records, on no list
纳税信用等级: B (year 2022), since 2023-04-30, by a score of 85
  逾期申报: -15 points, for 逾期申报 (2022-02-01)
    By: 示例办法 (示例令第1号), article 20
Measures:
  税务机关:
    列为重点监督检查对象 (may, from 2023-04-30 on; because of 纳税信用等级; 示例办法 (示例令第1号), article 22)

"""
    )


def test_json_is_one_canonical_verdict_a_line(tmp_path: Path) -> None:
    result = run("eval", facts.file(tmp_path, facts.LISTED, facts.GRADED), "-f", "json", *_AS_OF)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [(one["subject"], one["outcome"], one["as_of"]) for one in found] == [
        ("s1", "listed", "2022-04-01"),
        ("p1", "listed", "2022-04-01"),
        ("s3", "clear", "2022-04-01"),
    ]
    again = run("eval", facts.file(tmp_path, facts.LISTED, facts.GRADED), "-f", "json", *_AS_OF)
    assert again.stdout == result.stdout


def test_one_subject_can_be_picked_and_its_principals_still_count(tmp_path: Path) -> None:
    result = run("eval", facts.file(tmp_path, facts.LISTED), "-f", "json", "--subject", "p1", *_AS_OF)
    assert [json.loads(line)["subject"] for line in result.stdout.splitlines()] == ["p1"]
    assert json.loads(result.stdout)["outcome"] == "listed"
    nobody = run("eval", facts.file(tmp_path, facts.LISTED), "--subject", "p9", *_AS_OF)
    assert nobody.exit_code == 1
    assert nobody.stderr.startswith("error: the files say nothing about `p9`\n")


def test_facts_may_come_from_the_standard_input() -> None:
    result = run("eval", "-", "-f", "json", *_AS_OF, given=facts.text(facts.GRADED))
    assert (result.exit_code, json.loads(result.stdout)["subject"]) == (0, "s3")


def test_several_files_are_put_together_and_the_same_fact_counts_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = facts.file(tmp_path / "a", facts.LISTED[:3])
    second = facts.file(tmp_path / "b", facts.LISTED[2:])
    result = run("eval", first, second, "-f", "json", *_AS_OF)
    assert result.exit_code == 0
    assert json.loads(result.stdout.splitlines()[0])["facts"] == ["a1", "d1", "f1", "f2"]


def test_exit_zero_is_for_those_who_only_want_to_look(tmp_path: Path) -> None:
    path = facts.file(tmp_path, facts.UNDECIDED, facts.WRONG_ROW)
    assert run("eval", path, *_AS_OF).exit_code == 3
    assert run("eval", path, *_AS_OF, "--exit-zero").exit_code == 0


def test_pending_decisions_may_be_taken_for_granted(tmp_path: Path) -> None:
    told = [record for record in facts.LISTED if record.get("fact", {}).get("id") not in ("d1", "a1")]
    path = facts.file(tmp_path, told)
    proposed = run("eval", path, "-f", "json", *_AS_OF, "--subject", "s1")
    assumed = run("eval", path, "-f", "json", *_AS_OF, "--subject", "s1", "--decisions", "assumed")
    assert [json.loads(one.stdout)["outcome"] for one in (proposed, assumed)] == ["proposed", "listed"]


def test_what_is_only_assumed_says_so_in_every_place(tmp_path: Path) -> None:
    told = [record for record in facts.LISTED if record.get("fact", {}).get("id") not in ("d1", "a1")]
    shown = run("eval", facts.file(tmp_path, told), *_AS_OF, "--subject", "s1", "--decisions", "assumed").stdout
    note = "Note: assuming the authority has decided to list"
    assert [line for line in shown.splitlines() if "assuming" in line] == [
        "assuming the authority decides to list wherever it has not decided",
        f"    {note}",
        f"      {note}",
        f"      {note}",
    ]


def test_explaining_shows_what_brings_a_measure_and_its_statute(tmp_path: Path) -> None:
    path = facts.file(tmp_path, facts.GRADED)
    plain, explained = (
        run("eval", path, "--as-of", "2023-05-01", "--subject", "s3", *more).stdout.splitlines()
        for more in ((), ("--explain",))
    )
    assert [line for line in explained if line not in plain] == [
        "      Brought by: 逾期申报 (2022-02-01)",
        "      Provided for by: 示例办法 (示例令第1号), article 12",
    ]


def test_the_day_is_today_unless_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda: date(2022, 4, 2).toordinal())
    path = facts.file(tmp_path, facts.GRADED)
    found = {
        args: json.loads(run("eval", path, "-f", "json", *args).stdout)
        for args in ((), ("--as-of", "2022-04-01"), ("--as-of", "2022-04-03"), ("--known-at", "2022-04-01"))
    }
    assert {args: (one["as_of"], one["known_at"]) for args, one in found.items()} == {
        (): ("2022-04-02", "2022-04-02"),
        ("--as-of", "2022-04-01"): ("2022-04-01", "2022-04-02"),
        ("--as-of", "2022-04-03"): ("2022-04-03", "2022-04-03"),
        ("--known-at", "2022-04-01"): ("2022-04-02", "2022-04-01"),
    }


def test_a_day_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    result = run("eval", facts.file(tmp_path, facts.GRADED), "--as-of", "2022-02-30")
    assert result.exit_code == 1
    assert result.stderr == (
        "error: `--as-of`: not a day: `2022-02-30` (write it as 2024-02-29)\nsee `xinheng eval --help`\n"
    )
