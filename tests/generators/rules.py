"""Listing rules with every way of opening and ending."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.generators.conditions import Setting, conditions, wheres
from tests.generators.days import LONGER, law_days, ordered_pairs, periods
from tests.generators.vocabulary import CODES, SILENCES, TRIGGERS

Keys = dict[str, Any]
SEVEN = 7


def maybe(draw: st.DrawFn, one_in: int = 3) -> bool:
    """True about once in *one_in*."""
    return draw(st.integers(1, one_in)) == one_in


@st.composite
def in_forces(draw: st.DrawFn) -> Keys:
    """A stretch of law, open on one side at least."""
    return {draw(st.sampled_from(("from", "to"))): draw(law_days())}


@st.composite
def triggers(draw: st.DrawFn, setting: Setting) -> tuple[Keys, Setting]:
    """What a rule fires on, and what its conditions may then speak of."""
    if maybe(draw, 4):
        return {"when": draw(conditions(setting))}, setting
    types = tuple(draw(st.lists(st.sampled_from((*TRIGGERS, "fine", "fine")), min_size=1, max_size=2, unique=True)))
    if maybe(draw, 6):
        types = (draw(st.sampled_from(SILENCES)),)
    told = replace(setting, trigger=types, since=(*setting.since, "trigger"))
    keys: Keys = {"on": list(types)}
    if types[0] in TRIGGERS:
        if maybe(draw):
            keys["where"] = draw(wheres(told, of=types))
        if maybe(draw, 8):
            keys["about"] = {
                "sort": draw(
                    st.sampled_from(CODES) | st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True)
                )
            }
    if maybe(draw, 5):
        keys["history"] = [draw(conditions(told)) for _ in range(draw(st.integers(1, 2)))]
    if maybe(draw, 5):
        keys["when"] = draw(conditions(told))
    return keys, told


@st.composite
def terms(draw: st.DrawFn, terms_named: tuple[str, ...], setting: Setting) -> Keys:
    """The period of a rule and the day it counts from."""
    forms = ["plain", "plain", "range", "longest", *(["named"] * 2 if terms_named else [])]
    if setting.trigger == ("fine",):
        forms.append("field")
    form = draw(st.sampled_from(forms))
    keys: Keys = {}
    match form:
        case "plain":
            keys["period"] = draw(periods())
        case "named":
            keys["period"] = draw(st.sampled_from(terms_named))
            keys["running"] = draw(st.sampled_from(("keep", "recompute")))
        case "range":
            keys["period"] = {"range": draw(ordered_pairs(LONGER))}
        case "field":
            keys["period"] = {"field": "until"}
        case "longest":
            other = {"field": "until"} if setting.trigger == ("fine",) else draw(periods())
            keys["period"] = {"longest": [draw(periods()), other]}
    anchors: list[Any] = ["opening", "opening", "trigger", "publication"]
    anchors += ["correction"] if "correction" in setting.since else []
    anchors += [{"end_of": setting.lists[0]}] if setting.lists else []
    keys["counts_from"] = draw(st.sampled_from(anchors))
    return keys


@st.composite
def endings(draw: st.DrawFn, terms_named: tuple[str, ...], setting: Setting) -> Keys:
    """How the grounds of a rule end."""
    cured = replace(setting, own=False)
    form = draw(st.sampled_from(("period", "period", "period", "cure", "both")))
    keys: Keys = {} if form == "cure" else draw(terms(terms_named, setting))
    if form != "period":
        keys["until"] = draw(conditions(cured))
    if form == "both":
        keys["ends"] = {draw(st.sampled_from(("any", "all"))): ["period", "cure"]}
    if form != "cure":
        if maybe(draw, 5):
            keys["again"] = draw(periods())
        if maybe(draw, 5):
            keys["at_end"] = {"if": draw(conditions(cured)), "extend": draw(periods()), "basis": "law"}
        if maybe(draw, 5):
            keys["extension"] = {"range": draw(ordered_pairs(LONGER))}
    if maybe(draw, 5):
        keys["at_most"] = draw(st.sampled_from(LONGER))
    return keys


@st.composite
def rules(draw: st.DrawFn, setting: Setting, terms_named: tuple[str, ...], *, corrected: bool) -> Keys:
    """A listing rule."""
    firing, told = draw(triggers(replace(setting, own=True)))
    since = (*told.since, "listing", *(("correction",) if corrected else ()))
    keys: Keys = {**firing, "basis": "law", **draw(endings(terms_named, replace(told, since=since, own=False)))}
    if maybe(draw, 6):
        keys["unless"] = draw(conditions(told))
    keys["on_repeat"] = draw(st.sampled_from(("restart", "ignore", "extend 2 months", "extend 1 year")))
    law_dates = ["listing", "as_of", *(["act", "penalty"] if told.trigger == ("fine",) else [])]
    keys["law_of"] = draw(st.sampled_from(law_dates))
    if told.trigger == ("fine",) and maybe(draw, 4):
        keys["law_of"] = {"lighter": draw(st.sampled_from((["act", "penalty"], ["act", "listing"])))}
    if maybe(draw, 5):
        keys["in_force"] = draw(in_forces())
    if maybe(draw, 4):
        keys["degree"] = draw(st.sampled_from(("light", "heavy")))
    if maybe(draw, 5):
        keys["repair"] = draw(provisions(replace(setting, own=False), terms_named, corrected=corrected))
    return keys


@st.composite
def repairs(draw: st.DrawFn, setting: Setting, terms_named: tuple[str, ...], *, corrected: bool) -> Any:
    """The early way off: one provision, one that gives way to another on a day, or several that stand side by side."""
    if maybe(draw, 5):
        day = draw(law_days())
        first, second = (draw(provisions(setting, terms_named, corrected=corrected)) for _ in range(2))
        return [{**first, "in_force": {"to": day}}, {**second, "in_force": {"from": day}}]
    if maybe(draw, 4):
        several = st.lists(provisions(setting, terms_named, corrected=corrected), min_size=2, max_size=3)
        return [{**one, **({"in_force": draw(in_forces())} if maybe(draw) else {})} for one in draw(several)]
    return draw(provisions(setting, terms_named, corrected=corrected))


@st.composite
def provisions(draw: st.DrawFn, setting: Setting, terms_named: tuple[str, ...], *, corrected: bool) -> Keys:
    """One provision for repair."""
    if maybe(draw, SEVEN):
        return {"none_provided": "law"}
    keys: Keys = {"basis": "law", "resume": draw(st.sampled_from(("old_end", "remainder", "anew")))}
    keys["decision"] = draw(st.sampled_from(("none", "none", "required")))
    if maybe(draw):
        starts = ("listing", "publication", *(("correction", "later") if corrected else ()))
        wait = draw(st.sampled_from(("10 days", "1 month", "2 months", *terms_named)))
        keys["after"] = {"period": wait, "from": draw(st.sampled_from(starts))}
    since = ("listing", "trigger", *(("correction",) if corrected else ()))
    told = replace(setting, since=since)
    if maybe(draw, 4):
        keys["requires"] = [draw(conditions(told)) for _ in range(draw(st.integers(1, 2)))]
    if maybe(draw, 4):
        keys["bars"] = [draw(conditions(told)) for _ in range(draw(st.integers(1, 2)))]
    return keys
