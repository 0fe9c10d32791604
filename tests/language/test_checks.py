"""What the checks let pass and what they do not, beside the one example of each in `tests/broken`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.checks import check, check_files
from engine.language.base import load
from tests.language.broken import good

RULE = "on: labour_directive, basis: law/1, period: 1 year"
ENDED = ", in_force: {to: 2022-12-31}"
BEGUN = ", in_force: {from: 2021-01-01}"
LARGE = "on: labour_directive, where: {amount: '>= large'}, basis: law/1, period: 1 year"
BAR = "{measure: bar_from_funding, by: finance, strength: may, basis: law/1%s}"


def policy(rule: str = RULE, kind: str = "watch", *, more: str = "", source: str = "") -> bytes:
    """A small list with one rule, what is *more*, and what else its source says."""
    return f"""title: 名单
authority: finance
applies_to: [enterprise]
basis: {{law: {{title: 办法, number: 1号{source}}}}}
law_of: listing
list: {{kind: {kind}}}
listings: {{late: {{{rule}}}}}
{more}""".encode()


def parameter(values: str) -> str:
    return f"parameters: {{large: {{unit: CNY, label: 数额较大, values: {{{values}}}, basis: law/1}}}}\n"


def measures(*more: str) -> str:
    return f"measures: [{', '.join(BAR % (one and f', {one}') for one in more)}]\n"


def overlay(rule: str, status: str = "active", number: str = ", number: 1号") -> bytes:
    return f"""title: 太原市补充规则
