"""Whatever comes in, nothing raises, and every row is a fact, or rejected, or both were said."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.standards.documents import Format, read_bytes
from adapters.standards.intake import Intake
from adapters.standards.layouts import LAYOUTS, Layout
from adapters.standards.raw import Reading
from tests.standards.files import LISTS, ROWS, SHEET, penalties, reading, rewritten, table, xlsx_bytes

CELLS = [
    "", "/", "0", "-1", "1.0000001", "1e9", "２", "2099/12/31", "2024-02-30", "45356", "20240305", "长期", "警告;罚款",
    "其他-", "；", "自然人", "个体工商户", "身份证", "91140100MA0TET105K", "00000000000000000X", "92140100MA0TET105G",
    "140100197001010015", "1401**********0015", "140100700101001", "\x00", "\ud7ff", "#REF!", "a\nb", '"', "x" * 40_000,
    "{value}", "%s", "\u202e", "١٢", "9.1E+17", "NULL", "nan", "𠮷",
]  # fmt: skip
FORMATS: tuple[Format, ...] = ("csv", "xlsx", "json", "ndjson", "yaml")


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.act}-{layout.edition}")
def test_a_thousand_fuzzed_rows_never_raise_and_none_is_lost(layout: Layout) -> None:
    chance = random.Random(2026)  # noqa: S311 - repeatable, not secret
    rows = []
    for number in range(1000):
        row = dict(ROWS[layout]) | {"document_no": f"示〔2024〕{number}号"}
        for _ in range(chance.randrange(1, 5)):
            row[chance.choice(layout.columns).key] = chance.choice(CELLS)
        rows.append(row)
    found = reading(table(layout, rows), Intake(lists=LISTS))
    rejected = {rejection.row for rejection in found.rejected}
    placed = zip(found.facts, found.places, strict=True)
    taken = {place.line for fact, place in placed if fact["type"] != "revocation"}
    assert len(rejected) + len(taken) == 1000 - sum(note.code == "exchange.repeated_fact" for note in found.notes)
    assert rejected
    assert taken
    told(found)


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=6), max_size=8))
def test_any_rows_under_a_good_header_are_read_without_raising(rows: list[list[str]]) -> None:
    told(reading([*penalties(), *rows]))


@settings(max_examples=300)
@given(st.binary(max_size=200), st.sampled_from(FORMATS))
def test_any_bytes_are_read_without_raising(data: bytes, form: Format) -> None:
    told(read_bytes(data, "f", form))
    told(read_bytes(data, "f"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "kind", "fields", "related", "date", "fact", "facts"]), inner)
    ),
    max_leaves=20,
)


@settings(max_examples=300)
@given(JSON, st.sampled_from(("json", "ndjson", "yaml")))
def test_any_json_is_read_without_raising(data: object, form: Format) -> None:
    told(read_bytes(json.dumps(data).encode(), "f", form))


def test_a_damaged_workbook_never_raises() -> None:
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    whole = xlsx_bytes(penalties({}, {"document_no": "示〔2024〕2号"}))
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 20)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        told(read_bytes(bytes(data[: chance.randrange(len(data))] if chance.random() < 0.2 else data), "p.xlsx"))


def test_a_sheet_of_damaged_xml_never_raises() -> None:
    chance = random.Random(8)  # noqa: S311 - repeatable, not secret
    whole = xlsx_bytes(penalties({}, {"document_no": "示〔2024〕2号"}))

    def damaged(xml: bytes) -> bytes:
        data = bytearray(xml)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)

    for part in (SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml"):
        for _ in range(60):
            told(read_bytes(rewritten(whole, part, damaged), "p.xlsx"))


def told(found: Reading) -> None:
    """Every rejection and note can be said, on one line, in both languages."""
    for remark in (*found.rejected, *found.notes):
        assert "\n" not in str(remark)
        assert remark.reason("zh_CN")
        assert remark.remedy("zh_CN")


_RECORDS = """{"facts": [
 {"id": "f1", "type": "x", "subject": "s1", "date": "2024-03-05", "fields": {"a": [1, {"b": "q{]\\" \\u0061"}],
  "n": -1.5e2}, "related": [{"role": "r", "subject": "p"}]},
 {"id": "f2", "type": "x", "subject": "s1", "date": "2024-03-05"}
], "subjects": [{"id": "s1", "kind": "enterprise"}]}"""
_BITS = [*'"{}[],:\\ \n\t1-.é', "NaN", "1e99", "1e" + "9" * 30, '"a": 1,', "9" * 50, "true", "null", '"facts": []']


def test_json_spoilt_at_random_is_read_or_refused_where_it_is_wrong() -> None:
    chance = random.Random(1)  # noqa: S311 - repeatable, not secret
    for _ in range(3000):
        text = _RECORDS
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice([*_BITS, ""]) + text[at + chance.randint(0, 3) :]
        lines, found = text.split("\n"), read_bytes(text.encode(), "f.json")
        for place in (one.problem.place for one in found.rejected):
            assert place.line <= len(lines), text
            assert place.column <= len(lines[place.line - 1]) + 1, text
