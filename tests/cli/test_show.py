"""`show` tells a policy in sentences: a list or a grade, whole, in both languages and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cases import tiny
from tests.cli.run import run, written

_AS_OF = ("--as-of", "2022-04-01")

_CHINESE = """\
拖欠工资失信联合惩戒对象名单  [labour/arrears]

这是什么
  失信惩戒名单，由人力资源和社会保障部门管理，适用于企业、自然人
      依据：《示例办法》（示例令第1号）第4条
  符合条件的先列为拟列入，由有权机关决定后列入
  拟列入后6个月内未决定的，失效

什么情况列入
  经责令拒不支付拖欠工资：有“责令支付拖欠工资”记录，且：  [refuses_to_pay]
      依据：《示例办法》（示例令第1号）第5条
    履行情况为逾期未支付
    拖欠金额达到30,000元（数额较大，2022-01-01起）
    12个月内“责令支付拖欠工资”记录（履行情况为逾期未支付）的次数达到2
  适用列入时的规定

列入多久
  3年，自列入之日起算
    在列期间再次符合条件的，期限重新起算

怎样提前退出
  “纠正”是指：该行为以来有“拖欠工资全额支付”记录
  申请符合条件的，自申请之日移出
      依据：《示例办法》（示例令第1号）第10条
    列入与纠正二者较晚之日满6个月后方可申请
    须具备：
      该行为以来有“拖欠工资全额支付”记录
    有下列情形的，不予修复：
      列入以来有“责令支付拖欠工资”记录
    以欺骗取得修复被撤销的，恢复列入，原期限不变

有什么后果
  【应当】限制取得政府资金支持（财政部门）
      依据：《示例办法》（示例令第1号）第11条

还及于何人
  记录所列的法定代表人（自然人）一并列入
      依据：《示例办法》（示例令第1号）第6条
    不能单独申请信用修复，随主要责任主体移出

联动
  《拖欠工资联合监督》
    【可以】列为重点监督检查对象（人力资源和社会保障部门）
        依据：《示例办法》（示例令第1号）第12条

哪些政策以此为条件
  《纳税信用等级》

所依据的条款
  《示例办法》（示例令第1号）第4条、第5条、第6条、第10条、第11条

标准及其沿革
  数额较大：30,000元，2022-01-01起
      依据：《示例办法》（示例令第1号）第5条
"""

_ENGLISH = """\
拖欠工资失信联合惩戒对象名单  [labour/arrears]

What it is
  a black list, kept by 人力资源和社会保障部门, for enterprise, natural person
      Basis: 示例办法 (示例令第1号), article 4
  who meets a rule is proposed, and listed once the authority decides so
  a proposal not decided within 6 months lapses

What puts a subject on it
  经责令拒不支付拖欠工资: a record of “责令支付拖欠工资”, and:  [refuses_to_pay]
      Basis: 示例办法 (示例令第1号), article 5
    履行情况 is 逾期未支付
    拖欠金额 at least 30,000 yuan (数额较大, since 2022-01-01)
    number of records of “责令支付拖欠工资” (履行情况 is 逾期未支付) within 12 months at least 2
  by the law of the listing

For how long
  3 years from the day of the listing
    met again while listed, the period starts anew

The early way off
  “correction” means: a record of “拖欠工资全额支付” since the act
  an application that meets the conditions ends the listing on its day
      Basis: 示例办法 (示例令第1号), article 10
    open from 6 months after the later of listing and correction
    required:
      a record of “拖欠工资全额支付” since the act
    barred where:
      a record of “责令支付拖欠工资” since the listing
    where a repair got by fraud is undone, the listing resumes with its old end

What follows
  [shall] 限制取得政府资金支持 (财政部门)
      Basis: 示例办法 (示例令第1号), article 11

Who else may be reached
  the legal representative named in the record (natural person) is listed too
      Basis: 示例办法 (示例令第1号), article 6
    may not apply for repair on its own, and comes off with the principal

Linkage
  拖欠工资联合监督
    [may] 列为重点监督检查对象 (人力资源和社会保障部门)
        Basis: 示例办法 (示例令第1号), article 12

Policies that ask about it
  纳税信用等级

Articles it rests on
  示例办法 (示例令第1号), article 4, article 5, article 6, article 10, article 11

Values of the law by date
  数额较大: 30,000 yuan, since 2022-01-01
      Basis: 示例办法 (示例令第1号), article 5
