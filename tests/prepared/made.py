"""A small population in every form it may come in, and what its store holds."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from adapters.population.store import open_store
from engine.calendar import iso
from engine.checks import check_files
from engine.compile.program import Program
from engine.population.columns import Population

BASE = {
    "departments.yaml": "departments: {tax: {title: 税务}}",
    "facts/tax.yaml": """
fact_types:
  tax_case:
    title: 税案
    evidence: decision
    identity: [document_no]
    fields:
      document_no: {type: string, label: 文号, required: true}
      conduct: {type: enum, label: 行为, values: {evasion: 偷税, arrears: 欠税}}
      unpaid: {type: decimal, scale: 2, label: 少缴, unit: CNY}
      payable: {type: decimal, scale: 2, label: 应缴, unit: CNY}
      persons: {type: integer, label: 人数}
      grave: {type: boolean, label: 情节严重}
      due: {type: date, label: 期限}
      kinds: {type: set, label: 税种, values: {vat: 增值税, income: 所得税}}
      years:
        type: rows
        label: 年度
        rows:
          year: {type: integer, label: 年}
          unpaid: {type: decimal, scale: 2, label: 少缴}
    derived:
      share: {label: 占比, from: {ratio: [unpaid, payable]}}
      total: {label: 合计, from: {total: years, of: unpaid}}
