"""Checks of measures: they reach somebody, stand on the right side, and strike once for one act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from engine.checks.spans import common, span
from engine.checks.survey import Found, Survey
from engine.language.policy import Policy, PolicyMeasure
from engine.problems import Problem


def measures_reach_somebody(survey: Survey) -> Iterator[Problem]:
    """A measure permits at least one kind of subject that the list or grade can speak of."""
    for found, carriers in survey.carried():
        measure = survey.base.measures.get(found.shape.measure)
        policies = [survey.base.policies[name] for name in carriers if name in survey.base.policies]
        if measure is None or not policies:
            continue
        kinds = {kind for policy in policies for kind in _kinds(policy)}
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


@dataclass(frozen=True, slots=True)
class _Stroke:
    """One department's use of a measure under one article against those on *policy*."""

    policy: str
    measure: str
    department: str
    article: tuple[str, str]


def punished_once(survey: Survey) -> Iterator[Problem]:
    """No department takes one measure twice for the same listing under one article."""
    strokes: dict[_Stroke, list[Found[PolicyMeasure]]] = {}
    for found, carriers in survey.carried():
        measure = survey.base.measures.get(found.shape.measure)
        if measure is not None and measure.kind != "reward" and not found.draft:
            for stroke in _strokes(found, carriers):
                strokes.setdefault(stroke, []).append(found)
    for stroke, struck in strokes.items():
        for first, second in combinations(struck, 2):
            if _coincide(survey, first, second):
                values = {
                    "department": stroke.department,
                    "measure": stroke.measure,
                    "article": "/".join(stroke.article),
                }
                at = first.part.document.place(first.part.root + first.path)
                yield second.problem("language.punished_twice", first=str(at), **values)


def _strokes(found: Found[PolicyMeasure], carriers: Iterable[str]) -> Iterator[_Stroke]:
    sources = found.part.sources
    for citation in found.shape.basis:
        key, _, article = citation.partition("/")
        if key in sources:
            source = sources[key].number or sources[key].title
            for policy in carriers:
                for department in found.shape.by:
                    yield _Stroke(policy, found.shape.measure, department, (source, article))


def _coincide(survey: Survey, first: Found[PolicyMeasure], second: Found[PolicyMeasure]) -> bool:
    """Whether both can apply to one listing: nothing they choose by tells them apart."""
    one, other = first.shape, second.shape
    chosen = ((one.degrees, other.degrees), (one.grades, other.grades), (one.gates, other.gates))
    apart = any(set(mine) and set(yours) and not {*mine} & {*yours} for mine, yours in chosen)
    conditional = one.when is not None and other.when is not None and one.when != other.when
    days = common((span(one.in_force), span(other.in_force)))
    return not apart and not conditional and days is not None and _same_region(survey, first, second)


def _same_region(survey: Survey, first: Found[PolicyMeasure], second: Found[PolicyMeasure]) -> bool:
    regions = [
        survey.base.overlays[one.part.name].region if one.part.sort == "overlay" else "" for one in (first, second)
    ]
    return regions[0].startswith(regions[1]) or regions[1].startswith(regions[0])
