from collections.abc import Mapping

import pytest

from adapters.standards.identifiers import NO_CODE
from adapters.standards.intake import Intake
from adapters.standards.layouts import PENALTY_2015
from tests.standards.files import (
    ENTERPRISE,
    IDENTITY,
    OLD_IDENTITY,
    OLDER_PENALTY,
    lines,
    noted,
    only_fact,
    penalties,
    reading,
    table,
)

PERSON = {"category": "自然人", "uscc": "", "representative": "", "id_type": "身份证", "id_number": IDENTITY}
TRADER = "92140100MA0TET105G"


def older(**changes: str) -> list[list[str]]:
    return table(PENALTY_2015, [OLDER_PENALTY | changes])


def test_an_organisation_is_known_by_its_code() -> None:
    found = reading(penalties())
    assert found.subjects == (
        {"id": ENTERPRISE, "kind": "enterprise", "region": "140100", "name": "太原示例商贸有限公司"},
    )
    assert only_fact(found)["subject"] == ENTERPRISE


@pytest.mark.parametrize("number", [IDENTITY, OLD_IDENTITY, f" {IDENTITY} "])
def test_a_person_is_known_by_the_identity_number_old_or_new(number: str) -> None:
    found = reading(penalties(PERSON | {"id_number": number, "name": "示例人"}))
    assert found.subjects == ({"id": f"person:{IDENTITY}", "kind": "natural_person", "name": "示例人"},)
    assert only_fact(found)["subject"] == f"person:{IDENTITY}"


def test_with_a_key_no_identity_number_leaves_the_file() -> None:
    rows = penalties(PERSON, {"representative_id": IDENTITY})
    found = reading(rows, Intake(person_key=b"key"))
    again = reading(rows, Intake(person_key=b"key"))
    other = reading(rows, Intake(person_key=b"another"))
    assert IDENTITY not in repr(found)
    assert IDENTITY not in repr(Intake(person_key=b"secret"))
    assert found == again
    assert found.facts[0]["subject"] == found.facts[1]["related"][0]["subject"]
    assert found.facts[0]["subject"] != other.facts[0]["subject"]


def test_a_passport_identifies_a_person_without_a_check() -> None:
    found = reading(penalties(PERSON | {"id_type": "护照号", "id_number": "e 1234-5678"}))
    assert only_fact(found)["subject"] == "person:passport:E12345678"


def test_a_legal_representative_with_a_number_is_related_and_a_subject() -> None:
    found = reading(penalties({"representative_id_type": "身份证", "representative_id": IDENTITY}))
    assert only_fact(found)["related"] == [{"role": "legal_representative", "subject": f"person:{IDENTITY}"}]
    assert found.subjects[1] == {"id": f"person:{IDENTITY}", "kind": "natural_person", "name": "示例人"}


def test_a_legal_representative_without_a_number_is_nobody_in_particular() -> None:
    assert only_fact(reading(penalties()))["related"] == []


def test_a_masked_legal_representative_is_noted_and_not_related() -> None:
    found = reading(penalties({"representative_id": "1401**********0015"}))
    assert only_fact(found)["related"] == []
    assert noted(found) == [
        (
            "p.csv:2:11: `法定代表人证件号码` is masked, so the legal representative was not linked"
            " (send the file as exchanged, not as published) [exchange.representative_masked]"
        )
    ]


def test_an_organisation_without_a_unified_code_is_known_by_an_older_one() -> None:
    found = reading(penalties({"uscc": NO_CODE, "organisation_code": "60003734-1"}))
    assert found.subjects[0] == {"id": "organisation:600037341", "kind": "enterprise", "name": "太原示例商贸有限公司"}
    assert noted(found) == [
        (
            "p.csv:2:3: nothing says what kind of subject this is; `enterprise` was taken"
            " (give the unified social credit code) [exchange.kind_assumed]"
        )
    ]


