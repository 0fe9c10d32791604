"""Conditions of every form, over the generated vocabulary and the policies below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.generators.days import HUBS, periods
from tests.generators.vocabulary import AMOUNTS, CODES, POOLED, REGIONS

GRADES = ("A", "B", "C", "D")
Tests = st.SearchStrategy[Any]
Condition = dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """Where a condition stands: what it may name, and what of a ground it may speak of."""

    policy: str
    lists: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    """The types of the triggering fact, if there is one."""
    since: tuple[str, ...] = ()
    own: bool = False
    """Whether it may ask about the policy itself."""


def amount_tests(numbers: tuple[str, ...] = ()) -> Tests:
    """A test of an amount, with a number or the name of a parameter."""
    texts = [f"{sign} {amount}" for sign in (">=", ">", "<", "<=") for amount in AMOUNTS]
    texts += ["[50..100]", "(50..100]", "not(100)", "50, 100"]
    texts += [text for name in numbers for text in (f">= {name}", f"< {name} * 2", f"[50..{name}]", f"50, {name}")]
    return st.sampled_from(texts)


def count_tests() -> Tests:
    """A test of a small number."""
    return st.sampled_from((">= 1", ">= 2", "= 0", "< 2", "= 1", "[1..2]", "not(1)", "> 2"))


def wheres(setting: Setting, *, of: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Tests of fields that all of the types *of* have."""
    fields: dict[str, Tests] = {
        "amount": amount_tests(setting.numbers),
        "grave": st.booleans(),
        "sort": st.sampled_from((*CODES, ["a", "b"], "not(a)")),
        "case": st.sampled_from(('"x"', '"x", "y"')),
    }
    if of == ("fine",):
        fields |= {
            "change": st.sampled_from((">= 0", "< 0", "[-1..1]")),
            "share": st.sampled_from((">= 0.5", "< 0.5", "[0.3..0.7]")),
            "acted": st.sampled_from([f"{sign} {hub}" for hub in HUBS[:3] for sign in ("<", ">=")]),
            "tags": st.dictionaries(st.sampled_from(("any", "all", "only")), _codes(), min_size=1, max_size=1),
        }
    names = st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=2, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: fields[name] for name in chosen}))


def _codes() -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True)


@st.composite
def spans(draw: st.DrawFn, setting: Setting, types: tuple[str, ...]) -> Condition:
    """What an aggregate over *types* looks at."""
    span: Condition = {}
    if draw(st.integers(0, 2)) == 0:
        span["where"] = draw(wheres(setting, of=types))
    bound = draw(st.sampled_from(("within", "within", "since", "none")))
    if bound == "within":
        span["within"] = draw(periods())
    elif bound == "since" and setting.since:
        span["since"] = draw(st.sampled_from(setting.since))
    if setting.trigger and set(setting.trigger) <= set(POOLED) and draw(st.integers(0, 4)) == 0:
        span["same"] = "case"
    return span


@st.composite
def aggregates(draw: st.DrawFn, setting: Setting) -> Condition:
    """A condition over facts."""
    form = draw(st.sampled_from(("count", "fact", "sum", "max", "distinct")))
    types = tuple(draw(st.lists(st.sampled_from(POOLED), min_size=1, max_size=2, unique=True)))
    span = draw(spans(setting, types))
    if form == "fact":
        return {"fact": list(types), **span}
    if form == "count":
        return {"count": list(types), **span, "is": draw(count_tests())}
    if form == "distinct":
        return {
            "distinct": list(types),
            **span,
            "of": draw(st.sampled_from(("case", "amount"))),
            "is": draw(count_tests()),
        }
    if types == ("fine",) and draw(st.integers(0, 3)) == 0:
        return {form: "fine", **span, "of": "change", "is": draw(st.sampled_from((">= 0", "< 2", "[-1..1]")))}
    return {form: list(types), **span, "of": "amount", "is": draw(amount_tests(setting.numbers))}


@st.composite
def statuses(draw: st.DrawFn, setting: Setting) -> Condition:
    """A condition on a policy below, or on the policy's own past."""
    lists = (*setting.lists, setting.policy) if setting.own else setting.lists
    if setting.grades and (not lists or draw(st.booleans())):
        test = draw(st.sampled_from((*GRADES, ["C", "D"], "not(A)")))
        return {"grade": {"policy": draw(st.sampled_from(setting.grades)), "is": test}}
    names = draw(st.lists(st.sampled_from(lists), min_size=1, max_size=2, unique=True))
    return {"listed": names, **({"for": draw(periods())} if draw(st.integers(0, 2)) == 0 else {})}


def subjects() -> st.SearchStrategy[Condition]:
    """A condition on the subject's attributes."""
    tests: dict[str, Tests] = {
        "kind": st.sampled_from(("enterprise", "not(enterprise)")),
        "region": st.sampled_from([f'"{code}"' for code in REGIONS]),
        "industry": st.sampled_from(('"06"', 'not("06")', '!= "06"')),
        "age": st.sampled_from((">= 18", "< 18")),
        "years_registered": st.sampled_from((">= 1", "< 1")),
    }
    return st.sampled_from(sorted(tests)).flatmap(
        lambda name: st.fixed_dictionaries({"subject": st.fixed_dictionaries({name: tests[name]})})
    )


@st.composite
def conditions(draw: st.DrawFn, setting: Setting, depth: int = 1) -> Condition:
    """Any condition that may stand in *setting*."""
    simple = ["aggregate", "aggregate", "aggregate", "subject"]
    simple += ["status"] * 2 if setting.lists or setting.grades or setting.own else []
    simple += ["where"] if setting.trigger and set(setting.trigger) <= set(POOLED) else []
    form = draw(st.sampled_from([*simple, *(["all", "any", "not"] if depth else [])]))
    match form:
        case "aggregate":
            return draw(aggregates(setting))
        case "subject":
            return draw(subjects())
        case "status":
            return draw(statuses(setting))
        case "where":
            return {"where": draw(wheres(setting, of=setting.trigger))}
        case "not":
            return {"not": draw(conditions(setting, depth - 1))}
    return {form: draw(st.lists(conditions(setting, depth - 1), min_size=1, max_size=2))}
