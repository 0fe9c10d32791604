"""Policies: lists of every kind, grades by year and by window, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.generators.conditions import GRADES, Setting, conditions, wheres
from tests.generators.days import law_days, periods
from tests.generators.rules import Keys, in_forces, maybe, repairs, rules
from tests.generators.vocabulary import KINDS, POOLED, ROLES

TERMS = ("1 month", "2 months", "6 months", "1 year", None)
MEASURES = ("ban", "watch", "fast_lane")
HEAD: Keys = {"authority": "bureau", "applies_to": list(KINDS), "law_of": "listing"}


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, Keys]:
    """A number and a period that change, and may have no value."""
    large = st.dictionaries(law_days(), st.sampled_from((50, 100, 200, None)), min_size=1, max_size=3)
    term = st.dictionaries(law_days(), st.sampled_from(TERMS), min_size=1, max_size=3)
    return {
        "large": {"unit": "CNY", "label": "额", "values": draw(large)},
        "term": {"unit": "period", "label": "期", "values": draw(term)},
    }


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Keys]:
    """What a policy cites, which may be law only for a time."""
    return {"law": {"title": "法", **({"in_force": draw(in_forces())} if maybe(draw, 4) else {})}}


@st.composite
def lists(draw: st.DrawFn, name: str, lower: Setting) -> Keys:
    """A list, above the policies that *lower* names."""
    setting = Setting(name, lower.lists, lower.grades, ("large",))
    policy: Keys = {"title": name, **HEAD, "basis": draw(documents()), "parameters": draw(parameters())}
    kind = draw(st.sampled_from(("black", "watch", "watch", "red", "notice")))
    policy["list"] = {"kind": kind, "decision": draw(st.sampled_from(("none", "none", "required")))}
    if maybe(draw, 6):
        policy["list"] = {"kind": kind, "decision": "none", "while": draw(conditions(setting)), "basis": "law"}
        return {**policy, **draw(followings(setting, kind, degrees=False))}
    if maybe(draw, 6):
        policy["list"]["per"] = "fact"
    if policy["list"]["decision"] == "required" and maybe(draw):
        policy["list"]["lapses"] = draw(periods())
    corrected = maybe(draw, 2)
    if corrected:
        correction: Keys = {"fact": "cleared", "since": draw(st.sampled_from(("trigger", "listing")))}
        if maybe(draw):
            correction["where"] = draw(wheres(setting, of=("cleared",)))
        policy["correction"] = correction
    names = ("one", "two")[: draw(st.integers(1, 2))]
    policy["listings"] = {rule: draw(rules(setting, ("term",), corrected=corrected)) for rule in names}
    policy["repair"] = draw(repairs(setting, ("term",), corrected=corrected))
    if maybe(draw, 5):
        policy["extends_to"] = [draw(extensions(role)) for role in ROLES[: draw(st.integers(1, 2))]]
    return {**policy, **draw(followings(setting, kind, degrees=True, rules=list(policy["listings"].values())))}


@st.composite
def extensions(draw: st.DrawFn, role: str) -> Keys:
    """To whom a list extends, and from listings of which days."""
    keys: Keys = {"role": role, "repair": draw(st.sampled_from(("own", "none"))), "basis": "law"}
    if maybe(draw, 2):
        keys["kinds"] = draw(st.sampled_from((["enterprise"], list(KINDS))))
    return keys | ({"in_force": draw(in_forces())} if maybe(draw) else {})


@st.composite
def followings(draw: st.DrawFn, setting: Setting, kind: str, *, degrees: bool, rules: Sequence[Keys] = ()) -> Keys:
    """Measures of a list, and what withholds them."""
    carried = [draw(measures(setting, degrees=degrees, rules=rules)) for _ in range(draw(st.integers(0, 2)))]
    keys: Keys = {"measures": carried}
    if setting.lists and maybe(draw, 2 if kind == "red" else 4):
        keys["excluded_by"] = list(setting.lists)
    if maybe(draw, 6):
        keys["objection"] = {"period": "15 working days", "from": "decision", "suspends": "measures"}
    return keys


@st.composite
def measures(draw: st.DrawFn, setting: Setting, *, degrees: bool, rules: Sequence[Keys] = ()) -> Keys:
    """A measure and when it is in force; it may speak of the grounds that *rules* open."""
    keys: Keys = {"measure": draw(st.sampled_from(MEASURES)), "by": "bureau", "strength": "may", "basis": "law"}
    if maybe(draw, 4):
        keys["in_force"] = draw(in_forces())
    if maybe(draw, 4):
        keys["period"] = draw(periods())
        keys["counts_from"] = draw(st.sampled_from(("opening", "ground")))
    if degrees and maybe(draw, 4):
        keys["degrees"] = "heavy"
    if maybe(draw, 3):
        bringing = [rule for rule in rules if "degrees" not in keys or rule.get("degree") == "heavy"]
        types = tuple(dict.fromkeys(name for rule in bringing for name in rule.get("on", ())))
        since = ("trigger", "listing") if rules else ()
        keys["when"] = draw(conditions(replace(setting, trigger=types, since=since)))
    return keys


@st.composite
def grades(draw: st.DrawFn, name: str, lower: Setting) -> Keys:
    """A grade policy."""
    setting = Setting(name, lower.lists, lower.grades, ("large",))
    yearly = draw(st.booleans())
    since = ("year",) if yearly else ()
    told = Setting(name, lower.lists, lower.grades, ("large",), since=since)
    grade: Keys = {
        "per": "calendar_year" if yearly else {"window": draw(periods())},
        "order": list(GRADES),
        "start": draw(_starts(told)),
        "bands": {"A": ">= 90", "B": "[70..90)", "C": "[40..70)", "D": "< 40"},
        "items": {f"item{n}": draw(_items(setting)) for n in range(draw(st.integers(1, 2)))},
    }
    if maybe(draw, 2):
        grade["direct"] = {"given": draw(_directs(told))}
    if maybe(draw):
        grade["limits"] = {
            "held": {"if": draw(conditions(told)), "at_best": draw(st.sampled_from(GRADES[1:])), "basis": "law"}
        }
    if yearly:
        grade |= draw(_yearly())
    policy: Keys = {"title": name, **HEAD, "basis": draw(documents())}
    policy |= {"parameters": draw(parameters()), "grade": grade}
    carried = draw(measures(setting, degrees=False)) | {"grades": draw(st.sampled_from((["A"], ["C", "D"])))}
    return {**policy, "measures": [carried]}


def _starts(told: Setting) -> st.SearchStrategy[Any]:
    by_condition = conditions(told).map(lambda found: [{"if": found, "score": 60}, {"score": 90}])
    return st.sampled_from((100, 95, 75)) | by_condition


@st.composite
def _items(draw: st.DrawFn, setting: Setting) -> Keys:
    types = draw(st.sampled_from(POOLED))
    keys: Keys = {"on": types, "points": draw(st.sampled_from((-10, -25, 5, -60))), "basis": "law"}
    if maybe(draw):
        keys["where"] = draw(wheres(setting, of=(types,)))
    if maybe(draw):
        keys["cap"] = draw(st.sampled_from((10, 30)))
    if maybe(draw, 4):
        keys["in_force"] = draw(in_forces())
    return keys


@st.composite
def _directs(draw: st.DrawFn, told: Setting) -> Keys:
    keys: Keys = {"grade": draw(st.sampled_from(GRADES)), "basis": "law"}
    if maybe(draw):
        return keys | {"if": draw(conditions(told))}
    types = draw(st.sampled_from(POOLED))
    keys |= {"on": types}
    return keys | ({"where": draw(wheres(told, of=(types,)))} if maybe(draw, 2) else {})


@st.composite
def _yearly(draw: st.DrawFn) -> Keys:
    keys: Keys = {"declared": draw(st.sampled_from(("01-01", "04-30", "02-28")))}
    if maybe(draw, 2):
        carried: Keys = {"grade": draw(st.sampled_from(GRADES[2:])), "basis": "law"}
        if maybe(draw):
            carried["deduct"] = 15
        else:
            carried |= {"keep": 1, "then_at_best": "B"}
        carried["from"] = draw(st.sampled_from(("any", "score", "direct")))
        keys["carry_over"] = {"again": carried}
    if maybe(draw, 5):
        keys["first_year"] = 2024
    if maybe(draw, 5):
        keys["last_year"] = 2024
    return keys
