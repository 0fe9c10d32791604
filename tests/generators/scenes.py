"""A whole question: a base, a subject with its facts and principals, and the two days asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from engine.language.base import PolicyBase, load
from tests.generators.bases import Files, bases
from tests.generators.days import HUBS, near
from tests.generators.facts import Raw, dossiers
from tests.generators.rules import maybe
from tests.generators.vocabulary import INDUSTRIES, KINDS, REGIONS

NEIGHBOURS = 4
"""How many hubs in a row the facts of one scene may be near to."""
LONGEST = timedelta(days=600)
"""How long after the first fact to ask, or on the day of the last: the reference walks every day, ground by ground."""


@dataclass(frozen=True)
class Scene:
    """What an evaluator is asked."""

    files: Files
    subject: Raw
    facts: list[Raw]
    as_of: date
    known_at: date
    principals: Mapping[str, Mapping[str, Any]] | None
    decided_after: int | None

    @property
    def base(self) -> PolicyBase:
        """The base the files make."""
        base, problems = load(self.files)
        assert not problems, "\n".join(map(str, problems))
        return base

    def __repr__(self) -> str:
        files = "\n".join(f"# {path}\n{text.decode()}" for path, text in sorted(self.files.items()))
        facts = "\n".join(map(str, self.facts))
        asked = (self.subject, str(self.as_of), str(self.known_at), self.principals, self.decided_after)
        return f"{files}\n{facts}\n{asked}"


@st.composite
def scenes(draw: st.DrawFn, files: st.SearchStrategy[Files] | None = None) -> Scene:
    """A question about a generated base, or about one of *files*."""
    texts = draw(files if files is not None else bases())
    policies = sorted(path.removesuffix(".yaml") for path, text in texts.items() if b"\nlist:" in text) or ["none"]
    first = draw(st.integers(0, len(HUBS) - NEIGHBOURS))
    hubs = draw(st.lists(st.sampled_from(HUBS[first : first + NEIGHBOURS]), min_size=1, max_size=3, unique=True))
    facts = draw(dossiers(hubs, policies))
    extends = any(b"extends_to" in text for text in texts.values())
    principals = draw(_principals(hubs, policies)) if extends else {}
    days = [date.fromisoformat(fact["date"]) for fact in facts]
    as_of = draw(near(hubs + days) | near([max(days)]).map(lambda day: max(day, *days)))
    as_of = min(as_of, max(*days, min(days) + LONGEST))
    known_at = as_of + timedelta(days=draw(st.sampled_from((0, 0, 30, 1000))))
    return Scene(texts, draw(subjects("S")), facts, as_of, known_at, principals, draw(decided_after()))


def decided_after() -> st.SearchStrategy[int | None]:
    """Mostly that no decision is assumed, else so many days after the firing."""
    return st.sampled_from((*[None] * 8, 0, 0, 1, 31))


@st.composite
def subjects(draw: st.DrawFn, name: str) -> Raw:
    """Who may be asked about, some of it not known."""
    known = {
        "kind": st.sampled_from((*KINDS, "enterprise")),
        "region": st.sampled_from(REGIONS),
        "industry": st.sampled_from(INDUSTRIES),
        "born": st.sampled_from(("2006-02-28", "1980-01-31")),
        "registered": st.sampled_from(("2022-12-31", "2023-01-01", "2010-02-28")),
    }
    return {"id": name} | {key: draw(values) for key, values in known.items() if not maybe(draw, 8)}


@st.composite
def _principals(draw: st.DrawFn, hubs: list[date], policies: list[str]) -> Mapping[str, Mapping[str, Any]] | None:
    if maybe(draw, 5):
        return None
    names = ("Q", "R")[: draw(st.sampled_from((1, 1, 2)))]
    return {name: {"subject": draw(subjects(name)), "facts": draw(dossiers(hubs, policies))} for name in names}
