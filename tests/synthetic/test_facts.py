"""Facts: typed, skewed, dated as records are, and taken by the evaluator without exception."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from adapters.synthetic.columns import COMMON
from adapters.synthetic.reading import read_population
from adapters.synthetic.settings import LAST
from engine.facts import normalise
from engine.online.answer import Question, answer
from engine.online.evaluate import Evaluator
from tests.synthetic.made import SUBJECTS, all_facts, facts, population, program, subjects


@pytest.fixture(scope="module")
def evaluator() -> Iterator[Evaluator]:
    made = Evaluator(program())
    yield made
    made.close()


@pytest.mark.slow
def test_the_evaluator_takes_every_fact_and_lists_some_subjects_many_times(evaluator: Evaluator) -> None:
    listed = []
    for subject, raw in islice(read_population(population()), 300):
        verdict = answer(evaluator, Question(subject, raw, LAST, LAST, {}))
        listed.append(sum(one.status == "listed" for one in verdict.lists))
    assert sum(count > 0 for count in listed) > 60
    assert sum(count >= 5 for count in listed) > 3
    assert sum(count == 0 for count in listed) > 60


def test_every_fact_is_of_its_type() -> None:
    for subject, raw in islice(read_population(population()), 2_000):
        assert len(normalise(program(), raw, subject=subject["id"])) == len(raw)


def test_every_fact_type_that_triggers_a_rule_has_facts_of_somebody() -> None:
    triggering = {name for one in program().lists.values() for rule in one.rules for name in rule.types}
    seen = set(all_facts()["type"].to_pylist())
    rare = {name for name in triggering - seen if name in program().base.fact_types}
    assert len(rare) <= 12, rare  # some kinds of subject have few facts in a population this small


def test_facts_per_subject_are_skewed() -> None:
    counts = np.zeros(SUBJECTS)
    known = all_facts().group_by("subject").aggregate([("id", "count")])["id_count"].to_numpy()
    counts[: len(known)] = known
    assert 7 < counts.mean() < 8.5
    assert np.median(counts) in (5, 6, 7)
    assert 11 < np.percentile(counts, 90) < 18
    assert np.percentile(counts, 99.9) > 80


def test_no_two_facts_have_one_id() -> None:
    assert pc.count_distinct(all_facts()["id"]).as_py() == len(all_facts())


def test_facts_are_dated_in_the_span_and_recorded_no_earlier() -> None:
    assert pc.min(all_facts()["date"]).as_py() >= date(2015, 1, 1)
    assert pc.max(all_facts()["date"]).as_py() <= date(2026, 6, 30)
    assert pc.all(pc.greater_equal(all_facts()["recorded"], all_facts()["date"])).as_py()
    assert pc.any(pc.greater(all_facts()["recorded"], all_facts()["date"])).as_py()


def test_february_has_fewer_penalties_than_december() -> None:
    months = Counter(day.month for day in facts("administrative_penalty")["date"].to_pylist())
    assert months[2] < 0.7 * months[12]


def test_one_or_two_in_a_hundred_facts_are_revoked_later() -> None:
    revocations = facts("revocation")
    assert 0.01 < len(revocations) / len(all_facts()) < 0.02
    days = dict(zip(all_facts()["id"].to_pylist(), all_facts()["date"].to_pylist(), strict=True))
    for one in revocations.select(["date", "revokes"]).to_pylist():
        assert days[one["revokes"]] < one["date"]


def test_optional_fields_are_missing_two_or_three_times_in_a_hundred() -> None:
    fine = facts("administrative_penalty")["fine"]
    assert 0.02 < fine.null_count / len(fine) < 0.03
    assert facts("administrative_penalty")["document_no"].null_count == 0


def test_amounts_are_exact_and_sets_are_lists() -> None:
    schema = pq.read_schema(population() / "facts" / "administrative_penalty" / "part-00000.parquet")
    assert schema.names[: len(COMMON)] == list(COMMON)
    assert schema.field("fine").type == pa.decimal128(18, 2)
    assert schema.field("kinds").type == pa.list_(pa.string())
    assert schema.field("related").type == pa.list_(pa.struct({"role": pa.string(), "id": pa.string()}))
    assert pa.types.is_dictionary(schema.field("matter").type)


def test_the_years_of_a_tax_case_lie_before_it() -> None:
    cases = facts("tax_case").select(["date", "years"]).to_pylist()
    assert any(len(one["years"] or ()) > 1 for one in cases)
    for one in cases:
        found = [row["year"] for row in one["years"] or ()]
        assert found == list(range(one["date"].year - 1, one["date"].year - 1 - len(found), -1))


def test_what_answers_a_record_comes_later_and_names_it() -> None:
    directives = {one["directive_no"]: one for one in facts("labour_directive").to_pylist()}
    paid = [one for one in facts("wages_paid_in_full").to_pylist() if one["directive_no"] in directives]
    assert len(paid) > 50
    for one in paid:
        directive = directives[one["directive_no"]]
        assert one["date"] > directive["date"]
        assert one["subject"] == directive["subject"]


def test_a_listing_decision_names_a_record_before_it() -> None:
    days = dict(zip(all_facts()["id"].to_pylist(), all_facts()["date"].to_pylist(), strict=True))
    decisions = facts("listing_decision").to_pylist()
    assert all(days[one["grounds"][0]] < one["date"] for one in decisions)
    assert {one["policy"] for one in decisions} <= set(program().lists)


def test_what_is_named_beside_the_subject_is_its_representative() -> None:
    representative = dict(
        zip(subjects()["id"].to_pylist(), subjects()["legal_representative"].to_pylist(), strict=True)
    )
    named = [
        one for one in facts("administrative_penalty").select(["subject", "related"]).to_pylist() if one["related"]
    ]
    assert len(named) > 1_000
    assert all(who["id"] == representative[one["subject"]] for one in named for who in one["related"])


def test_the_prone_have_records_of_many_types() -> None:
    by_subject = all_facts().group_by("subject").aggregate([("id", "count"), ("type", "count_distinct")])
    many = by_subject.filter(pc.greater(by_subject["id_count"], 60))
    assert len(many) > 20
    assert pc.min(many["type_count_distinct"]).as_py() >= 5
