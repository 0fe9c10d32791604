"""Whole bases: a stack of policies, each above the ones before it, as the text of files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.generators.conditions import Setting
from tests.generators.policies import grades, lists
from tests.generators.rules import Keys, maybe
from tests.generators.vocabulary import fact_types

Files = dict[str, bytes]
_MEASURE: Keys = {"executors": "bureau", "basis": "law", "kinds": ["enterprise", "natural_person"], "strength": "may"}
_MEASURES: Mapping[str, Keys] = {
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
def bases(draw: st.DrawFn) -> Files:
    """The files of a small base: one to four policies, most of them lists."""
    below: list[str] = []
    graded: list[str] = []
    documents: dict[str, Keys] = {
        "facts/all.yaml": draw(fact_types()),
        "measures/all.yaml": {"basis": {"law": {"title": "法"}}, "measures": dict(_MEASURES)},
        "departments.yaml": {"departments": {"bureau": {"title": "局"}}},
    }
    for number in range(draw(st.integers(1, 4))):
        lower = Setting("", tuple(below), tuple(graded))
        name = f"p{number}"
        is_grade = maybe(draw, 5)
        documents[f"{name}.yaml"] = draw(grades(name, lower) if is_grade else lists(name, lower))
        (graded if is_grade else below).append(name)
    if below and maybe(draw, 4):
        carried = {"measure": "watch", "by": "bureau", "strength": "may", "basis": "law"}
        memo = {"title": "备", "basis": {"law": {"title": "法"}}, "when": {"listed": below}, "measures": [carried]}
        documents["linkage/memo.yaml"] = memo
    return {path: as_text(document) for path, document in documents.items()}
