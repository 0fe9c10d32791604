from datetime import date
from pathlib import Path

import pytest

from adapters.standards.intake import Intake
from adapters.standards.mapping import FactMapping, load_mapping, parse_mapping
from adapters.standards.raw import FieldValue, RawFact
from engine.problems import PolicyError
from tests.standards.files import noted, penalties, reading

SHIPPED = Path(__file__).parents[2] / "policies/mappings/penalties.yaml"
REVIEW = "basis: 某条例, reviewed_by: project, reviewed_on: 2026-11-23"


def mapping(*entries: str) -> FactMapping:
    lines = "".join(f"  {entry}\n" for entry in entries)
    return parse_mapping(f"title: t\napplies_to: administrative_penalty\nentries:\n{lines}", "m.yaml")


def fact(**fields: FieldValue) -> RawFact:
    return RawFact(
        id="p1", type="administrative_penalty", subject="s", date="2024-03-05", recorded="2024-03-05", source="",
        fields=dict(fields), related=[],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("conduct", "matter"),
    [
        ("拖欠农民工工资", "wage_arrears"),
        ("无故拖欠 农民工 工资", "wage_arrears"),
        ("发布虚假广告", "false_advertising"),
        ("销售侵犯注册商标专用权的商品", "trademark_infringement"),
        ("未经许可从事食品生产经营", "food_without_permit"),
        ("未按规定报送年度报告", "no_annual_report"),
        ("与其他供应商恶意串通", "procurement_collusion"),
        ("未取得食品生产许可从事食品生产活动", "food_without_permit"),
        ("销售侵犯他人注册商标专用权的商品", "trademark_infringement"),
        ("未按规定公示年度报告", "no_annual_report"),
        ("拖欠劳动者工资", "worker_wages"),
        ("虚假广告", "false_advertising"),
    ],
)
def test_the_shipped_table_knows_the_conducts_it_was_made_for(conduct: str, matter: str) -> None:
    found = reading(penalties({"conduct": conduct}), Intake(mapping=load_mapping(SHIPPED)))
    assert found.facts[0]["fields"]["matter"] == matter
    assert found.facts[0]["fields"]["matters"] == [matter]
    assert noted(found) == []


@pytest.mark.parametrize(
    "conduct",
    [
        "拖欠工资",
        "拖欠农民工资",
        "广告虚假",
        "串通投标",
        "未拖欠农民工工资",
        "未克扣农民工工资",
        "没有拖欠农民工工资",
        "无拖欠农民工工资行为",
        "经查不存在拖欠 农民工工资",
        "未发现拖欠农民工工资",
        "不构成侵犯注册商标专用权",
        "未发布虚假广告",
        "不属于虚假广告",
        "为虚假广告提供便利",
    ],
)
def test_what_is_only_alike_is_not_matched_and_is_noted(conduct: str) -> None:
    found = reading(penalties({"conduct": conduct}), Intake(mapping=load_mapping(SHIPPED)))
    assert "matter" not in found.facts[0]["fields"]
    assert noted(found) == [
        (
            f"p.csv:2:15: no reviewed entry of the mapping knows `{conduct}`; the record has no matter"
            " (nothing, or have an entry reviewed) [exchange.unmapped]"
        )
    ]


def test_a_penalty_of_several_matters_has_them_all_and_it_is_noted() -> None:
    conduct = "发布虚假广告；销售侵犯注册商标专用权的商品"
    found = reading(penalties({"conduct": conduct}), Intake(mapping=load_mapping(SHIPPED)))
    fields = found.facts[0]["fields"]
    assert fields["matter"] == "several"
    assert fields["matters"] == ["false_advertising", "trademark_infringement"]
    assert [note.code for note in found.notes] == ["exchange.recorded_assumed", "exchange.several_matters"]


def test_the_id_of_a_fact_does_not_depend_on_the_mapping() -> None:
    plain = reading(penalties()).facts[0]
    mapped = reading(penalties(), Intake(mapping=load_mapping(SHIPPED))).facts[0]
    assert plain["id"] == mapped["id"]
    assert mapped["fields"].get("matter") == "false_advertising"


def test_a_phrase_denied_in_one_place_and_not_in_another_counts() -> None:
    table = mapping(f"wages: {{phrases: [拖欠工资], matter: wages, {REVIEW}}}")
    assert not table.apply(fact(conduct="没有拖欠工资"))[1]
    assert table.apply(fact(conduct="甲没有拖欠工资，乙拖欠工资"))[1]


