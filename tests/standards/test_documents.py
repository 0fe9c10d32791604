import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.standards.documents import read, read_bytes
from adapters.standards.intake import Intake
from adapters.standards.json_text import exact
from adapters.standards.limits import Limits
from adapters.standards.raw import RawFact
from tests.standards.files import csv_bytes, lines, only_fact, penalties

FACT = '{"id": "f1", "type": "x", "subject": "s1", "date": "2024-03-05", "recorded": "2024-03-05", "fields": %s}'
SUBJECT = '{"id": "s1", "kind": "enterprise"}'
YAML = """
subjects:
  - {id: s1, kind: enterprise, region: "140100"}
facts:
  - id: f1
    type: x
    subject: s1
    date: 2024-03-05
    recorded: 2024-03-05
    fields: {fine: 12000.50, no: NO, days: 10, on: 2024-03-06}
"""
LONG = """id,type,subject,date,recorded,source,fields.fine,fields.kinds[],related.legal_representative
f1,x,s1,2024/3/5,20240307,1,12000.50,a; b；c,p1
f2,x,s1,2024-03-05,2024-03-07,,,,
"""


def test_a_file_is_read_from_disk_and_from_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(csv_bytes(penalties(), "gb18030"))
    with path.open("rb") as stream:
        assert read(path) == read(stream, name="p.csv")
    assert len(read(path).facts) == 1


def test_a_file_that_is_not_there_is_the_callers_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.csv")


def test_a_file_too_large_is_not_read_to_its_end() -> None:
    stream = io.BytesIO(b"x" * 1000)
    assert [r.code for r in read(stream, intake=Intake(limits=Limits(size=10))).rejected] == ["exchange.too_large"]
    assert stream.tell() == 11


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (FACT % "{}", "json"),
        (f"[{FACT % '{}'}, {SUBJECT}]", "json"),
        (json.dumps(json.loads(FACT % "{}"), indent=1), "json"),
        (f"{FACT % '{}'}\n{SUBJECT}\n", "ndjson"),
        (YAML, "yaml"),
        (LONG, "csv"),
        (csv_bytes(penalties()).decode(), "csv"),
    ],
)
def test_a_format_is_known_by_content_where_the_name_does_not_say(data: str, form: str) -> None:
    found = read_bytes(data.encode(), "-")
    assert found.facts
    assert not found.rejected
    assert found == read_bytes(data.encode(), "-", form)  # type: ignore[arg-type]  # one of the formats


def test_json_yaml_and_ndjson_read_the_same() -> None:
    document = {"subjects": [json.loads(SUBJECT)], "facts": [json.loads(FACT % '{"a": "1.50"}')]}
    as_json = read_bytes(json.dumps(document).encode(), "f")
    as_lines = read_bytes((FACT % '{"a": 1.50}' + f"\n{SUBJECT}\n").encode(), "f", "ndjson")
    as_yaml = read_bytes(json.dumps(document).encode(), "f", "yaml")
    assert as_json.facts == as_lines.facts == as_yaml.facts
    assert as_json.subjects == as_lines.subjects == as_yaml.subjects


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("12000.50", "12000.50"),
        ("0.1", "0.1"),
        ("1E2", "100"),
        ("1.5e-3", "0.0015"),
        ("12345678901234567890.123456789", "12345678901234567890.123456789"),
        ("7", 7),
        ("-0.0", "-0.0"),
    ],
)
def test_a_number_in_json_keeps_every_digit(written: str, read_as: object) -> None:
    assert only_fact(read_bytes((FACT % f'{{"a": {written}}}').encode(), "f.json"))["fields"] == {"a": read_as}


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20))
def test_any_decimal_is_read_exactly(number: st.decimals) -> None:  # type: ignore[valid-type]  # a strategy's value
    assert exact(str(number)) == f"{number:f}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"a": 1,\n "a": 2}', ("f.json:2:2: the key `a` stands twice in one object (keep one of them)"
                              " [exchange.duplicate_key]")),
        ('{"a": 1,\n  b}', ("f.json:2:3: this is no JSON: a name in double quotes is due here"
                           " (mend the syntax here) [exchange.broken_json]")),
        ('{"a": NaN}', ("f.json:1:7: `NaN` in `a` is no number (leave the field out where nothing is known)"
                       " [exchange.not_a_number]")),
        ('{"a": 1e99}', ("f.json:1:7: the number `1e99` in `a` has more than 40 digits (check it)"
                        " [exchange.number_too_long]")),
        ('{"a": ' + "1" * 41 + "}", (f"f.json:1:7: the number `{'1' * 39}…` in `a` has more than 40 digits (check it)"
                                    " [exchange.number_too_long]")),
        ('{"a": 1e' + "9" * 30 + "}", (
            f"f.json:1:7: the number `1e{'9' * 30}` in `a` has more than 40 digits (check it)"
            " [exchange.number_too_long]")),
        ("[" * 100_000, "f.json:1:1: the record is nested too deep (send plain records) [exchange.too_deep]"),
        ('{"facts": {}}', "f.json:1:2: `facts` holds no list (write a list of records) [exchange.not_a_list]"),
        ('{"facts": [], "subject": []}', ("f.json:1:15: `subject` is no key of such a record"
                                         " (use one of: `subjects`) [exchange.unknown_key]")),
        ('{"facts": [{"type": "x", "id": "f", "subject": "s"}]}', ("f.json:1:12: `facts[0].date` is missing"
                                                                  " (fill it in) [exchange.missing_value]")),
    ],
)  # fmt: skip
def test_json_that_is_not_strict_is_refused(text: str, line: str) -> None:
    assert lines(read_bytes(text.encode(), "f.json")) == [line]


