"""The numbers of an impact as XLSX and Parquet: all of them, the same every time, safe to open."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from pyarrow import parquet

from adapters.impact import xlsx
from adapters.impact.parquet import files
from adapters.impact.tables import tables
from adapters.impact.xlsx import workbook
from engine.catalogue import LANGUAGES, catalogue
from engine.population.impact import Affected, Figure, Impact
from engine.population.masks import Masked
from tests.impact.made import HOSTILE, SETTINGS, made, sampled


def _sheets(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def _called(name: str) -> Impact:
    row = Affected(Masked("1", name, None, ""), "a/b", "名单", "enters", "", "2026-01-01", "r", "f:1")
    return Impact(SETTINGS, Figure(1), affected=(row,), affected_rows=1)


def test_every_table_is_a_sheet_with_as_many_rows() -> None:
    sheets = _sheets(workbook(made()))
    assert {name: len(rows) - 1 for name, rows in sheets.items()} == {
        catalogue("zh_CN")[f"impact.sheet.{table.name}"]: len(table.rows) for table in tables(made())
    }


def test_a_sheet_says_what_codes_mean() -> None:
    rows = _sheets(workbook(made()))["名单"]
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["名称"] == "拖欠农民工工资失信联合惩戒对象名单"
    assert first["类别"] == "失信惩戒名单"
    assert (first["现行在列"], first["拟议在列"], first["新列入"], first["移出"]) == (3120, 4604, 1533, 49)


def test_a_change_says_what_was_and_what_is() -> None:
    rows = _sheets(workbook(made()))["受影响主体"]
    assert {row[7:10] for row in rows[1:]} == {
        ("新列入", "不在名单", "2029-10-31"),
        ("移出", "2027-05-02", "不在名单"),
        ("期限延长", "2027-05-02", "无期限"),
        ("等级变动", "C", "D"),
    }


def test_regions_industries_and_sizes_have_their_names() -> None:
    names = {row[4] for row in _sheets(workbook(made()))["构成"]}
    assert {"太原市小店区", "建筑业", "个体工商户", "微型", "不详", "110101"} <= names


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_heading_is_missing(language: str) -> None:
    for name, rows in _sheets(workbook(sampled(), language)).items():
        assert all(rows[0]), name
        assert len(set(rows[0])) == len(rows[0]), name


def test_bounds_are_columns_only_where_a_sample_was_drawn() -> None:
    assert "新列入下限" not in _sheets(workbook(made()))["名单"][0]
    assert "新列入下限" in _sheets(workbook(sampled()))["名单"][0]


def test_days_are_days() -> None:
    month = _sheets(workbook(made()))["各月"][1]
    assert f"{month[2]:%Y-%m-%d}" == "2024-01-31"


@pytest.mark.parametrize(
    "name", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "#REF!", "2026-01-01", "1e5", HOSTILE]
)
def test_a_name_is_a_text_whatever_it_begins_with(name: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(_called(name))))
    cell = book["受影响主体"]["B2"]
    assert (cell.data_type, cell.value) == ("s", name)


def test_what_no_sheet_may_hold_is_shown_as_a_gap() -> None:
    assert _sheets(workbook(_called("a\x00b\x1fc")))["受影响主体"][1][1] == "a\ufffdb\ufffdc"


def test_a_sheet_that_is_cut_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 10)
    rows = _sheets(workbook(made()))["受影响主体"]
    assert len(rows) == 1 + 10 + 1
    assert rows[-1][0] == "此表只有前 10 行，共 61 行；全部见 Parquet。"


def test_a_workbook_is_the_same_every_time_and_holds_no_hour_of_today() -> None:
    content = workbook(made())
    assert content == workbook(made())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"2026-11-01T00:00:00Z") == 2


def test_every_table_is_a_parquet_file_that_can_be_read_back() -> None:
    read = {name: parquet.read_table(io.BytesIO(content)) for name, content in files(made())}
    assert {f"{table.name}.parquet": len(table.rows) for table in tables(made())} == {
        name: table.num_rows for name, table in read.items()
    }
    months = read["months.parquet"].to_pylist()
    assert months[0]["day"] == date(2024, 1, 31)
    assert (months[35]["baseline"], months[35]["candidate"]) == (3060, 4544)


def test_parquet_keeps_codes() -> None:
    read = dict(files(made()))
    assert parquet.read_table(io.BytesIO(read["flows.parquet"])).to_pylist()[7] == {
        "before": "clear", "after": "black", "subjects": 811, "subjects_low": None, "subjects_high": None
    }  # fmt: skip


def test_parquet_files_are_the_same_every_time() -> None:
    assert dict(files(made())) == dict(files(made()))


def test_a_cliff_stands_in_the_table_of_sweeps() -> None:
    rows = parquet.read_table(io.BytesIO(dict(files(made()))["sweeps.parquet"])).to_pylist()
    assert [row["value_at"] for row in rows if row["cliff"]] == ["60,000"]
