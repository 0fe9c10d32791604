"""Sweeps: the same release with one or two parameters at other values, and what a list holds then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Final

import numpy as np

from engine.calendar import Period
from engine.compile.program import Program, program_of
from engine.language.base import PolicyBase
from engine.population.cliffs import cliffs
from engine.population.estimates import Scale
from engine.population.evaluate import evaluate
from engine.population.impact import Axis, Point, Step, Sweep
from engine.population.judged import Judged
from engine.population.standings import Marks, listed_on
from engine.population.tally import Counts, Key

MOST_STEPS: Final = 1_000
_MAGNITUDE: Final = 18
"""So many digits before or after the point are more than any number of the law has."""
_RUN: Final = re.compile(r"(\S+)\.\.(\S+)/(\S+)")
Value = Period | Decimal


class BadSweep(ValueError):
    """What is asked to be swept cannot be: *key* is the text `simulate.sweep.<key>`, *given* what is wrong."""

    def __init__(self, key: str, **given: object) -> None:
        super().__init__(key)
        self.key, self.given = key, given


@dataclass(frozen=True)
class Swept:
    """A *parameter* of a *policy* and the *values* it runs through, in rising order."""

    policy: str
    parameter: str
    values: tuple[Value, ...]


def read_sweep(base: PolicyBase, text: str) -> tuple[Swept, ...]:
    """The sweep written as *text*: `policy:parameter=v1,v2` or `=low..high/step`, two of them joined by ` x `.

    Raises `BadSweep` where a name is not known or a value is none of its unit.
    """
    parts = text.split(" x ")
    if len(parts) > 2:  # noqa: PLR2004  # a curve or a grid
        raise BadSweep("too_many", given=text)
    axes = tuple(_axis(base, part.strip()) for part in parts)
    if len({(axis.policy, axis.parameter) for axis in axes}) < len(axes):
        raise BadSweep("twice", given=text)
    return axes


def _axis(base: PolicyBase, text: str) -> Swept:
    name, equals, told = text.partition("=")
    policy, colon, parameter = name.rpartition(":")
    if not equals or not colon:
        raise BadSweep("form", given=text)
    if policy not in base.policies or base.policies[policy].list is None or base.policies[policy].status != "active":
        raise BadSweep("policy", given=policy)
    keys = base.policies[policy].parameters.get(parameter)
    if keys is None:
        raise BadSweep("parameter", given=parameter, policy=policy)
    values = sorted(set(_values(told, keys.unit)), key=lambda value: (_size(value), str(value)))
    _check_steps(len(values))
    return Swept(policy, parameter, tuple(values))


def _check_steps(count: int) -> None:
    if not 1 < count <= MOST_STEPS:
        raise BadSweep("steps", given=count, most=MOST_STEPS)


def _values(told: str, unit: str) -> Iterator[Value]:
    run = _RUN.fullmatch(told)
    if run is None:
        yield from (value_of(one.strip(), unit) for one in told.split(","))
        return
    low, high, step = (value_of(one.replace("_", " "), unit) for one in run.groups())
    if isinstance(low, Decimal) and isinstance(high, Decimal) and isinstance(step, Decimal) and step > 0:
        count = int((high - low) / step) + 1 if low <= high else 0
        _check_steps(count)
        yield from (low + step * number for number in range(count))
    elif isinstance(low, Period) and isinstance(high, Period) and isinstance(step, Period) and step.count > 0:
        if not low.unit == high.unit == step.unit:
            raise BadSweep("value", given=told)
        counts = range(low.count, high.count + 1, step.count)
        _check_steps(len(counts))
        yield from (Period(count, low.unit) for count in counts)
    else:
        raise BadSweep("value", given=told)


def value_of(text: str, unit: str) -> Value:
    """*text* as a value of a parameter in *unit*; raises `BadSweep` where it is none."""
    try:
        value = Period.parse(text) if unit == "period" else Decimal(text)
    except (ValueError, InvalidOperation):
        raise BadSweep("value", given=text) from None
    if isinstance(value, Decimal) and not (value.is_finite() and abs(value.adjusted()) < _MAGNITUDE):
        raise BadSweep("value", given=text)
    return value


def _size(value: Value) -> Decimal:
    """*value* as a number that can be drawn to scale: of a period about its days."""
    if isinstance(value, Decimal):
        return value
    return Decimal(value.count * {"days": 1, "months": 30, "years": 365, "working_days": 1}[value.unit])


def with_values(base: PolicyBase, day: int, values: dict[tuple[str, str], Value]) -> PolicyBase:
    """*base* with the parameters in *values*, by policy and name, at these values by the law of *day*."""
    policies = dict(base.policies)
    for (name, parameter), value in values.items():
        policy = policies[name]
        keys = policy.parameters[parameter]
        dated = dict(keys.values)
        since = max((one for one in dated if one.toordinal() <= day), default=min(dated))
        dated[since] = dated[since].model_copy(update={"value": value})
        changed = keys.model_copy(update={"values": dated})
        policies[name] = policy.model_copy(update={"parameters": {**policy.parameters, parameter: changed}})
    return replace(base, policies=policies)


def points_of(axes: tuple[Swept, ...]) -> Iterator[tuple[int, ...]]:
    """The places of the values at every point of a sweep over *axes*, in order."""
    return product(*(range(len(axis.values)) for axis in axes))


def program_at(base: PolicyBase, axes: tuple[Swept, ...], at: tuple[int, ...], day: int) -> Program:
    """The program of *base* at one point of a sweep over *axes*, by the law of *day*."""
    values: dict[tuple[str, str], Value] = {
        (axis.policy, axis.parameter): axis.values[n] for axis, n in zip(axes, at, strict=True)
    }
    return program_of(with_values(base, day, values))


def point_counts(
    number: int, place: int, policy: str, baseline: Judged, judged: Judged, counted: Marks | None = None
) -> Iterator[tuple[Key, int]]:
    """What the list *policy* holds, *judged* at the point at *place* of the sweep of a *number*."""
    day, subjects = baseline.dossiers.as_of, len(baseline.dossiers.population)
    before = listed_on(baseline.lists.get(policy), subjects, day, counted)
    after = listed_on(judged.lists[policy], subjects, day, counted)
    for key, marks in (("listed", after), ("entering", after & ~before), ("leaving", before & ~after)):
        yield ("swept", number, place, key), int(np.count_nonzero(marks))


def judged_at(candidate: Judged, program: Program) -> Judged:
    """The lists of the population of *candidate* by *program*, which is it at one point of a sweep."""
    dossiers = candidate.dossiers
    return evaluate(
        program, dossiers.population, dossiers.as_of, dossiers.known_at,
        decided_after=candidate.decided_after, before=candidate, lists_only=True,
    )  # fmt: skip


def judged_along(candidate: Judged, programs: Iterable[Program]) -> Iterator[Judged]:
    """The same at one point after the other: each takes over what it has in common with the one before."""
    judged = candidate
    for program in programs:
        judged = judged_at(judged, program)
        yield judged


def sweep_of(
    number: int, axes: tuple[Swept, ...], baseline: PolicyBase, candidate: PolicyBase, day: int,
    counts: Counts, scale: Scale,
) -> Sweep:  # fmt: skip
    """The sweep of a *number* over *axes*, by the law of *day*, as *counts* say; its cliffs are those of the sum."""
    policy, points = axes[0].policy, list(points_of(axes))
    listed = [counts["swept", number, place, "listed"] for place in range(len(points))]
    told = tuple(
        Point(at, *(scale.figure(counts["swept", number, place, key]) for key in ("listed", "entering", "leaving")))
        for place, at in enumerate(points)
    )
    steep = cliffs(listed) if len(axes) == 1 else ()
    title = candidate.policies[policy].title
    return Sweep(policy, title, tuple(_told(one, candidate, baseline, day) for one in axes), told, steep)


def _told(axis: Swept, candidate: PolicyBase, baseline: PolicyBase, day: int) -> Axis:
    keys = candidate.policies[axis.policy].parameters[axis.parameter]
    now = _in_force(baseline, axis, day)
    proposed = _in_force(candidate, axis, day)
    return Axis(
        axis.policy,
        axis.parameter,
        keys.label,
        keys.unit,
        tuple(Step(f"{value:f}" if isinstance(value, Decimal) else str(value), _size(value)) for value in axis.values),
        axis.values.index(now) if now in axis.values else None,
        axis.values.index(proposed) if proposed in axis.values else None,
    )


def _in_force(base: PolicyBase, axis: Swept, day: int) -> object:
    policy = base.policies.get(axis.policy)
    keys = policy.parameters.get(axis.parameter) if policy is not None else None
    if keys is None:
        return None
    since = max((one for one in keys.values if one <= date.fromordinal(day)), default=None)
    return None if since is None else keys.values[since].value
