"""Raw records into facts: every problem at once, each with its place and its remedy."""

from __future__ import annotations

from typing import Any

import pytest

from engine.compile.program import Program, program_of
from engine.facts import normalise
from engine.language.base import load
from engine.problems import FactError

FILES = {
    "facts/labour.yaml": """
fact_types:
  directive:
    title: 责令
    fields:
      number: {type: string, label: 文号, required: true}
      outcome: {type: enum, label: 结果, values: {paid: 已付, unpaid: 未付}}
      amount: {type: decimal, unit: CNY, label: 金额}
      kinds: {type: set, label: 种类, values: {a: 甲, b: 乙}}
      due: {type: date, label: 期限}
      years:
        type: rows
        label: 年度
        rows: {unpaid: {type: decimal, label: 少缴}, payable: {type: decimal, label: 应缴}}
    identity: [number]
    derived:
      share: {label: 占比, from: {highest: years, ratio: [unpaid, payable]}}
      total: {label: 合计, from: {total: years, of: unpaid}}
      run: {label: 连续, from: {run: years, where: {unpaid: "> 0"}}}
""".encode()
}


@pytest.fixture(scope="module")
def program() -> Program:
    base, problems = load(FILES)
    return program_of(base, problems)


def record(**changes: Any) -> dict[str, Any]:
    return {"id": "f1", "type": "directive", "date": "2024-02-29", "fields": {"number": "n1"}} | changes


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            record(type="directiv"),
            "facts:1:1: unknown fact type `directiv` (did you mean `directive`?) [facts.unknown_type]",
        ),
        (
            record(date="2023-02-29"),
            (
                "facts:1:1: `date` is not a day: `2023-02-29`"
                " (write a day that exists, such as `2024-02-29`) [facts.bad_day]"
            ),
        ),
        (
            record(fields={"number": "n1", "amont": "5"}),
            "facts:1:1: `directive` has no field `amont` (did you mean `amount`?) [facts.unknown_field]",
        ),
        (
            record(fields={}),
            (
                "facts:1:1: `directive` needs the field `number`"
                " (add it; without it the record cannot be told from others or judged) [facts.missing_field]"
            ),
        ),
        (
            record(fields={"number": "n1", "amount": 0.1}),
            (
                "facts:1:1: `amount` cannot be `0.1`"
                " (give an exact number, as a whole number or as decimal text such as `12000.50`) [facts.bad_value]"
            ),
        ),
        (
            record(fields={"number": "n1", "amount": "1.005"}),
            "facts:1:1: `amount` cannot be `1.005` (give at most 2 decimals) [facts.bad_value]",
        ),
        (
            record(fields={"number": "n1", "amount": "-1"}),
            "facts:1:1: `amount` cannot be `-1` (give a number not below zero) [facts.bad_value]",
        ),
        (
            record(fields={"number": "n1", "outcome": "payd"}),
            "facts:1:1: `outcome` cannot be `payd` (give one of `paid`, `unpaid`) [facts.bad_value]",
        ),
        (
            record(id=""),
            "facts:1:1: not an id: `` (give each record an id: text of 1 to 200 visible characters) [facts.bad_id]",
        ),
    ],
)
def test_a_bad_record_is_refused_with_its_place_and_remedy(program: Program, raw: dict[str, Any], message: str) -> None:
    with pytest.raises(FactError) as refused:
        normalise(program, [raw])
    assert str(refused.value) == message


def test_all_problems_of_all_records_are_told_at_once(program: Program) -> None:
    with pytest.raises(FactError) as refused:
        normalise(program, [record(date="x"), record(id="f2"), record(id="f2"), record(id="f3", type="y")])
    assert [(p.place.line, p.code) for p in refused.value.problems] == [
        (1, "facts.bad_day"),
        (3, "facts.same_id"),
        (4, "facts.unknown_type"),
    ]


def test_s08_computed_fields_are_exact_and_unknown_where_a_row_is(program: Program) -> None:
    rows = [{"unpaid": "1", "payable": "3"}, {"unpaid": "0", "payable": "5"}, {"unpaid": "2", "payable": "7"}]
    (fact,) = normalise(program, [record(fields={"number": "n1", "years": rows})])
    assert fact.fields["share"] == 2 * 333_333 + 1
    assert fact.fields["total"] == 300
    assert fact.fields["run"] == 1
    (fact,) = normalise(program, [record(fields={"number": "n1", "years": [{"unpaid": "1"}]})])
    assert "share" not in fact.fields
    (fact,) = normalise(program, [record(fields={"number": "n1"})])
    assert {"share", "total", "run"} & fact.fields.keys() == set()


def test_a_null_field_is_not_known(program: Program) -> None:
    (fact,) = normalise(program, [record(fields={"number": "n1", "amount": None})])
    assert "amount" not in fact.fields


def refused(program: Program, **fields: Any) -> FactError:
    with pytest.raises(FactError) as error:
        normalise(program, [record(fields={"number": "n1", **fields})])
    return error.value


@pytest.mark.parametrize("number", ["1_000_000", "1e3", " 120500 ", "120500 ", "+5", ".5", "5.", "1,000", "0x10"])
def test_a_number_in_text_that_only_a_program_would_write_is_refused(program: Program, number: str) -> None:
    assert [problem.message() for problem in refused(program, amount=number).problems] == [
        f"`amount` cannot be `{number}`"
    ]
    assert [problem.remedy() for problem in refused(program, amount=number).problems] == [
        "give a plain number such as `12000.50`: digits and a point, without blanks, separators or an exponent"
    ]


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"outcome": True}, "`outcome` 不能为 `true` (应为 带引号的文本)"),
        ({"outcome": "pad"}, "`outcome` 不能为 `pad` (应为 以下之一：`paid`, `unpaid`)"),
        ({"kinds": {"a": 1}}, '`kinds` 不能为 `{"a": 1}` (应为 代码列表)'),
        ({"amount": "1.005"}, "`amount` 不能为 `1.005` (应为 最多 2 位小数)"),
        ({"years": 7}, "`years` 不能为 `7` (应为 不超过 1000 行的列表)"),
    ],
)
def test_what_a_field_expects_and_what_it_was_given_are_said_in_chinese_and_as_json(
    program: Program, fields: dict[str, Any], line: str
) -> None:
    assert [problem.line("zh_CN") for problem in refused(program, **fields).problems] == [
        f"facts:1:1: {line} [facts.bad_value]"
    ]


def test_a_record_of_another_subject_than_the_one_asked_about_is_refused(program: Program) -> None:
    mine, others = record(subject="s1"), record(id="f2", subject="s2")
    assert len(normalise(program, [mine, record(id="f3")], subject="s1")) == 2
    assert len(normalise(program, [mine, others])) == 2
    with pytest.raises(FactError) as refused:
        normalise(program, [mine, others], subject="s1")
    assert [str(problem) for problem in refused.value.problems] == [
        (
            "facts:2:1: the record is of `s2`, and `s1` is asked about (send it with the facts of its own subject;"
            " those of a principal belong under `principals`) [facts.other_subject]"
        )
    ]
