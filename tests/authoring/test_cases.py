"""Cases while a policy is written: what fired, what was seen, what is other than before, and one made of a question."""

from __future__ import annotations

import re
from typing import Any

from adapters.authoring import effects, live, made
from adapters.authoring.appending import appended
from adapters.folder import SHIPPED, read_folder
from tests.cases import tiny

LIST = f"{tiny.LIST}.yaml"
CASES = f"{tiny.LIST}.cases.yaml"
RECORDS = "procurement/published-records.yaml"


def higher() -> dict[str, bytes]:
    files = tiny.files()
    return {**files, LIST: files[LIST].replace(b"{2022-01-01: 30000}", b"{2022-01-01: 50000}")}


def asked(**more: Any) -> dict[str, Any]:
    return {"name": "x", "kind": "enterprise", "as_of": "2024-06-01", "facts": "", **more}


def test_what_holds_what_fired_and_what_each_case_saw_is_told() -> None:
    found = live.trial(tiny.files(), live.Earlier(tiny.files()), LIST, "en")
    assert found["problems"] == []
    assert all(one["holds"] for one in found["cases"])
    assert {one["changed"] for one in found["cases"]} == {False}
    firing = {one["id"]: one["cases"] for one in found["rules"]}
    assert firing == {rule: [n for n, one in enumerate(found["cases"]) if rule in one["fired"]] for rule in firing}
    assert any(firing.values())
    assert all(one["line"] <= one["last"] for one in found["rules"])
    assert {one["id"]: one["said"] for one in found["rules"]} == {"refuses_to_pay": "经责令拒不支付拖欠工资"}
    assert any(one["true"] and one["false"] for one in found["conditions"])


def test_rules_and_conditions_are_told_in_words_and_not_by_the_keys_of_the_file() -> None:
    alone = {path: one for path, one in tiny.files().items() if not path.startswith(("linkage/", "tax/"))}
    draft = {**alone, LIST: alone[LIST].replace(b"law_of: listing\n", b"law_of: listing\nstatus: draft\n")}
    for some in (tiny.files(), draft):
        found = live.trial(some, live.Earlier(tiny.files()), LIST, "zh_CN")
        said = {one["id"]: one["said"] for one in found["conditions"]}
        assert said["listings.refuses_to_pay.where.amount"] == "拖欠金额达到数额较大（30,000元）"
        assert not [one for one in said.values() if re.search(r"[a-z_]{3,}", one)]


def test_a_higher_threshold_makes_cases_fail_and_come_to_something_else() -> None:
    found = live.trial(higher(), live.Earlier(tiny.files()), LIST, "en")
    failed = [one["name"] for one in found["cases"] if not one["holds"]]
    changed = [one["name"] for one in found["cases"] if one["changed"]]
    assert failed
    assert set(failed) <= set(changed)


def test_what_cases_came_to_earlier_is_that_of_the_cases_as_they_are_now() -> None:
    files, earlier = tiny.files(), live.Earlier(tiny.files())
    before = live.trial(files, earlier, LIST, "en")["cases"]
    fewer = {**files, CASES: files[CASES].replace(b"amount: 30000", b"amount: 200")}
    assert fewer != files
    now = live.trial(fewer, earlier, LIST, "en")["cases"]
    assert [one["before"] for one in now] == [one["outcome"] for one in now]
    assert [one["before"] for one in now] != [one["before"] for one in before]


def test_nothing_runs_while_something_is_wrong() -> None:
    files = {**tiny.files(), LIST: b"title: x\n"}
    found = live.trial(files, live.Earlier(tiny.files()), LIST, "en")
    assert found["problems"]
    assert (found["cases"], found["rules"], found["conditions"]) == ([], [], [])


def test_what_a_draft_makes_other_is_told_by_value_and_by_case() -> None:
    (found,) = effects.between(tiny.files(), higher(), [LIST], "en")
    (value,) = found["values"]
    assert (value["since"], value["before"], value["after"]) == ("2022-01-01", "30,000 yuan", "50,000 yuan")
    told = {one["name"]: (one["before"], one["after"]) for one in found["cases"]}
    assert told
    assert all(before != after or before for before, after in told.values())


