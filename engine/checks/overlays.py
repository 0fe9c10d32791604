"""Checks of regional overlays: they add to provincial law, on a law of their own, and weaken none of it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.ceilings import lengths
from engine.checks.sources import citations
from engine.checks.spans import is_shorter
from engine.checks.survey import Found, Survey
from engine.compile.measures import STRENGTHS
from engine.language.policy import Listing, Policy, PolicyMeasure
from engine.language.shape import Shape
from engine.problems import Problem


def overlays_add(survey: Survey) -> Iterator[Problem]:
    """An overlay's rule has a name of its own, and for the same facts lists no shorter than a rule above it."""
    above = list(_rules_above(survey))
    for found, policy in survey.listings():
        if found.part.sort != "overlay":
            continue
        name = str(found.path[-1])
        if name in policy.listings:
            values = {"rule": name, "policy": found.carrier}
            yield found.problem_of_key("language.overlay_redefines", **values)
        for region, rule in above:
            is_above = rule.carrier == found.carrier and _region(survey, found) != region
            if is_above and _region(survey, found).startswith(region) and _same_facts(found.shape, rule.shape):
                lengths = _shorter(policy, found.shape, rule.shape)
                if lengths is not None:
                    given, least = lengths
                    values = {"given": given, "rule": str(rule.path[-1]), "least": least}
                    yield found.problem("language.overlay_weakens", "period", **values)


def _rules_above(survey: Survey) -> Iterator[tuple[str, Found[Listing]]]:
    """Every listing rule with the region that makes it; the province's have none."""
    for found, _ in survey.listings():
        if not (found.part.sort == "overlay" and found.draft):
            yield _region(survey, found), found


def _region(survey: Survey, found: Found[Listing] | Found[PolicyMeasure]) -> str:
    return survey.base.overlays[found.part.name].region if found.part.sort == "overlay" else ""


def _same_facts(regional: Listing, provincial: Listing) -> bool:
    return set(regional.on) == set(provincial.on) and regional.about == provincial.about and bool(regional.on)


def _shorter(policy: Policy, regional: Listing, provincial: Listing) -> tuple[str, str] | None:
    """The length of *regional* and the longer one of *provincial*, where the first is shorter whatever is decided."""
    mine, yours = tuple(lengths(policy, regional.period)), tuple(lengths(policy, provincial.period))
    if provincial.lifelong is not None and regional.lifelong is None:
        return str(regional.period or "until"), "lifelong"
    if not mine or not yours or not all(is_shorter(one, other) for one in mine for other in yours):
        return None
    return ", ".join(map(str, mine)), ", ".join(map(str, yours))


def overlays_strengthen(survey: Survey) -> Iterator[Problem]:
    """What a region carries that the province carries too is no weaker there, and lasts no shorter."""
    provincial: dict[tuple[str, str, str], list[Found[PolicyMeasure]]] = {}
    for found in survey.each(PolicyMeasure):
        if found.part.sort == "policy":
            for department in found.shape.by:
                provincial.setdefault((found.carrier, found.shape.measure, department), []).append(found)
    for found in survey.each(PolicyMeasure):
        keys = (
            [(found.carrier, found.shape.measure, one) for one in found.shape.by]
            if found.part.sort == "overlay"
            else []
        )
        for above in dict.fromkeys(one for key in keys for one in provincial.get(key, ())):
            mine, theirs = found.shape, above.shape
            if STRENGTHS.index(mine.strength) < STRENGTHS.index(theirs.strength):
                values = {"measure": mine.measure, "given": mine.strength, "least": theirs.strength}
                yield found.problem("language.overlay_weakens_measure", "strength", **values)
            if mine.period and theirs.period and is_shorter(mine.period, theirs.period):
                values = {"measure": mine.measure, "given": str(mine.period), "least": str(theirs.period)}
                yield found.problem("language.overlay_weakens_measure", "period", **values)


def overlays_have_law(survey: Survey) -> Iterator[Problem]:
    """What an overlay adds rests on a numbered document; without one the overlay is a draft."""
    added: tuple[Found[Shape], ...] = (*survey.each(Listing), *survey.each(PolicyMeasure))
    for found in added:
        if found.part.sort != "overlay" or found.draft:
            continue
        sources = found.part.sources
        cited = (sources.get(citation.split("/", 1)[0]) for citation in citations(found))
        if not any(source is not None and source.number for source in cited):
            yield found.problem("language.overlay_without_law", "basis")
