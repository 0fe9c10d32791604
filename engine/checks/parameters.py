"""Checks of parameters: each is used, has a basis for each value, and has a value whenever law that uses it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.calendar import iso
from engine.checks.sources import source_spans
from engine.checks.spans import ALWAYS, Span, common, span
from engine.checks.survey import Found, Survey
from engine.dated import EVER
from engine.language.shape import InForce, Shape
from engine.language.terms import Parameter
from engine.language.unary import Comparison, Interval, Not, OneOf, names
from engine.problems import Problem

_TERMS = frozenset({"period", "longest", "points", "score", "start"})


def parameters_used(survey: Survey) -> Iterator[Problem]:
    """Every parameter is spoken of by a rule of its policy or of an overlay that adds to it."""
    uses = _uses(survey)
    for found in survey.each(Parameter):
        name = str(found.path[-1])
        if not any(name in named for _, named in uses.get(found.name, ())):
            yield survey.problem_of_key("language.unused_parameter", found, parameter=name)


def values_have_basis(survey: Survey) -> Iterator[Problem]:
    """Every value of a parameter cites what fixes it; only a draft may guess."""
    for found in survey.each(Parameter):
        for day, value in found.shape.values.items():
            if value.value is not None and not (value.basis or found.shape.basis or found.draft):
                values = {"parameter": str(found.path[-1]), "day": day}
                yield survey.problem_of_key("language.value_without_basis", found, "values", day, **values)


def values_exist(survey: Survey) -> Iterator[Problem]:
    """A parameter has a value on every day on which law that uses it holds; a policy without one is a draft."""
    uses = _uses(survey)
    for found in survey.each(Parameter):
        name = str(found.path[-1])
        for user, named in uses.get(found.name, ()):
            if name in named and not (found.draft or user.draft):
                yield from _missing(survey, found, user)


def _missing(survey: Survey, found: Found[Parameter], user: Found[Shape]) -> Iterator[Problem]:
    """The first day on which *user* is law and the parameter *found* has no value."""
    law = _law(survey, user)
    if law is None:
        return
    by_day = sorted(found.shape.values.items())
    first = by_day[0][0].toordinal()
    name = str(found.path[-1])
    if EVER < law[0] < first:
        yield survey.problem_of_key("language.no_value_yet", found, parameter=name, day=iso(law[0]))
    for number, (day, value) in enumerate(by_day):
        until = by_day[number + 1][0].toordinal() - 1 if number + 1 < len(by_day) else ALWAYS[1]
        if value.value is None and common((law, (day.toordinal(), until))) is not None:
            yield survey.problem_of_key("language.no_value", found, "values", day, parameter=name, day=day)


def _law(survey: Survey, user: Found[Shape]) -> Span | None:
    """The days on which *user* can be law: its own days within those of its basis."""
    in_force = getattr(user.shape, "in_force", None)
    if not isinstance(in_force, InForce):
        return ALWAYS
    spans = source_spans(survey, user) or (ALWAYS,)
    return common((span(in_force), (min(one[0] for one in spans), max(one[1] for one in spans))))


def _uses(survey: Survey) -> dict[str, list[tuple[Found[Shape], frozenset[str]]]]:
    """By policy, the shapes that speak of names, each given as the rule around it that says when it is law."""
    rules: dict[tuple[str, str], list[Found[Shape]]] = {}
    for found in survey.all():
        if isinstance(getattr(found.shape, "in_force", None), InForce) and found.path:
            rules.setdefault((found.sort, found.name), []).append(found)
    uses: dict[str, list[tuple[Found[Shape], frozenset[str]]]] = {}
    for found in survey.all():
        named = frozenset(_names(found.shape))
        if named and found.sort in {"policy", "overlay"} and found.path:
            around = (rule for rule in rules.get((found.sort, found.name), ()) if found.is_in(rule))
            innermost = max(around, key=lambda rule: len(rule.path), default=found)
            uses.setdefault(survey.carrier(found), []).append((innermost, named))
    return uses


def _names(shape: Shape) -> Iterator[str]:
    """The names that stand in *shape* itself where a parameter can stand."""
    for key in type(shape).model_fields:
        yield from _names_in(key, getattr(shape, key))


def _names_in(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, Comparison | Interval | OneOf | Not):
        yield from names(value)
    elif isinstance(value, str) and key in _TERMS:
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from _names_in(key, member)
    elif isinstance(value, dict):
        for member in value.values():
            yield from _names_in(key, member)