def test_a_value_added_is_told_beside_the_one_it_follows() -> None:
    files = tiny.files()
    added = {**files, LIST: files[LIST].replace(b"{2022-01-01: 30000}", b"{2022-01-01: 30000, 2024-07-01: 50000}")}
    (found,) = effects.between(files, added, [LIST], "en")
    (value,) = found["values"]
    assert (value["since"], value["before"], value["after"]) == ("2024-07-01", "30,000 yuan", "50,000 yuan")


def test_the_trial_and_the_effects_tell_the_same_of_a_case_that_the_rest_of_the_base_leaves_undecided() -> None:
    files = dict(read_folder(SHIPPED))
    changed = {**files, RECORDS: files[RECORDS].replace(b"{2015-01-01: 30000}", b"{2015-01-01: 100000}")}
    (found,) = effects.between(files, changed, [RECORDS], "en")
    tried = [one for one in live.trial(changed, live.Earlier(files), RECORDS, "en")["cases"] if one["changed"]]
    assert [(one["name"], one["before"], one["outcome"]) for one in tried] == [
        (one["name"], one["before"], one["after"]) for one in found["cases"]
    ]
    assert {one["outcome"] for one in tried} == {"clear"}
    assert {one["short"] for one in found["cases"]} == {""}  # their names are English


def test_a_case_whose_name_is_in_another_language_is_told_in_a_line() -> None:
    found = live.trial(tiny.files(), live.Earlier(tiny.files()), LIST, "zh_CN")
    assert found["cases"][0]["short"] == (
        "2022-03-01，责令支付拖欠工资（拖欠金额为10,000元）、责令支付拖欠工资（拖欠金额为30,000元） → 拟列入，待决定"
    )


def test_a_question_makes_a_case_that_holds() -> None:
    text = tiny.files()[CASES].decode()
    first = text.split("- {id:")[1].split("\n")[0]
    facts = f"- {{id:{first}"
    found = made.case_of(tiny.files(), LIST, asked(name="made: of a question", facts=facts))
    assert found["problems"] == []
    files = {**tiny.files(), CASES: appended(text, found["text"]).encode()}
    after = live.trial(files, live.Earlier(tiny.files()), LIST, "en")
    assert after["problems"] == []
    assert [(one["name"], one["holds"]) for one in after["cases"]][-1] == ("made: of a question", True)


def test_what_a_question_sets_off_is_told_by_its_name() -> None:
    said = "type: directive, date: 2024-05-01, outcome: not_complied, amount: 40000"
    facts = "".join(f"- {{id: f{number}, directive_no: 甲{number}, {said}}}\n" for number in (1, 2))
    found = made.case_of(tiny.files(), LIST, asked(facts=facts))
    assert (found["fired"], found["called"]) == (["refuses_to_pay"], ["经责令拒不支付拖欠工资"])


def test_a_question_with_wrong_records_is_told_so() -> None:
    found = made.case_of(tiny.files(), LIST, asked(facts="- {id: f1, type: nothing, date: 2024-05-01}"))
    assert [one["code"] for one in found["problems"]] == ["facts.unknown_type"]
    assert found["text"] == ""


CASE = "  - name: new\n    as_of: 2024-01-01\n    expect: {}\n"


def test_a_case_is_put_before_what_comes_after_the_cases() -> None:
    text = "cases:\n  - name: old\n    as_of: 2024-01-01\n    expect: {}\n\n# why\nsurvivors:\n  a: b\n"
    assert appended(text, CASE) == (
        "cases:\n  - name: old\n    as_of: 2024-01-01\n    expect: {}\n\n"
        "  - name: new\n    as_of: 2024-01-01\n    expect: {}\n\n# why\nsurvivors:\n  a: b\n"
    )
    assert appended("", CASE) == f"cases:\n{CASE}"
    assert appended(f"cases:\n{CASE}\n\n", CASE) == f"cases:\n{CASE}\n{CASE}"
