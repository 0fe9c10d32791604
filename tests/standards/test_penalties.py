from collections.abc import Mapping
from datetime import date

import pytest

from adapters.standards.intake import Intake
from adapters.standards.layouts import PENALTY_2015
from adapters.standards.raw import RawFact
from tests.standards.files import (
    BODY,
    ENTERPRISE,
    OLDER_PENALTY,
    lines,
    noted,
    only_fact,
    penalties,
    reading,
    table,
)

FINE = "罚款金额(万元)"


def older(**changes: str) -> list[list[str]]:
    return table(PENALTY_2015, [OLDER_PENALTY | changes])


def test_a_penalty_of_2018_becomes_a_fact() -> None:
    fact = only_fact(reading(penalties()))
    assert fact == RawFact(
        {
            "id": fact["id"],
            "type": "administrative_penalty",
            "subject": ENTERPRISE,
            "date": "2024-03-05",
            "recorded": "2024-03-05",
            "source": BODY,
            "fields": {
                "document_no": "示市监罚〔2024〕12号",
                "authority": BODY,
                "authority_name": "示例市市场监督管理局",
                "conduct": "发布虚假广告",
                "facts_found": "在网页作引人误解的表述",
                "ground_cited": "《中华人民共和国广告法》",
                "kinds": ["warning", "fine"],
                "content": "警告，罚款1.200050万元",
                "fine": "12000.50",
                "permanent": True,
                "publicity_until": "2027-03-05",
                "decided_on": "2024-03-05",
                "legal_representative": "示例人",
                "source_name": "示例市市场监督管理局",
            },
            "related": [],
        }
    )


def test_a_penalty_of_the_first_format_becomes_a_fact() -> None:
    fact = only_fact(reading(older()))
    assert fact == RawFact(
        {
            "id": fact["id"],
            "type": "administrative_penalty",
            "subject": ENTERPRISE,
            "date": "2016-05-04",
            "recorded": "2016-05-09",
            "source": "示例市工商行政管理局",
            "fields": {
                "document_no": "并工商罚字〔2016〕3号",
                "authority_name": "示例市工商行政管理局",
                "title": "虚假广告案",
                "facts_found": "发布虚假广告",
                "ground_cited": "《广告法》",
                "kinds": ["fine", "warning"],
                "content": "罚款一万元",
                "region": "140100",
                "status": "normal",
                "decided_on": "2016-05-04",
            },
            "related": [],
        }
    )


def test_the_id_is_short_safe_and_says_the_document_and_the_body() -> None:
    fact = only_fact(reading(penalties()))
    head, digest = fact["id"].rsplit(":", 1)
    assert head == f"penalty:2024-12:{BODY}"
    assert len(digest) == 16
    assert fact["id"].isascii()


def test_the_same_row_has_the_same_id_whenever_it_is_received() -> None:
    first = only_fact(reading(penalties(), Intake(received=date(2024, 4, 1))))
    second = only_fact(reading(penalties(), Intake(received=date(2025, 4, 1))))
    assert first["id"] == second["id"]
    assert (first["recorded"], second["recorded"]) == ("2024-04-01", "2025-04-01")


@pytest.mark.parametrize(
    "change", [{"fine": "1.200051"}, {"source": ENTERPRISE}, {"document_no": "示市监罚〔2024〕13号"}]
)
def test_another_row_has_another_id(change: Mapping[str, str]) -> None:
    assert only_fact(reading(penalties()))["id"] != only_fact(reading(penalties(change)))["id"]


@pytest.mark.parametrize(
    "written", ["示市监罚[2024]12号", "示市监罚（2024）12号", "示市监罚【2024】 12号", "示市监罚(2024)１２号"]
)
def test_a_document_number_has_one_spelling(written: str) -> None:
    assert only_fact(reading(penalties({"document_no": written})))["fields"]["document_no"] == "示市监罚〔2024〕12号"


def test_two_departments_reporting_one_penalty_are_two_facts_of_one_identity() -> None:
    found = reading(penalties({}, {"source": ENTERPRISE, "source_name": "示例省信息中心"}))
    first, second = found.facts
    assert first["id"] != second["id"]
    assert [fact["fields"][key] for fact in found.facts for key in ("document_no", "authority")] == [
        "示市监罚〔2024〕12号",
        BODY,
    ] * 2


