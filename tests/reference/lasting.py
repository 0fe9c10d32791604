"""Lists with `while` (S11): they last exactly the days their condition holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.reference.asked import Asked, World
from tests.reference.conditions import holds
from tests.reference.days import FOREVER, Span, each_day, on
from tests.reference.law import cited_in_force
from tests.reference.rules import kind_permitted
from tests.reference.stays import Stay, Stays
from tests.reference.truths import Truth, all_of


@dataclass
class Run:
    """Days in a row on which the condition has one truth."""

    truth: Truth
    first: date
    last: date


def while_stays(policy_id: str, world: World) -> Stays:
    """A stay for each run of days on which the condition holds, and a possible one where that is unknown."""
    dossier = world.dossier
    policy = dossier.base.policies[policy_id]
    assert policy.list is not None
    assert policy.list.while_ is not None
    runs: list[Run] = []
    if dossier.first_day is None:
        return Stays(())
    world.own_list = lambda _evening: _stays(runs, dossier.as_of)
    for day in each_day(dossier.first_day, dossier.as_of):
        asked = Asked(day, day, policy, policy_id)
        law = cited_in_force(world.dossier.base.basis_of("policy", policy_id), policy.list.basis, day)
        truth = all_of((law, kind_permitted(policy, day, world), holds(policy.list.while_, asked, world)))
        if runs and runs[-1].truth is truth:
            runs[-1].last = day
        else:
            runs.append(Run(truth, day, day))
    return _stays(runs, dossier.as_of)


def _stays(runs: list[Run], as_of: date) -> Stays:
    found: list[Stay] = []
    for number, run in enumerate(runs):
        following = runs[number + 1] if number + 1 < len(runs) else None
        if run.truth is not False:
            ended_by = "condition" if _ends_after(run, following, runs[number + 2 :]) else "unknown"
            found.append(Stay(run.first, _last(run, following, as_of), ended_by, certain=run.truth is True))
    return Stays(tuple(found))


def _last(run: Run, following: Run | None, as_of: date) -> Span:
    """The last day of *run*; as long as the condition may hold after it, that is its latest."""
    if run.last == as_of:
        return Span(as_of, FOREVER)
    if run.truth is True and following is not None and following.truth is None:
        return Span(run.last, FOREVER if following.last == as_of else following.last)
    return on(run.last)


def _ends_after(run: Run, following: Run | None, rest: list[Run]) -> bool:
    """Whether the stay that *run* belongs to, at its longest, is followed by a day on which the condition fails."""
    if following is not None and run.truth is True and following.truth is None:
        return bool(rest) and rest[0].truth is False
    return following is not None and following.truth is False