@pytest.mark.parametrize(
    ("key", "subject"),
    [
        ("registration_no", "registration:140100200012345"),
        ("tax_no", "tax:140100200012345"),
        ("institution_no", "institution:140100200012345"),
        ("social_no", "social:140100200012345"),
    ],
)
def test_any_other_code_serves_where_there_is_no_unified_one(key: str, subject: str) -> None:
    assert only_fact(reading(penalties({"uscc": NO_CODE, key: "140100-200012345"})))["subject"] == subject


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"name": ""}, "1: `行政相对人名称` is missing (fill it in) [exchange.missing_value]"),
        ({"category": ""}, "2: `行政相对人类别` is missing (fill it in) [exchange.missing_value]"),
        ({"category": "企业"}, ("2: `企业` is no category of party (use one of: 法人及非法人组织、自然人、个体工商户)"
                              " [exchange.bad_category]")),
        ({"uscc": ""}, ("3: `行政相对人代码_1(统一社会信用代码)` is missing"
                       " (fill it in, or write `00000000000000000X` where there is none) [exchange.no_uscc]")),
        ({"uscc": NO_CODE}, ("3: no code says who the party is (give at least one of its registration codes)"
                            " [exchange.nobody_named]")),
        ({"uscc": "000000000000000000"}, ("3: `000000000000000000` in `行政相对人代码_1(统一社会信用代码)` is no"
                                         " unified social credit code (write `00000000000000000X` where there is none)"
                                         " [exchange.uscc_none_form]")),
        ({"uscc": "91140100MA0TET105L"}, ("3: the unified social credit code `91140100MA0TET105L` in"
                                         " `行政相对人代码_1(统一社会信用代码)` ends in `L`; by its check it would"
                                         " end in `K` (copy it from the licence) [exchange.uscc_check]")),
        ({"category": "个体工商户"}, ("3: the code `91140100MA0TET105K` does not fit the category `个体工商户`"
                                    " (correct one of them) [exchange.category_against_code]")),
        ({"uscc": TRADER}, (f"3: the code `{TRADER}` does not fit the category `法人及非法人组织`"
                           " (correct one of them) [exchange.category_against_code]")),
        ({"category": "个体工商户", "uscc": TRADER, "social_no": "1"},
         ("8: `行政相对人代码_6(社会组织登记证号)` is filled in for a sole trader"
         " (leave it empty, or correct the category of the party) [exchange.trader_with_certificate]")),
        ({"representative": ""}, ("9: `法定代表人` is missing, which an organisation needs"
                                 " (name the legal representative or person in charge) [exchange.no_representative]")),
        ({"representative_id": "140100197001010018"}, ("11: the check of the identity number `1401**********0018` in"
                                                      " `法定代表人证件号码` fails (copy it from the document)"
                                                      " [exchange.identity_check]")),
        ({"id_number": IDENTITY}, ("13: `证件号码` is filled in, which only natural persons have"
                                  " (leave it empty, or correct the category of the party)"
                                  " [exchange.organisation_with_papers]")),
        (PERSON | {"uscc": ENTERPRISE}, ("3: `行政相对人代码_1(统一社会信用代码)` is filled in for a natural person"
                                        " (leave it empty, or correct the category of the party)"
                                        " [exchange.person_with_code]")),
        (PERSON | {"id_type": ""}, ("12: `证件类型` is missing, which a natural person needs"
                                   " (fill in type and number of the identity document)"
                                   " [exchange.person_without_document]")),
        (PERSON | {"id_number": ""}, ("13: `证件号码` is missing, which a natural person needs"
                                     " (fill in type and number of the identity document)"
                                     " [exchange.person_without_document]")),
        (PERSON | {"id_number": "1401**********0015"},
         ("13: the number `1401**********0015` in `证件号码` is masked and identifies nobody"
         " (send the file as exchanged, not as published) [exchange.identity_masked]")),
    ],
)  # fmt: skip
def test_a_party_that_is_not_clear_is_refused_with_the_reason(change: Mapping[str, str], line: str) -> None:
    found = reading(penalties(change))
    assert lines(found) == [f"p.csv:2:{line}"]
    assert not found.facts
    assert not found.subjects


def test_a_person_may_carry_the_sign_for_no_code() -> None:
    assert len(reading(penalties(PERSON | {"uscc": NO_CODE})).facts) == 1


def test_a_sole_trader_needs_no_legal_representative() -> None:
    found = reading(penalties({"category": "个体工商户", "uscc": TRADER, "representative": ""}))
    assert only_fact(found)["subject"] == TRADER
    assert found.subjects[0]["kind"] == "individual_business"


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    found = reading(penalties({"name": "", "uscc": "1", "document_no": "", "fine": "x", "decided_on": "2024-02-30"}))
    assert [rejection.code for rejection in found.rejected] == [
        "exchange.missing_value",
        "exchange.uscc_length",
        "exchange.missing_value",
        "exchange.bad_amount",
        "exchange.no_such_day",
    ]


def test_the_first_format_tells_persons_from_organisations_by_their_codes() -> None:
    assert reading(older()).subjects[0]["kind"] == "enterprise"
    assert reading(older(uscc="", id_number=OLD_IDENTITY)).subjects[0]["id"] == f"person:{IDENTITY}"
    owner = reading(older(uscc="", registration_no="140100600012345", id_number=OLD_IDENTITY))
    assert owner.subjects[0]["id"] == "registration:140100600012345"


def test_the_first_format_joins_records_by_organisation_code() -> None:
    assert only_fact(reading(older(uscc="", organisation_code="600037341")))["subject"] == "organisation:600037341"


def test_a_row_of_the_first_format_that_names_nobody_is_refused() -> None:
    assert lines(reading(older(uscc=""))) == [
        (
            "p.csv:2:2: no code says who the party is (give at least one of its registration codes)"
            " [exchange.nobody_named]"
        )
    ]


def test_the_latest_account_of_a_subject_counts_and_a_change_is_noted() -> None:
    first = {"name": "旧名公司", "decided_on": "2024-01-02", "document_no": "a1"}
    later = {"name": "新名公司", "decided_on": "2024-05-06", "document_no": "a2"}
    for rows in ([first, later], [later, first]):
        found = reading(penalties(*rows))
        assert found.subjects[0]["name"] == "新名公司"
        assert [note.code for note in found.notes] == ["exchange.recorded_assumed", "exchange.subject_differs"]


def test_a_message_never_shows_the_whole_number_of_a_person() -> None:
    found = reading(penalties(PERSON | {"name": "甲"}, PERSON | {"name": "乙", "document_no": "b2"}))
    (note,) = noted(found)
    assert "the subject `person:1401**********0015` was `甲, natural_person` before" in note
    assert IDENTITY not in note
