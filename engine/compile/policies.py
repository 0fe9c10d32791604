"""One policy compiled, and remembered while neither its file nor what it may speak of has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.compile.fields import Field
from engine.compile.grades import CompiledGrade, compile_grade
from engine.compile.lists import CompiledList, compile_list
from engine.compile.measures import Carriage, carriages
from engine.compile.rules import CompiledRule
from engine.compile.scope import DatedParameter, Scope, dated_parameter
from engine.identity import Same
from engine.language.base import PolicyBase
from engine.problems import Problem

Fields = Mapping[str, Mapping[str, Field]]


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """What a policy came to, and what is wrong with it."""

    list: CompiledList | None
    grade: CompiledGrade | None
    carriages: tuple[Carriage, ...]
    problems: tuple[Problem, ...]


def parameters_of(base: PolicyBase, name: str) -> Mapping[str, DatedParameter]:
    """The parameters of the policy *name*, dated."""
    return _parameters(Same((base.policies[name], base.basis_of("policy", name))))


@lru_cache(maxsize=4096)
def _parameters(read: Same) -> Mapping[str, DatedParameter]:
    policy, sources = read.things
    return {key: dated_parameter(key, keys, sources) for key, keys in policy.parameters.items()}


class Context:
    """What a policy may speak of: two bases in which that is the same give the same policy the same meaning."""

    def __init__(self, base: PolicyBase, fields: Fields) -> None:
        self.base = base
        self.fields = fields
        catalogues = (base.fact_types, base.measures, base.departments, base.codes, base.cited)
        things = Same(part for catalogue in catalogues for _, part in sorted(catalogue.items()))
        policies = tuple(
            (name, policy.list is not None, policy.grade.order if policy.grade else ())
            for name, policy in sorted(base.policies.items())
        )
        self._spoken_of = _first_alike((things, policies))
        self._hash = hash(self._spoken_of)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Context):
            return False
        return self._spoken_of is other._spoken_of or self._spoken_of == other._spoken_of


@lru_cache(maxsize=64)
def _first_alike(things: tuple[object, ...]) -> tuple[object, ...]:
    """The first *things* seen that are equal to these: a context is compared for every policy of a base."""
    return things


def compile_policy(context: Context, name: str, added: Iterable[CompiledRule]) -> CompiledPolicy:
    """The policy *name* in *context*, with the rules overlays have *added*."""
    base = context.base
    key = Same((base.policies[name], base.documents[base.origins["policy", name][0]], *added))
    return _remembered(key, name, context)


@lru_cache(maxsize=8192)
def _remembered(key: Same, name: str, context: Context) -> CompiledPolicy:
    policy, rules = key.things[0], key.things[2:]
    problems: list[Problem] = []
    scope = Scope(context.base, context.fields, "policy", name, parameters_of(context.base, name), problems)
    own = carriages(scope, name, policy.measures, rules=tuple(policy.listings.values()))
    if (policy.list is None) == (policy.grade is None):
        scope.problem("language.list_or_grade", key=True)
    compiled = compile_list(scope, policy, policy.list, rules) if policy.list is not None else None
    grade = compile_grade(scope.at("grade"), policy, policy.grade) if policy.grade is not None else None
    return CompiledPolicy(compiled, grade, own, tuple(problems))
