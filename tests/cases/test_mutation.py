"""What the cases of the tiny base notice, exactly."""

from __future__ import annotations

from engine.cases.mutation import mutate
from tests.cases import tiny


def test_the_survivors_of_the_tiny_base_are_these() -> None:
    checked, cases, _ = tiny.read(tiny.files())
    of_list, of_grade = mutate(checked.base, cases)
    assert (of_list.owner, of_list.killed, of_list.refused, of_list.stale) == (tiny.LIST, 16, 0, ())
    assert [mutant.id for mutant in of_list.unexplained] == [
        "applies_to.1: natural_person → ∅",
        "listings.refuses_to_pay.history.0: {count: directive, where: {outcome: not_complied}, within: … → ∅",
        "listings.refuses_to_pay.history.0.within: 12 months → 11 months",
        "listings.refuses_to_pay.history.0.within: 12 months → 13 months",
        "listings.refuses_to_pay.history.0.is: >= 2 → >= 1",
        "repair.requires.0: {fact: paid, since: trigger} → ∅",
        "repair.bars.0: {count: directive, since: listing, is: >= 1} → ∅",
        "repair.bars.0.is: >= 1 → > 1",
    ]
    assert (of_grade.killed, of_grade.refused, of_grade.stale) == (
        8,
        1,
        ("grade.items.late.points: -15 → -14",),
    )
    assert [mutant.id for mutant in of_grade.unexplained] == [
        "grade.items.late.where.months: >= 2 → >= 1",
        "grade.bands: 60 → 59",
        "grade.bands: 60 → 61",
        "grade.bands: 90 → 89",
        "grade.bands: 90 → 91",
        "grade.first_year: 2022 → 2021",
        "measures.0.grades.1: D → ∅",
    ]


def test_a_survivor_with_a_reason_is_set_apart() -> None:
    reason = "nobody is graded for a year before the first record"
    text = tiny.text(tiny.GRADE_CASES)
    text = text[: text.index("survivors:")] + f'survivors:\n  "grade.first_year: 2022 → 2021": {reason}\n'
    checked, cases, _ = tiny.read(tiny.files(grade_cases=text))
    found = mutate(checked.base, cases)[1]
    assert [(one.mutant.id, one.reason) for one in found.survivors if one.reason] == [
        ("grade.first_year: 2022 → 2021", reason)
    ]
    assert len(found.unexplained) == 6
    assert found.stale == ()


def test_the_cases_of_what_reads_a_policy_notice_its_changes_too() -> None:
    grade = """\
cases:
  - name: who was on the list is graded B at best
    as_of: 2023-05-01
    facts:
      - {id: f1, type: directive, date: 2022-02-01, directive_no: 甲1, outcome: not_complied, amount: 40000}
      - {id: f2, type: directive, date: 2022-02-01, directive_no: 甲2, outcome: not_complied, amount: 10000}
      - {id: d1, type: listing_decision, date: 2022-03-01, policy: labour/arrears, outcome: list, grounds: [f1]}
    expect: {grades: {tax/grade: {grade: B, limited_by: arrears}}, lists: {labour/arrears: {flags: []}}}
"""
    checked, cases, _ = tiny.read(tiny.files(grade_cases=grade, list_cases=tiny.case("{}")))
    killed = mutate(checked.base, cases)[0].killed
    alone = mutate(checked.base, [file for file in cases if file.owner == tiny.LIST])[0].killed
    assert (alone, killed) == (0, 4)


def test_a_case_that_does_not_hold_anyway_notices_nothing() -> None:
    checked, cases, _ = tiny.read(tiny.files(list_cases=tiny.case("{outcome: clear}")))
    assert mutate(checked.base, [file for file in cases if file.owner == tiny.LIST])[0].killed == 0


def test_progress_is_told_change_by_change() -> None:
    checked, cases, _ = tiny.read(tiny.files())
    told: list[tuple[int, int]] = []
    mutate(checked.base, cases, lambda done, total: told.append((done, total)))
    assert told == [(number, 40) for number in range(1, 41)]


def test_what_an_overlay_reads_stays_when_the_base_is_cut_down_to_a_policy() -> None:
    overlay = """\
title: 太原市补充规则
region: "1401"
basis: {city: {title: 太原市示例办法, number: 示例市令第1号, in_force: {from: 2022-01-01}}}
adds:
  labour/arrears:
    region_of: subject
    measures:
      - {measure: inspect_more, by: tax, strength: may, basis: city/2, when: {grade: {policy: tax/grade, is: D}}}
"""
    found = tiny.files() | {"regions/1401.yaml": overlay.encode()}
    checked, cases, _ = tiny.read(found)
    of_list = mutate(checked.base, [file for file in cases if file.owner == tiny.LIST])[0]
    assert (of_list.killed, of_list.refused) == (16, 0)


def test_the_changes_of_one_policy_are_put_to_the_cases_of_all() -> None:
    checked, cases, _ = tiny.read(tiny.files())
    assert mutate(checked.base, cases, owners={tiny.LIST}) == mutate(checked.base, cases)[:1]
