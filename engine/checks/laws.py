"""Checks that the lighter of two laws can be found: each law is compared with the other, not with nothing (S13)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, groupby

from engine.checks.sources import law_days
from engine.checks.spans import Span
from engine.checks.survey import Found, Survey
from engine.language.policy import Listing
from engine.language.terms import Lighter
from engine.problems import Problem


def laws_compared(survey: Survey) -> Iterator[Problem]:
    """What two laws say of one act stands in one rule where the lighter of the two is to govern.

    Of two rules, each with the days of its own law, neither fires under both: who acted under the old law and is
    decided on under the new one would be listed by none.
    """
    lighter: list[tuple[Found[Listing], Span]] = []
    for found, policy in survey.listings():
        days = law_days(found)
        if isinstance(found.shape.law_of or policy.law_of, Lighter) and days is not None:
            lighter.append((found, days))
    lighter.sort(key=lambda one: (one[0].carrier, one[1]))
    for _, rules in groupby(lighter, key=lambda one: one[0].carrier):
        for (old, (_, last)), (new, (first, _)) in combinations(rules, 2):
            if first == last + 1 and _of_one_act(old.shape, new.shape):
                yield new.problem_of_key("language.lighter_split", old=old.path[-1])


def _of_one_act(old: Listing, new: Listing) -> bool:
    """Whether a record may be one that both rules are about."""
    shared = old.about.keys() & new.about.keys()
    return bool({*old.on} & {*new.on}) and all({*old.about[name]} & {*new.about[name]} for name in shared)