def test_a_phrase_outside_an_excluded_one_still_counts() -> None:
    table = mapping(f"wages: {{phrases: [拖欠工资], unless: [未拖欠工资], matter: wages, {REVIEW}}}")
    assert not table.apply(fact(conduct="未拖欠工资"))[1]
    assert table.apply(fact(conduct="甲未拖欠工资，乙拖欠工资"))[1]


def test_every_condition_given_must_hold() -> None:
    table = mapping(f'x: {{phrases: [甲], authorities: ["1114"], kinds: [fine], matter: x, {REVIEW}}}')
    met: dict[str, FieldValue] = {"conduct": "甲", "authority": "111401", "kinds": ["warning", "fine"]}
    assert table.apply(fact(**met))[1]
    others: dict[str, FieldValue] = {"conduct": "乙", "authority": "121401", "kinds": ["warning"]}
    for key, other in others.items():
        assert not table.apply(fact(**{**met, key: other}))[1]
    assert not table.apply(fact(conduct="甲"))[1]


def test_an_entry_looks_only_into_the_fields_it_names() -> None:
    table = mapping(f"x: {{phrases: [甲], in: [facts_found], matter: x, {REVIEW}}}")
    assert not table.apply(fact(conduct="甲"))[1]
    assert table.apply(fact(facts_found="甲"))[1]


def test_an_entry_may_change_the_type_or_add_a_fact_beside() -> None:
    table = mapping(
        f"x: {{phrases: [甲], becomes: wage_penalty, {REVIEW}}}",
        f"y: {{phrases: [甲], adds: labour_warning, matter: wages, {REVIEW}}}",
    )
    facts, _ = table.apply(fact(conduct="甲"))
    assert [(each["id"], each["type"]) for each in facts] == [("p1", "wage_penalty"), ("p1:y", "labour_warning")]
    assert all(each["fields"]["matter"] == "wages" for each in facts)


def test_applying_a_mapping_leaves_the_fact_as_it_was() -> None:
    before = fact(conduct="甲")
    mapping(f"x: {{phrases: [甲], becomes: b, matter: x, {REVIEW}}}").apply(before)
    assert before == fact(conduct="甲")


def test_an_entry_keeps_who_reviewed_it_when_and_why() -> None:
    entry = mapping(f"x: {{phrases: [甲], matter: x, {REVIEW}}}").entries[0]
    assert (entry.basis, entry.reviewed_by, entry.reviewed_on) == ("某条例", "project", date(2026, 11, 23))


def test_everything_wrong_with_a_mapping_is_said_at_once_with_its_place() -> None:
    text = (
        "applies_to: 处罚\nlevel: 1\nentries:\n"
        "  x:\n    phrase: [甲]\n    matter: Wages\n    basis: b\n    reviewed_by: r\n    reviewed_on: 昨天\n"
        "  y: {phrases: [], reviewed_on: 2026-11-23}\n  z: 1\n"
    )
    with pytest.raises(PolicyError) as caught:
        parse_mapping(text, "m.yaml")
    assert [(str(problem.place), problem.code) for problem in caught.value.problems] == [
        ("m.yaml:1:13", "exchange.mapping_bad_value"),
        ("m.yaml:2:1", "exchange.mapping_unknown_key"),
        ("m.yaml:4:3", "exchange.mapping_missing_choice"),
        ("m.yaml:5:5", "exchange.mapping_unknown_key"),
        ("m.yaml:6:13", "exchange.mapping_bad_value"),
        ("m.yaml:9:18", "exchange.mapping_bad_value"),
        ("m.yaml:10:3", "exchange.mapping_missing_choice"),
        ("m.yaml:10:3", "exchange.mapping_missing_key"),
        ("m.yaml:10:3", "exchange.mapping_missing_key"),
        ("m.yaml:10:16", "exchange.mapping_bad_value"),
        ("m.yaml:11:3", "exchange.mapping_bad_value"),
    ]


@pytest.mark.parametrize("text", ["", "[", "entries: {}", "a", "applies_to: p\nentries: [x]"])
def test_what_is_no_mapping_is_a_policy_error(text: str) -> None:
    with pytest.raises(PolicyError):
        parse_mapping(text, "m.yaml")


def test_a_mapping_says_its_mistake_in_words() -> None:
    with pytest.raises(PolicyError) as caught:
        mapping(f"x: {{phrases: 甲, matter: x, {REVIEW}}}")
    assert str(caught.value) == (
        "m.yaml:4:16: `x.phrases` does not have the form that it needs (write it as `[拖欠农民工工资]`)"
        " [exchange.mapping_bad_value]"
    )
