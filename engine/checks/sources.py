"""Checks of citations: every article cited stands in a declared document that is law when the rule is."""

from __future__ import annotations

from collections.abc import Iterator

from engine.calendar import FOREVER, iso
from engine.checks.spans import ALWAYS, Span, common, covered, span
from engine.checks.survey import Found, Survey
from engine.dated import EVER
from engine.language.policy import NoneProvided, PolicyMeasure
from engine.language.shape import InForce, Shape
from engine.problems import Problem, nearest


def citations(found: Found[Shape]) -> tuple[str, ...]:
    """What *found* cites, as `document/article`."""
    shape = found.shape
    cited = shape.none_provided if isinstance(shape, NoneProvided) else getattr(shape, "basis", ())
    return cited if isinstance(cited, tuple) else ()


def sources_declared(survey: Survey) -> Iterator[Problem]:
    """What is cited is declared under `basis` of the same file."""
    for found in survey.all():
        sources = survey.sources(found)
        for citation in citations(found):
            source = citation.split("/", 1)[0]
            if source not in sources:
                key = "none_provided" if isinstance(found.shape, NoneProvided) else "basis"
                values = {"source": source, "nearest": nearest(source, sources)}
                yield survey.problem("language.unknown_source", found, key, **values)


def sources_given(survey: Survey) -> Iterator[Problem]:
    """What must have a basis is not given an empty one; only a draft may be."""
    for found in survey.all():
        key = "none_provided" if isinstance(found.shape, NoneProvided) else "basis"
        field = type(found.shape).model_fields.get(key)
        if field is not None and field.is_required() and not found.draft and getattr(found.shape, key) == ():
            yield survey.problem_of_key("language.no_basis", found, key)


def sources_in_force(survey: Survey) -> Iterator[Problem]:
    """A rule has a basis in force on the first and last day it names, and on some day at least."""
    for found in survey.all():
        in_force = getattr(found.shape, "in_force", None)
        spans = source_spans(survey, found)
        if found.draft or not isinstance(in_force, InForce) or not spans:
            continue
        others = _others(survey, found)
        own = common((span(in_force), *others))
        if own is None:
            yield survey.problem_of_key("language.never_in_force", found, "in_force")
        elif not any(common((own, one)) for one in spans):
            yield survey.problem("language.basis_not_in_force", found, "basis", days=_days(own))
        else:
            for key, day in (("from", own[0]), ("to", own[1])):
                named = day in span(in_force) and day not in ALWAYS
                if named and not covered(day, spans):
                    yield survey.problem("language.basis_not_in_force", found, "in_force", key, days=iso(day))


def source_spans(survey: Survey, found: Found[Shape]) -> tuple[Span, ...]:
    """When each document that *found* cites is in force."""
    sources = survey.sources(found)
    cited = (sources.get(citation.split("/", 1)[0]) for citation in citations(found))
    return tuple(span(source.in_force) for source in cited if source is not None)


def _others(survey: Survey, found: Found[Shape]) -> Iterator[Span]:
    """The days to which what *found* belongs to is confined."""
    if isinstance(found.shape, PolicyMeasure):
        measure = survey.base.measures.get(found.shape.measure)
        if measure is not None:
            yield span(measure.in_force)
        if found.sort == "linkage":
            yield span(survey.base.linkages[found.name].in_force)


def _days(days: Span) -> str:
    first = iso(days[0]) if days[0] > EVER else "…"
    return f"{first} – {iso(days[1]) if days[1] < FOREVER else '…'}"
