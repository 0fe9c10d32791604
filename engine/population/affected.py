"""Who is behind a figure: subject by subject, masked, what changes and for which rule and fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args

import numpy as np
from numpy.typing import NDArray

from engine.calendar import FOREVER, iso
from engine.language.shape import Kind
from engine.population.columns import span
from engine.population.comparing import Compared
from engine.population.impact import Affected, Change
from engine.population.judged import Judged
from engine.population.masks import OF_ALL, Masked, masked


def affected_by(baseline: Judged, candidate: Judged, one: Compared, most: int) -> list[Affected]:
    """Whom the change moves on the list *one* tells of, in order; so many at *most*."""
    program = candidate.program if one.policy in candidate.lists else baseline.program
    title = program.base.policies[one.policy].title
    found: list[Affected] = []
    for place in np.flatnonzero(one.moved)[: max(most, 0)]:
        change = _change(one, int(place))
        gone = change == "unsettled" and not one.after.unknown[place]
        judged = baseline if gone or change in ("leaves", "no_longer_proposed") else candidate
        rule, fact = reason(judged, one.policy, int(place))
        before, after = (_last(told.listed[place], int(told.last[place])) for told in (one.before, one.after))
        found.append(Affected(who(baseline, int(place)), one.policy, title, change, before, after, rule, fact))
    return found


def affected_by_grade(
    baseline: Judged, candidate: Judged, policy: str, marks: NDArray[np.bool_], most: int
) -> list[Affected]:
    """Whose grade by *policy* the change moves: the *marks*, so many at *most*."""
    program = candidate.program if policy in candidate.grades else baseline.program
    title = program.base.policies[policy].title
    return [
        Affected(
            who(baseline, int(place)), policy, title, "grade", _letter(baseline, policy, int(place)),
            _letter(candidate, policy, int(place)), "", "",
        )
        for place in np.flatnonzero(marks)[: max(most, 0)]
    ]  # fmt: skip


def who(judged: Judged, place: int) -> Masked:
    """The subject at *place*, as it may be shown."""
    population = judged.dossiers.population
    names = population.names
    kind, region = (population.attributes[name].value(place) for name in ("kind", "region"))
    known = cast("Kind", kind) if kind in get_args(Kind) else None
    name = (names[place] or "") if names is not None else ""
    return masked(population.ids[place], name, known, region or "", population.once(OF_ALL, bytes))


def reason(judged: Judged, policy: str, place: int) -> tuple[str, str]:
    """The rule and the fact for which the subject at *place* is on a list or proposed on the day asked.

    The first of those that surely hold, or the first of all.
    """
    one, day = judged.lists.get(policy), judged.dossiers.as_of
    if one is None:
        return "", ""
    rules = judged.program.lists[policy].rules
    for rule, fact in _firings(judged, policy, place, day):
        return rules[rule].id, judged.fact_id(fact)
    return "", ""


def _firings(judged: Judged, policy: str, place: int, day: int) -> Iterator[tuple[int, int]]:
    one = judged.lists[policy]
    grounds = one.grounds
    open_ = [row for row in span(grounds.subject, place) if grounds.opened[row] <= day <= grounds.high[row]]
    for row in sorted(open_, key=lambda row: not (grounds.sure[row] and day <= grounds.low[row])):
        yield int(grounds.rule[row]), int(grounds.fact[row])
    for waiting in (one.proposals, one.undecided):
        for row in span(waiting.subject, place):
            yield int(waiting.rule[row]), int(waiting.fact[row])


def _change(one: Compared, place: int) -> Change:
    before, after = one.before, one.after
    if before.listed[place] != after.listed[place]:
        return "enters" if after.listed[place] else "leaves"
    if after.listed[place]:
        return "longer" if after.last[place] > before.last[place] else "shorter"
    if before.proposed[place] != after.proposed[place]:
        return "proposed" if after.proposed[place] else "no_longer_proposed"
    return "unsettled"


def _last(listed: bool, day: int) -> str:
    if not listed:
        return ""
    return "open" if day >= FOREVER else iso(day)


def _letter(judged: Judged, policy: str, place: int) -> str:
    grading = judged.grades.get(policy)
    if grading is None:
        return ""
    possible = int(grading.held.possible[place])
    return "/".join(letter for n, letter in enumerate(grading.order) if possible >> n & 1)
