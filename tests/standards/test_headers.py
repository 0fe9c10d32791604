import pytest

from adapters.standards.intake import Intake
from adapters.standards.layouts import LAYOUTS, LISTING, PENALTY_2015, PENALTY_2018, PERMIT_2015, Layout
from tests.standards.files import LISTS, ROWS, lines, noted, only_fact, penalties, reading, table


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.act}-{layout.edition}")
def test_every_layout_is_known_by_its_names_and_by_its_codes(layout: Layout) -> None:
    intake = Intake(lists=LISTS)
    by_name = reading(table(layout, [ROWS[layout]]), intake)
    by_code = reading(table(layout, [ROWS[layout]], codes=True), intake)
    assert only_fact(by_name) == only_fact(by_code)
    type_ = "listing_decision" if layout is LISTING else f"administrative_{layout.act}"
    assert only_fact(by_name)["type"] == type_
    assert noted(by_name) == []


def test_columns_may_stand_in_any_order() -> None:
    rows = penalties()
    assert only_fact(reading([row[::-1] for row in rows])) == only_fact(reading(rows))


@pytest.mark.parametrize("other", ["CF_SJLYDW", " cf_sjly ", "数据来源单位*", "*数据来源\n单位"])
def test_a_column_has_several_spellings(other: str) -> None:
    rows = penalties()
    rows[0] = [other if title == "数据来源单位" else title for title in rows[0]]
    assert only_fact(reading(rows)) == only_fact(reading(penalties()))


def test_wide_brackets_of_a_heading_are_brackets() -> None:
    rows = penalties()
    rows[0] = [title.replace("(", "（").replace(")", "）") for title in rows[0]]
    assert only_fact(reading(rows)) == only_fact(reading(penalties()))


def test_missing_required_columns_are_one_problem_of_the_file() -> None:
    rows = penalties({}, {}, {})
    gone = [rows[0].index("行政处罚决定书文号"), rows[0].index("处罚机关")]
    kept = [[cell for index, cell in enumerate(row) if index not in gone] for row in rows]
    found = reading(kept)
    assert lines(found) == [
        (
            "p.csv:1:1: required columns of the 2018 format are missing:"
            " `行政处罚决定书文号` (CF_WSH), `处罚机关` (CF_CFJG) (add them; no row was read)"
            " [exchange.missing_columns]"
        )
    ]
    assert not found.facts


def test_a_column_that_stands_twice_is_one_problem_of_the_file() -> None:
    rows = [[*row, row[0]] for row in penalties()]
    rows[0][-1] = "CF_XDR_MC"
    found = reading(rows)
    assert lines(found) == [
        (
            "p.csv:1:32: the column `CF_XDR_MC` stands twice (first as `行政相对人名称`)"
            " (keep one of them; no row was read) [exchange.repeated_column]"
        )
    ]


def test_a_column_of_no_format_is_noted() -> None:
    rows = [[*row, "示例科"] for row in penalties()]
    rows[0][-1] = "承办科室"
    assert noted(reading(rows)) == [
        (
            "p.csv:1:32: the column `承办科室` is not part of the format and was not read"
            " (rename it if it is a known column) [exchange.unknown_column]"
        )
    ]


def test_a_file_of_no_format_is_one_problem() -> None:
    found = reading([["姓名", "电话"], ["甲", "1"]])
    assert lines(found) == [
        (
            "p.csv:1:1: no header of a known format was found in the first rows (the file starts: `姓名, 电话`)"
            " (use the column names or codes of the double publicity formats, or the plain columns"
            " `id`, `type`, `subject`, `date`) [exchange.unknown_layout]"
        )
    ]


def test_a_header_is_looked_for_in_the_first_ten_rows_only() -> None:
    title = ["标题"]
    assert len(reading([title] * 9 + penalties()).facts) == 1
    assert [r.code for r in reading([title] * 10 + penalties()).rejected] == ["exchange.unknown_layout"]


@pytest.mark.parametrize("layout", [PENALTY_2015, PERMIT_2015])
def test_the_first_format_may_call_the_party_by_its_short_name(layout: Layout) -> None:
    rows = table(layout, [ROWS[layout]])
    rows[0] = ["相对人" if title == "行政相对人名称" else title for title in rows[0]]
    assert len(reading(rows).facts) == 1


def test_optional_columns_may_be_missing() -> None:
    rows = penalties()
    optional = {column.names[0] for column in PENALTY_2018.columns if not column.required}
    needed = {"行政相对人代码_1(统一社会信用代码)", "法定代表人", "罚款金额(万元)"}
    gone = [index for index, title in enumerate(rows[0]) if title in optional - needed]
    kept = [[cell for index, cell in enumerate(row) if index not in gone] for row in rows]
    fact = only_fact(reading(kept))
    assert fact["fields"]["fine"] == "12000.50"
    assert "publicity_until" not in fact["fields"]


def test_a_column_that_a_row_needs_and_the_file_lacks_is_the_problem_of_that_row() -> None:
    rows = penalties({}, {"kinds": "警告"})
    gone = rows[0].index("罚款金额(万元)")
    found = reading([[cell for index, cell in enumerate(row) if index != gone] for row in rows])
    assert lines(found) == [
        (
            "p.csv:2:1: a fine was imposed, but `罚款金额(万元)` is missing (fill in the amount in 万元)"
            " [exchange.fine_without_amount]"
        )
    ]
    assert len(found.facts) == 1


def test_three_known_columns_make_a_header_and_two_do_not() -> None:
    titles = ["行政相对人名称", "处罚依据", "备注"]
    assert [r.code for r in reading([titles, ["a", "b", "c"]]).rejected] == ["exchange.missing_columns"]
    assert [r.code for r in reading([titles[:2], ["a", "b"]]).rejected] == ["exchange.unknown_layout"]
