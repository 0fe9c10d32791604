"""Which grounds the facts about a policy name, pair by pair (S18)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.rules import CompiledRule
from engine.population.change_days import Changes, each_after
from engine.population.columns import Column, Days, FactTable, Ints, Pool, distinct, find, texts_at
from engine.population.kept import Kept
from engine.population.moments import Moments

Pairs = tuple[NDArray[Any], NDArray[Any]]
"""Rows of moments with rows of facts about the policy, of one subject each."""


def pairs_from(at: Moments, since: Days, about: FactTable) -> Pairs:
    """Each moment with each fact *about* the policy of its subject from the day of *since* on, in order."""
    return each_after(at.subject, since, Changes(about.subject, about.day))


def named(pairs: Pairs, at: Moments, rule: CompiledRule, about: FactTable) -> NDArray[np.bool_]:
    """Whether each fact *about* the policy means the ground of *rule* paired with it: names it, or names none."""
    rows, places = pairs
    grounds = about.field("grounds")
    found = ~grounds.known[places]
    given = np.flatnonzero(~found)
    if len(given):
        pair, member = members(grounds, places[given])
        numbers = distinct(np.sort(member))
        inverse = np.searchsorted(numbers, member)
        wanted = _names(at, rows[given], rule, texts_at(grounds, numbers))
        hits = given[pair[inverse == wanted[pair]]]
        found[hits] = True
    return found


def with_what_is_kept(about: FactTable, kept: Kept) -> FactTable:
    """The facts *about* a policy, naming what is *kept* where they name a copy of it (S7)."""
    rows = np.flatnonzero(kept.copied[about.subject])
    grounds = about.field("grounds")
    if grounds.offsets is None or not grounds.known[rows].any():
        return about
    numbers = distinct(np.sort(grounds.values))
    texts = texts_at(grounds, numbers)
    known = {text: number for number, text in enumerate(texts)}
    members = np.searchsorted(numbers, grounds.values).astype(np.int32)
    for row in rows:
        for place in range(int(grounds.offsets[row]), int(grounds.offsets[row + 1])):
            name = kept.kept(int(about.subject[row]), texts[members[place]])
            members[place] = known.setdefault(name, len(known))
    column = replace(grounds, values=members, pool=Pool(list(known)))
    return replace(about, column=lambda name: column if name == "grounds" else about.field(name), _columns={})


def members(sets: Column, rows: NDArray[Any]) -> tuple[NDArray[Any], Ints]:
    """The members of the sets in *rows*, each with the place of its row among them."""
    taken = sets.take(rows)
    if taken.offsets is None:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.repeat(np.arange(len(rows)), np.diff(taken.offsets)), taken.values.astype(np.int64)


def _names(at: Moments, rows: NDArray[Any], rule: CompiledRule, texts: list[str]) -> Ints:
    """The place among *texts* of what decisions call the ground of each of *rows*: its fact, or its rule; else -1."""
    by_rule = texts.index(rule.id) if rule.id in texts else -1
    found = np.full(len(rows), by_rule, np.int64)
    if at.table is not None:
        with_fact = np.flatnonzero(at.row[rows] >= 0)
        told = at.row[rows[with_fact]]
        each = distinct(np.sort(told))
        found[with_fact] = find(at.table.ids, each, texts)[np.searchsorted(each, told)]
    return found
