"""Checks of names across files: departments, lists, drafts, degrees and grades, and the names of files."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import TypeAdapter, ValidationError

from engine.checks.survey import Found, Part, Survey
from engine.language.catalogues import Linkage, LinkageWhen, Measure, Overlay
from engine.language.conditions import GradeTest, ListedCondition
from engine.language.fact_types import FactSource
from engine.language.policy import Listing, Policy, PolicyMeasure
from engine.language.scalars import PolicyId
from engine.language.shape import Shape
from engine.language.terms import EndOf
from engine.problems import Problem, nearest

_POLICY_ID = TypeAdapter[str](PolicyId)


def departments_known(survey: Survey) -> Iterator[Problem]:
    """Whoever keeps a list, sends a fact type or may carry out a measure is a department of the base."""
    named: list[tuple[Found[Shape], str, str]] = [
        (one, "authority", one.shape.authority) for one in survey.each(Policy)
    ]
    named += [(one, "department", one.shape.department) for one in survey.each(FactSource)]
    named += [(one, "executors", name) for one in survey.each(Measure) for name in one.shape.executors]
    for found, key, name in named:
        if name not in survey.base.departments:
            close = nearest(name, survey.base.departments)
            yield found.problem("language.unknown_department", key, department=name, nearest=close)


def clauses_known(survey: Survey) -> Iterator[Problem]:
    """What a policy, rule or linkage says it carries is a clause of the plan, where the base has one."""
    plan = survey.base.plan
    if plan is None:
        return
    naming: list[Found[Policy] | Found[Linkage] | Found[Listing]] = []
    naming += [*survey.each(Policy), *survey.each(Linkage), *survey.each(Listing)]
    for found in naming:
        for clause in found.shape.plan:
            if clause not in plan.clauses:
                close = nearest(clause, plan.clauses)
                yield found.problem("language.unknown_clause", "plan", clause=clause, nearest=close)


def lists_known(survey: Survey) -> Iterator[Problem]:
    """Where only a list can stand, a list is named; the black ones where effects are withheld."""
    for end in survey.each(EndOf):
        yield from _known_list(survey, end, "end_of", end.shape.end_of)
    for linkage in survey.each(Linkage):
        for name in linkage.shape.when.listed:
            if name in survey.base.policies:  # others are reported when the base is compiled
                yield from _known_list(survey, linkage, "when", name)
    for found in survey.each(Policy):
        for name in found.shape.excluded_by:
            yield from _known_list(survey, found, "excluded_by", name)
            excluding = survey.base.policies.get(name)
            if excluding is not None and excluding.list is not None and excluding.list.kind != "black":
                yield found.problem("language.excluded_by_not_black", "excluded_by", policy=name)


def _known_list(survey: Survey, found: Found[Shape], key: str, name: str) -> Iterator[Problem]:
    policies = survey.base.policies
    if name not in policies:
        lists = (known for known, policy in policies.items() if policy.list is not None)
        yield found.problem("language.unknown_policy", key, policy=name, nearest=nearest(name, lists))
    elif policies[name].list is None:
        yield found.problem("language.not_a_list", key, policy=name)


def drafts_unnamed(survey: Survey) -> Iterator[Problem]:
    """What is law does not rest on a draft."""
    named: list[tuple[Found[Shape], str, str]] = []
    named += [(one, "listed", name) for one in survey.each(ListedCondition) for name in one.shape.listed]
    named += [(one, "policy", one.shape.policy) for one in survey.each(GradeTest)]
    named += [(one, "end_of", one.shape.end_of) for one in survey.each(EndOf)]
    named += [(one, "listed", name) for one in survey.each(LinkageWhen) for name in one.shape.listed]
    named += [(one, "grade", one.shape.grade) for one in survey.each(LinkageWhen) if one.shape.grade]
    named += [(one, "excluded_by", name) for one in survey.each(Policy) for name in one.shape.excluded_by]
    named += [(one, "adds", name) for one in survey.each(Overlay) for name in one.shape.adds]
    for found, key, name in named:
        policy = survey.base.policies.get(name)
        if policy is not None and policy.status == "draft" and not found.draft:
            yield found.problem("language.names_draft", key, policy=name)


def linkages_start(part: Part) -> Iterator[Problem]:
    """A linkage starts from lists, or from a grade with a test of it."""
    for found in part.each(LinkageWhen):
        keys = found.shape
        if not keys.listed and keys.grade is None:
            yield found.problem("language.linkage_without_start")
        if (keys.grade is None) != (keys.is_ is None):
            yield found.problem("language.linkage_grade")


def degrees_and_grades_known(survey: Survey) -> Iterator[Problem]:
    """Degrees and grades that choose a measure are those of the policy."""
    degrees: dict[str, set[str]] = {}
    for rule, _ in survey.listings():
        degrees.setdefault(rule.carrier, set()).update({rule.shape.degree} if rule.shape.degree else ())
    for found, carriers in survey.carried():
        known = {degree for name in carriers for degree in degrees.get(name, ())}
        for degree in set(found.shape.degrees) - known:
            values = {"degree": degree, "nearest": nearest(degree, known)}
            yield found.problem("language.unknown_degree", "degrees", **values)
        yield from _grades(survey, found, carriers)


def _grades(survey: Survey, found: Found[PolicyMeasure], carriers: tuple[str, ...]) -> Iterator[Problem]:
    policies = (survey.base.policies.get(name) for name in carriers)
    known = {grade for policy in policies if policy is not None and policy.grade for grade in policy.grade.order}
    for grade in set(found.shape.grades) - known:
        yield found.problem("language.unknown_grade", "grades", grade=grade, nearest=nearest(grade, known))


def files_named_well(part: Part) -> Iterator[Problem]:
    """The path of a policy can be written where policies are named, and an overlay's file is named as its region."""
    for policy in part.each(Policy):
        if not _is_policy_id(policy.part.name):
            yield policy.problem("language.bad_file_name", name=policy.part.name)
    for overlay in part.each(Overlay):
        if overlay.part.name != f"regions/{overlay.shape.region}":
            yield overlay.problem("language.region_elsewhere", "region", region=overlay.shape.region)


def _is_policy_id(name: str) -> bool:
    try:
        _POLICY_ID.validate_python(name)
    except ValidationError:
        return False
    return True