def test_the_same_row_twice_is_one_fact_and_a_note() -> None:
    found = reading(penalties({}, {}))
    assert len(found.facts) == 1
    assert noted(found) == [
        (
            f"p.csv:3:1: the record `{found.facts[0]['id'][:39]}…` already stands in row 2 of p.csv; it counts once"
            " (delete one of them) [exchange.repeated_fact]"
        )
    ]


def test_without_a_day_of_receipt_the_day_of_decision_counts_and_it_is_said_once() -> None:
    found = reading(penalties({}, {"document_no": "示〔2024〕13号"}))
    assert [fact["recorded"] for fact in found.facts] == ["2024-03-05"] * 2
    assert [str(note) for note in found.notes] == [
        (
            "p.csv:2:23: nothing says since when 2 records are known, this one the first; the day of each was taken"
            " (state the day on which the file was received) [exchange.recorded_assumed]"
        )
    ]


def test_the_day_of_receipt_goes_before_the_time_stamp_of_the_sender() -> None:
    rows = older()
    assert only_fact(reading(rows, Intake(received=date(2026, 1, 2))))["recorded"] == "2026-01-02"
    assert not reading(rows).notes


def test_a_decision_after_the_day_of_receipt_is_refused() -> None:
    assert lines(reading(penalties(), Intake(received=date(2024, 3, 4)))) == [
        (
            "p.csv:2:23: `处罚决定日期` says 2024-03-05, later than 2024-03-04, from when the row is known"
            " (correct the day) [exchange.decided_later]"
        )
    ]
    assert len(reading(penalties(), Intake(received=date(2024, 3, 5))).facts) == 1


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"document_no": "无"}, "14: `行政处罚决定书文号` is missing (fill it in) [exchange.missing_value]"),
        ({"conduct": ""}, "15: `违法行为类型` is missing (fill it in) [exchange.missing_value]"),
        ({"facts_found": ""}, "16: `违法事实` is missing (fill it in) [exchange.missing_value]"),
        ({"ground_cited": ""}, "17: `处罚依据` is missing (fill it in) [exchange.missing_value]"),
        ({"kinds": ""}, "18: `处罚类别` is missing (fill it in) [exchange.missing_value]"),
        ({"content": ""}, "19: `处罚内容` is missing (fill it in) [exchange.missing_value]"),
        ({"fine": ""}, (f"20: a fine was imposed, but `{FINE}` is missing (fill in the amount in 万元)"
                       " [exchange.fine_without_amount]")),
        ({"fine": "-1"}, (f"20: the amount `-1` in `{FINE}` is negative (write what is due, as 1.500000)"
                         " [exchange.amount_negative]")),
        ({"fine": "1.2345678"}, (f"20: the amount `1.2345678` in `{FINE}` has 7 decimals; six make one fen, so the rest"
                                " cannot be paid (write at most six decimals, in 万元) [exchange.amount_decimals]")),
        ({"fine": "一万"}, (f"20: `一万` in `{FINE}` is no plain number (write the amount in 万元 (10,000 yuan) with"
                           " digits and a point only, as 1.500000) [exchange.bad_amount]")),
        ({"kinds": "罚款;没收违法所得"}, ("21: something was confiscated, but `没收违法所得、没收非法财物的金额(万元)`"
                                        " is missing (fill in the amount in 万元, 0 if it has no value)"
                                        " [exchange.confiscation_without_amount]")),
        ({"kinds": "罚款;吊销许可证"}, ("22: a licence was suspended or revoked, but `暂扣或吊销证照名称及编号`"
                                      " is missing (name the licence and its number) [exchange.licence_not_named]")),
        ({"decided_on": ""}, "23: `处罚决定日期` is missing (fill it in) [exchange.missing_value]"),
        ({"decided_on": "2024-02-30"}, ("23: the day `2024-02-30` in `处罚决定日期` does not exist"
                                       " (write it as 2024-03-05) [exchange.no_such_day]")),
        ({"decided_on": "3月"}, "23: `3月` in `处罚决定日期` is no day (write it as 2024-03-05) [exchange.bad_day]"),
        ({"valid_until": ""}, "24: `处罚有效期` is missing (fill it in) [exchange.missing_value]"),
        ({"authority_name": ""}, "26: `处罚机关` is missing (fill it in) [exchange.missing_value]"),
        ({"authority": "12140000000000019"}, ("27: the unified social credit code `12140000000000019` in"
                                             " `处罚机关统一社会信用代码` has 17 characters, not 18"
                                             " (copy it from the licence) [exchange.uscc_length]")),
        ({"source_name": ""}, "28: `数据来源单位` is missing (fill it in) [exchange.missing_value]"),
        ({"source": ""}, "29: `数据来源单位统一社会信用代码` is missing (fill it in) [exchange.missing_value]"),
        ({"remark": "a\x07"}, ("31: `备注` holds the character U+0007, which readers do not see (delete it)"
                              " [exchange.hidden_character]")),
    ],
)  # fmt: skip
def test_a_row_that_is_not_right_is_refused_with_place_reason_and_remedy(change: Mapping[str, str], line: str) -> None:
    found = reading(penalties(change, {"document_no": "示〔2024〕99号"}))
    assert lines(found) == [f"p.csv:2:{line}"]
    assert [fact["fields"]["document_no"] for fact in found.facts] == ["示〔2024〕99号"]


