"""Whole bases: a stack of policies, each above the ones before it, as the text of files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.generators.conditions import Setting
from tests.generators.policies import documents as cited
from tests.generators.policies import grades, lists, measures
from tests.generators.rules import Keys, in_forces, maybe, rules
from tests.generators.vocabulary import fact_types

Files = dict[str, bytes]
_MEASURE: Keys = {"executors": "bureau", "basis": "law", "kinds": ["enterprise", "natural_person"], "strength": "may"}
MEASURES: Mapping[str, Keys] = {
    "ban": {"title": "限", "kind": "administrative", **_MEASURE, "kinds": "enterprise"},
    "watch": {"title": "查", "kind": "administrative", **_MEASURE},
    "fast_lane": {"title": "便", "kind": "reward", **_MEASURE},
}


class _Plain(yaml.SafeDumper):
    """Writes every value out, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # as PyYAML calls it
        """Never refer back."""
        return True


def as_text(data: Keys) -> bytes:
    """*data* as YAML."""
    return yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False).encode()


@st.composite
def memoranda(draw: st.DrawFn, below: list[str], graded: list[str]) -> Keys:
    """A memorandum that starts from lists, or from letters of a grade."""
    setting = Setting("", tuple(below), tuple(graded))
    when: Keys = {"listed": below} if below else {}
    if graded and (not below or maybe(draw, 2)):
        when |= {"grade": graded[0], "is": draw(st.sampled_from(("C, D", "not(A)", "D")))}
    carried = draw(measures(setting, degrees=bool(below)))
    memo: Keys = {"title": "备", "basis": draw(cited()), "when": when, "measures": [carried]}
    return memo | ({"in_force": draw(in_forces())} if maybe(draw, 4) else {})


@st.composite
def overlays(draw: st.DrawFn, policy: str, documents: Mapping[str, Keys]) -> Keys:
    """What a city adds to *policy*, for its subjects or for the records of its authorities."""
    setting = Setting(policy, numbers=("large",))
    corrected = "correction" in documents[f"{policy}.yaml"]
    adds: Keys = {"region_of": draw(st.sampled_from(("subject", "authority")))}
    if maybe(draw, 2):
        adds["listings"] = {"extra": draw(rules(setting, ("term",), corrected=corrected))}
    if maybe(draw, 2) or "listings" not in adds:
        added = list(adds.get("listings", {}).values())
        bringing = [*documents[f"{policy}.yaml"]["listings"].values(), *added]
        adds["measures"] = [draw(measures(setting, degrees=True, rules=bringing))]
    basis = {"law": {"title": "条例", "number": "1号"}}
    return {"title": "市", "region": "1401", "basis": basis, "adds": {policy: adds}}


@st.composite
def bases(draw: st.DrawFn) -> Files:
    """The files of a small base: one to four policies, most of them lists."""
    below: list[str] = []
    graded: list[str] = []
    documents: dict[str, Keys] = {
        "facts/all.yaml": draw(fact_types()),
        "measures/all.yaml": {"basis": {"law": {"title": "法"}}, "measures": dict(MEASURES)},
        "departments.yaml": {"departments": {"bureau": {"title": "局"}}},
    }
    for number in range(draw(st.integers(1, 4))):
        lower = Setting("", tuple(below), tuple(graded))
        name = f"p{number}"
        is_grade = maybe(draw, 5)
        documents[f"{name}.yaml"] = draw(grades(name, lower) if is_grade else lists(name, lower))
        (graded if is_grade else below).append(name)
    if (below or graded) and maybe(draw):
        documents["linkage/memo.yaml"] = draw(memoranda(below, graded))
    ruled = [name for name in below if "listings" in documents[f"{name}.yaml"]]
    if ruled and maybe(draw):
        documents["regions/1401.yaml"] = draw(overlays(draw(st.sampled_from(ruled)), documents))
    return {path: as_text(document) for path, document in documents.items()}
