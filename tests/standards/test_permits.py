from collections.abc import Mapping

import pytest

from adapters.standards.layouts import PERMIT_2015, PERMIT_2018
from tests.standards.files import BODY, ENTERPRISE, OLDER_PERMIT, PERMIT, lines, only_fact, reading, table


def permits(change: Mapping[str, str] | None = None) -> list[list[str]]:
    return table(PERMIT_2018, [{**PERMIT, **(change or {})}])


def test_a_permit_of_2018_becomes_a_fact() -> None:
    fact = only_fact(reading(permits()))
    assert fact["id"].startswith(f"permit:2024-7:{BODY}:")
    assert {key: value for key, value in fact.items() if key != "id"} == {
        "type": "administrative_permit",
        "subject": ENTERPRISE,
        "date": "2024-03-05",
        "recorded": "2024-03-05",
        "source": BODY,
        "fields": {
            "document_no": "示许准字〔2024〕7号",
            "document_name": "准予行政许可决定书",
            "kind": "ordinary",
            "certificate": "食品经营许可证",
            "permit_no": "JY11401000000007",
            "content": "预包装食品销售",
            "valid_from": "2024-03-05",
            "valid_until": "2029-03-04",
            "authority": BODY,
            "authority_name": "示例市行政审批服务管理局",
            "status": "valid",
            "legal_representative": "示例人",
            "source_name": "示例市行政审批服务管理局",
        },
        "related": [],
    }


def test_a_permit_of_the_first_format_becomes_a_fact() -> None:
    fact = only_fact(reading(table(PERMIT_2015, [OLDER_PERMIT])))
    assert fact["fields"] == {
        "document_no": "并许字〔2016〕8号",
        "title": "食品经营许可",
        "examined_as": "普通",
        "content": "食品销售",
        "valid_until": "2021-05-03",
        "authority_name": "示例市食品药品监督管理局",
        "status": "normal",
    }


def test_valid_from_and_valid_to_are_not_mixed_up_by_their_codes() -> None:
    rows = table(PERMIT_2018, [PERMIT], codes=True)
    assert {"XK_YXQZ", "XK_YXQZI"} <= set(rows[0])
    fields = only_fact(reading(rows))["fields"]
    assert (fields["valid_from"], fields["valid_until"]) == ("2024-03-05", "2029-03-04")


def test_a_long_term_permit_has_no_end() -> None:
    fields = only_fact(reading(permits({"valid_until": "2099-12-31"})))["fields"]
    assert fields["permanent"] is True
    assert "valid_until" not in fields


def test_a_permit_no_longer_valid_says_so() -> None:
    assert only_fact(reading(permits({"status": "2"})))["fields"]["status"] == "invalid"


def test_another_kind_of_permit_keeps_what_is_said_of_it() -> None:
    fields = only_fact(reading(permits({"kind": "其他-备案"})))["fields"]
    assert (fields["kind"], fields["other_kind"]) == ("other", "备案")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"valid_until": "2024-03-04"}, ("22: `有效期至` says 2024-03-04, before the start on 2024-03-05"
                                        " (correct the days) [exchange.ends_before_start]")),
        ({"kind": "许可"}, ("16: `许可` in `许可类别` is no kind of permit"
                           " (use: 普通、特许、认可、核准、登记、其他, or 其他-<note>) [exchange.bad_permit_kind]")),
        ({"status": "0"}, "25: `0` in `当前状态` is no status (use one of: 1、2) [exchange.bad_status]"),
        ({"valid_from": ""}, "21: `有效期自` is missing (fill it in) [exchange.missing_value]"),
    ],
)  # fmt: skip
def test_a_permit_that_is_not_right_is_refused(change: Mapping[str, str], line: str) -> None:
    assert lines(reading(permits(change))) == [f"p.csv:2:{line}"]


def test_a_permit_may_end_on_the_day_it_starts() -> None:
    assert len(reading(permits({"valid_until": "2024-03-05"})).facts) == 1
