"""Checks of citations: every article cited stands in a declared document that is law when the rule is."""

from __future__ import annotations

from collections.abc import Iterator

from engine.calendar import FOREVER, iso
from engine.checks.spans import ALWAYS, Span, common, covered, gaps, span
from engine.checks.survey import Found, Part, Survey
from engine.dated import EVER
from engine.language.catalogues import Measure
from engine.language.policy import AtEnd, Lifelong, Listing, NoneProvided
from engine.language.shape import InForce, Shape
from engine.language.terms import Parameter
from engine.problems import Problem, nearest


def citations(found: Found[Shape]) -> tuple[str, ...]:
    """What *found* cites, as `document/article`."""
    shape = found.shape
    cited = shape.none_provided if isinstance(shape, NoneProvided) else getattr(shape, "basis", ())
    return cited if isinstance(cited, tuple) else ()


def sources_declared(part: Part) -> Iterator[Problem]:
    """What is cited is declared under `basis` of the same file."""
    for found in part.all():
        for citation in citations(found):
            source = citation.split("/", 1)[0]
            if source not in part.sources:
                close = nearest(source, part.sources)
                yield found.problem("language.unknown_source", _key(found), source=source, nearest=close)


def sources_given(part: Part) -> Iterator[Problem]:
    """What must have a basis is not given an empty one; only a draft may be."""
    for found in part.all():
        field = type(found.shape).model_fields.get(_key(found))
        if field is not None and field.is_required() and not found.draft and getattr(found.shape, _key(found)) == ():
            yield found.problem_of_key("language.no_basis", _key(found))


def _key(found: Found[Shape]) -> str:
    return "none_provided" if isinstance(found.shape, NoneProvided) else "basis"


def sources_in_force(part: Part) -> Iterator[Problem]:
    """A rule has a basis in force on the first and last day it names, and on some day at least."""
    for found in part.all():
        in_force = getattr(found.shape, "in_force", None)
        if isinstance(in_force, InForce) and not found.draft:
            yield from _in_force(found, span(in_force))


def _in_force(found: Found[Shape], own: Span) -> Iterator[Problem]:
    spans = source_spans(found)
    if not spans or own[0] > own[1]:
        return
    if not any(common((own, one)) for one in spans):
        yield found.problem("language.basis_not_in_force", _key(found), days=_days(own))
        return
    for key, day in (("from", own[0]), ("to", own[1])):
        if day not in ALWAYS and not covered(day, spans):
            yield found.problem("language.basis_not_in_force", "in_force", key, days=iso(day))
    for gap in gaps(spans) if not isinstance(found.shape, Measure) else ():  # of these, only while they are carried
        if (
            (shared := common((own, gap))) is not None
            and covered(shared[0] - 1, spans)
            and covered(shared[1] + 1, spans)
        ):
            yield found.problem("language.basis_not_in_force", _key(found), days=_days(shared))


def values_in_force(part: Part) -> Iterator[Problem]:
    """Each value of a parameter holds on some day on which a document that fixes it is in force."""
    for found in part.each(Parameter) if not part.draft else ():
        days = sorted(found.shape.values)
        for number, day in enumerate(days):
            value = found.shape.values[day]
            last = days[number + 1].toordinal() - 1 if number + 1 < len(days) else FOREVER
            spans = _spans(found, value.basis or found.shape.basis)
            held = (day.toordinal(), last)
            if value.value is not None and spans and not any(common((held, one)) for one in spans):
                yield found.problem("language.basis_not_in_force", "values", day, days=_days(held))


def terms_in_force(part: Part) -> Iterator[Problem]:
    """What prolongs a listing, or makes it lifelong, rests on a document in force on some day on which its rule is."""
    for rule in part.each(Listing) if not part.draft else ():
        own = law_days(rule)
        for shape in (AtEnd, Lifelong):
            for found in part.each(shape):
                spans = source_spans(found)
                inside = found.path[: len(rule.path)] == rule.path
                if inside and own is not None and spans and not any(common((own, one)) for one in spans):
                    yield found.problem("language.basis_not_in_force", "basis", days=_days(own))


def measures_in_force(survey: Survey) -> Iterator[Problem]:
    """A measure that is carried, what carries it and its statute are law together: on some day, and without a gap."""
    catalogue = {found.part.name: law_days(found) for found in survey.each(Measure)}
    statutes = {found.part.name: gaps(source_spans(found)) for found in survey.each(Measure)}
    for found, _ in survey.carried():
        statute = catalogue.get(found.shape.measure)
        own = law_days(found)
        if found.draft or own is None or statute is None:
            continue
        linked = survey.base.linkages[found.part.name].in_force if found.part.sort == "linkage" else InForce()
        days = common((own, statute, span(linked)))
        if days is None:
            yield found.problem("language.never_in_force", "measure", measure=found.shape.measure)
            continue
        for gap in statutes[found.shape.measure]:
            if (shared := common((days, gap))) is not None:
                values = {"measure": found.shape.measure, "days": _days(shared)}
                yield found.problem("language.statute_gap", "measure", **values)


def source_spans(found: Found[Shape]) -> tuple[Span, ...]:
    """When each document that *found* cites is in force."""
    return _spans(found, citations(found))


def _spans(found: Found[Shape], basis: tuple[str, ...]) -> tuple[Span, ...]:
    cited = (found.part.sources.get(citation.split("/", 1)[0]) for citation in basis)
    return tuple(span(source.in_force) for source in cited if source is not None)


def law_days(found: Found[Shape]) -> Span | None:
    """The days on which *found* can be law: its own within those of its basis."""
    in_force = getattr(found.shape, "in_force", None)
    if not isinstance(in_force, InForce):
        return ALWAYS
    spans = source_spans(found) or (ALWAYS,)
    return common((span(in_force), (min(one[0] for one in spans), max(one[1] for one in spans))))


def _days(days: Span) -> str:
    first = iso(days[0]) if days[0] > EVER else "…"
    return f"{first} – {iso(days[1]) if days[1] < FOREVER else '…'}"
