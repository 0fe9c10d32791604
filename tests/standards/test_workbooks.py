import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.standards.documents import read, read_bytes
from adapters.standards.intake import Intake
from adapters.standards.layouts import PENALTY_2018, PERMIT_2018
from adapters.standards.limits import Limits
from tests.standards.files import (
    PENALTY,
    PERMIT,
    SHEET,
    lines,
    noted,
    only_fact,
    penalties,
    reading,
    rewritten,
    table,
    xlsx_bytes,
)


def with_cells(**cells: Any) -> bytes:
    """A workbook whose one penalty has *cells* that are not text."""
    rows: list[list[Any]] = [*penalties()]
    keys = [column.key for column in PENALTY_2018.columns]
    rows[1] = [cells.get(key, cell) for key, cell in zip(keys, rows[1], strict=True)]
    return xlsx_bytes(rows)


def test_a_workbook_reads_as_the_csv_file_with_the_same_rows(tmp_path: Path) -> None:
    rows = penalties({}, {"document_no": "示市监罚〔2024〕13号", "fine": "1.0000001"})
    path = tmp_path / "p.xlsx"
    path.write_bytes(xlsx_bytes(rows))
    found, expected = read(path), reading(rows)
    assert (found.subjects, found.facts) == (expected.subjects, expected.facts)
    assert [line.replace("p.xlsx", "p.csv") for line in lines(found)] == lines(expected)


def test_days_and_numbers_of_a_spreadsheet_are_read_exactly() -> None:
    data = with_cells(decided_on=date(2024, 3, 5), valid_until=datetime(2099, 12, 31), publicity_until=20270305,  # noqa: DTZ001 - cells have no zone
                      fine=1.1, confiscated=12)  # fmt: skip
    fact = only_fact(read_bytes(data, "p.xlsx"))
    assert (fact["date"], fact["fields"]["publicity_until"]) == ("2024-03-05", "2027-03-05")
    assert (fact["fields"]["fine"], fact["fields"]["confiscated"]) == ("11000.00", "120000.00")
    assert fact["fields"]["permanent"] is True


def test_a_sum_that_a_spreadsheet_made_in_binary_is_refused_not_rounded() -> None:
    data = rewritten(with_cells(fine=0.3), SHEET, lambda xml: xml.replace(b"<v>0.3<", b"<v>0.30000000000000004<"))
    assert lines(read_bytes(data, "p.xlsx")) == [
        (
            "p.xlsx:2:20: the amount `0.30000000000000004` in `罚款金额(万元)` has 17 decimals;"
            " six make one fen, so the rest cannot be paid (write at most six decimals, in 万元)"
            " [exchange.amount_decimals]"
        )
    ]


def test_a_day_left_as_a_number_is_refused() -> None:
    assert lines(read_bytes(with_cells(decided_on=45356), "p.xlsx")) == [
        (
            "p.xlsx:2:23: `45356` in `处罚决定日期` looks like the number by which a spreadsheet counts days"
            " (format the column as a date, or write it as 2024-03-05) [exchange.day_serial]"
        )
    ]


def test_an_identity_number_that_was_stored_as_a_number_is_refused() -> None:
    data = with_cells(category="自然人", uscc="", representative="", id_type="身份证", id_number=140100197001010015)
    assert lines(read_bytes(data, "p.xlsx")) == [
        (
            "p.xlsx:2:13: `1.40100197001010E+17` in `证件号码` was stored as a number and has lost digits"
            " (format the column as text and enter the code again) [exchange.number_form]"
        )
    ]


def test_a_failed_formula_is_refused() -> None:
    assert lines(read_bytes(with_cells(name="#REF!"), "p.xlsx")) == [
        (
            "p.xlsx:2:1: `行政相对人名称` shows the spreadsheet error `#REF!` (mend the formula or write the value)"
            " [exchange.sheet_error]"
        )
    ]


def test_sheets_of_both_acts_are_read_and_others_left_alone() -> None:
    data = xlsx_bytes(
        table(PERMIT_2018, [PERMIT]), table(PENALTY_2018, [PENALTY, PENALTY | {"uscc": ""}]), [["填表说明"]], [],
        titles=("许可", "处罚", "说明", "空"),
    )  # fmt: skip
    found = read_bytes(data, "双公示.xlsx")
    assert [fact["type"] for fact in found.facts] == ["administrative_permit", "administrative_penalty"]
    assert [rejection.file for rejection in found.rejected] == ["双公示.xlsx[处罚]"]
    assert noted(found) == [
        (
            "双公示.xlsx[说明]:1:1: this sheet has no header of a known format and was not read"
            " (nothing, if it holds no records) [exchange.sheet_left_alone]"
        )
    ]


