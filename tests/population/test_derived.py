"""Computed fields in columns are what they are of one fact (S8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from engine.checks import check_files
from engine.compile.program import Program
from engine.computed import derive
from engine.population.columns import MISSING
from engine.population.derived import RowsWithin, derived
from engine.population.kept import alike
from engine.population.tables import population_of_tables

TYPES = """
fact_types:
  year_of_returns:
    title: 年度
    evidence: record
    identity: [year, group]
    fields:
      year: {type: integer, label: 年, signed: true}
      group: {type: integer, label: 组, signed: true}
      months:
        type: rows
        label: 月
        rows:
          vat: {type: decimal, scale: 2, label: 税额, signed: true}
    derived:
      run: {label: 连续, from: {run: months, where: {vat: "<= 0"}}}
"""


def _program() -> Program:
    checked = check_files({"facts/returns.yaml": TYPES.encode()})
    assert checked.program is not None, list(map(str, checked.problems))
    return checked.program


PROGRAM = _program()
MONTH = st.fixed_dictionaries(
    {"vat": st.sampled_from([None, -100, 0, 1]), "due": st.sampled_from([None, 738_900, 739_100])}
)


@given(st.lists(st.none() | st.lists(MONTH, max_size=7), max_size=8))
def test_the_longest_run_is_that_of_each_fact_by_itself(facts: list[list[dict[str, Any]] | None]) -> None:
    compiled = PROGRAM.fact_types["year_of_returns"]
    field, derivation = compiled.fields["months"], dict(compiled.derived)["run"]
    shape = pa.list_(pa.struct([("vat", pa.decimal128(12, 2)), ("due", pa.date32())]))
    column = pa.chunked_array(
        [pa.array([None if one is None else [_raw(month) for month in one] for one in facts], shape)]
    )
    found = derived(compiled, "run", {}, {"months": RowsWithin(field, column)}, len(facts)).values
    for row, one in enumerate(facts):
        known = [{name: value for name, value in month.items() if value is not None} for month in one or ()]
        expected = derive(compiled, "run", derivation, {}, {} if one is None else {"months": known})
        assert found[row] == (MISSING["number"] if expected is None else expected)


def _raw(month: dict[str, Any]) -> dict[str, Any]:
    return {"vat": None if month["vat"] is None else Decimal(month["vat"]) / 100}


@given(st.lists(st.tuples(st.sampled_from([-(2**61), 0, 2**61]), st.sampled_from([-(2**62), 5, 2**62])), max_size=12))
def test_facts_of_one_identity_are_found_whatever_numbers_it_is_of(identities: list[tuple[int, int]]) -> None:
    rows = range(len(identities))
    table = pa.table(
        {
            "id": pa.array([f"f{row:02}" for row in rows], pa.string()),
            "subject": pa.array(["s" for _ in rows], pa.string()),
            "date": pa.array([0 for _ in rows], pa.int32()).cast(pa.date32()),
            "year": pa.array([year for year, _ in identities], pa.int64()),
            "group": pa.array([group for _, group in identities], pa.int64()),
        }
    )
    population = population_of_tables(PROGRAM, pa.table({"id": ["s"]}), {"year_of_returns": table})
    found, starts = alike(population.tables["year_of_returns"], ("year", "group"))
    groups = sorted(tuple(one.tolist()) for one in np.split(found, starts[1:-1])) if len(found) else []
    same = {one: tuple(row for row in rows if identities[row] == one) for one in identities}
    assert groups == sorted(one for one in same.values() if len(one) > 1)
