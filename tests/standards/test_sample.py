from pathlib import Path

from adapters.standards import sample
from adapters.standards.documents import read, read_bytes
from adapters.standards.intake import Intake
from adapters.standards.mapping import load_mapping
from adapters.standards.sample_stories import STORIES

ROOT = Path(__file__).parents[2]


def test_the_samples_in_the_repository_are_what_the_generator_writes(tmp_path: Path) -> None:
    for path in sample.write_samples(tmp_path):
        assert (ROOT / "samples" / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_same_seed_writes_the_same_bytes_and_another_does_not() -> None:
    assert sample.penalties_csv(7) == sample.penalties_csv(7) != sample.penalties_csv(8)
    assert sample.events_ndjson(7) == sample.events_ndjson(7) != sample.events_ndjson(8)


def test_the_sample_penalties_hold_three_bad_rows_and_one_penalty_sent_twice() -> None:
    found = read_bytes(sample.penalties_csv(), sample.PENALTIES)
    assert [rejection.code for rejection in found.rejected] == [
        "exchange.uscc_check",
        "exchange.fine_without_amount",
        "exchange.amount_decimals",
    ]
    assert len(found.facts) == 37
    identities = [(fact["fields"]["document_no"], fact["fields"]["authority"]) for fact in found.facts]
    assert len(identities) - len(set(identities)) == 1
    assert len({fact["id"] for fact in found.facts}) == len(found.facts)


def test_the_sample_penalties_are_gb18030_with_chinese_headings() -> None:
    text = sample.penalties_csv().decode("gb18030")
    assert text.startswith("行政相对人名称,行政相对人类别,")
    assert "合成示例数据" in text


def test_the_sample_penalties_meet_the_shipped_mapping() -> None:
    mapping = load_mapping(ROOT / "policies/mappings/penalties.yaml")
    found = read_bytes(sample.penalties_csv(), sample.PENALTIES, intake=Intake(mapping=mapping))
    assert {fact["fields"].get("matter") for fact in found.facts} == {
        None, "wage_arrears", "false_advertising", "trademark_infringement", "food_without_permit", "no_annual_report",
        "procurement_collusion",
    }  # fmt: skip


def test_the_sample_events_are_read_whole_and_tell_every_story() -> None:
    found = read_bytes(sample.events_ndjson(), sample.EVENTS)
    assert not found.rejected
    assert not found.notes
    assert len(found.subjects) == 3 * len(STORIES)
    assert len(found.facts) == 3 * sum(len(story.events) for story in STORIES)
    assert all(fact["recorded"] >= fact["date"] for fact in found.facts)


def test_the_subjects_of_both_samples_are_the_same() -> None:
    events = {subject["id"]: subject for subject in read_bytes(sample.events_ndjson(), sample.EVENTS).subjects}
    for subject in read_bytes(sample.penalties_csv(), sample.PENALTIES).subjects:
        if subject["kind"] != "natural_person":
            assert {**events[subject["id"]], **subject} == events[subject["id"]]


def test_the_samples_say_that_they_are_synthetic(tmp_path: Path) -> None:
    sample.write_samples(tmp_path)
    assert "Synthetic data (合成数据)" in (tmp_path / "README.md").read_text(encoding="utf-8")
    for subject in read(tmp_path / sample.EVENTS).subjects:
        assert subject["name"].endswith("（虚构）")
