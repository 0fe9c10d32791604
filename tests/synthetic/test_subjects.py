"""Subjects: valid identifiers in ranges nobody real has, real places, shares as a province has them."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pyarrow.compute as pc
import pytest
from stdnum.cn import ric, uscc

from adapters.standards import identifiers
from adapters.synthetic import codes
from adapters.synthetic.drawing import source_of
from adapters.synthetic.places import COUNTIES
from adapters.synthetic.settings import Settings
from tests.synthetic.made import SEED, SUBJECTS, facts, subjects, tiny_program

_PEOPLE = ("natural_person", "practitioner")


def _ids(*kinds: str) -> list[str]:
    return [one["id"] for one in subjects().select(["id", "kind"]).to_pylist() if one["kind"] in kinds]


def test_no_two_subjects_have_one_id() -> None:
    assert pc.count_distinct(subjects()["id"]).as_py() == SUBJECTS


def test_credit_codes_pass_their_checks_and_hold_an_organisation_code_that_is_not_issued() -> None:
    for code in _ids("enterprise", "individual_business", "collective", "government", "social_organisation"):
        assert uscc.validate(code) == code
        inner = identifiers.organisation_code_within(code)
        assert identifiers.organisation_code(inner) == inner
        assert inner.startswith("Y")


def test_identity_numbers_pass_their_checks_and_name_no_county() -> None:
    counties = {code for code, _ in COUNTIES}
    for number in _ids(*_PEOPLE):
        assert identifiers.identity_number(number) == number
        assert number[:6] not in counties


def test_an_identity_number_holds_the_birthday() -> None:
    for one in subjects().select(["id", "kind", "born"]).to_pylist():
        assert (one["born"] is not None) == (one["kind"] in _PEOPLE)
        assert one["born"] is None or ric.calc_check_digit(one["id"]) == one["id"][17]
        assert one["born"] is None or one["id"][6:14] == f"{one['born']:%Y%m%d}"


@pytest.mark.parametrize("start", [0, 19_979_990, codes.MOST - 20])
def test_people_far_apart_have_valid_numbers_of_their_own(start: int) -> None:
    numbers = start + np.arange(20)
    born = np.datetime64("1960-02-29") + codes.birthdays(numbers)
    made = {row.tobytes().decode() for row in codes.identity_numbers(numbers % 11 + 1, born, numbers)}
    assert len(made) == 20
    assert {identifiers.identity_number(number) for number in made} == made


def test_an_authority_has_a_valid_code_too() -> None:
    for code in set(facts("labour_directive")["authority"].drop_null().to_pylist()):
        assert uscc.validate(code) == code


def test_every_region_is_one_of_the_counties() -> None:
    counties = {code for code, _ in COUNTIES}
    assert set(subjects()["region"].to_pylist()) == counties
    assert set(facts("administrative_penalty")["authority_region"].to_pylist()) <= counties | {None}


def test_kinds_come_in_their_shares() -> None:
    shares = {kind: count / SUBJECTS for kind, count in Counter(subjects()["kind"].to_pylist()).items()}
    assert [kind for kind, _ in sorted(shares.items(), key=lambda one: -one[1])[:3]] == [
        "individual_business",
        "enterprise",
        "natural_person",
    ]
    assert shares["individual_business"] == pytest.approx(0.55, abs=0.02)


def test_some_are_represented_by_a_person_of_an_earlier_batch() -> None:
    source = source_of(tiny_program(), Settings(60_000, SEED))
    first, later = (source.partition(0).subjects.slice(start, 20_000) for start in (0, 20_000))
    elsewhere = set(first["id"].to_pylist()) & set(later["legal_representative"].drop_null().to_pylist())
    assert len(elsewhere) > 500


def test_a_representative_is_a_person_of_the_population() -> None:
    people = set(_ids(*_PEOPLE))
    named = subjects()["legal_representative"].drop_null().to_pylist()
    assert len(named) > SUBJECTS // 2
    assert set(named) <= people


def test_nobody_is_registered_after_the_last_day() -> None:
    assert pc.max(subjects()["registered"]).as_py() <= date(2026, 6, 30)
