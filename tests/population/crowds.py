"""Crowds asked about generated grades: some with much on record, some with nothing a grade looks at, some with none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from engine.language.base import PolicyBase, load
from tests.generators.bases import MEASURES, Files, as_text
from tests.generators.conditions import Setting
from tests.generators.days import HUBS
from tests.generators.facts import Raw, dossiers
from tests.generators.policies import grades, lists
from tests.generators.rules import maybe
from tests.generators.scenes import NEIGHBOURS, decided_after, subjects
from tests.generators.vocabulary import fact_types

LATER = (0, 1, 30, 200, 400, 900, 1500)
"""How many days after the last fact to ask."""


@dataclass(frozen=True)
class Crowd:
    """Subjects with their facts, by id, and the base and the day they are asked about."""

    files: Files
    people: Mapping[str, Mapping[str, Any]]
    as_of: date
    decided_after: int | None

    @property
    def base(self) -> PolicyBase:
        """The base the files make."""
        base, problems = load(self.files)
        assert not problems, "\n".join(map(str, problems))
        return base

    def __repr__(self) -> str:
        files = "\n".join(f"# {path}\n{text.decode()}" for path, text in sorted(self.files.items()))
        people = "\n".join(f"{one['subject']}: {one['facts']}" for one in self.people.values())
        return f"{files}\n{people}\n{self.as_of}, {self.decided_after}"


@st.composite
def crowds(draw: st.DrawFn) -> Crowd:
    """One to seven subjects, and grades above a list or another grade."""
    files, listed = draw(_graded_bases())
    first = draw(st.integers(0, len(HUBS) - NEIGHBOURS))
    hubs = draw(st.lists(st.sampled_from(HUBS[first : first + NEIGHBOURS]), min_size=1, max_size=3, unique=True))
    people: dict[str, Mapping[str, Any]] = {}
    for name in (f"S{number}" for number in range(draw(st.integers(1, 7)))):
        facts = [] if maybe(draw, 5) else draw(dossiers(hubs, listed or ["none"]))
        if maybe(draw):  # on record, and yet like others
            facts = [one for one in facts if one["type"] in ("report", "subject_profile")]
        people[name] = {"subject": draw(subjects(name)), "facts": [_own(one, name) for one in facts]}
    days = [date.fromisoformat(fact["date"]) for one in people.values() for fact in one["facts"]] or hubs
    as_of = max(days) + timedelta(days=draw(st.sampled_from(LATER)))
    return Crowd(files, people, as_of, draw(decided_after()))


@st.composite
def _graded_bases(draw: st.DrawFn) -> tuple[Files, list[str]]:
    """The files of a base, and which of its policies are lists."""
    listed: list[str] = []
    graded: list[str] = []
    documents: dict[str, Any] = {
        "facts/all.yaml": draw(fact_types()),
        "measures/all.yaml": {"basis": {"law": {"title": "法"}}, "measures": dict(MEASURES)},
        "departments.yaml": {"departments": {"bureau": {"title": "局"}}},
    }
    for number in range(draw(st.integers(1, 4))):
        name = f"p{number}"
        if maybe(draw, 3):
            documents[f"{name}.yaml"] = draw(lists(name, Setting("", tuple(listed), tuple(graded))))
            listed.append(name)
            continue
        itself = (name,) if maybe(draw, 3) else ()
        by_year = grades(name, Setting("", tuple(listed), (*graded, *itself)))
        documents[f"{name}.yaml"] = draw(by_year)
        graded.append(name)
    return {path: as_text(document) for path, document in documents.items()}, listed


def _own(fact: Raw, subject: str) -> Raw:
    """*fact* as one of *subject*, with ids nobody else's facts have."""
    fields = dict(fact.get("fields", {}))
    if "grounds" in fields:
        fields["grounds"] = [f"{subject}.{one}" for one in fields["grounds"]]
    if "revokes" in fields:
        fields["revokes"] = f"{subject}.{fields['revokes']}"
    return {**fact, "id": f"{subject}.{fact['id']}", "subject": subject, "fields": fields, "related": []}
