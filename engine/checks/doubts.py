"""Checks that doubt is never silent: what is known with low confidence is where verdicts tell so, or is no law yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.checks.sources import citations
from engine.checks.survey import Part
from engine.language.catalogues import Measure
from engine.language.confidence import confidence_of
from engine.language.fact_types import Duty, FactType
from engine.language.grade import CarryOver, DirectGrade, GradeKeys, GradeLimit, ScoreItem
from engine.language.policy import (
    AtEnd,
    ExtendsTo,
    Lifelong,
    Listing,
    ListKeys,
    NoneProvided,
    PolicyMeasure,
    Repair,
)
from engine.language.shape import Shape
from engine.language.terms import DatedValue, Parameter
from engine.problems import Problem

_TOLD: Final[frozenset[type[Shape]]] = frozenset(
    {
        *(Listing, AtEnd, Lifelong, ListKeys, ExtendsTo, Repair, NoneProvided),
        *(PolicyMeasure, Measure, Parameter, DatedValue, FactType, Duty),
        *(GradeKeys, ScoreItem, DirectGrade, GradeLimit, CarryOver),
    }
)
"""What verdicts tell the confidence of (`engine.online.report.sure`)."""


def doubts_told(part: Part) -> Iterator[Problem]:
    """What is law and no verdict tells the confidence of is not known with low confidence."""
    for found in part.all():
        basis = citations(found)
        if type(found.shape) not in _TOLD and not found.draft and confidence_of(basis, part.sources) == "low":
            yield found.problem("language.doubt_untold", "basis", basis=", ".join(basis))
