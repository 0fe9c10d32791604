"""What policies, overlays and linkage carry: measures with their executors, articles and days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.calendar import Period
from engine.compile.conditions import compile_condition
from engine.compile.nodes import Node
from engine.compile.scope import Scope, cited_days, common_days, days_of
from engine.language.catalogues import Measure
from engine.language.policy import Listing, PolicyMeasure
from engine.problems import nearest


@dataclass(frozen=True, slots=True)
class Carriage:
    """One measure carried by *carrier* (a policy, or a linkage when *linked*), and who carries it out."""

    id: str
    carrier: str
    linked: bool
    measure: str
    title: str
    sort: str
    by: tuple[str, ...]
    strength: str
    basis: tuple[str, ...]
    condition: Node | None
    grades: frozenset[str]
    degrees: frozenset[str]
    period: Period | None
    gates: tuple[str, ...]
    in_force: tuple[int, int]
    kinds: frozenset[str]
    guard: Node | None = None
    """Of an overlay: where it applies; of what no record brings, if *region* is set."""
    region: str | None = None
    """Of an overlay that goes by authorities: the region of those whose records bring it."""
    by_ground: bool = False
    """Whether its period counts from each ground that brings it."""
    note: str = ""
    ceiling: Period | None = None
    origin: str = "policy"


class Added(NamedTuple):
    """What adds measures: the policy itself, or an overlay with its *guard* and, if it goes by records, *region*."""

    origin: str = "policy"
    guard: Node | None = None
    region: str | None = None


def carriages(
    scope: Scope,
    carrier: str,
    keys: tuple[PolicyMeasure, ...],
    *,
    rules: Iterable[Listing] = (),
    linked: bool = False,
    added: Added = Added(),  # noqa: B008  # never changed
) -> tuple[Carriage, ...]:
    """The *keys* that stand at *scope* below `measures`, resolved in the catalogue.

    *rules* are those whose grounds bring them: a `where` in their `when` speaks of the facts that trigger these.
    """
    found = []
    for number, one in enumerate(keys):
        here = scope.at("measures", number)
        measure = scope.base.measures.get(one.measure)
        if measure is None:
            close = nearest(one.measure, scope.base.measures)
            here.problem("language.unknown_measure", "measure", measure=one.measure, nearest=close)
            continue
        _check(here, one, measure)
        here = here.with_triggers(_triggers(here, one, rules))
        found.append(_carriage(here, carrier, one, measure, number, linked, added))
    return tuple(found)


def _triggers(scope: Scope, keys: PolicyMeasure, rules: Iterable[Listing]) -> tuple[str, ...]:
    """The types of the facts whose grounds bring the measure *keys*."""
    bringing = [rule for rule in rules if not keys.degrees or rule.degree in keys.degrees]
    return tuple(dict.fromkeys(name for rule in bringing for name in rule.on if name in scope.fields))


def _carriage(
    scope: Scope,
    carrier: str,
    keys: PolicyMeasure,
    measure: Measure,
    number: int,
    linked: bool,
    added: Added,
) -> Carriage:
    statute = cited_days(scope.base.basis_of("measure", keys.measure), measure.basis)
    return Carriage(
        id=f"{added.origin if added.origin != 'policy' else carrier}#{number}",
        carrier=carrier,
        linked=linked,
        measure=keys.measure,
        title=measure.title,
        sort=measure.kind,
        by=keys.by,
        strength=keys.strength,
        basis=keys.basis,
        condition=compile_condition(scope.at("when"), keys.when) if keys.when is not None else None,
        grades=frozenset(keys.grades),
        degrees=frozenset(keys.degrees),
        period=keys.period,
        gates=keys.gates or measure.gates,
        in_force=common_days(scope.law_days(keys.in_force, keys.basis), days_of(measure.in_force), statute),
        kinds=frozenset(measure.kinds),
        guard=added.guard,
        region=added.region,
        by_ground=keys.counts_from == "ground" and keys.period is not None,
        note=keys.note or "",
        ceiling=measure.ceiling,
        origin=added.origin,
    )


STRENGTHS = ("encourage", "consider", "may", "shall")
"""From the weakest to the strongest."""


def _check(scope: Scope, keys: PolicyMeasure, measure: Measure) -> None:
    for department in keys.by:
        if department not in scope.base.departments:
            close = nearest(department, scope.base.departments)
            scope.problem("language.unknown_department", "by", department=department, nearest=close)
        elif department not in measure.executors:
            scope.problem("language.not_an_executor", "by", department=department, measure=keys.measure,
                          executors=", ".join(measure.executors))  # fmt: skip
    if STRENGTHS.index(keys.strength) > STRENGTHS.index(measure.strength):
        _too_strong(scope, "strength", keys.strength, measure.strength, keys.measure)
    if keys.period is not None and measure.ceiling is not None and _days(keys.period) > _days(measure.ceiling):
        _too_strong(scope, "period", keys.period, measure.ceiling, keys.measure)


def _too_strong(scope: Scope, key: str, given: Any, limit: Any, measure: str) -> None:
    scope.problem("language.above_ceiling", key, given=given, limit=limit, measure=measure)


def _days(period: Period) -> int:
    return period.count * {"days": 1, "working_days": 1, "months": 30, "years": 365}[period.unit]
