"""How subjects are named in a report: nobody can be looked up by what is shown of a person."""

from __future__ import annotations

import pytest

from engine.language.shape import Kind
from engine.population.impact import Affected
from engine.population.masks import key_of, masked, without_numbers

USCC = "91140100MA0Y000017"
IDENTITY = "14010519800101123X"


@pytest.mark.parametrize(
    ("subject", "name", "kind", "id_", "called"),
    [
        (USCC, "太原示例建筑劳务有限公司", "enterprise", "9114＊＊＊0017", "太原＊＊＊有限公司"),
        (USCC, "太原示例管理中心（有限合伙）", "enterprise", "9114＊＊＊0017", "太原＊＊＊管理中心"),
        (USCC, "运城示例04号食品有限公司（虚构）", "enterprise", "9114＊＊＊0017", "运城＊＊＊有限公司"),
        (USCC, "小店区王大力面馆", "individual_business", "9114＊＊＊0017", "＊＊＊面馆"),
        (IDENTITY, "欧阳示例", "natural_person", "14＊＊＊", "欧＊＊＊"),
        (IDENTITY, "欧阳", "practitioner", "14＊＊＊", "欧＊＊＊"),
        ("晋A12345", "", "vehicle", "晋A＊＊＊", ""),
        (USCC, "太原示例有限公司", None, "91＊＊＊", "太＊＊＊"),
        (USCC, "某局", "government", "9114＊＊＊0017", "某＊＊＊"),
        ("7", "王", "natural_person", "7＊＊＊", "王＊＊＊"),
    ],
)
def test_a_kind_decides_how_much_is_shown(subject: str, name: str, kind: Kind | None, id_: str, called: str) -> None:
    shown = masked(subject, name, kind, "140105")
    assert (shown.id, shown.name) == (id_, called)


@pytest.mark.parametrize(
    ("kind", "region", "shown"),
    [
        ("enterprise", "140105", "140105"),
        ("individual_business", "140105", "140105"),
        ("natural_person", "140105", "140100"),
        (None, "140105", "140100"),
        ("natural_person", "", ""),
    ],
)
def test_a_person_is_of_a_city_and_no_county(kind: Kind | None, region: str, shown: str) -> None:
    assert masked("1", "2", kind, region).region == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"labour_directive:{IDENTITY}-2", "labour_directive:＊＊＊-2"),
        ("call 13812345678", "call ＊＊＊"),
        ("old 140105800101123", "old ＊＊＊"),
        ("labour_directive:2026-000012", "labour_directive:2026-000012"),
        (USCC, USCC),
    ],
)
def test_what_may_be_the_number_of_a_person_is_hidden(text: str, shown: str) -> None:
    assert without_numbers(text) == shown


def test_a_key_leads_back_only_with_the_secret() -> None:
    keys = {key_of(IDENTITY, secret) for secret in (b"one", b"other")}
    assert len(keys) == len({*keys, key_of(USCC, b"one")}) - 1 == 2
    assert masked(IDENTITY, "欧阳示例", "natural_person", "140105", b"one").key == key_of(IDENTITY, b"one")
    assert masked(IDENTITY, "欧阳示例", "natural_person", "140105").key == ""


def test_no_fact_shown_with_a_subject_bears_the_number_of_a_person() -> None:
    subject = masked(IDENTITY, "欧阳示例", "natural_person", "140105")
    one = Affected(subject, "a/b", "名单", "enters", "", "open", "rule", f"judgment:{IDENTITY}")
    assert IDENTITY[2:] not in repr(one)