"""


@pytest.mark.parametrize(("language", "whole"), [("zh_CN", _CHINESE), ("en", _ENGLISH)])
def test_a_policy_is_told_whole(language: str, whole: str) -> None:
    result = run("show", "labour/arrears", *_AS_OF, language=language)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == whole


@pytest.mark.parametrize(
    ("language", "line"), [("en", "  until the day the record names as “至”"), ("zh_CN", "  至记录所载“至”之日")]
)
def test_a_period_that_the_record_names_counts_from_nothing(tmp_path: Path, language: str, line: str) -> None:
    facts = tiny.text("facts/common.yaml").replace(
        "      amount:", "      until: {type: date, label: 至}\n      amount:", 1
    )
    policy = tiny.text(f"{tiny.LIST}.yaml").replace("period: 3 years", "period: {field: until}")
    folder = written(tmp_path, tiny.files(list_=policy) | {"facts/common.yaml": facts.encode()})
    assert line in run("show", tiny.LIST, "--policies", folder, language=language).stdout.splitlines()


def test_a_grade_is_told_from_its_points_to_its_measures() -> None:
    assert (
        run("show", "tax/grade", *_AS_OF).stdout
        == """\
纳税信用等级  [tax/grade]

What it is
  a credit grade, kept by 税务机关, for enterprise
      Basis: 示例办法 (示例令第1号), article 20

How the grade is made
  made for each calendar year
      Basis: 示例办法 (示例令第1号), article 20
  declared on day 30 of month 4 of the next year
  from the year 2022 on
  grades from best to worst: A, B, D
  starts from 100 points
  the score is held between 0 and 100; its band is the grade:
    A: at least 90 points
    B: at least 60 points and less than 90 points
    D: less than 60 points

What moves the score
  逾期申报: -15 points for each record of “逾期申报”  [late]
      Basis: 示例办法 (示例令第1号), article 20
    逾期月数 at least 2

What limits the best grade
  曾被列入拖欠工资名单: B at best where at the end of the year:  [arrears]
      Basis: 示例办法 (示例令第1号), article 21
    on 拖欠工资失信联合惩戒对象名单

What follows
  [may] 列为重点监督检查对象 (税务机关)
      Basis: 示例办法 (示例令第1号), article 22
    only for grades: B, D

Articles it rests on
  示例办法 (示例令第1号), article 20, article 21, article 22
"""
    )


def test_before_a_rule_is_law_it_is_marked_so(tmp_path: Path) -> None:
    files = tiny.files(
        list_=tiny.text("labour/arrears.yaml").replace(
            "    period: 3 years\n", "    period: 3 years\n    in_force: {from: 2022-01-01}\n"
        )
    )
    told = run("show", "labour/arrears", "--as-of", "2021-12-31", "--policies", written(tmp_path, files)).stdout
    assert "  [not yet in force] 经责令拒不支付拖欠工资 (in force from 2022-01-01): a record" in told
    assert "    拖欠金额 at least 30,000 yuan (数额较大, since 2022-01-01)\n" in told, (
        "told by the values of its own days"
    )
    assert "  [not yet in force] 数额较大: 30,000 yuan, since 2022-01-01\n" in told


def test_json_says_the_same_with_links_and_citations() -> None:
    told = json.loads(run("show", "labour/arrears", "-f", "json", *_AS_OF).stdout)
    assert (told["as_of"], told["sort"], told["name"]) == ("2022-04-01", "policy", "labour/arrears")
    rule = next(part for part in told["parts"] if part["part"] == "listings")["sentences"][0]
    members = rule.pop("members")
    assert rule == {
        "text": "经责令拒不支付拖欠工资: a record of “责令支付拖欠工资”, and:",
        "state": "now",
        "id": "refuses_to_pay",
        "links": [{"sort": "fact_type", "name": "directive"}],
        "basis": [{"document": "order", "article": "5", "text": "示例办法 (示例令第1号) article 5", "sure": True}],
    }
    assert [member["text"] for member in members][1] == "拖欠金额 at least 30,000 yuan (数额较大, since 2022-01-01)"
    assert told["parameters"] == [
        {
            "name": "large",
            "label": "数额较大",
            "values": [
                {
                    "since": "2022-01-01",
                    "until": None,
                    "text": "30,000 yuan",
                    "basis": rule["basis"],
                    "sure": True,
                    "state": "now",
                }
            ],
        }
    ]
