"""Checks of measures: they reach somebody, and stand on the right side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.checks.survey import Survey
from engine.language.policy import Policy
from engine.problems import Problem


def measures_reach_somebody(survey: Survey) -> Iterator[Problem]:
    """A measure permits at least one kind of subject that the list or grade can speak of."""
    spoken_of = {name: frozenset(_kinds(policy)) for name, policy in survey.base.policies.items()}
    for found, carriers in survey.carried():
        measure = survey.base.measures.get(found.shape.measure)
        policies = [spoken_of[name] for name in carriers if name in spoken_of]
        if measure is None or not policies:
            continue
        kinds = frozenset[str]().union(*policies)
        if not kinds & set(measure.kinds):
            values = {"measure": found.shape.measure, "kinds": ", ".join(f"`{kind}`" for kind in measure.kinds)}
            yield found.problem("language.reaches_nobody", "measure", **values)


def _kinds(policy: Policy) -> Iterable[str]:
    yield from policy.applies_to
    for extension in policy.extends_to:
        yield from extension.kinds


def measures_on_their_side(survey: Survey) -> Iterator[Problem]:
    """No red list carries a punishment, and no black list a reward."""
    for found, carriers in survey.carried():
        measure = survey.base.measures.get(found.shape.measure)
        for name in carriers:
            policy = survey.base.policies.get(name)
            if measure is None or policy is None or policy.list is None:
                continue
            values = {"measure": found.shape.measure, "policy": name}
            if policy.list.kind == "red" and measure.kind != "reward":
                yield found.problem("language.punishment_on_red_list", "measure", **values)
            if policy.list.kind == "black" and measure.kind == "reward":
                yield found.problem("language.reward_on_black_list", "measure", **values)
