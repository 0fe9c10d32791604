import json
from datetime import date

import pytest

from adapters.standards.documents import read_bytes
from adapters.standards.intake import Intake
from adapters.standards.raw import RawFact, Reading
from tests.standards.files import lines, noted, only_fact

FACT = {
    "id": "f1",
    "type": "labour_directive",
    "subject": "91140100MA0TET105K",
    "date": "2024-03-05",
    "recorded": "2024-03-07",
    "source": "human_resources",
    "fields": {"amount": "12000.50", "workers": 12, "complied": False},
    "related": [{"role": "legal_representative", "subject": "p1"}],
}
SUBJECT = {"id": "s1", "kind": "enterprise", "name": "示例公司", "region": "140100", "industry": "0610"}


def taken(*records: object, intake: Intake | None = None) -> Reading:
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    return read_bytes(text.encode(), "f.ndjson", None, intake or Intake())


def test_a_fact_and_a_subject_are_taken_as_they_are() -> None:
    found = taken(FACT, SUBJECT)
    assert (found.facts, found.subjects) == ((FACT,), (SUBJECT,))
    assert not found.rejected
    assert not found.notes


def test_a_record_may_be_bare_or_wrapped() -> None:
    assert taken({"fact": FACT}, {"subject": SUBJECT}) == taken(FACT, SUBJECT)


def test_what_may_be_missing_is_filled_in_plainly() -> None:
    fact = only_fact(taken({"id": "f1", "type": "x", "subject": "s1", "date": "2024-03-05"}))
    assert fact == RawFact({
        "id": "f1", "type": "x", "subject": "s1", "date": "2024-03-05", "recorded": "2024-03-05", "source": "",
        "fields": {}, "related": [],
    })  # fmt: skip


def test_a_missing_day_of_record_is_noted() -> None:
    record = {key: value for key, value in FACT.items() if key != "recorded"}
    assert [str(note) for note in taken(record).notes] == [
        (
            "f.ndjson:1:1: nothing says since when 1 records are known, this one the first; the day of each was taken"
            " (state the day on which the file was received) [exchange.recorded_assumed]"
        )
    ]


def test_the_day_of_receipt_goes_before_the_day_of_record() -> None:
    assert only_fact(taken(FACT, intake=Intake(received=date(2025, 1, 2))))["recorded"] == "2025-01-02"


def test_a_field_that_is_null_is_missing() -> None:
    fact = only_fact(taken({**FACT, "fields": {"a": None, "b": [1, None], "c": {"d": None}}}))
    assert fact["fields"] == {"b": [1], "c": {}}


def test_rows_within_a_field_are_kept() -> None:
    rows = [{"year": 2023, "ratio": "0.10"}, {"year": 2024, "ratio": "0.20"}]
    assert only_fact(taken({**FACT, "fields": {"years": rows}}))["fields"] == {"years": rows}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"id": ""}, "`id` is missing (fill it in) [exchange.missing_value]"),
        ({"id": 7}, "`7` in `id` is no text (put it in quotes) [exchange.not_text]"),
        (
            {"id": " f1"},
            (
                "`f1` in `id` cannot be an id (use one line of at most 200 characters without space around it)"
                " [exchange.bad_id]"
            ),
        ),
        ({"type": "Labour"}, ("`Labour` in `type` has the wrong form (it must match"
                             " `[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)?`) [exchange.bad_form]")),
        ({"date": "2024-02-30"}, ("the day `2024-02-30` in `date` does not exist (write it as 2024-03-05)"
                                 " [exchange.no_such_day]")),
        ({"recorded": True}, "`true` in `recorded` is no text (put it in quotes) [exchange.not_text]"),
        ({"filds": {}}, "`filds` is no key of such a record (use one of: `fields`) [exchange.unknown_key]"),
        ({"fields": []}, "`[]` is no record (write an object with named members) [exchange.not_an_object]"),
        ({"fields": {"Fine": 1}}, ("`Fine` in `fields` is no name (use small letters, digits and `_`)"
                                  " [exchange.bad_name]")),
        ({"fields": {"a": "x\x00"}}, ("`fields.a` holds the character U+0000, which readers do not see (delete it)"
                                     " [exchange.hidden_character]")),
        ({"fields": {"a": [[[[1]]]]}}, ("`fields.a[0][0][0]` holds what no field can hold: `[1]`"
                                       " (use texts, numbers, truths, and short lists of them) [exchange.bad_field]")),
        ({"related": ["x"]}, "`x` is no record (write an object with named members) [exchange.not_an_object]"),
        ({"related": [{"role": "r"}]}, "`related[0].subject` is missing (fill it in) [exchange.missing_value]"),
        ({"kind": "enterprise"}, ("the record is neither a fact nor a subject"
                                 " (give `type` for a fact, `kind` for a subject, and not both)"
                                 " [exchange.fact_or_subject]")),
    ],
)  # fmt: skip
def test_a_fact_of_the_wrong_form_is_refused(change: dict[str, object], line: str) -> None:
    found = taken(FACT | change, SUBJECT)
    assert lines(found) == [f"f.ndjson:1:1: {line}"]
    assert found.subjects == (SUBJECT,)
    assert not found.facts


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"kind": "company"}, None),
        ({"region": "1401000"}, ("`1401000` in `region` has the wrong form (it must match `[0-9]{2}(?:[0-9]{2}){0,2}`)"
                                " [exchange.bad_form]")),
        ({"industry": "Z1"}, ("`Z1` in `industry` has the wrong form (it must match `[A-T]|[A-T]?[0-9]{2,4}`)"
                             " [exchange.bad_form]")),
        ({"legal": 1}, None),
    ],
)  # fmt: skip
def test_a_subject_of_the_wrong_form_is_refused(change: dict[str, object], line: str | None) -> None:
    found = taken(SUBJECT | change)
    assert len(found.rejected) == 1
    assert line is None or lines(found) == [f"f.ndjson:1:1: {line}"]
    assert not found.subjects


@pytest.mark.parametrize("record", [1, "x", None, [], [FACT], {"fact": 1}])
def test_what_is_no_record_is_refused(record: object) -> None:
    assert [r.code for r in taken(record).rejected] == ["exchange.not_an_object"]


def test_the_same_fact_twice_is_one_and_another_of_its_id_is_refused() -> None:
    found = taken(FACT, FACT, FACT | {"date": "2024-03-06"})
    assert found.facts == (FACT,)
    assert noted(found) == [
        ("f.ndjson:2:1: the record `f1` already stands in row 1 of f.ndjson; it counts once (delete one of them)"
        " [exchange.repeated_fact]")
    ]  # fmt: skip
    assert lines(found) == [
        ("f.ndjson:3:1: another record with the id `f1` stands in row 1 of f.ndjson (give each record an id of its own)"
        " [exchange.reused_id]")
    ]  # fmt: skip


def test_two_accounts_of_a_subject_are_noted_and_the_later_counts() -> None:
    found = taken(SUBJECT, SUBJECT, SUBJECT | {"name": "新名"})
    assert found.subjects == (SUBJECT | {"name": "新名"},)
    assert noted(found) == [
        ("f.ndjson:3:1: the subject `s1` was `示例公司, enterprise, 140100, 0610` before and is"
        " `新名, enterprise, 140100, 0610` here; the later account counts (check which one is right)"
        " [exchange.subject_differs]")
    ]  # fmt: skip