def test_a_workbook_without_any_known_sheet_is_refused() -> None:
    found = read_bytes(xlsx_bytes([["甲", "乙"]], [["丙"]]), "p.xlsx")
    assert [(r.file, r.code) for r in found.rejected] == [
        ("p.xlsx[Sheet1]", "exchange.unknown_layout"),
        ("p.xlsx[Sheet2]", "exchange.unknown_layout"),
    ]


def test_a_title_above_the_header_and_codes_below_it_are_no_rows() -> None:
    rows = penalties()
    codes = [column.codes[0] for column in PENALTY_2018.columns]
    found = read_bytes(xlsx_bytes([["行政处罚信息表"], rows[0], codes, rows[1]]), "p.xlsx")
    assert only_fact(found) == only_fact(reading(rows))
    assert noted(found) == [
        (
            "p.xlsx:1:1: the row `行政处罚信息表` above the header was not read (nothing, if it is a title)"
            " [exchange.row_above_header]"
        )
    ]


@pytest.mark.slow
def test_formatted_empty_rows_are_no_rows() -> None:
    rows = penalties()
    data = rewritten(
        xlsx_bytes(rows), SHEET, lambda xml: xml.replace(b"</sheetData>", b'<row r="1048576"/></sheetData>')
    )
    assert len(read_bytes(data, "p.xlsx", intake=Intake(limits=Limits(rows=5))).facts) == 1


@pytest.mark.slow
def test_a_row_that_calls_itself_beyond_any_sheet_ends_the_reading() -> None:
    far = b'<row r="99999999"><c t="str"><v>x</v></c></row></sheetData>'
    data = rewritten(xlsx_bytes(penalties()), SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    found = read_bytes(data, "p.xlsx")
    assert len(found.facts) == 1
    assert [rejection.code for rejection in found.rejected] == ["exchange.too_many_rows"]


@pytest.mark.parametrize("number", [b"1", b"2"])
def test_rows_that_openpyxl_would_leave_out_are_refused(number: bytes) -> None:
    again = b'<row r="' + number + b'"><c t="str"><v>x</v></c></row></sheetData>'
    data = rewritten(xlsx_bytes(penalties()), SHEET, lambda xml: xml.replace(b"</sheetData>", again))
    assert lines(read_bytes(data, "p.xlsx")) == [
        (
            f"p.xlsx:{number.decode()}:1: this row of the sheet file `sheet1.xml` does not follow the one before it"
            " (open the workbook in a spreadsheet program and save it again) [exchange.rows_disordered]"
        )
    ]


def test_a_workbook_that_unpacks_too_large_is_not_unpacked() -> None:
    data = rewritten(xlsx_bytes(penalties()), SHEET, lambda xml: xml + b" " * 30_000_000)
    assert len(data) < 100_000
    found = read_bytes(data, "p.xlsx", intake=Intake(limits=Limits(unpacked=20_000_000)))
    assert [rejection.code for rejection in found.rejected] == ["exchange.unpacks_too_large"]


def test_a_size_that_an_archive_understates_binds_it() -> None:
    data = rewritten(xlsx_bytes(penalties()), SHEET, lambda xml: xml + b" " * 1_000_000)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size
    lie = data.replace(size.to_bytes(4, "little"), (2_000).to_bytes(4, "little"))
    assert lie != data
    found = read_bytes(lie, "p.xlsx")
    assert not found.facts
    assert len(found.rejected) == 1


def test_entities_that_explode_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    found = read_bytes(rewritten(xlsx_bytes(penalties()), SHEET, lambda _xml: bomb), "p.xlsx")
    assert [rejection.code for rejection in found.rejected] in (
        ["exchange.unreadable_sheet"],
        ["exchange.unreadable_workbook"],
    )


def test_a_cell_far_to_the_right_is_refused_not_dropped() -> None:
    far = b'<row r="3"><c r="XFD3" t="str"><v>x</v></c></row></sheetData>'
    data = rewritten(xlsx_bytes(penalties()), SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    found = read_bytes(data, "p.xlsx")
    assert lines(found) == [
        "p.xlsx:3:1: the row has cells beyond column 200 (delete what stands there) [exchange.too_many_columns]"
    ]
    assert len(found.facts) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 broken", "unreadable_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old_workbook"),
    ],
)
def test_what_is_no_workbook_of_today_is_refused(data: bytes, code: str) -> None:
    assert [rejection.code for rejection in read_bytes(data, "p.xlsx").rejected] == [f"exchange.{code}"]


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(xlsx_bytes(penalties()))
    for found in re.finditer(rb"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1
    assert [rejection.code for rejection in read_bytes(bytes(data), "p.xlsx").rejected] == [
        "exchange.encrypted_workbook"
    ]


def test_a_workbook_is_known_by_its_content_whatever_its_name() -> None:
    assert len(read_bytes(xlsx_bytes(penalties()), "p.csv").facts) == 1
    assert len(read_bytes(xlsx_bytes(penalties()), "p.json", "json").facts) == 1