status: {status}
region: "1401"
basis: {{city: {{title: 办法{number}}}}}
adds: {{labour/wage-arrears: {{region_of: subject, listings: {{strict: {{{rule}, basis: city/1}}}}}}}}
""".encode()


def codes(files: Mapping[str, bytes]) -> list[str]:
    return [problem.code.removeprefix("language.") for problem in check_files({**good(), **files}).problems]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (policy(more="status: draft\n", rule="on: labour_directive, basis: []"), []),
        (policy(rule="on: labour_directive, basis: law/1"), ["no_end"]),
        (policy(rule="on: labour_directive, basis: law/1, lifelong: {basis: []}"), ["no_basis"]),
        (policy(rule="on: labour_directive, basis: law/1, period: {field: due}"), []),
        (policy(rule="on: labour_directive, basis: law/1, period: {field: amount}"), ["not_a_day"]),
        (policy(rule="on: labour_directive, basis: law/1, period: {field: dew}"), ["unknown_field"]),
        (policy(kind="black"), ["no_repair"]),
        (policy(kind="black", more="status: draft\n"), []),
        (policy(kind="black", rule=f"{RULE}, repair: {{none_provided: law}}"), []),
        (policy(kind="black", more="repair: {decision: required, basis: law/2}\n"), []),
        (policy(rule="when: {not: {fact: complaint}}, basis: law/1, period: 1 year"), []),
        (policy(rule="when: {any: [{fact: complaint}]}, basis: law/1, period: 1 year"), ["rests_on_allegation"]),
        (policy(rule="history: [{count: complaint, is: 2}], basis: law/1, period: 1 year"), ["rests_on_allegation"]),
        (policy(rule=f"{RULE}, when: {{fact: wages_paid_in_full, since: correction}}"), ["correction_missing"]),
        (policy(more="repair: {after: {period: 6 months, from: publication}, basis: law/2}\n"), []),
        (policy(more="repair: {after: {period: 6 months, from: later}, basis: law/2}\n"), ["correction_missing"]),
        (policy(rule=LARGE, more=parameter("2022-01-01: 30000")), []),
        (policy(rule=LARGE, more=parameter("2022-01-01: {value: null, basis: law/1}, 2024-01-01: 1")), []),
        (policy(rule=LARGE, more=parameter("2022-01-01: null, 2024-01-01: 1")), ["no_value"]),
        (policy(rule=LARGE, more=parameter("2022-01-01: 1, 2024-01-01: {value: null, basis: law/1}")), ["no_value"]),
        (policy(rule=LARGE, more="status: draft\n" + parameter("2022-01-01: null")), []),
        (policy(rule=LARGE + ", in_force: {to: 2023-12-31}", more=parameter("2022-01-01: 1, 2024-01-01: null")), []),
        (policy(rule=LARGE, more=parameter("2022-01-01: 1"), source=BEGUN), ["no_value_yet"]),
        (policy(rule=LARGE, more=parameter("2022-01-01: 1"), source=", in_force: {from: 2022-01-01}"), []),
        (policy(more=measures("")), []),
        (policy(more=measures("", "")), ["punished_twice"]),
        (policy(more=measures("when: {fact: wages_paid_in_full}", "")), ["punished_twice"]),
        (policy(more=measures("when: {where: {amount: '> 5'}}")), []),
        (policy(more=measures("when: {where: {no_such: true}}")), ["unknown_field"]),
        (policy(more=measures("when: {fact: wages_paid_in_full}", "when: {not: {fact: wages_paid_in_full}}")), []),
        (policy(more=measures("gates: funding", "gates: licensing")), []),
        (policy(more=measures("in_force: {to: 2023-12-31}", "in_force: {from: 2024-01-01}")), []),
        (policy(more=measures("in_force: {to: 2024-01-01}", "in_force: {from: 2024-01-01}")), ["punished_twice"]),
        (policy(more="extends_to: [{role: owner, kinds: natural_person, basis: law/1}]\n"), []),
        (policy(rule=f"{RULE}, in_force: {{from: 2023-01-01}}", source=", in_force: {from: 2023-01-01}"), []),
        (policy(rule=f"{RULE}, in_force: {{to: 2023-01-01}}", source=ENDED), ["basis_not_in_force"]),
    ],
)  # fmt: skip
def test_a_policy(text: bytes, found: list[str]) -> None:
    assert codes({"labour/late.yaml": text}) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (overlay("on: labour_directive, period: 3 years"), []),
        (overlay("on: labour_directive, period: 36 months"), []),
        (overlay("on: labour_directive, period: 35 months"), ["overlay_weakens"]),
        (overlay("on: labour_directive, period: 1000 days"), ["overlay_weakens"]),
        (overlay("on: labour_directive, about: {outcome: complied}, period: 1 year"), []),
        (overlay("on: labour_directive, period: 3 years", number=""), ["overlay_without_law"]),
        (overlay("on: labour_directive, period: 3 years", number="", status="draft"), []),
        (overlay("on: labour_directive, where: {amount: '> large'}, period: 3 years"), []),
    ],
)
def test_an_overlay(text: bytes, found: list[str]) -> None:
    assert codes({"regions/1401.yaml": text}) == found


def test_an_overlay_may_be_all_that_speaks_of_a_parameter() -> None:
    base = dict(good())
    listing = base["labour/wage-arrears.yaml"].replace(b', amount: ">= large"', b"")
    assert codes({"labour/wage-arrears.yaml": listing}) == ["unused_parameter"]
    used = overlay("on: labour_directive, where: {amount: '> large'}, period: 3 years")
    assert codes({"labour/wage-arrears.yaml": listing, "regions/1401.yaml": used}) == []


def test_any_file_may_cite_the_documents_said_once_for_all() -> None:
    said = b'documents: {law: {title: \xe5\x8a\x9e\xe6\xb3\x95, number: "1", in_force: {from: 2022-01-01}}}'
    bare = policy().replace("basis: {law: {title: 办法, number: 1号}}\n".encode(), b"")
    assert codes({"labour/late.yaml": bare}) == ["unknown_source"]
    assert codes({"labour/late.yaml": bare, "documents/all.yaml": said}) == []
    ended = policy(rule=f"{RULE}, in_force: {{to: 2021-12-31}}").replace(
        "basis: {law: {title: 办法, number: 1号}}\n".encode(), b""
    )
    assert codes({"labour/late.yaml": ended, "documents/all.yaml": said}) == ["basis_not_in_force"]


def test_a_name_is_not_called_unknown_when_the_file_that_may_define_it_cannot_be_read() -> None:
    for path in ("facts/labour.yaml", "measures/general.yaml", "departments.yaml"):
        spoilt = good()[path] + b"nonsense: 1\n"
        assert codes({path: spoilt}) == ["unknown_key"]
    named = policy(rule="when: {listed: labour/wage-arrears}, basis: law/1, period: 1 year")
    spoilt = good()["labour/wage-arrears.yaml"] + b"nonsense: 1\n"
    assert codes({"labour/late.yaml": named, "labour/wage-arrears.yaml": spoilt}) == ["unknown_key"]


def test_problems_come_by_place_and_none_twice() -> None:
    files = {
        "labour/b.yaml": policy(rule="on: x, basis: y, period: 1 year"),
        "labour/a.yaml": policy(rule="basis: law"),
    }
    problems = check_files({**good(), **files}).problems
    assert list(problems) == sorted(problems, key=lambda problem: problem.place)
    assert len(set(map(str, problems))) == len(problems)


def test_a_file_that_changes_is_checked_anew_and_one_that_changes_back_as_before() -> None:
    before, after = policy(), policy(rule="on: labour_directive, basis: law/1")
    assert [codes({"labour/late.yaml": text}) for text in (before, after, before)] == [[], ["no_end"], []]


def test_the_same_text_is_told_apart_by_its_path() -> None:
    wrong = policy(rule="on: labour_directive, basis: law/1")
    problems = check_files({**good(), "labour/a.yaml": wrong, "labour/b.yaml": wrong}).problems
    assert [problem.place.file for problem in problems] == ["labour/a.yaml", "labour/b.yaml"]


def test_a_base_can_be_checked_without_its_files() -> None:
    base, problems = load(good())
    assert problems == ()
    assert check(base) == ()
