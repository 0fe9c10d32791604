"""How subjects are named in a report: nobody can be looked up by what is shown of a person."""

from __future__ import annotations

import pytest

from engine.language.shape import Kind
from engine.population.masks import Masked, masked, without_numbers

USCC = "91140100MA0Y000017"
IDENTITY = "14010519800101123X"


@pytest.mark.parametrize(
    ("subject", "name", "kind", "shown"),
    [
        (USCC, "太原示例建筑劳务有限公司", "enterprise", Masked("9114＊＊＊0017", "太原＊＊＊有限公司")),
        (USCC, "小店区王大力面馆", "individual_business", Masked("9114＊＊＊0017", "＊＊＊面馆")),
        (IDENTITY, "欧阳示例", "natural_person", Masked("14＊＊＊", "欧＊＊＊")),
        (IDENTITY, "欧阳", "practitioner", Masked("14＊＊＊", "欧＊＊＊")),
        ("晋A12345", "", "vehicle", Masked("晋A＊＊＊", "")),
        (USCC, "太原示例有限公司", None, Masked("91＊＊＊", "太＊＊＊")),
        (USCC, "某局", "government", Masked("9114＊＊＊0017", "某＊＊＊")),
        ("7", "王", "natural_person", Masked("7＊＊＊", "王＊＊＊")),
    ],
)
def test_a_kind_decides_how_much_is_shown(subject: str, name: str, kind: Kind | None, shown: Masked) -> None:
    assert masked(subject, name, kind) == shown


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
