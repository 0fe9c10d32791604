"""Checks of regional overlays: they add to provincial law, on a law of their own, and weaken none of it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.calendar import Period
from engine.checks.sources import citations
from engine.checks.spans import is_shorter
from engine.checks.survey import Found, Survey
from engine.language.policy import Listing, PolicyMeasure
from engine.language.shape import Shape
from engine.problems import Problem


def overlays_add(survey: Survey) -> Iterator[Problem]:
    """An overlay's rule has a name of its own, and for the same facts no shorter period than the provincial rule."""
    for found, policy in survey.listings():
        if found.part.sort != "overlay":
            continue
        name = str(found.path[-1])
        if name in policy.listings:
            values = {"rule": name, "policy": found.carrier}
            yield found.problem_of_key("language.overlay_redefines", **values)
        for provincial, rule in policy.listings.items():
            if _weakens(found.shape, rule):
                values = {"given": str(found.shape.period), "rule": provincial, "least": str(rule.period)}
                yield found.problem("language.overlay_weakens", "period", **values)


def _weakens(regional: Listing, provincial: Listing) -> bool:
    """Whether *regional* lists for the same facts as *provincial* and for less time, both times being fixed."""
    same = set(regional.on) == set(provincial.on) and regional.about == provincial.about and bool(regional.on)
    mine, yours = regional.period, provincial.period
    return same and isinstance(mine, Period) and isinstance(yours, Period) and is_shorter(mine, yours)


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
