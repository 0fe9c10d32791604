"""Records in words: what they are and when, by the number of their document; an id only where it is needed."""

from __future__ import annotations

import pytest

from adapters.cli.records import Records
from adapters.cli.wording import Wording
from engine.facts import normalise
from tests.cases import tiny

_DUTY = """\
      due: {type: date, label: 期限}
    duties:
      pay_in_time:
        label: 按期支付
        due: due
        answered_by: paid
        applies_to: [enterprise]
        in_force: {from: 2022-01-01}
        basis: order/5
"""


def _records(language: str = "zh_CN", *, personal: bool = False) -> Records:
    found = tiny.files()
    common = found["facts/common.yaml"].decode()
    common = common.replace("    basis: order/5\n  paid:", f"{_DUTY}    basis: order/5\n  paid:")
    if personal:
        common = common.replace("directive_no: {", "directive_no: {sensitivity: personal, ", 1)
    program = tiny.read(found | {"facts/common.yaml": common.encode()})[0].program
    assert program is not None
    decision = {"type": "listing_decision", "policy": "labour/arrears", "outcome": "list"}
    rows = [
        _row("f1", "2022-02-01", type="directive", directive_no="甲1", outcome="not_complied", amount="10000"),
        _row("f2", "2022-02-01", type="directive", directive_no="甲2", outcome="not_complied", amount="40000"),
        _row("d1", "2022-03-01", **decision),
        _row("d2", "2022-04-01", **decision),
        _row("d3", "2022-04-01", **decision),
    ]
    return Records(Wording(program, language), {one.id: one for one in normalise(program, rows)})


def _row(id_: str, day: str, type: str, **fields: str) -> dict[str, object]:  # noqa: A002 - as records have it
    return {"id": id_, "type": type, "date": day, "fields": fields}


@pytest.mark.parametrize(
    ("id_", "chinese", "english"),
    [
        ("f1", "责令支付拖欠工资（2022-02-01，文书号甲1）", "责令支付拖欠工资 (2022-02-01, 文书号 甲1)"),
        ("d1", "列入决定（2022-03-01）", "列入决定 (2022-03-01)"),
        ("d2", "列入决定（2022-04-01，记录 d2）", "列入决定 (2022-04-01, record d2)"),
        ("x", "记录 x", "record x"),
    ],
)
def test_a_record_is_told_by_what_it_is(id_: str, chinese: str, english: str) -> None:
    assert (_records().named(id_), _records("en").named(id_)) == (chinese, english)


@pytest.mark.parametrize("id_", ["missed:pay_in_time:f1", "missed:pay_in_time:2021"])
def test_what_nobody_sent_is_told_by_what_was_not_done_and_never_by_its_key(id_: str) -> None:
    assert (_records().named(id_), _records("en").named(id_)) == ("逾期未履行：按期支付", "not done in time: 按期支付")


def test_the_number_of_a_document_that_is_personal_is_kept_back() -> None:
    assert _records(personal=True).named("f1") == "责令支付拖欠工资（2022-02-01，记录 f1）"


def test_what_stands_in_the_name_of_a_record_is_not_said_again() -> None:
    told = _records().told("f1", tiny.LIST, "refuses_to_pay")
    assert told == "责令支付拖欠工资（2022-02-01，文书号甲1）；履行情况：逾期未支付，拖欠金额：10,000元"
