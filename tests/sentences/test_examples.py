"""Cases told as examples: what is on record and what the verdict must say, in words."""

from __future__ import annotations

from datetime import date

import pytest

from adapters.sentences.examples import Example, example
from adapters.sentences.said import Sentence, plain
from adapters.sentences.words import Words
from engine.cases.shapes import Case
from tests.cases import tiny


def _lines(sentences: tuple[Sentence, ...]) -> list[object]:
    return [[plain(one.said), *_lines(one.members)] if one.members else plain(one.said) for one in sentences]


def _told(number: int, language: str) -> Example:
    checked, cases, _ = tiny.read(tiny.files())
    case: Case = next(file for file in cases if file.owner == tiny.LIST).cases[number].keys
    return example(Words(checked.base, language, date(2026, 11, 27)), case)


@pytest.mark.parametrize(
    ("language", "asked", "given", "due"),
    [
        (
            "zh_CN",
            "主体 s1（企业），2022-03-01 的情况",
            "2022-02-01 责令支付拖欠工资（f2）：文书号为甲2；履行情况为逾期未支付；拖欠金额为30,000元",
            [
                "评定：拟列入，待有权机关决定",
                [
                    "《拖欠工资失信联合惩戒对象名单》：拟列入，待决定",
                    "自 2022-02-01 起",
                    "至 2022-08-01 止",
                    "依据条件：“经责令拒不支付拖欠工资”",
                    "依据记录：f2",
                ],
                "没有适用的措施",
                "拟列入：《拖欠工资失信联合惩戒对象名单》",
            ],
        ),
        (
            "en",
            "subject s1 (enterprise), as of 2022-03-01",
            "2022-02-01 责令支付拖欠工资 (f2): 文书号 甲2; 履行情况 逾期未支付; 拖欠金额 30,000 yuan",
            [
                "verdict: proposed for a list; the authority has yet to decide",
                [
                    "拖欠工资失信联合惩戒对象名单: proposed, to be decided",
                    "from 2022-02-01",
                    "until 2022-08-01",
                    "by the rules: “经责令拒不支付拖欠工资”",
                    "on the records: f2",
                ],
                "no measure applies",
                "proposed for: 拖欠工资失信联合惩戒对象名单",
            ],
        ),
    ],
)
def test_a_case_tells_whom_it_asks_about_what_is_given_and_what_is_due(
    language: str, asked: str, given: str, due: list[object]
) -> None:
    told = _told(0, language)
    assert plain(told.asked) == asked
    assert _lines(told.given)[1] == given
    assert _lines(told.due) == due


def test_the_records_of_a_related_subject_are_told_apart() -> None:
    (principal,) = _lines(_told(6, "zh_CN").given)
    assert isinstance(principal, list)
    assert principal[0] == "关联主体 s1 的记录"
    assert principal[2] == [
        "2022-02-01 责令支付拖欠工资（f2）：文书号为甲2；履行情况为逾期未支付；拖欠金额为40,000元",
        "法定代表人：p1",
    ]


@pytest.mark.parametrize(
    ("decisions", "en", "zh"),
    [
        ("recorded", "", ""),
        ("assumed", ", assuming every pending decision was taken", "，假定待作的决定均已作出"),
        (
            "assumed + 1 day",
            ", assuming every pending decision was taken 1 day after",
            "，假定待作的决定均于触发后1日作出",
        ),
    ],
)
def test_a_case_tells_which_decisions_it_assumes(decisions: str, en: str, zh: str) -> None:
    files = tiny.files(list_cases=tiny.case("{outcome: listed}", f"decisions: {decisions}"))
    checked, (one, *_), _ = tiny.read(files)
    for language, told in (("en", en), ("zh_CN", zh)):
        asked = plain(example(Words(checked.base, language, date(2026, 11, 27)), one.cases[0].keys).asked)
        day = "as of 2022-04-01" if language == "en" else "2022-04-01 的情况"
        assert asked.partition(day)[2] == told