_RECORDS = """{
  "facts": [
    {"id": "f1", "type": "x", "subject": "s1", "date": "2024-03-05", "recorded": "2024-03-05"},
    %s
  ]
}
"""
_OTHER = '{"id": "f1", "type": "x", "subject": "s2", "date": "2024-03-06", "recorded": "2024-03-06"}'


@pytest.mark.parametrize("name", ["f.json", "f.yaml", "f.ndjson"])
def test_another_fact_with_an_id_already_used_is_rejected_whatever_the_format(name: str) -> None:
    text = _RECORDS % _OTHER
    if name == "f.ndjson":
        text = "\n".join(line.strip().strip(",") for line in text.splitlines()[2:4])
    found = read_bytes(text.encode(), name)
    assert [fact["date"] for fact in found.facts] == ["2024-03-05"]
    line = 2 if name == "f.ndjson" else 4
    assert [(r.code, r.row, r.subjects) for r in found.rejected] == [("exchange.reused_id", line, ("s2",))]
    assert found.rejected[0].reason().endswith(f"`f1` stands in row {line - 1} of {name}")


@pytest.mark.parametrize(
    ("record", "line"),
    [
        ('{"id": "f2", "type": "x", "subject": "s1", "date": "2024-03-32"}', (
            "f.json:4:56: the day `2024-03-32` in `facts[1].date` does not exist (write it as 2024-03-05)"
            " [exchange.no_such_day]")),
        ('{"id": "f2",\n "fields": {"a": [1, {"b": NaN}]}}', (
            "f.json:5:28: `NaN` in `facts[1].fields.a[1].b` is no number"
            " (leave the field out where nothing is known) [exchange.not_a_number]")),
        ('{"id": "f2",\n "fields": {"a": 1, "c": {}, "a": 2}}', (
            "f.json:5:30: the key `a` stands twice in one object (keep one of them) [exchange.duplicate_key]")),
        (f'{{"id": "f2", "fields": {{"n": {"7" * 50}}}}}', (
            f"f.json:4:34: the number `{'7' * 39}…` in `facts[1].fields.n` has more than 40 digits (check it)"
            " [exchange.number_too_long]")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_record_of_a_json_file_has_its_line_and_path(record: str, line: str) -> None:
    found = read_bytes((_RECORDS % record).encode(), "f.json")
    assert lines(found) == [line]
    assert [fact["id"] for fact in found.facts] == ["f1"]  # one refused stops no other


def test_a_json_record_that_is_refused_names_its_subjects() -> None:
    record = '{"id": "f2", "subject": "s7", "related": [{"role": "r", "subject": "p1"}], "date": NaN}'
    assert read_bytes((_RECORDS % record).encode(), "f.json").rejected[0].subjects == ("s7", "p1")


def test_a_key_of_the_document_that_stands_twice_refuses_the_file() -> None:
    found = read_bytes(b'{"facts": [],\n "facts": []}', "f.json")
    assert [(r.code, r.row) for r in found.rejected] == [("exchange.duplicate_key", 2)]


def test_a_bad_line_of_ndjson_does_not_stop_the_others() -> None:
    text = f'{SUBJECT}\n{{"id": \n\n{FACT % "{}"}\n'.encode() + b'{"\xff"}\n' + (FACT % '{"a":1,"a":2}').encode()
    found = read_bytes(text, "f.ndjson")
    assert (len(found.subjects), len(found.facts)) == (1, 1)
    assert [(r.row, r.code) for r in found.rejected] == [
        (2, "exchange.broken_json"),
        (5, "exchange.not_utf8"),
        (6, "exchange.duplicate_key"),
    ]


def test_a_line_of_ndjson_has_a_limit_and_so_has_their_number() -> None:
    text = f"{SUBJECT}\n{' ' * 60}{SUBJECT}\n{SUBJECT}\n{SUBJECT}\n".encode()
    found = read_bytes(text, "f.ndjson", intake=Intake(limits=Limits(line=60, rows=3)))
    assert [(r.row, r.code) for r in found.rejected] == [(2, "exchange.line_too_long"), (4, "exchange.too_many_rows")]


def test_a_document_has_a_limit_of_records() -> None:
    text = f'{{"subjects": [{SUBJECT}, {SUBJECT.replace("s1", "s2")}, {SUBJECT.replace("s1", "s3")}]}}'
    found = read_bytes(text.encode(), "f.json", intake=Intake(limits=Limits(rows=2)))
    assert [subject["id"] for subject in found.subjects] == ["s1", "s2"]
    assert [r.code for r in found.rejected] == ["exchange.too_many_rows"]


def test_yaml_keeps_what_yaml_would_change() -> None:
    found = read_bytes(YAML.encode(), "f.yaml")
    assert only_fact(found)["fields"] == {"fine": "12000.50", "no": "NO", "days": 10, "on": "2024-03-06"}
    assert found.subjects == ({"id": "s1", "kind": "enterprise", "region": "140100"},)


def test_yaml_that_is_wrong_says_where() -> None:
    found = read_bytes(YAML.replace("subject: s1", "subject:").encode(), "f.yaml")
    assert [(r.file, r.row, r.column, r.code) for r in found.rejected] == [
        ("f.yaml", 7, "facts[0].subject", "exchange.missing_value")
    ]
    repeated = read_bytes(YAML.replace("type: x", "id: x").encode(), "f.yaml")
    assert [(r.row, r.code) for r in repeated.rejected] == [(6, "syntax.duplicate_key")]


def test_a_plain_table_is_read_column_by_column() -> None:
    found = read_bytes(LONG.encode("gb18030"), "f.csv")
    assert found.facts == (
        RawFact(
            {
                "id": "f1",
                "type": "x",
                "subject": "s1",
                "date": "2024-03-05",
                "recorded": "2024-03-07",
                "source": "1",
                "fields": {"fine": "12000.50", "kinds": ["a", "b", "c"]},
                "related": [{"role": "legal_representative", "subject": "p1"}],
            }
        ),
        RawFact(
            {
                "id": "f2",
                "type": "x",
                "subject": "s1",
                "date": "2024-03-05",
                "recorded": "2024-03-07",
                "source": "",
                "fields": {},
                "related": [],
            }
        ),
    )
    assert not found.rejected


def test_a_plain_table_may_hold_subjects() -> None:
    found = read_bytes("id,kind,name,region\ns1,enterprise,示例,140100\n".encode(), "f.csv")
    assert found.subjects == ({"id": "s1", "kind": "enterprise", "name": "示例", "region": "140100"},)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (LONG.replace("2024/3/5", "2024/2/30"), ("f.csv:2:4: the day `2024/2/30` in `date` does not exist"
                                                " (write it as 2024-03-05) [exchange.no_such_day]")),
        (LONG.replace("fields.fine", "fields.Fine"), ("f.csv:2:1: `Fine` in `fields` is no name"
                                                     " (use small letters, digits and `_`) [exchange.bad_name]")),
        (LONG.replace("source,", "sorce,"), ("f.csv:2:6: `sorce` is no key of such a record"
                                            " (use one of: `source`) [exchange.unknown_key]")),
        (LONG.replace("source,", "date,"), ("f.csv:1:1: the column `date` stands twice (first as `date`)"
                                           " (keep one of them; no row was read) [exchange.repeated_column]")),
        (LONG.replace(",p1\n", ",p1,x\n"), ("f.csv:2:1: a cell stands under no column heading"
                                           " (check for a comma that splits a text, or name the column)"
                                           " [exchange.cell_without_heading]")),
    ],
)  # fmt: skip
def test_a_plain_table_that_is_wrong_says_where(text: str, line: str) -> None:
    assert lines(read_bytes(text.encode(), "f.csv")) == [line]


def test_a_line_of_ndjson_may_be_as_long_as_the_limit() -> None:
    for limit, taken in ((len(SUBJECT), 1), (len(SUBJECT) - 1, 0)):
        found = read_bytes(SUBJECT.encode(), "f.ndjson", intake=Intake(limits=Limits(line=limit)))
        assert len(found.subjects) == taken


@pytest.mark.parametrize("form", ["ndjson", "json"])
def test_who_reads_a_long_file_is_told_how_far_it_is(form: str) -> None:
    records = [{"id": f"s{number}", "kind": "enterprise"} for number in range(1200)]
    text = json.dumps(records) if form == "json" else "\n".join(map(json.dumps, records))
    told: list[tuple[int, int | None]] = []
    read_bytes(text.encode(), f"f.{form}", intake=Intake(tell=lambda done, total: told.append((done, total))))
    assert told == [(500, None), (1000, None)]
