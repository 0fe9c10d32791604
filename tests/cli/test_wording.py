"""Conditions, values and articles in words, in both languages."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

from adapters.cli.render_lists import repair_lines
from adapters.cli.wording import Wording
from engine.calendar import Period, parse_day
from engine.cases.inventory import conditions_by_rule
from engine.compile.program import Program
from engine.verdict import Article, GroundRepair, ListVerdict, RepairVerdict, SpellVerdict
from tests.cases import tiny

_FACTS = """
  inspected:
    title: 监督检查
    fields:
      found: {type: set, label: 发现问题, values: {fire: 消防, food: 食品}}
      passed: {type: boolean, label: 是否合格}
      score: {type: integer, label: 得分, unit: points}
      inspector: {type: string, label: 检查人}
"""
_LAW = parse_day("2022-06-01")


@cache
def _program(condition: str) -> Program:
    policy = tiny.text("labour/arrears.yaml").replace(
        "    basis: order/5\n    period: 3 years", f"    when: {condition}\n    basis: order/5\n    period: 3 years"
    )
    grade = tiny.text("tax/grade.yaml")  # without the limit that reads the list back
    found = tiny.files(list_=policy, grade=grade[: grade.index("  limits:")] + grade[grade.index("  first_year") :])
    found["facts/common.yaml"] += _FACTS.encode()
    checked, _, _ = tiny.read(found)
    assert checked.program is not None
    return checked.program


@pytest.mark.parametrize(
    ("condition", "chinese", "english"),
    [
        ("{fact: paid}", "有拖欠工资全额支付记录", "拖欠工资全额支付"),
        ("{count: paid, is: 0}", "没有拖欠工资全额支付记录", "no 拖欠工资全额支付"),
        (
            "{count: [paid, directive], within: 30 days, since: trigger, is: '[2..5)'}",
            "该行为以来30日内拖欠工资全额支付、责令支付拖欠工资记录的次数达到2且不满5",
            "number of 拖欠工资全额支付, 责令支付拖欠工资 since the act within 30 days at least 2 and less than 5",
        ),
        (
            "{sum: directive, of: amount, same: directive_no, is: '> large * 2'}",
            "责令支付拖欠工资记录（同一文书号）的拖欠金额合计超过large * 2",
            "sum of 拖欠金额 of 责令支付拖欠工资 (same 文书号) more than large * 2",
        ),
        (
            "{max: inspected, of: score, where: {passed: true}, since: year, is: '<= 60'}",
            "当年监督检查记录（是否合格为是）的得分最高不超过60分",
            "greatest 得分 of 监督检查 (是否合格 is yes) in the year at most 60 points",
        ),
        (
            "{distinct: inspected, of: inspector, is: '!= 2'}",
            "监督检查记录中不同的检查人个数不为2",
            "number of different 检查人 of 监督检查 is not 2",
        ),
        (
            "{fact: inspected, where: {found: {any: [fire, food]}}}",
            "有监督检查记录（发现问题含有消防、食品之一）",
            "监督检查 (发现问题 has one of 消防, 食品)",
        ),
        (
            "{where: {outcome: not(complied), amount: 'not(1, 2)'}}",
            "履行情况不为已支付，且拖欠金额不属于（为1元或为2元）",
            "履行情况 is not 已支付, and 拖欠金额 not (is 1 yuan or is 2 yuan)",
        ),
        ("{grade: {policy: tax/grade, is: 'B, D'}}", "《纳税信用等级》等级为B或为D",
         "grade of 纳税信用等级 is B or is D"),
        (
            "{subject: {kind: enterprise, region: '\"1401\"', age: '< 18'}}",
            "同时满足：主体类型为企业；主体行政区划为太原市；主体年龄不满18周岁",
            ("all of: the subject's kind is enterprise; the subject's region is 太原市; "
            "the subject's age less than 18 years of age"),
        ),
        (
            "{any: [{not: {fact: paid}}, {all: [{fact: paid}, {fact: inspected}]}]}",
            "满足其一：并非：有拖欠工资全额支付记录；（同时满足：有拖欠工资全额支付记录；有监督检查记录）",
            "one of: not: 拖欠工资全额支付; (all of: 拖欠工资全额支付; 监督检查)",
        ),
        ("{listed: labour/arrears, for: 6 months}", "在《拖欠工资失信联合惩戒对象名单》上已满6个月",
         "on 拖欠工资失信联合惩戒对象名单 for 6 months"),
    ],
)  # fmt: skip
def test_a_condition_is_a_sentence(condition: str, chinese: str, english: str) -> None:
    program = _program(condition)
    node = conditions_by_rule(program, tiny.LIST, "refuses_to_pay")["listings.refuses_to_pay.when"]
    for language, expected in (("zh_CN", chinese), ("en", english)):
        assert Wording(program, language).asks(node, tiny.LIST, _LAW) == expected


def test_a_parameter_is_told_with_its_value_where_the_law_is_known() -> None:
    program = _program("{fact: paid}")
    node = conditions_by_rule(program, tiny.LIST, "refuses_to_pay")["listings.refuses_to_pay.where.amount"]
    words = Wording(program, "zh_CN")
    assert words.asks(node, tiny.LIST, _LAW) == "拖欠金额达到数额较大（30,000元）"
    assert words.asks(node, tiny.LIST, parse_day("2021-12-31")) == "拖欠金额达到数额较大（?）"
    assert words.asks(node, tiny.LIST, None) == "拖欠金额达到数额较大（?）"


@pytest.mark.parametrize(
    ("article", "chinese", "english"),
    [
        ("5", "《办法》（1号）第5条", "办法 (1号), article 5"),
        ("17-1(2)", "《办法》（1号）第17条第1款第（2）项", "办法 (1号), article 17, paragraph 1, item 2"),
        ("附件二", "《办法》（1号）附件二", "办法 (1号), 附件二"),
        (None, "《办法》（1号）", "办法 (1号)"),
    ],
)
def test_an_article_is_cited_as_laws_are(article: str | None, chinese: str, english: str) -> None:
    program = _program("{fact: paid}")
    cited = Article("order", "办法", "1号", article, "high")
    assert Wording(program, "zh_CN").article(cited) == chinese
    assert Wording(program, "en").article(cited) == english


def test_the_same_article_is_cited_once_and_marked_where_nobody_is_sure_of_it() -> None:
    words = Wording(_program("{fact: paid}"), "zh_CN")
    sure, unsure = (Article("order", "办法", None, "5", confidence) for confidence in ("high", "low"))
    assert words.articles([unsure, sure]) == "《办法》第5条"
    assert words.articles([unsure, unsure]) == "《办法》第5条（引文待核）"


@pytest.mark.parametrize(
    ("text", "english", "chinese"), [("1 year", "1 year", "1年"), ("2 months", "2 months", "2个月")]
)
def test_one_is_not_told_as_many(text: str, english: str, chinese: str) -> None:
    period, program = Period.parse(text), _program("{fact: paid}")
    assert [Wording(program, language).period(period) for language in ("en", "zh_CN")] == [english, chinese]


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ((), ["自 2022-03-01 起已可提出信用修复申请。", "条件已具备，提出申请即可。"]),
        (("not_corrected",), ["最早申请日 2022-03-01 已到，尚不具备条件。", "目前不能修复：失信行为尚未纠正。"]),
    ],
)
def test_nobody_is_told_to_apply_whom_conditions_still_keep(missing: tuple[str, ...], said: list[str]) -> None:
    ground = GroundRepair("refuses_to_pay", "f", True, False, "2022-03-01", missing, ())
    repair = RepairVerdict(True, False, "2022-03-01", missing, (), False, (), "high", (), (ground,))
    spell = SpellVerdict("2021-09-01", "2024-09-01", "2024-09-01", "open", None, "high", (), repair)
    one = ListVerdict(tiny.LIST, "名单", "black", "human_resources", "listed", (spell,), (), ())
    words = Wording(_program("{fact: inspected, since: year}"), "zh_CN")
    assert [line.text for line in repair_lines(words, one, spell, {}, "2022-06-01")][1:3] == said


@pytest.mark.parametrize(
    ("value", "said"), [("1234567.5", "1,234,567.5元"), ("-", "-元"), (Decimal(20000), "20,000元")]
)
def test_amounts_have_their_thousands_apart(value: Decimal | str, said: str) -> None:
    assert Wording(_program("{fact: inspected, since: year}"), "zh_CN").number(value, "CNY") == said
