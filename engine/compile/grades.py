"""Grades compiled (S22)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from engine.calendar import Period
from engine.compile.conditions import compile_condition, fact_nodes
from engine.compile.domains import Domain
from engine.compile.fields import Field
from engine.compile.nodes import FactNode, Node, policies
from engine.compile.scope import Scope, days_of
from engine.compile.unary_tests import compile_test
from engine.dated import Dated, always, dated
from engine.language.grade import CarryOver, GradeKeys, Window
from engine.language.policy import Policy
from engine.language.unary import Test
from engine.problems import nearest
from engine.truth import IntSet

POINTS = 10_000
"""Points are held in ten-thousandths."""
SCORE = Field("score", "number", factor=POINTS, signed=True, label="得分", unit="points")
Points = Dated[int | None]


@dataclass(frozen=True, slots=True)
class CompiledItem:
    """What each fact of *types* that passes *facts* moves the score by, at most *cap* in all."""

    id: str
    label: str
    facts: Mapping[str, FactNode]
    points: Points
    cap: int | None
    in_force: tuple[int, int]
    basis: tuple[str, ...]
    parameters: frozenset[str]

    @property
    def may_cost(self) -> bool:
        """Whether a fact may lower the score."""
        return bool(self.parameters) or any(value is not None and value < 0 for value in self.points.values)

    @property
    def may_earn(self) -> bool:
        """Whether a fact may raise the score."""
        return bool(self.parameters) or any(value is not None and value > 0 for value in self.points.values)


@dataclass(frozen=True, slots=True)
class CompiledDirect:
    """A *grade* given outright for a fact, or where *condition* holds at the end of the year."""

    id: str
    label: str
    facts: Mapping[str, FactNode]
    condition: Node | None
    grade: str
    in_force: tuple[int, int]
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledLimit:
    """The best grade where *condition* holds at the end of the year."""

    id: str
    label: str
    condition: Node
    at_best: str
    in_force: tuple[int, int]
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledCarryOver:
    """What *grade*, come about in one of *ways*, does to later years: kept for *keep*, then *then_at_best*.

    *deduct* is what it costs the next year instead, in ten-thousandths of a point.
    """

    grade: str
    ways: frozenset[str]
    keep: int
    then_at_best: str | None
    deduct: int
    in_force: tuple[int, int]
    basis: tuple[str, ...]


@dataclass(frozen=True)
class CompiledGrade:
    """A grade: *start* (alternatives in order), *items*, *bands*, and what overrides them."""

    policy: str
    order: tuple[str, ...]
    window: Period | None
    declared: tuple[int, int]
    start: tuple[tuple[Node | None, Points], ...]
    items: tuple[CompiledItem, ...]
    clip: tuple[int, int]
    bands: tuple[tuple[str, Domain], ...]
    direct: tuple[CompiledDirect, ...]
    limits: tuple[CompiledLimit, ...]
    carry_over: tuple[CompiledCarryOver, ...]
    years: tuple[int, int]
    kinds: frozenset[str]
    basis: tuple[str, ...]
    start_parameters: frozenset[str]

    @cached_property
    def asks_itself(self) -> bool:
        """Whether one of its conditions asks for the grade the subject had before."""
        return any(self.policy in policies(node) for node in self.nodes())

    @cached_property
    def reads(self) -> frozenset[str]:
        """The policies whose status it reads, its own past among them."""
        return frozenset(name for node in self.nodes() for name in policies(node))

    def nodes(self) -> Iterator[Node]:
        """Every condition of it, outermost nodes only."""
        yield from (node for node, _ in self.start if node is not None)
        yield from (one.condition for one in self.direct if one.condition is not None)
        yield from (one.condition for one in self.limits)

    def fact_nodes(self) -> Iterator[Mapping[str, FactNode]]:
        """The tests of facts that score or give a grade outright."""
        yield from (item.facts for item in self.items)
        yield from (direct.facts for direct in self.direct)


def compile_grade(scope: Scope, policy: Policy, keys: GradeKeys) -> CompiledGrade:
    """The grade of *policy*, whose keys stand at *scope*."""
    start = keys.start
    scores = tuple(one.score for one in start) if isinstance(start, tuple) else (start,)
    starts = (
        tuple(
            (
                compile_condition(scope.at("start", n, "if"), one.if_) if one.if_ is not None else None,
                _points(scope.at("start", n), one.score, "score"),
            )
            for n, one in enumerate(start)
        )
        if isinstance(start, tuple)
        else ((None, _points(scope, start, "start")),)
    )
    _check_grades(scope, keys)
    clip = (int(keys.score[0] * POINTS), int(keys.score[1] * POINTS))
    bands = tuple((grade, _band(scope, grade, test)) for grade, test in keys.bands.items())
    _check_bands(scope, bands, clip)
    return CompiledGrade(
        policy=scope.name,
        order=keys.order,
        window=keys.per.window if isinstance(keys.per, Window) else None,
        declared=keys.declared or (1, 1),
        start=starts,
        items=_items(scope, keys),
        clip=clip,
        bands=bands,
        direct=_direct(scope, keys),
        limits=tuple(
            CompiledLimit(
                name,
                one.label or name,
                compile_condition(scope.at("limits", name, "if"), one.if_),
                one.at_best,
                days_of(one.in_force),
                one.basis,
            )
            for name, one in keys.limits.items()
        ),
        carry_over=tuple(_carry_over(scope, name, one) for name, one in keys.carry_over.items()),
        years=(keys.first_year or 1, keys.last_year or 9998),
        kinds=frozenset(policy.applies_to),
        basis=keys.basis,
        start_parameters=frozenset(name for name in scores if isinstance(name, str)),
    )


def _items(scope: Scope, keys: GradeKeys) -> tuple[CompiledItem, ...]:
    items = []
    for name, item in keys.items.items():
        here = scope.at("items", name)
        types = item.on if here.known_types(item.on, "on") else ()
        items.append(
            CompiledItem(
                name,
                item.label or name,
                fact_nodes(here.at("where"), types, item.where),
                _points(here, item.points, "points"),
                None if item.cap is None else abs(_whole(here, item.cap, "cap")),
                days_of(item.in_force),
                item.basis,
                frozenset((item.points,)) if isinstance(item.points, str) else frozenset(),
            )
        )
    return tuple(items)


def _carry_over(scope: Scope, name: str, keys: CarryOver) -> CompiledCarryOver:
    return CompiledCarryOver(
        grade=keys.grade,
        ways=frozenset({"score", "direct"} if keys.from_ == "any" else {keys.from_}),
        keep=keys.keep,
        then_at_best=keys.then_at_best,
        deduct=0 if keys.deduct is None else _whole(scope.at("carry_over", name), keys.deduct, "deduct"),
        in_force=days_of(keys.in_force),
        basis=keys.basis,
    )


def _direct(scope: Scope, keys: GradeKeys) -> tuple[CompiledDirect, ...]:
    found = []
    for name, one in keys.direct.items():
        here = scope.at("direct", name)
        types = one.on if here.known_types(one.on, "on") else ()
        if bool(one.on) == (one.if_ is not None):
            here.problem("language.direct_on_or_if", key=True)
        found.append(
            CompiledDirect(
                name,
                one.label or name,
                fact_nodes(here.at("where"), types, one.where),
                compile_condition(here.at("if"), one.if_) if one.if_ is not None else None,
                one.grade,
                days_of(one.in_force),
                one.basis,
            )
        )
    return tuple(found)


def _points(scope: Scope, points: Decimal | str, key: str) -> Points:
    if not isinstance(points, str):
        return always(_whole(scope, points, key))
    parameter = scope.parameters.get(points)
    if parameter is None:
        scope.problem("language.unknown_parameter", key, parameter=points, nearest=nearest(points, scope.parameters))
        return always(None)
    values = parameter.values
    return dated(
        values.changes,
        lambda day: _whole(scope, value, key) if isinstance(value := values.at(day), Decimal) else None,
    )


def _whole(scope: Scope, number: Decimal, key: str) -> int:
    scaled = Fraction(number) * POINTS
    if scaled.denominator != 1:
        scope.problem("language.too_fine", key, given=number)
    return int(scaled)


def _band(scope: Scope, grade: str, test: Test) -> Domain:
    domain = compile_test(scope, SCORE, test, "bands", grade).values[0]
    return IntSet(()) if domain is None else domain


def _check_grades(scope: Scope, keys: GradeKeys) -> None:
    named: list[tuple[tuple[str, ...], str]] = [(("bands", grade), grade) for grade in keys.bands]
    named += [(("direct", name, "grade"), one.grade) for name, one in keys.direct.items()]
    named += [(("limits", name, "at_best"), one.at_best) for name, one in keys.limits.items()]
    named += [(("carry_over", name, "grade"), one.grade) for name, one in keys.carry_over.items()]
    named += [
        (("carry_over", n, "then_at_best"), one.then_at_best) for n, one in keys.carry_over.items() if one.then_at_best
    ]
    for steps, grade in named:
        if grade not in keys.order:
            scope.problem("language.unknown_grade", *steps, grade=grade, nearest=nearest(grade, keys.order))
    if not isinstance(keys.per, Window) and keys.declared is None:
        scope.problem("language.declared_missing", key=True)


def _check_bands(scope: Scope, bands: tuple[tuple[str, Domain], ...], clip: tuple[int, int]) -> None:
    """Every score has exactly one band."""
    covered = IntSet(())
    total = 0
    for _, domain in bands:
        if isinstance(domain, IntSet):
            inside = domain.complement().union(IntSet(((None, clip[0] - 1), (clip[1] + 1, None)))).complement()
            total += sum(high - low + 1 for low, high in inside.spans if low is not None and high is not None)
            covered = covered.union(inside)
    if covered.over(*clip) is not True or total != clip[1] - clip[0] + 1:
        scope.problem("language.bands", "bands", key=True)
