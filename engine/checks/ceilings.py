"""Checks that no measure lasts longer than its statute allows because the list that carries it does (DESIGN 6)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.calendar import Period
from engine.checks.spans import is_shorter
from engine.checks.survey import Found, Survey
from engine.language.policy import Listing, Policy, PolicyMeasure
from engine.language.terms import Longest, Range, Term
from engine.problems import Problem


def lists_within_ceilings(survey: Survey) -> Iterator[Problem]:
    """A measure with a ceiling and no period of its own is carried by no listing that lasts longer, or without end."""
    rules: dict[str, list[Found[Listing]]] = {}
    for found, _ in survey.listings():
        if not found.draft:
            rules.setdefault(found.carrier, []).append(found)
    for one, carriers in survey.carried():
        measure = survey.base.measures.get(one.shape.measure)
        if measure is None or measure.ceiling is None or one.shape.period is not None or one.draft:
            continue
        for name in carriers:
            policy = survey.base.policies.get(name)
            for rule in rules.get(name, ()) if policy is not None else ():
                if _brings(one.shape, rule.shape) and (given := _beyond(policy, rule.shape, measure.ceiling)):  # type: ignore[arg-type]  # there is a policy
                    values: dict[str, object] = {"measure": one.shape.measure, "limit": measure.ceiling, "given": given}
                    values["rule"] = f"{name}.{rule.path[-1]}"
                    if rule.part is one.part or one.part.sort != "policy":
                        yield one.problem("language.outlasts_ceiling", "measure", **values)
                    else:  # what a region adds goes beyond what the province carries
                        yield rule.problem("language.outlasts_ceiling", "period", **values)


def _brings(carried: PolicyMeasure, rule: Listing) -> bool:
    return not carried.degrees or rule.degree in carried.degrees


def _beyond(policy: Policy, rule: Listing, ceiling: Period) -> str:
    """How long *rule* of *policy* lists for, if that is more than *ceiling*."""
    if rule.lifelong is not None:
        return "lifelong"
    longest = [one for one in lengths(policy, rule.period) if is_shorter(ceiling, one)]
    return str(longest[0]) if longest else ""


def lengths(policy: Policy, term: Term | None) -> Iterator[Period]:
    """The periods that *term* of *policy* may come to, the longest of a range."""
    match term:
        case Period():
            yield term
        case Range(range=(_, most)):
            yield most
        case Longest(longest=members):
            for member in members:
                yield from lengths(policy, member) if isinstance(member, Period | str) else ()
        case str():
            values = policy.parameters[term].values.values() if term in policy.parameters else ()
            yield from (one.value for one in values if isinstance(one.value, Period))
