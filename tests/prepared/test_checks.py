"""What does not fit its field is refused: all at once, with file and row, in the words used of a single record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from adapters.population.opening import source_at
from adapters.population.prepare import prepare
from engine.facts import normalise
from engine.population.tables import population_of_tables
from engine.problems import FactError
from tests.prepared import made

DAY = date(2024, 1, 1)
ROLE = pa.list_(pa.struct([("role", pa.string()), ("id", pa.string())]))


def _problems(subjects: Any = None, **columns: Any) -> list[str]:
    """What is wrong with tax cases of *columns*, each given as an array or as one value for two rows."""
    given = {"id": ["a", "b"], "subject": ["s1", "s2"], "date": [DAY, DAY], "document_no": ["x", "y"]} | columns
    table = pa.table({name: value for name, value in given.items() if value is not None})
    people = pa.table({"id": ["s1", "s2"]}) if subjects is None else subjects
    try:
        population_of_tables(made.program(), people, {"tax_case": table})
    except FactError as error:
        return [problem.line() for problem in error.problems]
    return []


WRONG = {
    "a code there is none of": ("conduct", pa.array(["evasion", "theft"]), "theft"),
    "a code within a dictionary": ("conduct", pa.array(["theft", "evasion"]).dictionary_encode(), "theft"),
    "a number for a text": ("document_no", pa.array([1, 2]), 1),
    "a binary float": ("unpaid", pa.array([0.1, None]), 0.1),
    "a float in single precision": ("unpaid", pa.array([0.5, None], pa.float32()), 0.5),
    "too many decimals": ("unpaid", pa.array(["1.005", "1.00"]).cast(pa.decimal128(9, 3)), Decimal("1.005")),
    "too many decimals in a text": ("unpaid", pa.array(["1.00", "1.005"]), "1.005"),
    "below zero": ("unpaid", pa.array([5, -1]), -1),
    "beyond all bounds": ("unpaid", pa.array([5, 2**61]), 2**61),
    "an exponent": ("unpaid", pa.array(["1e3", "1"]), "1e3"),
    "half a person": ("persons", pa.array(["1.5", "1"]), "1.5"),
    "a number for a truth": ("grave", pa.array([1, 0]), 1),
    "a day there is not": ("due", pa.array(["2023-02-29", "2024-02-29"]), "2023-02-29"),
    "a number for a day": ("due", pa.array([20240101, None]), 20240101),
    "a code within a set": ("kinds", pa.array([["vat"], ["vat", "tolls"]]), ["vat", "tolls"]),
    "one text for a set": ("kinds", pa.array(["vat", None]), "vat"),
    "a row within that does not fit": ("years", pa.array([[{"unpaid": "1"}], [{"unpaid": "-1"}]]), [{"unpaid": "-1"}]),
}


@pytest.mark.parametrize(("field", "values", "wrong"), WRONG.values(), ids=WRONG)
def test_a_value_that_does_not_fit_is_refused_as_a_single_record_is(field: str, values: pa.Array, wrong: Any) -> None:
    fields = {"document_no": "x"} | {field: wrong}
    with pytest.raises(FactError) as alone:
        normalise(made.program(), [{"id": "a", "type": "tax_case", "date": "2024-01-01", "fields": fields}])
    (expected,) = alone.value.problems
    row = values.to_pylist().index(wrong) + 1 if wrong in values.to_pylist() else 1
    found = _problems(**{field: values})
    said = expected.line().removeprefix("facts:1:1")
    assert f"tax_case:{row}:1{said}" in [one.replace("0.10000000149011612", "0.1") for one in found]


FITS = {
    "trailing zeros": ("unpaid", pa.array(["1.500", "2"]).cast(pa.decimal128(9, 3)), 150),
    "whole numbers": ("unpaid", pa.array([7, 8], pa.uint8()), 700),
    "256 bits": ("unpaid", pa.array(["7.25", "8"]).cast(pa.decimal256(40, 2)), 725),
    "texts": ("unpaid", pa.array(["7.25", None]).dictionary_encode(), 725),
    "the greatest there is": ("persons", pa.array([2**62, 0]), 2**62),
    "days as texts": ("due", pa.array(["2024-01-01", None]), DAY.toordinal()),
    "days with hours": ("due", pa.array([DAY, None]).cast(pa.timestamp("ns")), DAY.toordinal()),
    "an instant in another zone": (
        "due", pa.array([datetime(2023, 12, 31, 16, tzinfo=UTC), None]), DAY.toordinal()
    ),
    "nothing at all": ("unpaid", pa.nulls(2), None),
    "floats that are all missing": ("unpaid", pa.nulls(2, pa.float64()), None),
}  # fmt: skip


@pytest.mark.parametrize(("field", "values", "expected"), FITS.values(), ids=FITS)
def test_what_is_exactly_a_value_fits(field: str, values: pa.Array, expected: Any) -> None:
    table = pa.table(
        {"id": ["a", "b"], "subject": ["s1", "s2"], "date": [DAY, DAY], "document_no": ["x", "y"], field: values}
    )
    found = population_of_tables(made.program(), pa.table({"id": ["s1", "s2"]}), {"tax_case": table})
    assert found.tables["tax_case"].field(field).value(0) == expected


RECORDS = {
    "no id": ({"id": pa.array([None, "b"])}, "tax_case:1:1: not an id: `null`"),
    "an id nobody can see": ({"id": ["a", "b\u200b"]}, "tax_case:2:1: not an id"),
    "an empty id": ({"id": ["a", ""]}, "tax_case:2:1: not an id"),
    "an id with a line break": ({"id": ["a", "b\n"]}, "tax_case:2:1: not an id"),
    "an id that is too long": ({"id": ["a", "b" * 201]}, "tax_case:2:1: not an id"),
    "no subject": ({"subject": pa.array(["s1", None])}, "tax_case:2:1: not an id: `null`"),
    "no subject in a dictionary": (
        {"subject": pa.array(["s1", None]).dictionary_encode()}, "tax_case:2:1: not an id: `null`"
    ),
    "a text with a zero in it": ({"document_no": ["x", "y\0"]}, "tax_case:2:1: `document_no` cannot be"),
    "no day": ({"date": pa.array([DAY, None])}, "tax_case:2:1: `date` is not a day: `null`"),
    "no column of days": ({"date": None}, "tax_case:1:1: there is no column `date`"),
    "a required field missing": ({"document_no": pa.array(["x", None])}, "tax_case:2:1: `tax_case` needs the field"),
    "a required column missing": ({"document_no": None}, "tax_case:2:1: `tax_case` needs the field `document_no`"),
    "an unknown field": ({"unpayed": ["1", "2"]}, "tax_case:1:1: `tax_case` has no field `unpayed` (did you mean"),
    "a computed field": ({"share": [1, 2]}, "tax_case:1:1: `tax_case` has no field `share`"),
    "one id twice": ({"id": ["a", "a"], "subject": ["s1", "s1"]}, "tax_case:2:1: the subject has two facts"),
    "a role without anybody": (
        {"related": pa.array([[{"role": "r", "id": None}], None], ROLE)},
        "tax_case:1:1: not a related subject",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("columns", "expected"), RECORDS.values(), ids=RECORDS)
def test_a_record_that_cannot_be_used_is_refused(columns: dict[str, Any], expected: str) -> None:
    assert any(one.startswith(expected) for one in _problems(**columns)), _problems(**columns)


@pytest.mark.parametrize("id_", ["b" * 200, "号" * 200, "~ b"])
def test_whatever_can_be_seen_is_an_id(id_: str) -> None:
    assert _problems(id=["a", id_]) == []


def test_subjects_by_a_dictionary_are_those_by_their_texts() -> None:
    columns = {"id": ["a", "b", "c"], "date": [DAY] * 3, "document_no": ["x", "y", "z"]}
    subjects = pa.chunked_array([["nobody", "s2"], ["s1"]])
    found = [
        population_of_tables(
            made.program(), pa.table({"id": ["s1", "s2"]}), {"tax_case": pa.table(columns | {"subject": given})}
        )
        for given in (subjects, subjects.dictionary_encode())
    ]
    assert [list(one.tables["tax_case"].ids) for one in found] == [["c", "b"]] * 2
    assert [one.tables["tax_case"].subject.tolist() for one in found] == [[0, 1]] * 2


def test_two_subjects_may_use_one_id() -> None:
    assert _problems(id=["a", "a"]) == []


def test_a_subject_told_of_twice_is_refused() -> None:
    twice = pa.table({"id": ["s1", "s2", "s1"]})
    assert _problems(twice)[0].startswith("subjects:3:1: the subject `s1` is told of twice, also at subjects:1:1")


def test_among_many_those_told_of_again_are_found_each() -> None:
    ids = [f"s{n}" for n in range(200_000)]
    again = {150_000: 3, 150_001: 3, 199_999: 100_000}
    for row, first in again.items():
        ids[row] = ids[first]
    assert [one.split(" is told")[0] for one in _problems(pa.table({"id": ids}))] == [
        f"subjects:{row + 1}:1: the subject `s{first}`" for row, first in again.items()
    ]


def test_a_misspelt_column_of_subjects_is_refused_and_others_are_left_out() -> None:
    (found,) = _problems(pa.table({"id": ["s1"], "regoin": ["140100"], "staff": [3]}))
    assert found.startswith("subjects:1:1: there is no column `region`")


def test_of_many_problems_the_first_are_told_and_the_others_counted() -> None:
    rows = 250
    found = _problems(
        id=[f"f{n}" for n in range(rows)], subject=["s1"] * rows, date=[DAY] * rows, document_no=["x"] * rows,
        conduct=["theft"] * rows,
    )  # fmt: skip
    assert len(found) == 101
    assert found[-1].startswith("tax_case:101:1: from here on there are 150 problems more")


def test_everything_wrong_with_all_files_is_told_at_once_and_nothing_is_left(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    made.subjects_csv(raw)
    made.facts_csv(
        raw,
        [
            made.FACTS[0] | {"type": "tax_cases"},
            made.FACTS[1] | {"fields": {"document_no": "x", "unpaid": 1.005, "conduct": "theft"}},
            made.FACTS[2] | {"date": "2023-13-01"},
            made.FACTS[3] | {"fields": "nothing"},
        ],
    )
    (raw / "facts" / "tax_case").mkdir(parents=True)
    table = pa.table({"id": ["p", "q"], "subject": ["s1", "s1"], "date": [DAY, DAY], "document_no": [None, "y"]})
    pq.write_table(table, raw / "facts" / "tax_case" / "more.parquet")
    with pytest.raises(FactError) as refused:
        prepare(made.program(), source_at(str(raw)), tmp_path / "out")
    found = [problem.line().removeprefix(f"{raw.as_posix()}/") for problem in refused.value.problems]
    assert [one.split(" (")[0] for one in found] == [
        "facts.csv:2:1: unknown fact type `tax_cases`",
        "facts.csv:3:1: `unpaid` cannot be `1.005`",
        "facts.csv:3:1: `conduct` cannot be `theft`",
        "facts.csv:4:1: `date` is not a day: `2023-13-01`",
        "facts.csv:5:1: `revocation` needs the field `revokes`",
        'facts.csv:5:1: not a JSON object: `"nothing"`',
        "facts/tax_case/more.parquet:1:1: `tax_case` needs the field `document_no`",
    ]
    assert not (tmp_path / "out").exists()


def test_one_id_in_two_files_is_told_with_both_places(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    made.subjects_csv(raw)
    made.facts_csv(raw)
    (raw / "facts" / "revocation").mkdir(parents=True)
    table = pa.table({"id": ["r"], "subject": ["s1"], "date": [DAY], "revokes": ["z"]})
    pq.write_table(table, raw / "facts" / "revocation" / "again.parquet")
    with pytest.raises(FactError) as refused:
        prepare(made.program(), source_at(str(raw)), tmp_path / "out")
    places = f"{refused.value.problems[0]}"
    assert "facts.csv:5:1" in places
    assert "again.parquet:1:1" in places


def test_facts_of_which_nothing_says_the_type_are_refused(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    made.subjects_csv(raw)
    (raw / "facts.csv").write_text("id,subject,date\nf1,s1,2024-01-01\n")
    with pytest.raises(FactError, match="nothing says of which type these facts are"):
        prepare(made.program(), source_at(str(raw)), tmp_path / "out")
