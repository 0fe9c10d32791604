"""Conditions of the language into nodes, every name resolved and every test typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from engine.compile.fields import Field
from engine.compile.nodes import (
    AggregateNode,
    AllNode,
    AnyNode,
    FactNode,
    FieldNode,
    GradeNode,
    ListedNode,
    Node,
    NotNode,
    SubjectNode,
    WhereNode,
)
from engine.compile.scope import Scope
from engine.compile.unary_tests import compile_test, parameters_of
from engine.dated import dated
from engine.language.conditions import (
    Aggregate,
    AllCondition,
    AnyCondition,
    Condition,
    CountCondition,
    DistinctCondition,
    FactCondition,
    GradeCondition,
    ListedCondition,
    MaxCondition,
    NotCondition,
    SetTest,
    SubjectCondition,
    SumCondition,
    Where,
    WhereCondition,
)
from engine.language.shape import Kind
from engine.language.unary import Test, parse_unary, unparse
from engine.problems import nearest
from engine.truth import NOTHING

COUNT = Field("count", "number", label="次数", unit="count")
SUBJECT_FIELDS: Mapping[str, Field] = {
    "kind": Field("kind", "text", codes=frozenset(get_args(Kind)), label="主体类型"),
    "region": Field("region", "text", label="行政区划"),
    "industry": Field("industry", "text", label="行业"),
    "age": Field("age", "number", label="年龄", unit="years"),
    "years_registered": Field("years_registered", "number", label="登记年限", unit="years"),
}
_BY_PREFIX = ("region", "industry")


def compile_condition(scope: Scope, condition: Condition) -> Node:
    """*condition*, which stands at *scope*, as a node."""
    id_ = node_id(scope)
    match condition:
        case AllCondition(all_=members):
            return AllNode(id_, _members(scope, "all", members))
        case AnyCondition(any_=members):
            return AnyNode(id_, _members(scope, "any", members))
        case NotCondition(not_=member):
            return NotNode(id_, compile_condition(scope.at("not"), member))
        case WhereCondition(where=where):
            if not scope.triggers:
                scope.problem("language.where_without_trigger", "where", key=True)
            return WhereNode(id_, fact_nodes(scope.at("where"), scope.triggers, where))
        case ListedCondition(listed=policies, for_=period):
            _check_lists(scope, policies)
            return ListedNode(id_, policies, period)
        case GradeCondition(grade=test):
            return grade_node(scope, test.policy, test.is_, ("grade", "policy"), ("grade", "is"))
        case SubjectCondition(subject=tests):
            given = [(name, getattr(tests, name)) for name in SUBJECT_FIELDS if getattr(tests, name) is not None]
            asked = tuple(_subject(scope.at("subject"), name, test) for name, test in given)
            return asked[0] if len(asked) == 1 else AllNode(id_, asked)
        case _:
            return aggregate(scope, condition)


def node_id(scope: Scope) -> str:
    """The name of the condition at *scope*: its path in its file."""
    return ".".join(str(step) for step in scope.path)


def _members(scope: Scope, key: str, members: Iterable[Condition]) -> tuple[Node, ...]:
    return tuple(compile_condition(scope.at(key, index), member) for index, member in enumerate(members))


def field_nodes(scope: Scope, types: tuple[str, ...], where: Where) -> tuple[FieldNode, ...]:
    """The tests of *where* against the fields *types* have in common."""
    nodes = []
    for name, test in where.items():
        field = scope.field(types, name, name)
        if field is None:
            continue
        domain = compile_test(scope, field, test, name)
        shown = _set_text(test) if isinstance(test, SetTest) else unparse(test)
        nodes.append(FieldNode(f"{node_id(scope)}.{name}", field, domain, shown, parameters_of(test, field)))
    return tuple(nodes)


def fact_nodes(
    scope: Scope, types: tuple[str, ...], where: Where, about: tuple[FieldNode, ...] = ()
) -> Mapping[str, FactNode]:
    """For each of *types*, the tests of *where* that a fact of it must pass, with *about* before them."""
    tests = about + field_nodes(scope, types, where)
    changes = sorted({day for test in tests for day in test.domain.changes})

    def predicate(fact_type: str, day: int) -> str | None:
        if any(test.domain.at(day) is None for test in tests):
            return None
        stretch = f"@{day}" if changes else ""
        return f"{scope.name}#{node_id(scope)}:{fact_type}{stretch}"

    return {name: FactNode(name, tests, dated(changes, lambda day, n=name: predicate(n, day))) for name in types}  # type: ignore[misc]  # mypy cannot infer a lambda with a default


def _set_text(test: SetTest) -> str:
    modes: tuple[tuple[str, tuple[str, ...] | None], ...] = (
        ("any", test.any_),
        ("all", test.all_),
        ("only", test.only),
    )
    return "; ".join(f"{mode} of {', '.join(codes)}" for mode, codes in modes if codes is not None)


Operation = Literal["count", "sum", "max", "distinct"]


def _shape(condition: Aggregate) -> tuple[Operation, str, tuple[str, ...], str | None, Test]:
    match condition:
        case CountCondition():
            return "count", "count", condition.count, None, condition.is_
        case SumCondition():
            return "sum", "sum", condition.sum_, condition.of, condition.is_
        case MaxCondition():
            return "max", "max", condition.max_, condition.of, condition.is_
        case DistinctCondition():
            return "distinct", "distinct", condition.distinct, condition.of, condition.is_
        case FactCondition():
            return "count", "fact", condition.fact, None, parse_unary(">= 1")


def aggregate(scope: Scope, condition: Aggregate) -> AggregateNode:
    """An aggregate as a node."""
    operation, key, types, of, test = _shape(condition)
    known = scope.known_types(types, key)
    field = scope.field(types, of, "of", key=False) if of is not None and known else None
    if field is not None and operation in ("sum", "max") and field.family != "number":
        scope.problem("language.not_a_number", "of", field=field.name)
    for name in condition.same:
        scope.field(types, name, "same", key=False)
        if scope.triggers:
            scope.field(scope.triggers, name, "same", key=False)
    measured = field if field is not None and operation in ("sum", "max") else COUNT
    return AggregateNode(
        node_id(scope),
        operation,
        fact_nodes(scope.at("where"), types if known else (), condition.where),
        field,
        condition.within,
        condition.since,
        condition.same,
        compile_test(scope, measured, test, "is"),
        unparse(test),
        parameters_of(test, measured),
    )


def _check_lists(scope: Scope, policies: tuple[str, ...]) -> None:
    for policy in policies:
        if policy not in scope.base.policies:
            lists = [name for name, known in scope.base.policies.items() if known.list]
            scope.problem("language.unknown_policy", "listed", policy=policy, nearest=nearest(policy, lists))
        elif scope.base.policies[policy].list is None:
            scope.problem("language.not_a_list", "listed", policy=policy)


def grade_node(
    scope: Scope, policy: str, test: Test, policy_at: tuple[str, ...], test_at: tuple[str, ...]
) -> GradeNode:
    """The question whether the grade of *policy* passes *test*; the two are written at *policy_at* and *test_at*."""
    keys = scope.base.policies[policy].grade if policy in scope.base.policies else None
    if keys is None:
        grades = [name for name, known in scope.base.policies.items() if known.grade]
        scope.problem("language.unknown_policy", *policy_at, policy=policy, nearest=nearest(policy, grades))
    field = Field("grade", "text", codes=frozenset(keys.order) if keys else None)
    domain = compile_test(scope, field, test, *test_at).values[0]
    return GradeNode(node_id(scope), policy, NOTHING if domain is None else domain, unparse(test))


def _subject(scope: Scope, name: str, test: Test) -> SubjectNode:
    field = SUBJECT_FIELDS[name]
    domain = compile_test(scope, field, test, name, by_prefix=name in _BY_PREFIX)
    return SubjectNode(f"{node_id(scope)}.{name}", field, domain, unparse(test), parameters_of(test, field))
