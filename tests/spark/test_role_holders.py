"""Role-holders whose principals are in other parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from adapters.spark.kernel import Evaluation, Policies
from adapters.spark.parts import Part, Tables, parts_of
from adapters.spark.role_holders import (
    FIRST,
    GATHERED,
    HOLDER,
    NAMED,
    FirstLook,
    Gathering,
    SecondLook,
    groups_of,
)
from engine.compile.program import Program
from engine.population.arrow import SCHEMA
from engine.population.columns import Population
from engine.population.tables import population_of_tables
from tests.spark import made


@dataclass(frozen=True)
class Some:
    """Those of the population of these tests who are of one *kind* or of any other."""

    kind: str
    are: bool

    def population(self, program: Program) -> Population:
        """They, with all their facts."""
        subjects, facts = made.tables()
        those = pc.fill_null(pc.equal(subjects["kind"], self.kind), False)
        return population_of_tables(program, subjects.filter(those if self.are else pc.invert(those)), facts)


def evaluation() -> Evaluation:
    """What these tests judge by."""
    return Evaluation(Policies.of(made.files()), made.ASKED)


def looked_at(parts: tuple[Part, ...]) -> tuple[pa.Table, pa.Table]:
    """The rows *parts* come to, and those that name somebody."""
    first = pa.concat_tables([FirstLook(evaluation())(part) for part in parts])
    assert first.schema == FIRST
    naming = pc.equal(first["row"], NAMED)
    return first.filter(pc.invert(naming)).select(SCHEMA.names), first.filter(naming)


def completed(parts: tuple[Part, ...]) -> tuple[pa.Table, pa.Table]:
    """What *parts* come to at the first look, and what they come to in the end."""
    found, named = looked_at(parts)
    groups = groups_of(named)
    gathered = pa.concat_tables([Gathering(evaluation().policies, groups)(part) for part in parts])
    assert gathered.schema == GATHERED
    assert set(gathered["group"].to_pylist()) == {0}
    again = SecondLook(evaluation(), groups.holders)(gathered)
    kept = found.filter(pc.invert(pc.is_in(found["subject"], pa.array(sorted(groups.holders)))))
    return made.in_order(found), made.in_order(pa.concat_tables([kept, again]))


def test_people_apart_from_all_they_act_for_are_judged_as_with_them() -> None:
    first, last = completed((Some("natural_person", are=True), Some("natural_person", are=False)))
    assert last == made.on_one_machine()
    assert first != last


def test_parts_as_they_are_written_come_to_the_whole() -> None:
    first, last = completed(parts_of(str(made.population())))
    assert last == made.on_one_machine()
    assert first != last


def test_of_the_whole_nobody_is_elsewhere() -> None:
    subjects, facts = made.tables()

    class Whole:
        def population(self, program: Program) -> Population:
            return population_of_tables(program, subjects, facts)

    found, named = looked_at((Whole(),))
    assert len(named) > 0
    assert groups_of(named).needed == {}
    assert made.in_order(found) == made.on_one_machine()


def pairs(*rows: tuple[str, str, bool]) -> pa.Table:
    """Rows that name: holder, principal, and whether the holder is in the principal's part."""
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)]
    return pa.table({HOLDER: columns[0], "subject": columns[1], "sure": columns[2]})


@pytest.mark.parametrize(
    ("rows", "holders", "needed"),
    [
        ([("p", "a", True)], set(), set()),
        ([("p", "a", False)], {"p"}, {"p", "a"}),
        ([("p", "a", False), ("p", "b", True)], {"p"}, {"p", "a", "b"}),
        ([("p", "a", False), ("q", "b", True)], {"p"}, {"p", "a"}),
        ([("p", "q", False), ("q", "p", False)], {"p", "q"}, {"p", "q"}),
    ],
)
def test_whoever_has_one_principal_elsewhere_is_brought_together_with_all(
    rows: list[tuple[str, str, bool]], holders: set[str], needed: set[str]
) -> None:
    groups = groups_of(pairs(*rows))
    assert set(groups.holders) == holders
    assert set(groups.needed) == needed


def test_a_part_brings_only_its_own() -> None:
    (first, *_) = parts_of(str(made.population()))
    assert isinstance(first, Tables)
    ids = first.read(())[0]["id"].to_pylist()
    groups = groups_of(pairs((ids[0], "nobody", False), ("somebody else", ids[1], False)))
    assert len(Gathering(evaluation().policies, groups)(first)) == 2
