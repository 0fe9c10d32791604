"""The report of a year: counted from what is stored, and for everybody without what points at somebody."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from adapters.state.refreshing import refresh
from adapters.yearly.figures import Cell, Year
from adapters.yearly.shown import LEAST, public, public_total
from adapters.yearly.written import as_csv
from tests.cli.run import run
from tests.service.due_process import FIRM, NOTE, Office, done, listed, step


def totals(report: dict[str, Any]) -> dict[str, int]:
    return {one["figure"]: one["total"] for one in report["figures"] if one["total"]}


def test_a_year_is_counted_from_what_is_stored(office: Office, officer: FlaskClient) -> None:
    proceeding = listed(office, officer)
    finance = office.somebody("department", department="finance")
    for one in finance.get("/v1/measures/executions").get_json()["matters"]:
        done(finance.post(f"/v1/measures/executions/{one['id']}/execute", json=NOTE))
    assert officer.get(f"/v1/subjects/{FIRM}/verdict").get_json()["outcome"] == "listed"
    refresh(office.parts, [FIRM])
    report = officer.get("/v1/reports/2026").get_json()
    assert totals(report) == {"verdicts": 1, "hits": 1, "listings": 1, "measures": 2, "executed": 1, "proceedings": 1}
    (hits,) = (one for one in report["figures"] if one["figure"] == "hits")
    assert (hits["by_sector"], hits["by_region"]) == ({"labour": 1}, {"140100": 1})
    assert hits["cells"] == [{"sector": "labour", "region": "140100", "count": 1}]
    assert totals(officer.get("/v1/reports/2025").get_json()) == {}

    done(step(officer, proceeding, "withdraw", revokes=[f"{FIRM}-f2"]))
    refresh(office.parts, [FIRM])
    assert totals(officer.get("/v1/reports/2026").get_json()) == {
        "verdicts": 1, "hits": 1, "withdrawals": 1, "executed": 1, "proceedings": 1,
    }  # fmt: skip


def test_repairs_and_expiries_are_told_apart(office: Office, officer: FlaskClient) -> None:
    proceeding = listed(office, officer)
    office.on("2026-09-20")
    paid = {"id": "paid", "type": "paid", "subject": FIRM, "date": "2026-03-15", "fields": {"directive_no": "甲2"}}
    officer.post("/v1/facts", json=paid)
    done(step(officer, proceeding, "apply-repair"))
    done(step(officer, proceeding, "decide-repair", outcome="grant"))
    office.on("2026-09-21")
    refresh(office.parts, [FIRM])
    told = totals(officer.get("/v1/reports/2026").get_json())
    assert (told["listings"], told["repairs"], told.get("expiries")) == (1, 1, None)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_everybody_sees_no_figure_that_points_at_somebody(office: Office, officer: FlaskClient, form: str) -> None:
    listed(office, officer)
    answer = office.app.test_client().get(f"/v1/reports/2026/public?format={form}")
    assert answer.status_code == 200
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.text)))
        assert ["2026", "proceedings", "*", "*", ""] in rows
        assert {row[4] for row in rows[1:]} == {"", "0"}
        return
    (proceedings,) = (one for one in answer.get_json()["figures"] if one["figure"] == "proceedings")
    assert (proceedings["total"], proceedings["by_sector"], proceedings["cells"]) == (None, {"labour": None}, [])


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, {}),
        ({"a": 5, "b": 9}, {"a": 5, "b": 9}),
        ({"a": 4, "b": 9}, {"a": None, "b": None}),
        ({"a": 4, "b": 9, "c": 7}, {"a": None, "b": 9, "c": None}),
        ({"a": 1, "b": 1, "c": 9}, {"a": None, "b": None, "c": None}),
        ({"a": 1, "b": 4, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 4}, {"a": None}),
    ],
)
def test_what_is_small_is_not_told_nor_what_would_give_it_away(
    counts: dict[str, int], told: dict[str, int | None]
) -> None:
    assert public(counts) == told


def test_a_total_is_told_from_the_least_on() -> None:
    assert [public_total(count) for count in (0, 1, LEAST - 1, LEAST)] == [0, None, None, LEAST]


def test_no_cell_of_a_table_is_taken_for_a_formula() -> None:
    year = Year(2026, "2026-03-02", None, Counter({Cell("proceedings", "=1+1", "@x"): 7}))
    rows = list(csv.reader(io.StringIO(as_csv(year, for_all=False))))
    assert ["2026", "proceedings", "'=1+1", "'@x", "7"] in rows


@pytest.mark.parametrize("year", ["1979", "2201", "x", "99999999999999999999", "２０２６"])
def test_a_year_that_is_none_is_not_known(officer: FlaskClient, year: str) -> None:
    assert officer.get(f"/v1/reports/{year}").status_code == 404


def test_the_command_reports_the_store_of_the_environment(tmp_path: Path) -> None:
    told = run("report", "--year", "2026", "-f", "csv", XINHENG_DATA=str(tmp_path))
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.splitlines()[:2] == ["year,figure,sector,region,count", "2026,verdicts,*,*,0"]
    pretty = run("report", "--year", "2026", XINHENG_DATA=str(tmp_path)).stdout.splitlines()
    assert pretty[0].startswith("2026, as of ")
    assert pretty[0].endswith("; everybody was last judged as of no day yet")
    assert pretty[1:3] == ["verdicts asked: 0", "of these, found on a list of the sector: 0"]
    as_json = run("report", "--year", "2026", "-f", "json", XINHENG_DATA=str(tmp_path)).stdout
    assert orjson.loads(as_json)["year"] == 2026
