"""Parameters of a release as they may be changed: what is in force, how far a slider goes, another value written in.

Only the value is written into the file of the policy; its day, its article and every comment stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

import yaml

from adapters.simulation.sweeps import BadSweep, Swept, read_sweep, value_of
from adapters.simulations.question import Change
from engine.calendar import Period
from engine.language.base import PolicyBase
from engine.language.policy import Policy
from engine.language.terms import Parameter
from engine.problems import Place, Problem

_TIMES: Final = 4
"""A slider goes so many times as far as the value in force."""
_LEAST_PERIOD: Final = 12


class BadChange(ValueError):
    """A change cannot be made: why is the text `api.simulation_change.<key>`; *number* is its place among all."""

    def __init__(self, key: str, number: int, **values: object) -> None:
        super().__init__(key)
        self.key, self.number, self.values = key, number, values


@dataclass(frozen=True)
class Adjustable:
    """A parameter: the *value* in force *since* a day, and from where to where in which *step* a slider runs.

    Of a period, *per* is the unit that the slider counts in; *value* is then `6 months`, and *amount* 6.
    """

    policy: str
    title: str
    parameter: str
    label: str
    unit: str
    since: str
    value: str
    amount: Decimal
    per: str
    most: Decimal
    step: Decimal


@dataclass(frozen=True)
class Run:
    """A parameter of a sweep: what it is called, and so many *values* from the *first* to the *last*, in its unit."""

    policy: str
    title: str
    parameter: str
    label: str
    unit: str
    first: str
    last: str
    values: int


def runs(base: PolicyBase, sweep: str) -> tuple[Run, ...]:
    """What *sweep* runs through, as *base* calls it; nothing where *base* does not know it."""
    try:
        axes = read_sweep(base, sweep)
    except BadSweep:
        return ()
    return tuple(_run(base.policies[one.policy], one) for one in axes)


def _run(policy: Policy, one: Swept) -> Run:
    keys, values = policy.parameters[one.parameter], one.values
    ends = _text(values[0]), _text(values[-1])
    return Run(one.policy, policy.title, one.parameter, keys.label, keys.unit, *ends, len(values))


def adjustable(base: PolicyBase, policy: str, day: date) -> Iterator[Adjustable]:
    """The parameters of *policy* that have a value by the law of *day*."""
    told = base.policies[policy]
    for name, keys in told.parameters.items():
        found = in_force(keys, day)
        if found is None:
            continue
        since, value = found
        if isinstance(value, Period):
            amount, per, text = Decimal(value.count), str(value.unit), str(value)
            most, step = Decimal(max(value.count * _TIMES, _LEAST_PERIOD)), Decimal(1)
        else:
            amount, per, text = value, "", f"{value:f}"
            step = _step(value)
            most = max(value * _TIMES, step * 10)
        yield Adjustable(
            policy, told.title, name, keys.label, keys.unit, since.isoformat(), text, amount, per, most, step
        )


def policies_with(base: PolicyBase) -> Sequence[tuple[str, Policy]]:
    """The policies in force whose parameters can be changed, by their ids."""
    known = sorted(base.policies.items())
    return [(name, one) for name, one in known if one.parameters and one.status == "active"]


def in_force(keys: Parameter, day: date) -> tuple[date, Period | Decimal] | None:
    """The value of *keys* by the law of *day*, and the day since when; nothing where there is none."""
    since = max((one for one in keys.values if one <= day), default=None)
    value = None if since is None else keys.values[since].value
    return None if since is None or value is None else (since, value)


def changed(base: PolicyBase, files: Mapping[str, bytes], changes: Sequence[Change], day: date) -> dict[str, bytes]:
    """*files*, which are those of *base*, with *changes* of what is in force on *day*; raises `BadChange`."""
    found = dict(files)
    for number, one in enumerate(changes):
        policy = base.policies.get(one.policy)
        keys = None if policy is None else policy.parameters.get(one.parameter)
        if keys is None:
            raise BadChange("parameter", number, policy=one.policy, parameter=one.parameter)
        dated = in_force(keys, day)
        if dated is None:
            raise BadChange("not_yet", number, parameter=keys.label, day=day.isoformat())
        try:
            value = value_of(one.value, keys.unit)
        except BadSweep:
            raise BadChange("value", number, parameter=keys.label, given=one.value) from None
        if _amount(value) < 0:
            raise BadChange("value", number, parameter=keys.label, given=one.value)
        path = f"{one.policy}.yaml"
        found[path] = with_value(found[path].decode(), one.parameter, dated[0], _text(value)).encode()
    return found


def described(base: PolicyBase, changes: Sequence[Change], day: date) -> tuple[Change, ...]:
    """*changes* of *base*, each with what it is called and what is in force on *day*."""
    return tuple(_described(base.policies[one.policy], one, day) for one in changes)


def _described(policy: Policy, one: Change, day: date) -> Change:
    keys = policy.parameters[one.parameter]
    dated = in_force(keys, day)
    was = "" if dated is None else _text(dated[1])
    return replace(one, title=policy.title, label=keys.label, was=was, unit=keys.unit)


def _text(value: Period | Decimal) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def sweep_problem(bad: BadSweep, number: int) -> Problem:
    """What is wrong with the sweep that is *bad*, the one of a *number* (from 0)."""
    return Problem(f"swept.{bad.key}", Place("sweeps", number + 1), bad.given)


def with_value(text: str, parameter: str, since: date, value: str) -> str:
    """The *text* of a policy in which *parameter* has *value* since the day *since*, all else as it was."""
    node: yaml.Node = yaml.compose(text, yaml.SafeLoader)  # type: ignore[assignment]  # a policy is not empty
    for key in ("parameters", parameter, "values", since.isoformat()):
        node = _at(node, key)
    if isinstance(node, yaml.MappingNode):
        node = _at(node, "value")
    return text[: node.start_mark.index] + value + text[node.end_mark.index :]


def _at(node: yaml.Node, key: str) -> yaml.Node:
    """What stands at *key* of *node*."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return value  # type: ignore[no-any-return]  # PyYAML says not of what nodes are made
    raise LookupError(key)


def _amount(value: Period | Decimal) -> Decimal:
    return Decimal(value.count) if isinstance(value, Period) else value


def _step(value: Decimal) -> Decimal:
    """A round step: about a twentieth of *value*, and no finer than a hundredth."""
    if not value:
        return Decimal(1)
    rough = value / 20
    power = Decimal(10) ** rough.adjusted()
    step = next(one * power for one in (Decimal(1), Decimal(2), Decimal(5), Decimal(10)) if one * power >= rough)
    whole = value == value.to_integral_value()
    return max(step, Decimal(1) if whole else Decimal("0.01"))
