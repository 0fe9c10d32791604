"""What is written is read again as the same facts, in every format, whatever a spreadsheet would make of the cells."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from adapters.standards.defused import defused, restored
from adapters.standards.documents import read, read_bytes
from adapters.standards.intake import Intake
from adapters.standards.layouts import LISTING, Layout
from adapters.standards.rows import row_of
from adapters.standards.tables import Form, write
from tests.standards.files import IDENTITY, LISTED, LISTS, PENALTY, ROWS, csv_bytes, table

INTAKE = Intake(lists=LISTS)
TITLES = {one.policy: (one.title, one.kind) for one in LISTS}
SAMPLES = Path(__file__).parents[2] / "samples"
PERSON = {
    "name": "示例人", "category": "自然人", "uscc": "", "representative": "", "id_type": "身份证",
    "id_number": IDENTITY,
}  # fmt: skip
CASES: list[tuple[Layout, Mapping[str, str]]] = [
    *((layout, {**row, "recorded": "2026-03-09"}) for layout, row in ROWS.items()),
    *((layout, {**row, "recorded": "2026-03-09", "remark": "=cmd|' /C calc'!A0"}) for layout, row in ROWS.items()),
    (LISTING, {**LISTED, "recorded": "2026-03-09"}),
    (LISTING, {**LISTED, **PERSON, "recorded": "2026-03-09", "remark": "'+1"}),
    *(
        (layout, {**row, **PERSON, "recorded": "2026-03-09"})
        for layout, row in ROWS.items()
        if layout.edition == "2018"
    ),
    *(
        (layout, {**row, "representative_id_type": "护照", "representative_id": "E12345678", "recorded": "2026-03-09"})
        for layout, row in ROWS.items()
        if layout.edition == "2018"
    ),
    *(
        (layout, {**row, "status": "1", "recorded": "2026-03-09"})
        for layout, row in ROWS.items()
        if layout.edition == "2015"
    ),
]
CASES += [
    (layout, {**PENALTY, "kinds": kinds, "licence": "甲证", "confiscated": "0.5", "recorded": "2026-03-09"})
    for layout in ROWS
    if (layout.act, layout.edition) == ("penalty", "2018")
    for kinds in (
        "其他-训诫;罚款;其他-具结悔过",
        "没收违法所得、没收非法财物;罚款",
        "吊销营业执照;罚款;其他",
        "通报批评;罚款",
    )
]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@pytest.mark.parametrize(("layout", "cells"), CASES)
def test_a_fact_that_is_written_is_read_again(
    layout: Layout, cells: Mapping[str, str], form: Form, tmp_path: Path
) -> None:
    before = read_bytes(csv_bytes(table(layout, [cells])), "p.csv", None, INTAKE)
    assert [str(one) for one in before.rejected] == []
    fact = before.facts[0]
    subject = next(one for one in before.subjects if one["id"] == fact["subject"])
    path = tmp_path / f"p.{form}"
    assert write(path, form, layout, [row_of(layout, fact, subject, TITLES)]) == 1
    after = read(path, intake=INTAKE)
    assert [str(one) for one in after.rejected] == []
    assert after.facts[0] == fact


def test_the_sample_of_penalties_is_read_again(tmp_path: Path) -> None:
    before = read(SAMPLES / "penalties-2026.csv")
    subjects = {one["id"]: one for one in before.subjects}
    layout = next(iter(ROWS))
    rows = [row_of(layout, fact, subjects[fact["subject"]], {}) for fact in before.facts]
    assert write(tmp_path / "p.json", "json", layout, rows) == len(before.facts) > 0
    assert read(tmp_path / "p.json").facts == before.facts


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''=1", "＝1", "'a", "a=1", ""])
def test_no_cell_is_a_formula_and_each_is_read_as_it_was(text: str) -> None:
    assert restored(defused(text)) == text
    assert defused(text)[:1] not in {"=", "+", "-", "@", "\t", "＝"}
