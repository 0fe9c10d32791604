"""Case files read: the names they use, and what is wrong with them, by place."""

from __future__ import annotations

import pytest

from engine.cases.read import raw_fact
from tests.cases import tiny


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (
            "cases:\n  - {name: a, as_of: 2022-01-01, expect: {outcome: listd}}\n",
            ["2:52: `listd` is no word that can stand here (use `listed`) [language.unknown_word]"],
        ),
        (
            "cases:\n  - {name: a, as_of: 2022-01-01, expect: {list: {}}}\n",
            ["2:43: the key `list` is not known here (use `lists`) [language.unknown_key]"],
        ),
        (
            "cases:\n  - {name: a, as_of: 2022-01-01, decisions: assumed soon, expect: {}}\n",
            [("2:45: `assumed soon` says no decisions (write recorded, assumed or assumed+30 days) "
             "[cases.bad_decisions]")],
        ),
        (
            "cases:\n  - {name: a, as_of: 2022-01-01, expect: {}}\n  - {name: a, as_of: 2022-01-01, expect: {}}\n",
            ["3:12: case 1 has the same name: `a` (say what this case shows and the other does not) [cases.same_name]"],
        ),
        (
            "cases:\n  - {name: a, as_of: 2022-01-01, expect: {lists: {labour/arears: {}}}}\n",
            [("2:51: there is no such policy here: `labour/arears` (did you mean `labour/arrears`?) "
             "[cases.unknown_policy]")],
        ),
        (
            "cases:\n  - {name: a, as_of: 2022-01-01, expect: {lists: {labour/arrears: {rules: refuses}}}}\n",
            [("2:75: `labour/arrears` has no listing rule `refuses` (did you mean `refuses_to_pay`?) "
             "[cases.unknown_rule]")],
        ),
        (
            "cases:\n  - {name: a, as_of: 2022-01-01, expect: {grades: {tax/grade: {grade: C}}}}\n",
            [("2:71: `tax/grade` has no grade `C` (use one of its grades, `none` or `unknown`; did you mean `A`, `B`, "
             "`D`?) [cases.unknown_grade]")],
        ),
        (
            "cases:\n  - {name: a, as_of: 2022-01-01, expect: {measures: [limit_fund]}}\n",
            ["2:53: there is no such measure: `limit_fund` (did you mean `limit_funding`?) [cases.unknown_measure]"],
        ),
        (
            "cases:\n  - {name: a, as_of: 2022-01-01, expect: {grades: {labour/arrears: {}}}}\n",
            [("2:52: there is no such policy here: `labour/arrears` (did you mean `tax/grade`?) "
             "[cases.unknown_policy]")],
        ),
        (
            "cases:\n  - {name: a, as_of: 2022-01-01, expect: {proposals: [labour/arrears, {policy: a/b}]}}\n",
            [("2:71: `{…}` cannot be the path of a policy (use small letters, digits, `-` and `/`, "
             "without `.yaml`, as in `labour/wage-arrears`) [language.bad_path]")],
        ),
        (
            "cases:\n  - {name: a, as_of: 2022-01-01, expect: {undecided: [[]]}}\n",
            [("2:55: `[…]` cannot be the path of a policy (use small letters, digits, `-` and `/`, "
             "without `.yaml`, as in `labour/wage-arrears`) [language.bad_path]")],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_case_file_is_said_with_its_place(text: str, messages: list[str]) -> None:
    _, _, problems = tiny.read(tiny.files(list_cases=text))
    assert [str(problem) for problem in problems] == [f"{tiny.LIST_CASES}:{message}" for message in messages]


def test_cases_belong_to_a_policy_an_overlay_or_a_linkage() -> None:
    found = tiny.files()
    one = b"cases: [{name: a, as_of: 2022-01-01, expect: {}}]\n"
    _, cases, problems = tiny.read(found | {"linkage/arrears.cases.yaml": one, "labour/arears.cases.yaml": one})
    assert [file.owner for file in cases] == ["labour/arears", tiny.LIST, "linkage/arrears", tiny.GRADE]
    assert [str(problem) for problem in problems] == [
        (
            "labour/arears.cases.yaml:1:1: these cases belong to nothing: there is no `labour/arears` "
            "(name the file after its policy, overlay or linkage; did you mean `labour/arrears`?) [cases.unknown_owner]"
        )
    ]


def test_fields_may_stand_beside_the_keys_of_a_record_or_below_fields() -> None:
    expected = {"id": "f1", "type": "a", "date": "2022-01-01", "fields": {"amount": 3, "rows": [{"x": 1}]}}
    assert raw_fact({"id": "f1", "type": "a", "date": "2022-01-01", "amount": 3, "rows": [{"x": 1}]}) == expected
    assert raw_fact({"id": "f1", "type": "a", "date": "2022-01-01", "amount": 3, "fields": {"rows": [{"x": 1}]}}) == (
        expected
    )
