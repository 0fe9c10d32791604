"""`eval`: what becomes of rows and records that were not taken, and of those they are about."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cases import tiny
from tests.cli import facts
from tests.cli.run import run, written
from tests.standards.files import csv_bytes, penalties

_AS_OF = ("--as-of", "2022-04-01", "--known-at", "2022-04-01")


def test_a_row_that_cannot_be_read_is_reported_with_its_reason(tmp_path: Path) -> None:
    path = facts.file(tmp_path, facts.GRADED, facts.WRONG_ROW)
    result = run("eval", path, "-f", "json", *_AS_OF)
    assert result.exit_code == 3
    assert result.stderr.startswith("not taken: facts.ndjson:3:")


def test_who_has_a_record_that_was_not_taken_gets_no_verdict(tmp_path: Path) -> None:
    """Nor does whom the principal with such a record may have taken along."""
    wrong = [{"fact": {"id": "y1", "type": "filed_late", "subject": "s1", "date": "soon"}}]
    path = facts.file(tmp_path, facts.LISTED, facts.GRADED, wrong)
    result = run("eval", path, "-f", "json", *_AS_OF)
    assert result.exit_code == 3
    assert [json.loads(line)["subject"] for line in result.stdout.splitlines()] == ["s3"]
    said = [line for line in result.stderr.splitlines() if line.startswith("no verdict")]
    assert said == [f"no verdict on {id_}: some of its records cannot be read" for id_ in ("s1", "p1")]
    assert "    facts.ndjson:9:1: `soon` in `fact.date` is no day" in result.stderr
    explained = run("explain", path, "--subject", "p1", "--policy", "labour/arrears", *_AS_OF)
    assert (explained.exit_code, explained.stdout) == (3, "")
    assert "no verdict on p1: " in explained.stderr


def test_a_report_has_every_note_and_every_record_not_taken(tmp_path: Path) -> None:
    wrong = [{"fact": {"id": f"y{n}", "type": "filed_late", "subject": "s1", "date": "=soon"}} for n in range(9)]
    path = facts.file(tmp_path, facts.GRADED, facts.WRONG_RECORD, wrong)
    for name in ("report.ndjson", "report.csv"):
        assert run("eval", path, "--report", str(tmp_path / name), *_AS_OF).exit_code == 3
    lines = [json.loads(line) for line in (tmp_path / "report.ndjson").read_text(encoding="utf-8").splitlines()]
    assert [line["kind"] for line in lines] == ["rejected"] * 9 + ["withheld"] + ["withheld"] * 9
    assert lines[0] == {
        "kind": "rejected", "file": "facts.ndjson", "line": 4, "column": 1, "at": "fact.date", "subjects": ["s1"],
        "code": "exchange.bad_day", "message": "`=soon` in `fact.date` is no day",
        "remedy": "write it as 2024-03-05",
    }  # fmt: skip
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["kind"], row["line"], row["subjects"]) for row in rows] == [
        (line["kind"], str(line["line"]), "; ".join(line["subjects"])) for line in lines
    ]


def test_a_report_of_another_suffix_is_refused(tmp_path: Path) -> None:
    result = run("eval", facts.file(tmp_path, facts.GRADED), "--report", "report.txt")
    assert result.exit_code == 1
    assert "`report.txt` does not say the form of the report (name it `.ndjson` or `.csv`)" in result.stderr


PERSON = "140100197001010015"


@pytest.mark.parametrize(
    ("id_", "shown"), [(f"person:{PERSON}", "person:1401**********0015"), (PERSON, "1401**********0015")]
)
def test_an_identity_number_is_shown_by_its_ends_unless_asked_for(tmp_path: Path, id_: str, shown: str) -> None:
    path = facts.file(tmp_path, [{"subject": {"id": id_, "kind": "natural_person"}}])
    assert run("eval", path, *_AS_OF).stdout.startswith(f"{shown} (")
    assert run("eval", path, "--full-ids", *_AS_OF).stdout.startswith(f"{id_} (")
    assert json.loads(run("eval", path, "-f", "json", *_AS_OF).stdout)["subject"] == id_


def test_plain_csv_can_hold_truths(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    rows = [
        f"g{n},inspected,s1,2022-03-0{n + 1},{truth}" for n, truth in enumerate(("true", "FALSE", "是", "否", "maybe"))
    ]
    path.write_text("\n".join(["id,type,subject,date,fields.passed", *rows, ""]), encoding="utf-8")
    result = run("eval", str(path), "-f", "json", *_AS_OF, "--policies", str(_with_truths(tmp_path / "policies")))
    assert result.stderr.splitlines()[0] == (
        "not taken: facts.csv:6:5: `maybe` in `fields.passed` is neither true nor false"
        " (write `true` or `false`, or `是` or `否`) [exchange.bad_truth]"
    )
    path.write_text("\n".join(["id,type,subject,date,fields.passed", *rows[:4], ""]), encoding="utf-8")
    result = run("eval", str(path), "-f", "json", *_AS_OF, "--policies", str(tmp_path / "policies"))
    assert json.loads(result.stdout)["facts"] == ["g0", "g1", "g2", "g3"]


def _with_truths(folder: Path) -> Path:
    types = b"fact_types:\n  inspected:\n    title: t\n    fields: {passed: {type: boolean, label: p}}\n"
    written(folder, {**tiny.files(), "facts/inspected.yaml": types})
    return folder


@pytest.mark.parametrize("header", [csv_bytes(penalties()[:1]), b"id,type,subject,date\n"])
def test_a_file_without_records_says_so(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(header)
    result = run("eval", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [
        (
            "note: p.csv:1:1: there are no rows under the header (nothing, if there was nothing to send)"
            " [exchange.no_rows]"
        ),
        "the files speak of nobody: there is nothing to evaluate",
    ]


def test_the_same_id_in_two_files_is_told_with_both_places(tmp_path: Path) -> None:
    one, other = tmp_path / "one.ndjson", tmp_path / "other.ndjson"
    one.write_text(facts.text(facts.GRADED), encoding="utf-8")
    other.write_text(facts.text(facts.GRADED).replace("2022-02-01", "2022-02-02"), encoding="utf-8")
    result = run("eval", str(one), str(other), *_AS_OF)
    assert result.exit_code == 3
    assert result.stderr.startswith(
        "not taken: other.ndjson:2:1: another record with the id `h1` stands in row 2 of one.ndjson"
    )


def test_who_has_a_record_the_policies_cannot_read_gets_no_verdict(tmp_path: Path) -> None:
    path = facts.file(tmp_path, facts.GRADED, facts.WRONG_RECORD, facts.NEAR)
    result = run("eval", path, "-f", "json", *_AS_OF)
    assert result.exit_code == 3
    assert [json.loads(line)["subject"] for line in result.stdout.splitlines()] == ["s4"]
    assert result.stderr.splitlines()[0] == "no verdict on s3: some of its records cannot be read"
    assert result.stderr.splitlines()[1].startswith("    x1: `months` cannot be `many`")


def test_a_field_no_policy_reads_is_left_out_and_said(tmp_path: Path) -> None:
    record = json.loads(json.dumps(facts.GRADED[1]))
    record["fact"]["fields"]["colour"] = "red"
    result = run("eval", facts.file(tmp_path, [facts.GRADED[0], record]), "-f", "json", *_AS_OF)
    assert result.exit_code == 0
    assert result.stderr == "note: no policy reads `colour` of `filed_late`; left out of 1 records\n"


def test_the_identity_number_of_a_principal_is_masked_in_what_is_said_of_its_records(tmp_path: Path) -> None:
    principal = {"subject": {"id": PERSON, "kind": "natural_person", "industry": "A" * 3}}
    about = {"type": "directive", "subject": PERSON, "date": "2022-02-01", "fields": {"amount": "x"}}
    fact = {"fact": {"id": "f1", **about, "related": [{"role": "legal_representative", "subject": "s9"}]}}
    path = facts.file(tmp_path, [fact, principal, {"subject": {"id": "s9", "kind": "enterprise"}}])
    result = run("eval", path, *_AS_OF)
    assert result.exit_code == 3
    assert PERSON not in result.stderr + result.stdout
