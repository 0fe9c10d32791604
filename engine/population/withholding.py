"""What withholds measures from those a policy holds: their kind, an exclusion, an objection (S23)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.compile.domains import CodeSet
from engine.compile.measures import Carriage
from engine.compile.program import Program
from engine.population.bringing import Bringers, seen_from
from engine.population.columns import Column, FactTable
from engine.population.conditions import Conditions
from engine.population.holding import Held
from engine.population.matching import passes
from engine.population.naming import named, pairs_from
from engine.population.numbered import Numbered
from engine.population.truths import FALSE, TRUE, UNKNOWN, Truths, some

WITHHELD: Final = ("", "excluded", "unknown_exclusion", "unknown_kind", "unknown_condition", "objection")
"""Why a measure is withheld, by the number in its row; the first stands for one in force."""
_REASON: Final = {reason: number for number, reason in enumerate(WITHHELD)}


class Withholding:
    """What withholds measures from those *held*; *kinds* are those of everybody, *about* the facts about the policy."""

    def __init__(
        self,
        program: Program,
        conditions: Conditions,
        held: Held,
        kinds: Column,
        about: Mapping[str, FactTable],
        numbered: Numbered,
    ) -> None:
        self._program, self._conditions, self._held = program, conditions, held
        self._about, self._numbered = about, numbered
        self._day = conditions.dossiers.as_of
        self._keys = program.base.policies[held.policy]
        self._kinds = kinds.take(held.subject)

    def permitted(self, kinds: frozenset[str]) -> NDArray[np.bool_]:
        """Who is of *kinds*, or of a kind not known."""
        return self._is_of(kinds) != FALSE

    def _is_of(self, kinds: frozenset[str]) -> Truths:
        return passes(CodeSet(kinds), self._kinds)

    def why(self, carriage: Carriage, bringers: Bringers) -> NDArray[np.int8]:
        """Why the measure is withheld at each place it may be brought to."""
        found = np.zeros(len(self._held), np.int8)
        if len(self._objections):
            found[~bringers.beside(*self._objected)] = _REASON["objection"]
        if carriage.sort == "reward" or (self._keys.list is not None and self._keys.list.kind == "red"):
            found[self._excluded == TRUE] = _REASON["excluded"]
            found[self._excluded == UNKNOWN] = _REASON["unknown_exclusion"]
        if carriage.guard is not None or carriage.condition is not None:
            found[~bringers.surely] = _REASON["unknown_condition"]
        found[~self._kinds.known] = _REASON["unknown_kind"]
        return found

    @cached_property
    def _excluded(self) -> Truths:
        """Whether each is on a list that excludes what the policy brings."""
        return some((self._on(policy) for policy in self._keys.excluded_by), len(self._held))

    def _on(self, policy: str) -> Truths:
        """Whether each is on *policy*; not known where records that could have listed it are not complete (S10)."""
        subject = self._held.subject
        day = np.full(len(subject), self._day, np.int32)
        known, compiled = self._conditions.lists.get(policy), self._program.lists.get(policy)
        listed = np.full(len(subject), FALSE) if known is None else known.listed(subject, day)
        if compiled is not None:
            asked = np.flatnonzero((listed == FALSE) & (self._is_of(compiled.kinds) == TRUE))
            whole = self._conditions.dossiers.covered(compiled.triggered_on(self._day), day[asked], day[asked])
            listed[asked[~whole]] = UNKNOWN
        return listed

    @cached_property
    def _objections(self) -> FactTable | tuple[()]:
        """The objections that suspend measures of the policy."""
        suspends = self._keys.objection is not None and "measures" in self._keys.objection.suspends
        return self._about.get("objection", ()) if suspends else ()

    @cached_property
    def _objected(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """To which of the grounds, and at which places to the policy itself, an objection is not settled yet."""
        held = self._held
        grounds = np.zeros(len(held.of), np.bool_)
        concerned = np.flatnonzero(np.isin(held.grounds.subject, self._about["objection"].subject))
        rules = held.grounds.rule[concerned]
        for rule in np.unique(rules):
            grounds[concerned[rules == rule]] = self._to(concerned[rules == rule], int(rule))
        return grounds, self._to_itself()

    def _to(self, grounds: NDArray[Any], number: int) -> NDArray[np.bool_]:
        """Whether an objection to each of *grounds*, made while it waited or was open, is not settled yet."""
        one = self._held.grounds.take(grounds)
        rule = self._program.lists[self._held.policy].rules[number]
        raised, settled = np.full(len(grounds), -1, np.int64), np.full(len(grounds), -1, np.int64)
        for fact_table, places, rows in self._numbered.among(one.fact):
            these = one.take(places)
            at = seen_from(these, these.opened, fact_table, rows)
            for name, latest in (("objection", raised), ("objection_settled", settled)):
                table = self._about.get(name)
                if table is None:
                    continue
                pairs = pairs_from(at, these.triggered if name == "objection" else np.zeros(len(at), np.int32), table)
                means = named(pairs, at, rule, table)
                if name == "objection":
                    means &= table.day[pairs[1]] <= these.high[pairs[0]]
                np.maximum.at(latest, places[pairs[0][means]], table.day[pairs[1][means]])
        return raised > settled

    def _to_itself(self) -> NDArray[np.bool_]:
        """Whether an objection made since each has been held is not settled yet."""
        held = self._held
        latest = {}
        for name in ("objection", "objection_settled"):
            table = self._about.get(name)
            latest[name] = np.full(len(held), -1, np.int64)
            if table is not None and len(held):
                place = np.minimum(np.searchsorted(held.subject, table.subject), len(held) - 1)
                here = held.subject[place] == table.subject
                if name == "objection":
                    here &= table.day >= held.since[place]
                np.maximum.at(latest[name], place[here], table.day[here])
        return latest["objection"] > latest["objection_settled"]