def test_a_rejection_can_be_said_in_chinese() -> None:
    rejection = reading(penalties({"fine": ""})).rejected[0]
    assert (rejection.file, rejection.row, rejection.column) == ("p.csv", 2, FINE)
    assert rejection.code == "exchange.fine_without_amount"
    assert rejection.reason("zh_CN") == f"处罚类别含罚款，但缺少 `{FINE}`"
    assert rejection.remedy("zh_CN") == "请填写金额（万元）"


def test_a_fine_of_nothing_is_an_amount() -> None:
    assert only_fact(reading(penalties({"fine": "0.000000"})))["fields"]["fine"] == "0.00"


def test_an_amount_without_its_kind_is_noted() -> None:
    found = reading(penalties({"kinds": "警告"}))
    assert only_fact(found)["fields"]["fine"] == "12000.50"
    assert noted(found) == [
        (
            f"p.csv:2:20: `{FINE}` says 12000.50 yuan, but no kind of penalty goes with it (check the kinds of penalty)"
            " [exchange.amount_without_kind]"
        )
    ]


def test_a_penalty_with_an_end_has_it_and_is_not_permanent() -> None:
    fields = only_fact(reading(penalties({"valid_until": "2025年3月4日"})))["fields"]
    assert fields["valid_until"] == "2025-03-04"
    assert "permanent" not in fields


def test_a_confiscation_and_a_licence_are_kept() -> None:
    change = {"kinds": "没收非法财物；吊销营业执照", "fine": "", "confiscated": "0.5", "licence": "营业执照 1401"}
    fields = only_fact(reading(penalties(change)))["fields"]
    assert (fields["kinds"], fields["confiscated"]) == (["confiscation_of_goods", "revocation_of_licence"], "5000.00")
    assert fields["licence"] == "营业执照 1401"
    assert "fine" not in fields


def test_a_revoked_penalty_of_the_first_format_comes_with_its_revocation() -> None:
    found = reading(older(status="1"))
    penalty, revoking = found.facts
    assert penalty["fields"]["status"] == "revoked"
    assert revoking == RawFact(
        {
            "id": f"revocation:{penalty['id']}",
            "type": "revocation",
            "subject": ENTERPRISE,
            "date": "2016-05-09",
            "recorded": "2016-05-09",
            "source": "示例市工商行政管理局",
            "fields": {"revokes": penalty["id"]},
            "related": [],
        }
    )


@pytest.mark.parametrize(("written", "status"), [("0", "normal"), ("2", "objection"), ("3", "other")])
def test_other_statuses_of_the_first_format_revoke_nothing(written: str, status: str) -> None:
    assert only_fact(reading(older(status=written)))["fields"]["status"] == status


def test_an_unknown_status_is_refused_not_taken_for_normal() -> None:
    assert lines(reading(older(status="9"))) == [
        "p.csv:2:19: `9` in `当前状态` is no status (use one of: 0、1、2、3) [exchange.bad_status]"
    ]


def test_what_the_first_format_leaves_open_is_not_there() -> None:
    fields = only_fact(reading(older(kinds="", more_kinds="", facts_found="", status="", region="")))["fields"]
    assert sorted(fields) == ["authority_name", "content", "decided_on", "document_no", "ground_cited", "title"]


def test_a_kind_that_the_first_format_invents_is_other_and_noted() -> None:
    found = reading(older(kinds="简易处罚", more_kinds="罚款"))
    assert only_fact(found)["fields"]["kinds"] == ["other", "fine"]
    assert only_fact(found)["fields"]["other_kinds"] == ["简易处罚"]
    assert [note.code for note in found.notes] == ["exchange.unknown_kind"]
