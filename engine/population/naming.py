"""Which grounds the facts about a policy name, pair by pair (S18)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.rules import CompiledRule
from engine.population.change_days import Changes, each_after
from engine.population.columns import Column, Days, FactTable, Ints, find, texts_at
from engine.population.kept import Kept
from engine.population.moments import Moments

Pairs = tuple[NDArray[Any], NDArray[Any]]
"""Rows of moments with rows of facts about the policy, of one subject each."""


def pairs_from(at: Moments, since: Days, about: FactTable) -> Pairs:
    """Each moment with each fact *about* the policy of its subject from the day of *since* on, in order."""
    return each_after(at.subject, since, Changes(about.subject, about.day))


def named(pairs: Pairs, at: Moments, rule: CompiledRule, about: FactTable, kept: Kept) -> NDArray[np.bool_]:
    """Whether each fact *about* the policy means the ground of *rule* paired with it: by name, or as it names none.

    The name of a copy means the fact *kept* in its place.
    """
    rows, places = pairs
    grounds = about.field("grounds")
    found = ~grounds.known[places]
    given = np.flatnonzero(~found)
    if len(given):
        pair, member = members(grounds, places[given])
        numbers, inverse = np.unique(member, return_inverse=True)
        wanted = _names(at, rows[given], rule, texts_at(grounds, numbers))
        hits = given[pair[inverse == wanted[pair]]]
        found[hits] = True
        for pair in given[kept.copied[at.subject[rows[given]]]]:
            found[pair] = _means(int(rows[pair]), int(places[pair]), at, rule, about, kept)
    return found


def _means(row: int, place: int, at: Moments, rule: CompiledRule, about: FactTable, kept: Kept) -> bool:
    """The same for one pair, by the texts."""
    name = rule.id if at.table is None or at.row[row] < 0 else at.table.ids[int(at.row[row])]
    return name in kept.standing(int(at.subject[row]), about.field("grounds").value(place))


def members(sets: Column, rows: NDArray[Any]) -> tuple[NDArray[Any], Ints]:
    """The members of the sets in *rows*, each with the place of its row among them."""
    taken = sets.take(rows)
    if taken.offsets is None:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.repeat(np.arange(len(rows)), np.diff(taken.offsets)), taken.values.astype(np.int64)


def _names(at: Moments, rows: NDArray[Any], rule: CompiledRule, texts: list[str]) -> Ints:
    """The place among *texts* of what decisions call the ground of each of *rows*: its fact, or its rule; -1 if none."""
    by_rule = texts.index(rule.id) if rule.id in texts else -1
    found = np.full(len(rows), by_rule, np.int64)
    if at.table is not None:
        with_fact = np.flatnonzero(at.row[rows] >= 0)
        distinct, inverse = np.unique(at.row[rows[with_fact]], return_inverse=True)
        found[with_fact] = find(at.table.ids, distinct, texts)[inverse]
    return found
