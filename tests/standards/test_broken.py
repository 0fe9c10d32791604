"""Every problem of files of facts, of mappings, of cases and their records, made once; and no code is without one."""

from __future__ import annotations

import pytest

from engine.catalogue import LANGUAGES, catalogue
from engine.problems import Problem
from tests.language.broken import EVERY, expected
from tests.service.problems import OF_THE_SERVICE
from tests.standards.broken import LAID_OVER, MADE, READ, laid_over_problems, made_problems, read_problems

_MADE_LINES = {
    "exchange.too_large": "f.ndjson:1:1: the file is larger than 10 bytes (split it)",
    "exchange.line_too_long": "f.ndjson:1:1: the line is longer than 10 bytes (send one record a line)",
    "exchange.too_many_rows": (
        "f.ndjson:2:1: there are more than 1 rows; none from this one on was read (split the file)"
    ),
    "exchange.too_many_columns": "p.csv:1:1: the row has cells beyond column 10 (delete what stands there)",
    "exchange.too_deep": "f.json:1:1: the record is nested too deep (send plain records)",
    "exchange.cell_too_long": "p.csv:2:31: `备注` has 40000 characters, more than 32767 (shorten it)",
    "exchange.old_workbook": (
        "p.xls:1:1: this is a workbook of the old `.xls` format or one with a password"
        " (save it as `.xlsx` without a password)"
    ),
    "exchange.encrypted_workbook": "p.xlsx:1:1: the workbook is encrypted (save it without a password)",
    "exchange.unreadable_workbook": (
        "p.xlsx:1:1: the file is not an XLSX workbook that can be read"
        " (open it in a spreadsheet program and save it again as `.xlsx`)"
    ),
    "exchange.unreadable_sheet": (
        "p.xlsx:1:1: the sheet cannot be read from this row on"
        " (open it in a spreadsheet program and save it again as `.xlsx`)"
    ),
    "exchange.rows_disordered": (
        "p.xlsx:1:1: this row of the sheet file `sheet1.xml` does not follow the one before it"
        " (open the workbook in a spreadsheet program and save it again)"
    ),
    "exchange.unpacks_too_large": "p.xlsx:1:1: the workbook unpacks to @ bytes, more than 100 (split it)",
    "exchange.sheet_left_alone": (
        "p.xlsx[说明]:1:1: this sheet has no header of a known format and was not read"
        " (nothing, if it holds no records)"
    ),
}


OF_POPULATIONS = {
    "facts.broken_file", "facts.id_again", "facts.many_more", "facts.missing_column", "facts.no_type", "facts.not_json",
    "facts.prepared_format", "facts.prepared_missing", "facts.prepared_otherwise", "facts.prepared_value",
    "facts.subject_again",
}  # fmt: skip
"""Problems of many records at once, made in `tests/prepared`."""


def problems_of(code: str) -> list[Problem]:
    if code in MADE:
        return made_problems(code)
    return read_problems(code) if code in READ else laid_over_problems(code)


@pytest.mark.parametrize("folder", [*READ, *LAID_OVER])
def test_a_broken_file_gives_exactly_the_lines_due(folder: str) -> None:
    lines = expected(folder)
    assert [problem.line() for problem in problems_of(folder)] == lines
    assert any(line.endswith(f"[{folder}]") for line in lines)


@pytest.mark.parametrize("code", MADE)
def test_a_file_made_broken_gives_the_line_due(code: str) -> None:
    found = made_problems(code)[0]
    assert found.line().replace(str(found.values.get("size", "@")), "@") == f"{_MADE_LINES[code]} [{code}]"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [*READ, *LAID_OVER, *MADE])
def test_every_message_can_be_said_in_one_line(code: str, language: str) -> None:
    for problem in problems_of(code):
        line = problem.line(language)
        assert "\n" not in line
        assert "None" not in line


def test_every_problem_there_is_has_its_folder_or_is_made() -> None:
    codes = {key.removesuffix(".message") for key in catalogue("en") if key.endswith(".message")}
    assert {code for code in codes if code.partition(".")[0] not in OF_THE_SERVICE} == {*EVERY, *MADE, *OF_POPULATIONS}