""",
}
SUBJECTS = [
    {"id": "s1", "kind": "enterprise", "region": "140100", "registered": "2010-05-01"},
    {"id": "s2", "kind": "natural_person", "born": "1980-02-29"},
    {"id": "s3", "kind": "enterprise", "region": "140200"},
]
FACTS: list[dict[str, Any]] = [
    {"id": "b", "type": "tax_case", "subject": "s3", "date": "2024-02-29", "recorded": "2024-03-05",
     "fields": {"document_no": "甲1", "conduct": "evasion", "unpaid": "10.50", "payable": "42", "grave": True,
                "kinds": ["vat", "income"],
                "years": [{"year": 2022, "unpaid": "10.5"}, {"year": 2023, "unpaid": "0.01"}]}},
    {"id": "a", "type": "tax_case", "subject": "s3", "date": "2024-02-29", "recorded": "2024-02-29",
     "fields": {"document_no": "甲1", "unpaid": "3", "persons": 4, "due": "2024-05-01"},
     "related": [{"role": "legal_representative", "subject": "s2"}]},
    {"id": "c", "type": "tax_case", "subject": "s1", "date": "2023-01-01", "recorded": "2023-01-02",
     "fields": {"document_no": "乙", "grave": False, "kinds": []}},
    {"id": "r", "type": "revocation", "subject": "s1", "date": "2023-06-01", "recorded": "2023-06-01",
     "fields": {"revokes": "c"}},
    {"id": "x", "type": "revocation", "subject": "nobody", "date": "2023-06-01", "recorded": "2023-06-01",
     "fields": {"revokes": "c"}},
]  # fmt: skip


def program(facts: str | None = None) -> Program:
    """The base compiled, its fact types written as *facts* if given."""
    checked = check_files(BASE_FILES | ({"facts/tax.yaml": facts.encode()} if facts is not None else {}))
    assert checked.program is not None, list(map(str, checked.problems))
    return checked.program


BASE_FILES = {name: text.encode() for name, text in BASE.items()}


def contents(population: Population, of: Program) -> list[Any]:
    """All there is in *population*, in plain values."""
    found: list[Any] = []
    for place, id_ in enumerate(population.ids):
        told = {name: column.value(place) for name, column in population.attributes.items()}
        found.append((id_, {name: value for name, value in told.items() if value is not None}))
    for name, table in sorted(population.tables.items()):
        fields = [one for one, field in of.fact_types[name].fields.items() if field.family != "rows"]
        for row in range(len(table)):
            values = {one: value for one in fields if (value := table.field(one).value(row)) is not None}
            related = table.related.of(row) if table.related is not None else ()
            days = iso(int(table.day[row])), iso(int(table.recorded[row]))
            found.append((name, table.ids[row], int(table.subject[row]), *days, values, related))
    return found


def opened(folder: Path, of: Program) -> list[Any]:
    """All there is in the store in *folder*."""
    return contents(open_store(folder, of), of)


EXPECTED = [
    ("s1", {"kind": "enterprise", "region": "140100", "registered": date(2010, 5, 1).toordinal()}),
    ("s2", {"kind": "natural_person", "born": date(1980, 2, 29).toordinal()}),
    ("s3", {"kind": "enterprise", "region": "140200"}),
    ("revocation", "r", 0, "2023-06-01", "2023-06-01", {"revokes": "c"}, ()),
    ("tax_case", "c", 0, "2023-01-01", "2023-01-02", {"document_no": "乙", "grave": False, "kinds": frozenset()}, ()),
    ("tax_case", "a", 2, "2024-02-29", "2024-02-29",
     {"document_no": "甲1", "unpaid": 300, "persons": 4, "due": date(2024, 5, 1).toordinal()},
     (("legal_representative", "s2"),)),
    ("tax_case", "b", 2, "2024-02-29", "2024-03-05",
     {"document_no": "甲1", "conduct": "evasion", "unpaid": 1050, "payable": 4200, "grave": True,
      "kinds": frozenset({"vat", "income"}), "share": 500_000, "total": 1051}, ()),
]  # fmt: skip


def typed(facts: Sequence[Mapping[str, Any]]) -> pa.Table:
    """*facts* of tax cases as a column for each field, each of its own type."""
    schema = pa.schema(
        {
            "id": pa.string(), "subject": pa.string(), "date": pa.date32(), "recorded": pa.date32(),
            "related": pa.list_(pa.struct([("role", pa.string()), ("subject", pa.string())])),
            "document_no": pa.large_string(), "conduct": pa.dictionary(pa.int8(), pa.string()),
            "unpaid": pa.decimal128(12, 2), "payable": pa.decimal128(20, 4), "persons": pa.int32(),
            "grave": pa.bool_(), "due": pa.timestamp("us"), "kinds": pa.list_(pa.string()),
            "years": pa.list_(pa.struct([("year", pa.int16()), ("unpaid", pa.decimal128(9, 3))])),
        }
    )  # fmt: skip
    return pa.Table.from_pylist([_typed(one) for one in facts if one["type"] == "tax_case"], schema)


def _typed(fact: Mapping[str, Any]) -> dict[str, Any]:
    fields = dict(fact["fields"])
    for name in ("unpaid", "payable"):
        fields |= {name: Decimal(fields[name])} if name in fields else {}
    fields |= {"due": datetime.fromisoformat(fields["due"])} if "due" in fields else {}
    if "years" in fields:
        fields["years"] = [one | {"unpaid": Decimal(one["unpaid"])} for one in fields["years"]]
    days = {name: date.fromisoformat(fact[name]) for name in ("date", "recorded")}
    return {"id": fact["id"], "subject": fact["subject"], "related": fact.get("related"), **days, **fields}


def subjects_csv(folder: Path) -> None:
    """The subjects as a CSV file."""
    names = ["id", "kind", "region", "born", "registered", "staff"]
    with (folder / "subjects.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(SUBJECTS)


def facts_csv(folder: Path, facts: Sequence[Mapping[str, Any]] = FACTS) -> None:
    """*facts* as a CSV file, their fields as JSON."""
    with (folder / "facts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "type", "subject", "date", "recorded", "fields", "related"])
        for one in facts:
            cells = [one.get(name) for name in ("id", "type", "subject", "date", "recorded")]
            nested = [
                json.dumps(one[name], ensure_ascii=False) if name in one else None for name in ("fields", "related")
            ]
            writer.writerow([*cells, *nested])


def parquet_by_date(folder: Path) -> None:
    """The facts as Parquet: a folder a day, a file for all types, their fields as JSON."""
    for day in {one["date"] for one in FACTS}:
        some = [one for one in FACTS if one["date"] == day]
        target = folder / "facts" / f"date={day}" / "some.parquet"
        target.parent.mkdir(parents=True)
        columns = {name: pa.array([one[name] for one in some]) for name in ("id", "type", "subject", "recorded")}
        fields = pa.array([json.dumps(one["fields"]) for one in some])
        related = pa.array([json.dumps(one["related"]) if "related" in one else None for one in some], pa.string())
        pq.write_table(pa.table(columns | {"fields": fields, "related": related}), target)


def parquet_by_type(folder: Path) -> None:
    """The facts as Parquet: a folder a type, a column for each field; cut into files of one row."""
    revocations = [one for one in FACTS if one["type"] == "revocation"]
    plain = pa.table(
        {name: [one[name] for one in revocations] for name in ("id", "subject", "date", "recorded")}
        | {"revokes": [one["fields"]["revokes"] for one in revocations]}
    )
    for type_, table in (("tax_case", typed(FACTS)), ("revocation", plain)):
        (folder / "facts" / type_).mkdir(parents=True)
        for row in range(len(table)):
            pq.write_table(table.slice(row, 1), folder / "facts" / type_ / f"{row}.parquet")
