"""Raw facts about one subject: triggers, corrections, decisions, revocations, on days where something ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.generators.days import near
from tests.generators.rules import maybe
from tests.generators.vocabulary import AMOUNTS, CODES, FIELDS, INDUSTRIES, KINDS, REGIONS, ROLES

Raw = dict[str, Any]
DECISIONS = (
    "listing_decision",
    "listing_decision",
    "term_decision",
    "publication",
    "repair_application",
    "repair_application",
    "repair_application",
    "repair_decision",
    "repair_undone",
    "repair_undone",
    "objection",
    "objection_settled",
)
NUMBERED = ("listing_decision", "term_decision", "repair_decision", "repair_undone")
DELAYS = (0, 0, 0, 1, 30, 400)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "amount": st.sampled_from([str(amount) for amount in AMOUNTS]),
    "paid": st.sampled_from(("0", "50", "100")),
    "grave": st.booleans(),
    "case": st.sampled_from(("x", "y")),
    "sort": st.sampled_from(CODES),
    "change": st.integers(-2, 2),
    "tags": st.lists(st.sampled_from(CODES), max_size=2, unique=True),
    "number": st.just("7"),
    "authority": st.sampled_from(("city", "province")),
    "year": st.sampled_from((2022, 2023, 2024)),
    "clean": st.booleans(),
}
_TERMS = st.sampled_from(("6 months", "1 year", "18 months", "5 years", "soon"))


@st.composite
def happenings(draw: st.DrawFn, name: str, hubs: Sequence[date]) -> Raw:
    """A fact of the vocabulary, some of its fields missing."""
    type_ = draw(st.sampled_from(("fine", "fine", "fine", "warning", "order", "cleared", "cleared", "report")))
    fields = {
        field: str(draw(near(hubs))) if keys["type"] == "date" else draw(_VALUES[field])
        for field, keys in FIELDS[type_].items()
        if not maybe(draw, 4)
    }
    if type_ != "report" and maybe(draw, 2):
        fields["authority_region"] = draw(st.sampled_from(REGIONS))
    related = [{"role": role, "subject": "S"} for role in ROLES if maybe(draw, 5)]
    return {**draw(_records(name, type_, near(hubs))), "fields": fields, "related": related}


@st.composite
def decisions(draw: st.DrawFn, name: str, hubs: Sequence[date], policies: Sequence[str], named: Sequence[str]) -> Raw:
    """A fact that speaks of a policy, and maybe of grounds among *named*."""
    type_ = draw(st.sampled_from(DECISIONS))
    fields: Raw = {"policy": draw(st.sampled_from(policies))}
    if maybe(draw):
        fields["grounds"] = draw(
            st.lists(st.sampled_from([*named, "one", "nobody"]), min_size=1, max_size=2, unique=True)
        )
    if type_ == "listing_decision":
        fields["outcome"] = draw(st.sampled_from(("list", "list", "list", "decline")))
    if type_ == "repair_decision":
        fields["outcome"] = draw(st.sampled_from(("grant", "grant", "refuse")))
    for field in {"listing_decision": ("period",), "term_decision": ("period", "extend")}.get(type_, ()):
        if maybe(draw, 2):
            fields[field] = draw(_TERMS)
    if type_ in NUMBERED and maybe(draw):
        fields["document_no"] = draw(st.sampled_from(("1", "2")))
    return {**draw(_records(name, type_, near(hubs))), "fields": fields}


@st.composite
def revocations(draw: st.DrawFn, name: str, hubs: Sequence[date], named: Sequence[str]) -> Raw:
    """The revocation of one of *named*."""
    fields = {"revokes": draw(st.sampled_from(list(named)))}
    return {**draw(_records(name, "revocation", near(hubs))), "fields": fields}


@st.composite
def profiles(draw: st.DrawFn, name: str, hubs: Sequence[date]) -> Raw:
    """A dated fact of what the subject is."""
    fields = {
        "kind": st.sampled_from((*KINDS, "government")),
        "region": st.sampled_from(REGIONS),
        "industry": st.sampled_from(INDUSTRIES),
        "born": st.sampled_from(("2006-02-28", "2006-06-30")),
        "registered": st.sampled_from(("2023-01-01", "2020-06-30")),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=2, unique=True))
    told = {field: draw(fields[field]) for field in chosen}
    return {**draw(_records(name, "subject_profile", near(hubs))), "fields": told}


@st.composite
def _records(draw: st.DrawFn, name: str, type_: str, days: st.SearchStrategy[date]) -> Raw:
    day = draw(days)
    recorded = day + timedelta(days=draw(st.sampled_from(DELAYS)))
    return {"id": name, "type": type_, "subject": "S", "date": str(day), "recorded": str(recorded), "related": []}


@st.composite
def dossiers(draw: st.DrawFn, hubs: Sequence[date], policies: Sequence[str]) -> list[Raw]:
    """A handful of facts, those that name others after the ones they may name."""
    facts: list[Raw] = [draw(happenings(f"f{n}", hubs)) for n in range(draw(st.integers(1, 6)))]
    named = [fact["id"] for fact in facts]
    facts += [draw(decisions(f"d{n}", hubs, policies, named)) for n in range(draw(st.integers(0, 6)))]
    facts += [draw(profiles(f"q{n}", hubs)) for n in range(draw(st.sampled_from((0, 0, 0, 1, 2))))]
    for n in range(draw(st.sampled_from((0, 0, 0, 1, 2)))):
        facts.append(draw(revocations(f"r{n}", hubs, [fact["id"] for fact in facts])))
    return draw(st.permutations(facts))
