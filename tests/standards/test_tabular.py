import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.standards.documents import read_bytes
from adapters.standards.intake import Intake
from adapters.standards.limits import Limits
from adapters.standards.raw import Rejection
from adapters.standards.tabular import Row, csv_sheet, decoded
from tests.standards.files import PENALTY, csv_bytes, lines, penalties, reading

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_file_reads_the_same_in_every_encoding(encoding: str) -> None:
    rows = penalties({"remark": "龘𠮷€·〔〕"}, {"document_no": "示市监罚〔2024〕13号"})
    found = read_bytes(csv_bytes(rows, encoding), "p.csv")
    assert found == reading(rows)
    assert found.facts[0]["fields"]["remark"] == "龘𠮷€·〔〕"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30))
def test_any_text_reads_the_same_in_every_encoding(text: str) -> None:
    rows = penalties({"remark": "注" + text})
    found = {encoding: read_bytes(csv_bytes(rows, encoding), "p.csv") for encoding in ENCODINGS}
    assert found["utf-8"] == found["utf-8-sig"] == found["gb18030"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("名称".encode("utf-16"), "UTF-16"),
        (b"\xfe\xff\x00a", "UTF-16"),
        (b"\xff\xff\xff", "-"),
        (b"\x81", "-"),
    ],
)
def test_what_is_neither_utf_8_nor_gb18030_is_refused(data: bytes, found: str) -> None:
    assert lines(read_bytes(data, "p.csv")) == [
        (
            f"p.csv:1:1: the text is neither UTF-8 nor GB18030 (found: {found}) (save it as UTF-8 or GB18030)"
            " [exchange.unknown_encoding]"
        )
    ]


def test_utf_8_is_tried_before_gb18030() -> None:
    both = "严重".encode()
    assert both.decode("gb18030") != "严重"
    assert decoded(both, "p.csv") == "严重"


def test_a_row_that_cannot_be_read_does_not_stop_the_others() -> None:
    good = csv_bytes(penalties()).decode()
    header, row = good.splitlines()
    other = row.replace("12号", "13号")
    found = read_bytes(f'{header}\n"a"b,c\n{row}\n{other}\n'.encode(), "p.csv")
    assert lines(found) == [
        (
            "p.csv:2:1: the quotes of this row do not match; lines 2 to 2 of the text were not read"
            " (put texts with commas or line breaks in double quotes, and double the quotes within)"
            " [exchange.broken_row]"
        )
    ]
    assert len(found.facts) == 2


def test_a_quote_that_never_ends_says_which_lines_it_swallowed() -> None:
    header, row = csv_bytes(penalties()).decode().splitlines()
    found = read_bytes(f'{header}\n{row}\n"open,{row}\n{row}\n'.encode(), "p.csv")
    assert lines(found) == [
        (
            "p.csv:3:1: the quotes of this row do not match; lines 3 to 4 of the text were not read"
            " (put texts with commas or line breaks in double quotes, and double the quotes within)"
            " [exchange.broken_row]"
        )
    ]
    assert len(found.facts) == 1


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    rows = penalties({"content": "第一行\n第二行"}, {"uscc": "91140100MA0TET105L"})
    rows.insert(2, [""] * len(rows[0]))
    assert [rejection.row for rejection in reading(rows).rejected] == [4]


def test_a_row_with_more_cells_than_the_header_is_refused() -> None:
    rows = penalties({}, {})
    rows[2].append("罚款两千元")
    found = reading(rows)
    assert lines(found) == [
        (
            "p.csv:3:32: a cell stands under no column heading"
            " (check for a comma that splits a text, or name the column) [exchange.cell_without_heading]"
        )
    ]
    assert len(found.facts) == 1


def test_a_row_may_end_before_the_header_does() -> None:
    rows = penalties({})
    rows[1] = rows[1][:-2]
    assert len(reading(rows).facts) == 1


def test_beyond_the_limit_of_rows_nothing_is_read_and_it_is_said() -> None:
    rows = penalties(*({"document_no": f"示〔2024〕{number}号"} for number in range(5)))
    found = reading(rows, Intake(limits=Limits(rows=4)))
    assert len(found.facts) == 3
    assert lines(found) == [
        (
            "p.csv:5:1: there are more than 4 rows; none from this one on was read (split the file)"
            " [exchange.too_many_rows]"
        )
    ]


def test_beyond_the_limit_of_size_nothing_is_read() -> None:
    found = read_bytes(b"x" * 11, "p.csv", intake=Intake(limits=Limits(size=10)))
    assert lines(found) == ["p.csv:1:1: the file is larger than 10 bytes (split it) [exchange.too_large]"]
    assert not found.facts


def test_a_row_wider_than_the_limit_is_refused() -> None:
    sheet = csv_sheet("a,b,c\nd,e\n,,\nf,g,\n", "p.csv", Limits(columns=2))
    found = list(sheet.rows)
    assert [row.code for row in found if isinstance(row, Rejection)] == ["exchange.too_many_columns"]
    assert [row.cells for row in found if isinstance(row, Row)] == [("d", "e"), ("f", "g", "")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b" \r\n\t"])
def test_an_empty_file_is_one_problem(data: bytes) -> None:
    assert [rejection.code for rejection in read_bytes(data, "p.csv").rejected] == ["exchange.empty_file"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end: str) -> None:
    text = csv_bytes(penalties()).decode().replace("\r\n", end)
    assert read_bytes(text.encode(), "p.csv").facts == reading(penalties()).facts


def test_quoted_commas_and_line_breaks_are_kept() -> None:
    fact = reading(penalties({"content": '一，二,三"四"\n五'})).facts[0]
    assert fact["fields"]["content"] == '一，二,三"四"\n五'
    assert PENALTY["content"] != fact["fields"]["content"]
