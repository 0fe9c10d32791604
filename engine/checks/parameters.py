"""Checks of parameters: each is used, has a basis for each value, and has a value whenever law that uses it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from engine.calendar import iso
from engine.checks.sources import law_days
from engine.checks.spans import ALWAYS, Span, common
from engine.checks.survey import Found, Part, Survey
from engine.dated import EVER
from engine.language.shape import InForce, Shape
from engine.language.terms import Parameter
from engine.language.unary import Comparison, Interval, Not, OneOf, names
from engine.problems import Problem

_TERMS = frozenset({"period", "longest", "points", "score", "start"})
Uses = Mapping[str, Mapping[str, frozenset[Span]]]
"""By policy and name spoken of, the days of law on which something speaks of it."""


def values_have_basis(part: Part) -> Iterator[Problem]:
    """Every value of a parameter cites what fixes it; only a draft may guess."""
    for found in part.each(Parameter):
        for day, value in found.shape.values.items():
            if value.value is not None and not (value.basis or found.shape.basis or found.draft):
                values = {"parameter": str(found.path[-1]), "day": day}
                yield found.problem_of_key("language.value_without_basis", "values", day, **values)


def parameters_used(survey: Survey) -> Iterator[Problem]:
    """Every parameter is spoken of by a rule of its policy or of an overlay that adds to it."""
    overlays = [_uses(part) for part in survey.parts if part.sort == "overlay"]
    for part in survey.parts:
        for found in part.each(Parameter):
            name = str(found.path[-1])
            if not any(name in uses.get(part.name, ()) for uses in (_uses(part), *overlays)):
                yield found.problem_of_key("language.unused_parameter", parameter=name)


def values_exist(survey: Survey) -> Iterator[Problem]:
    """A parameter has a value on every day on which law that uses it holds; a policy without one is a draft."""
    overlays = [_uses(part) for part in survey.parts if part.sort == "overlay" and not part.draft]
    for part in survey.parts:
        for found in part.each(Parameter) if not part.draft else ():
            for uses in (_uses(part), *overlays):
                for law in uses.get(part.name, {}).get(str(found.path[-1]), ()):
                    yield from _missing(found, law)


def _missing(found: Found[Parameter], law: Span) -> Iterator[Problem]:
    """Where the parameter *found* has no value in the days of *law*."""
    name = str(found.path[-1])
    by_day = sorted(found.shape.values.items())
    if EVER < law[0] < by_day[0][0].toordinal():
        yield found.problem_of_key("language.no_value_yet", parameter=name, day=iso(law[0]))
    for number, (day, value) in enumerate(by_day):
        later = by_day[number + 1][0].toordinal() - 1 if number + 1 < len(by_day) else None
        if later is not None and value.basis:
            continue  # what law did not settle then, by the document cited; it is unknown on those days
        if value.value is None and common((law, (day.toordinal(), later or ALWAYS[1]))) is not None:
            yield found.problem_of_key("language.no_value", "values", day, parameter=name, day=day)


@lru_cache(maxsize=8192)
def _uses(part: Part) -> Uses:
    """The names that *part* speaks of where a parameter can stand, each with the days of the rule that does."""
    if part.sort not in {"policy", "overlay"}:
        return {}
    days = {found.path: law_days(found) for found in part.all() if hasattr(found.shape, "in_force")}
    uses: dict[str, dict[str, set[Span]]] = {}
    for found in part.all():
        spoken = set(_names(found.shape)) if found.path else set()
        law = next((days[path] for path in _around(found.path) if path in days), ALWAYS) if spoken else None
        for name in spoken if law is not None else ():
            uses.setdefault(found.carrier, {}).setdefault(name, set()).add(law or ALWAYS)
    return {policy: {name: frozenset(spans) for name, spans in named.items()} for policy, named in uses.items()}


def _around(path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """*path* and what it leads through, from within, but for the whole."""
    return (path[:length] for length in range(len(path), 0, -1))


def _names(shape: Shape) -> Iterator[str]:
    """The names that stand in *shape* itself where a parameter can stand."""
    for key in type(shape).model_fields:
        value = getattr(shape, key)
        if value and not isinstance(value, Shape | InForce):
            yield from _names_in(key, value)


def _names_in(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, Comparison | Interval | OneOf | Not):
        yield from names(value)
    elif isinstance(value, str):
        if key in _TERMS:
            yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from _names_in(key, member)
    elif isinstance(value, dict):
        for member in value.values():
            yield from _names_in(key, member)
