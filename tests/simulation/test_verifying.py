"""Columns are held against the online evaluator in groups that fit into memory, whoever is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from adapters.population import memory
from adapters.population.groups import Store
from adapters.population.store import open_store
from adapters.simulation import verifying
from adapters.simulation.verifying import Asked, Found, compare, drawn
from engine.population.agreement import Difference
from engine.population.columns import Ints
from engine.population.evaluate import evaluate
from engine.population.judged import Judged
from engine.population.singly import Singly
from tests.simulation import province
from tests.spark import made

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("simulation-groups")]
ASKED = Asked(province.DAY, province.DAY, None)


class Told:
    """How many were compared, every time it was told."""

    def __init__(self, all_: int) -> None:
        self.all_, self.told = all_, list[int]()

    def __call__(self, done: int, all_: int) -> None:
        assert all_ == self.all_
        self.told.append(done)


def _compared(places: Ints) -> tuple[list[Found], list[int]]:
    told = Told(len(places))
    found = compare(
        province.releases().baseline, Store(province.store()), ASKED, places, memory=2_000_000_000, tell=told
    )
    return list(found), told.told


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many people were judged at once, group by group, where there is room for a sixth of the population."""
    monkeypatch.setattr(memory, "LEAST", made.SUBJECTS // 6)
    monkeypatch.setattr(memory, "EACH", 10**9)
    found = list[int]()

    def noted(*args: object, **more: object) -> Judged:
        result = evaluate(*args, **more)  # type: ignore[arg-type]  # handed on as they are
        found.append(len(result.dossiers.population))
        return result

    monkeypatch.setattr(verifying, "evaluate", noted)
    return found


def test_in_groups_the_evaluators_agree_on_whoever_is_drawn(groups: list[int]) -> None:
    places = drawn(Store(province.store()), 60, 3)
    found, told = _compared(places)
    assert (found, told[0], told[-1]) == ([], 0, 60)
    assert told == sorted(told)
    assert len(groups) == 6
    assert max(groups) < made.SUBJECTS // 2
    assert sum(groups) > made.SUBJECTS, "some are guests of others"


def test_groups_without_anybody_who_is_drawn_are_not_judged(groups: list[int]) -> None:
    _compared(np.array([0, 1, made.SUBJECTS - 1]))
    assert len(groups) == 2


def test_whoever_differs_is_named_however_many_are_judged_at_once(
    monkeypatch: pytest.MonkeyPatch, groups: list[int]
) -> None:
    def all_differ(
        _judged: Judged, _online: Singly, places: Sequence[int], told: Callable[[int], None]
    ) -> Iterator[Difference]:
        for place in places:
            yield Difference(place, "labour/wage-arrears", "spells", (), ())
        told(len(places))

    monkeypatch.setattr(verifying, "differences", all_differ)
    ids = open_store(province.store(), province.releases().baseline).ids
    places = drawn(Store(province.store()), 500, 3)
    found, _ = _compared(places)
    assert [one.subject for one in found] == [ids[place] for place in places.tolist()]
    assert len(groups) == 6
