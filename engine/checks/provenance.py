"""Where a base comes from, as far as that is less than sure, and which policies are due to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine.checks.sources import citations
from engine.checks.survey import Found, Part, survey
from engine.language.base import PolicyBase
from engine.language.confidence import ORDER, cited, confidence_of, confidence_of_value
from engine.language.policy import Policy
from engine.language.shape import Shape, Source
from engine.language.terms import DatedValue, Parameter
from engine.problems import Place
from engine.verdict import Confidence

_NO_TERMS: Final = frozenset({"basis", "none_provided", "confidence", "note", "plan", "in_force", "number"})
"""What is no term of a rule, or is told beside its terms."""


@dataclass(frozen=True)
class Unsure:
    """One thing less than sure: *steps* into what *owner*, a thing of *sort*, says, at *place*.

    *terms* are what rests on it, as written; *basis* what it cites, and *notes* what is said of that.
    """

    sort: str
    owner: str
    title: str
    draft: bool
    place: Place
    steps: tuple[Any, ...]
    confidence: Confidence
    terms: Mapping[str, str]
    basis: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Due:
    """A policy that was to be looked at again by *review_by*, or that says no such day."""

    policy: str
    title: str
    place: Place
    review_by: date | None


@dataclass(frozen=True)
class Provenance:
    """What is *unsure* in a base, by owner and place, the policies *overdue*, and the *undated*, which never are."""

    unsure: tuple[Unsure, ...]
    overdue: tuple[Due, ...]
    undated: tuple[Due, ...]

    def count(self, confidence: Confidence) -> int:
        """How many things there are of *confidence*."""
        return sum(one.confidence == confidence for one in self.unsure)


def provenance(base: PolicyBase, as_of: date) -> Provenance:
    """What of *base* is less than sure, and what was to be looked at before *as_of*."""
    parts = survey(base).parts
    due = [_due(found) for part in parts for found in part.each(Policy)]
    unsure = (one for part in parts for one in _unsure(part) if one.confidence != ORDER[-1])
    return Provenance(
        unsure=tuple(sorted(unsure, key=lambda one: (one.place.file, one.sort, one.owner, one.place))),
        overdue=tuple(one for one in due if one.review_by is not None and one.review_by < as_of),
        undated=tuple(one for one in due if one.review_by is None),
    )


def _due(found: Found[Policy]) -> Due:
    place = found.part.document.place(("review_by",))
    return Due(found.part.name, found.shape.title, place, found.shape.review_by)


def _unsure(part: Part) -> Iterator[Unsure]:
    for found in part.all():
        shape = found.shape
        if isinstance(shape, Parameter):
            for day, value in shape.values.items():
                yield _value(found, shape, day, value)
        elif isinstance(shape, Source):
            notes = (shape.note,) if shape.note else ()
            terms = {"title": shape.title, **({"number": shape.number} if shape.number else {})}
            yield _one(found, (), shape.confidence, terms, (), notes)
        elif not isinstance(shape, DatedValue) and (basis := citations(found)):
            confidence = confidence_of(basis, part.sources)
            yield _one(found, (), confidence, _terms(found), basis, _notes(part, basis, confidence))


def _value(found: Found[Shape], parameter: Parameter, day: date, value: DatedValue) -> Unsure:
    basis = value.basis or parameter.basis
    confidence = confidence_of_value(value, parameter, found.part.sources)
    terms = {"label": parameter.label, "value": _written(value.value), "unit": parameter.unit}
    return _one(found, ("values", day), confidence, terms, basis, _notes(found.part, basis, confidence))


def _one(
    found: Found[Shape],
    steps: tuple[Any, ...],
    confidence: Confidence,
    terms: Mapping[str, str],
    basis: tuple[str, ...],
    notes: tuple[str, ...],
) -> Unsure:
    part, path = found.part, found.path + steps
    place = part.document.key_place(part.root + path) if path else part.document.key_place(part.root)
    title = str(getattr(part.shape, "title", ""))
    return Unsure(part.sort, part.name, title, part.draft, place, path, confidence, terms, basis, notes)


def _terms(found: Found[Shape]) -> dict[str, str]:
    """What *found* says in single values, as written."""
    written: Any = found.part.document.data
    for step in found.part.root + found.path:
        written = written[step]
    if not isinstance(written, Mapping):
        return {}
    said = ((str(key), _written(value)) for key, value in written.items() if key not in _NO_TERMS)
    return {key: value for key, value in said if value}


def _written(value: object) -> str:
    """*value* as written; nothing where it is more than a value or a list of them."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case list():
            return ", ".join(one for member in value if (one := _written(member)))
        case Mapping():
            return ""
    return str(value)


def _notes(part: Part, basis: tuple[str, ...], confidence: Confidence) -> tuple[str, ...]:
    """What is noted of the documents of *basis* that are no surer than *confidence*."""
    documents = cited(basis, part.sources)
    return tuple(one.note for one in documents if one.note and one.confidence == confidence)
