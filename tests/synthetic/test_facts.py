"""Facts: typed, skewed, dated as records are, and taken by the evaluator without exception."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from adapters.synthetic.columns import COMMON
from adapters.synthetic.population import write_population
from adapters.synthetic.rates import ROUTINES
from adapters.synthetic.reading import read_population
from adapters.synthetic.repertoire import repertoire_of
from adapters.synthetic.settings import LAST, Settings
from adapters.synthetic.values import Asked, Rows, drawer
from engine.calendar import Period, add
from engine.facts import normalise
from engine.online.answer import Question, answer
from engine.online.evaluate import Evaluator
from tests.synthetic.made import SEED, SUBJECTS, all_facts, facts, population, program, subjects, tiny_program


@pytest.fixture(scope="module")
def evaluator() -> Iterator[Evaluator]:
    made = Evaluator(program())
    yield made
    made.close()


@pytest.mark.slow
def test_the_evaluator_takes_every_fact_of_a_province_in_trouble(evaluator: Evaluator, tmp_path: Path) -> None:
    write_population(program(), tmp_path, Settings(1_000, SEED, trouble=15))
    listed = []
    for subject, raw in islice(read_population(tmp_path), 300):
        verdict = answer(evaluator, Question(subject, raw, LAST, LAST, {}))
        listed.append(sum(one.status == "listed" for one in verdict.lists))
    assert sum(count > 0 for count in listed) > 90
    assert sum(count >= 5 for count in listed) > 5
    assert sum(count == 0 for count in listed) > 60


@pytest.mark.slow
def test_few_are_on_a_list_and_most_of_these_for_a_report_or_a_penalty(evaluator: Evaluator) -> None:
    sorts: dict[str, set[str]] = {"black": set(), "watch": set(), "notice": set(), "red": set()}
    policies: Counter[str] = Counter()
    enterprises = 0
    for subject, raw in read_population(population()):
        if subject["kind"] == "enterprise" and enterprises < 800:
            enterprises += 1
            for one in answer(evaluator, Question(subject, raw, LAST, LAST, {})).lists:
                if one.spells:
                    sorts[one.kind].add(subject["id"])
                    policies[one.policy] += 1
    shares = {sort: len(who) / enterprises for sort, who in sorts.items()}
    assert 0.006 < shares["black"] < 0.03
    assert 0.025 < shares["watch"] < 0.07
    assert 0.07 < shares["notice"] < 0.15
    assert 0.02 < shares["red"] < 0.09
    watch = Counter({name: count for name, count in policies.items() if program().lists[name].kind == "watch"})
    assert watch.most_common(1)[0][0] == "market/abnormal-operations"


def test_every_fact_is_of_its_type() -> None:
    for subject, raw in islice(read_population(population()), 2_000):
        assert len(normalise(program(), raw, subject=subject["id"])) == len(raw)


def test_every_fact_type_that_triggers_a_rule_can_come_about() -> None:
    triggering = {name for one in program().lists.values() for rule in one.rules for name in rule.types}
    possible = {one.record.type for one in repertoire_of(program()).happenings if one.kinds}
    assert triggering & program().base.fact_types.keys() <= possible | {one.type for one in ROUTINES}


def test_most_fact_types_are_seen_in_a_small_population() -> None:
    assert len(set(all_facts()["type"].to_pylist())) > 120


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


def test_february_has_fewer_permits_than_december() -> None:
    months = Counter(day.month for day in facts("administrative_permit")["date"].to_pylist())
    assert months[2] < 0.7 * months[12]


def test_some_facts_are_revoked_later_and_some_of_these_after_what_they_led_to() -> None:
    revocations = facts("revocation").select(["date", "revokes"]).to_pylist()
    assert 0.004 < len(revocations) / len(all_facts()) < 0.01
    days = dict(zip(all_facts()["id"].to_pylist(), all_facts()["date"].to_pylist(), strict=True))
    assert all(days[one["revokes"]] < one["date"] for one in revocations)
    decided = {one["grounds"][0]: one["date"] for one in facts("listing_decision").to_pylist()}
    assert any(decided.get(one["revokes"], date.max) < one["date"] for one in revocations)


def test_some_records_are_sent_by_a_second_department_too() -> None:
    permits = facts("administrative_permit").to_pylist()
    by_identity: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    for one in permits:
        by_identity.setdefault((one["document_no"], one["authority"]), []).append(one)
    copies = [some for some in by_identity.values() if len(some) > 1]
    assert 0.01 < len(copies) / len(permits) < 0.03
    for some in copies:
        first, *others = ({**one, "id": "", "recorded": None} for one in some)
        assert all(other == first for other in others)
        assert len({one["id"] for one in some}) == len(some)


def test_trouble_comes_to_those_who_had_some() -> None:
    counts = Counter(facts("administrative_penalty")["subject"].to_pylist())
    once, again = len(counts) / SUBJECTS, sum(count > 1 for count in counts.values()) / len(counts)
    assert again > 3 * once
    assert max(counts.values()) > 20


def test_optional_fields_are_missing_three_times_in_a_hundred() -> None:
    fine = facts("administrative_penalty")["fine"]
    assert 0.02 < fine.null_count / len(fine) < 0.04
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
    penalties = {one["document_no"]: one for one in facts("administrative_penalty").to_pylist()}
    performed = [one for one in facts("penalty_performed").to_pylist() if one["document_no"] in penalties]
    assert len(performed) > 100
    for one in performed:
        penalty = penalties[one["document_no"]]
        assert one["date"] > penalty["date"]
        assert one["subject"] == penalty["subject"]


def test_a_listing_decision_names_a_record_before_it_or_a_silence() -> None:
    days = dict(zip(all_facts()["id"].to_pylist(), all_facts()["date"].to_pylist(), strict=True))
    decisions = facts("listing_decision").to_pylist()
    named = [(one["grounds"][0].rpartition(":"), one["date"]) for one in decisions]
    records = [(name, day) for (missed, _, name), day in named if not missed or name.startswith("f")]
    assert len(records) > 100
    assert all(days[name] < day for name, day in records)
    years = [(int(name), day.year) for (missed, _, name), day in named if missed and not name.startswith("f")]
    assert len(years) > 200
    assert all(year < decided for year, decided in years)
    assert {one["policy"] for one in decisions} <= set(program().lists)


def test_most_decisions_list_and_some_decline() -> None:
    outcomes = Counter(facts("listing_decision")["outcome"].to_pylist())
    assert outcomes["list"] > 5 * outcomes["decline"] > 0


def test_repair_is_applied_for_and_sometimes_refused_and_what_is_refused_may_be_granted_later() -> None:
    decisions = facts("repair_decision").to_pylist()
    outcomes = Counter(one["outcome"] for one in decisions)
    assert outcomes["grant"] > outcomes["refuse"] > 20
    by_ground: dict[str, list[tuple[date, str]]] = {}
    for one in decisions:
        by_ground.setdefault(one["grounds"][0], []).append((one["date"], one["outcome"]))
    assert sum([name for _, name in sorted(some)] == ["refuse", "grant"] for some in by_ground.values()) > 10


def test_a_period_that_the_law_leaves_open_is_chosen_within_its_bounds() -> None:
    bounds: dict[str, list[tuple[Period, Period]]] = {}
    for policy, compiled in program().lists.items():
        bounds[policy] = [rule.term.range for rule in compiled.rules if rule.term and rule.term.range]
    stated = [one for one in facts("term_decision").to_pylist() if one["period"] is not None]
    assert len(stated) > 100
    for one in stated:
        ends = [tuple(add(LAST, bound) for bound in (low, high)) for low, high in bounds[one["policy"]]]
        assert any(low <= add(LAST, Period.parse(one["period"])) <= high for low, high in ends)


def test_amounts_lie_on_both_sides_of_what_a_rule_asks_for() -> None:
    template = next(one for one in tiny_program().lists["labour/arrears"].rules).facts["directive"].tests
    record = repertoire_of(tiny_program())
    field = tiny_program().fact_types["directive"].fields["amount"]
    asked = Asked("directive", record.templates["directive"], frozenset(n for _, n in record.near), LAST)
    passing = record.templates["directive"].index(template)
    short = next(iter(asked.near))
    rows = Rows(np.repeat([passing, short], 5_000), np.full(10_000, LAST), np.zeros(10_000, dtype=np.int64))
    drawn = drawer(field, asked)(np.random.default_rng(SEED), rows, np.zeros(10_000, dtype=np.bool_))
    amounts = drawn.to_numpy(zero_copy_only=False).astype(float)
    assert amounts[:5_000].min() >= 30_000 > amounts[5_000:].max()
    by_tenths = np.histogram(amounts, bins=30_000 * 1.25 ** np.arange(-5, 6))[0]
    assert by_tenths.min() > 400  # so that a threshold moved a little moves somebody


def test_what_is_named_beside_the_subject_is_its_representative() -> None:
    representative = dict(
        zip(subjects()["id"].to_pylist(), subjects()["legal_representative"].to_pylist(), strict=True)
    )
    named = [
        one for one in facts("administrative_penalty").select(["subject", "related"]).to_pylist() if one["related"]
    ]
    assert len(named) > 1_000
    assert all(who["id"] == representative[one["subject"]] for one in named for who in one["related"])


def test_subjects_of_many_records_have_several_types() -> None:
    by_subject = all_facts().group_by("subject").aggregate([("id", "count"), ("type", "count_distinct")])
    many = by_subject.filter(pc.greater(by_subject["id_count"], 60))
    assert len(many) > 20
    assert np.median(many["type_count_distinct"].to_numpy()) >= 5


def test_large_enterprises_have_more_records_than_small_ones() -> None:
    counts = Counter(all_facts()["subject"].to_pylist())
    by_size: dict[str, list[int]] = {}
    for one in subjects().select(["id", "kind", "size"]).to_pylist():
        if one["kind"] == "enterprise":
            by_size.setdefault(one["size"], []).append(counts[one["id"]])
    means = [np.mean(by_size[size]) for size in ("micro", "small", "medium", "large")]
    assert means == sorted(means)


def test_profiles_say_what_changed() -> None:
    changed = facts("subject_profile").select(["region", "industry", "kind"]).to_pylist()
    assert all(sum(value is not None for value in one.values()) == 1 for one in changed)
    assert {name for one in changed for name, value in one.items() if value is not None} == {
        "region",
        "industry",
        "kind",
    }
