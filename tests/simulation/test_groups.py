"""A population counted group by group comes to what it comes to in one piece, whoever is named from elsewhere."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from adapters.population.choosing import Chosen
from adapters.population.groups import Store
from adapters.population.store import open_store
from adapters.simulation.counting import Counting
from adapters.simulation.running import impact_from, tally_of_group
from engine.population.arrow import table_of
from engine.population.evaluate import evaluate
from engine.population.impact import Impact
from engine.population.judged import Judged
from engine.population.sampling import drawn
from engine.population.simulation import MOST_AFFECTED, tally_of
from engine.population.tally import Tally, summed
from tests.prepared.made import contents
from tests.simulation import province
from tests.spark import made

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("simulation-groups")]
ONE = (0, made.SUBJECTS)


def _tallies(cuts: tuple[int, ...], share: Decimal | None = None, *, guests: bool = True) -> list[Tally]:
    """The tallies of the groups between *cuts*."""
    wanted = province.wanted(province.SWEEP, share=share)
    store, counting = Store(province.store(), share, wanted.seed), Counting(province.releases(), wanted)
    if guests:
        store.look_for_guests(province.releases().baseline, province.releases().candidate)
    return [
        tally_of_group(counting, province.releases(), store.folder, store.group(start, end), lambda _done, _all: None)
        for start, end in pairwise(cuts)
    ]


def _impact(tallies: list[Tally], most: int = MOST_AFFECTED) -> Impact:
    wanted = province.wanted(province.SWEEP)
    return impact_from(province.releases(), Store(province.store()), wanted, summed(tallies, most), "columns")


@cache
def _whole() -> Impact:
    """What the change does, found out in one piece."""
    return _impact(_tallies(ONE, guests=False))


@cache
def _judged() -> tuple[Judged, Judged]:
    """Everybody judged at once, by both."""
    releases, day = province.releases(), province.DAY
    people = open_store(province.store(), releases.baseline)
    before = evaluate(releases.baseline, people, day, day, decided_after=0)
    return before, evaluate(releases.candidate, people, day, day, decided_after=0, before=before)


def test_without_those_elsewhere_whose_listings_reach_somebody_the_impact_would_be_another() -> None:
    """Else nothing here would show whether they are brought."""
    assert _impact(_tallies((0, 1000, 2000, 3000), guests=False)) != _whole()


@pytest.mark.parametrize(
    "cuts", [(0, 1500, 3000), (0, 250, 500, 3000), (0, 1, 1003, 2997, 3000), tuple(range(0, 3001, 200))]
)
def test_however_it_is_cut_the_impact_is_the_same(cuts: tuple[int, ...]) -> None:
    assert _impact(_tallies(cuts)) == _whole()


def test_those_affected_who_are_told_are_the_first_however_it_is_cut() -> None:
    some = _impact(_tallies((0, 700, 1900, 3000)), most=7)
    assert len(some.affected) == 7
    assert some.affected == _whole().affected[:7]
    assert some.affected_rows == _whole().affected_rows == len(_whole().affected)


@pytest.mark.parametrize("cuts", [ONE, (0, 250, 1900, 3000)])
def test_who_is_drawn_is_counted_as_among_everybody(cuts: tuple[int, ...]) -> None:
    share = Decimal("0.3")
    wanted = province.wanted()
    counted = drawn(made.SUBJECTS, float(share), wanted.seed)
    expected = tally_of(*_judged(), Counting(province.releases(), wanted).months, counted)
    found = summed(_tallies(cuts, share), MOST_AFFECTED)
    without_sweeps = {key: count for key, count in found.counts.items() if count and key[0] != "swept"}
    assert without_sweeps == dict(+expected.counts)
    assert found.affected == expected.affected


def test_a_sample_in_which_nobody_is_drawn_counts_nobody() -> None:
    (found,) = _tallies(ONE, Decimal("0.0000001"))
    assert not found.affected
    assert not +found.counts


def test_groups_end_with_partitions_where_these_fit_and_else_in_equal_pieces() -> None:
    store = Store(province.store())
    assert [store.end_of(start, 600) for start in (0, 500, 600, 2900)] == [500, 1000, 1000, 3000]
    assert [store.end_of(start, 100) for start in (0, 84, 167, 250)] == [84, 167, 250, 334]


def test_some_subjects_of_partitions_are_there_with_all_their_facts_and_nobody_elses() -> None:
    program = province.releases().baseline
    whole = open_store(province.store(), program, [Chosen(3), Chosen(4)])
    places = np.array([0, 7, 8, 120, 249])
    some = open_store(province.store(), program, [Chosen(3, places), Chosen(4)])
    ids = [*(whole.ids[int(place)] for place in places), *(whole.ids[place] for place in range(250, 500))]
    assert list(some.ids) == ids
    whose = {place: new for new, place in enumerate([*places.tolist(), *range(250, 500)])}
    kept = [one for one in contents(whole, program)[500:] if one[2] in whose]
    assert contents(some, program)[len(ids) :] == [(*one[:2], whose[one[2]], *one[3:]) for one in kept]


def test_what_was_found_once_of_a_partition_holds_of_some_of_it() -> None:
    """Revoked facts, and copies of facts, are known by their rows."""
    program, day = province.releases().baseline, province.DAY
    everybody = [Chosen(number, np.arange(250)) for number in range(made.PARTS)]
    found = evaluate(program, open_store(province.store(), program, everybody), day, day, decided_after=0)
    assert table_of(found) == table_of(_judged()[0])
