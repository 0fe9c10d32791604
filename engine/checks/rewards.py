"""Checks that rewards and punishments do not meet: grades on their side, red lists beside black ones (DESIGN 6)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.survey import Found, Survey
from engine.language.policy import Policy, PolicyMeasure
from engine.language.unary import Comparison, OneOf, Text
from engine.problems import Problem


def grades_on_their_side(survey: Survey) -> Iterator[Problem]:
    """The worst grade carries no reward, and the best no punishment."""
    for found, carriers in survey.carried():
        measure = survey.base.measures.get(found.shape.measure)
        for name in carriers:
            policy = survey.base.policies.get(name)
            if measure is None or policy is None or policy.grade is None:
                continue
            wrong = policy.grade.order[-1] if measure.kind == "reward" else policy.grade.order[0]
            if wrong in _grades(survey, found):
                values = {"measure": found.shape.measure, "grade": wrong, "policy": name}
                code = "reward_for_worst_grade" if measure.kind == "reward" else "punishment_for_best_grade"
                yield found.problem(f"language.{code}", "measure", **values)


def _grades(survey: Survey, found: Found[PolicyMeasure]) -> tuple[str, ...]:
    """The grades that are named to carry *found*."""
    if found.part.sort != "linkage":
        return found.shape.grades
    match survey.base.linkages[found.part.name].when.is_:
        case Comparison(operator="=", operand=Text(value)):
            return (value,)
        case OneOf(members=members):
            operands = (one.operand for one in members if isinstance(one, Comparison) and one.operator == "=")
            return tuple(one.value for one in operands if isinstance(one, Text))
    return ()


def rewards_excluded(survey: Survey) -> Iterator[Problem]:
    """A red list that carries rewards beside a black list of its sector says which lists exclude it."""
    rewards = {name for name, measure in survey.base.measures.items() if measure.kind == "reward"}
    carried = ((found, names) for found, names in survey.carried() if not found.draft)
    rewarding = {name for found, names in carried if found.shape.measure in rewards for name in names}
    for found, policy in survey.policies():
        if policy.list is None or policy.list.kind != "red" or found.draft or found.part.name not in rewarding:
            continue
        beside = [
            name
            for name, other in survey.base.policies.items()
            if _sector(name) == _sector(found.part.name) and _is_black(other) and _meet(policy, other)
        ]
        if beside and not policy.excluded_by:
            names = ", ".join(f"`{name}`" for name in sorted(beside))
            yield found.problem_of_key("language.reward_beside_black_list", "list", policies=names)


def _is_black(policy: Policy) -> bool:
    return policy.list is not None and policy.list.kind == "black" and policy.status == "active"


def _sector(policy: str) -> str:
    return policy.rpartition("/")[0]


def _meet(one: Policy, other: Policy) -> bool:
    """Whether a subject can be on both: of a kind both speak of, or that the other reaches."""
    reached = {kind for extension in other.extends_to for kind in extension.kinds}
    return bool({*one.applies_to} & ({*other.applies_to} | reached))
