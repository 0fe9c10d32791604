"""docs/impact-report.md names every table and every column, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from adapters.impact.tables import tables
from adapters.impact.xlsx import MOST_ROWS
from tests.impact.made import made

PAGE = (Path(__file__).parents[2] / "docs" / "impact-report.md").read_text(encoding="utf-8")


def test_every_table_stands_there_with_its_columns() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE)
    told = {name: re.findall(r"`(\w+)`", columns) for name, columns in rows}
    assert told == {
        table.name: [column.name for column in table.columns if not column.bound] for table in tables(made())
    }


def test_the_rows_of_a_sheet_are_as_many_as_it_says() -> None:
    assert f"at most {MOST_ROWS:,} rows a sheet" in PAGE
