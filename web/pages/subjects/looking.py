"""A subject as a page has it: who it is, and what a release makes of it, as far as who asks may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from adapters.access.permissions import Permission
from adapters.cli.wording import Wording
from adapters.clock import ZONE
from adapters.records.subjects import ATTRIBUTES
from adapters.sentences.regions import region_words
from adapters.standards.people import code_of, shown_id
from adapters.verdicts.asking import program_of
from adapters.verdicts.sentences import Sentences
from engine.catalogue import catalogue
from engine.compile.program import Program
from web.api.access import actor, parts
from web.api.lists import live_program
from web.api.problems import ErrorTold, Refusal
from web.pages.asking import ask, asked
from web.pages.language import spoken
from web.pages.subjects.asking import Asking, address

Json = Mapping[str, Any]
_SIGNS: Final = 16
_GROUP: Final = 4
MOST: Final = 1_000
"""Facts that a page looks at, at most."""
_TABS: Final[tuple[tuple[str, Permission], ...]] = (
    ("", "verdicts:ask"), ("facts", "facts:read"), ("measures", "verdicts:ask"), ("repair", "verdicts:ask"),
    ("identity", "subjects:identity"), ("receipts", "receipts:read"), ("report", "verdicts:ask"),
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """Who a page is about: *told* as the API does, under the *name* the address has."""

    name: str
    told: Json

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.told["name"] or code_of(self.told["id"]))


@dataclass(frozen=True)
class Judged:
    """What a release makes of it: the *verdict*, the *decision* that its receipt tells of, and *facts* it may rest on.

    *more* is whether there are more facts than these.
    """

    verdict: Json
    decision: str
    program: Program
    facts: Sequence[Json]
    more: bool
    sentences: Sentences


def card(name: str, asking: Asking) -> Card:
    """Who is known by *name*, as far as who asks may know."""
    if not actor().may("subjects:read"):
        return stranger(name)
    return Card(name, ask("GET", f"/v1{address(name)}", purpose=asking.purpose))


def stranger(name: str) -> Card:
    """The same for who may not know more than the *name* they came with."""
    shown = shown_id(name)
    told = {"id": shown, "masked": ["/id"] if shown != name else [], **dict.fromkeys(ATTRIBUTES)}
    return Card(name, told)


def wording(asking: Asking) -> Wording:
    """Speaks of the release asked about, or of the live one."""
    hash_ = asking.release or live_program()[0]
    return Wording(program_of(parts(), hash_), spoken())


def judged(name: str, asking: Asking) -> Judged:
    """What is made of who is known by *name*."""
    path = f"/v1{address(name)}"
    answer = asked("GET", f"{path}/verdict", query=asking.query, purpose=asking.purpose)
    verdict: Json = answer.get_json()
    facts = ask("GET", f"{path}/facts", query={**_known(asking), "limit": MOST}, purpose=asking.purpose)
    return made(verdict, answer.headers["Decision-Id"], facts)


def made(verdict: Json, decision: str, facts: Json) -> Judged:
    """The same of a *verdict* and a page of *facts* as the API tells them."""
    program = program_of(parts(), verdict["release"])
    day = verdict["as_of"]
    shown = [one for one in facts["facts"] if one["fact"]["date"] <= day]
    sentences = Sentences(program, spoken(), verdict, [one["fact"] for one in shown])
    return Judged(verdict, decision, program, shown, facts["next"] is not None, sentences)


def _known(asking: Asking) -> dict[str, str]:
    """As of what was known when facts are asked for."""
    return {name: value for name, value in asking.query.items() if name == "known_at"}


def around(one: Card, asking: Asking, tab: str) -> dict[str, Any]:
    """What every page about a subject shows beside its own."""
    return {
        "card": one,
        "asking": asking,
        "tab": tab,
        "tabs": [(key, asking.to(address(one.name, key))) for key, allow in _TABS if actor().may(allow)],
        "kind": kind_name(one.told["kind"]),
        "region": region_name(one.told["region"]),
    }


def kind_name(kind: str | None) -> str:
    """What a *kind* of subject is called."""
    return catalogue(spoken()).get(f"verdict.kind.{kind or 'unknown'}", kind or "")


def region_name(code: str | None) -> str:
    """The name of the division *code*, and of the city it is in."""
    return region_words(code, spoken()) if code else ""


def mark_of(hash_: str | None) -> str:
    """The first signs of a hash in groups, to be compared by eye."""
    return " ".join((hash_ or "")[at : at + _GROUP] for at in range(0, _SIGNS, _GROUP)).upper().strip()


def moment_told(stamp: str) -> str:
    """A moment of the store as people in Shanghai read it."""
    return datetime.fromisoformat(stamp).astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def refused(error: Refusal) -> Sequence[ErrorTold]:
    """What was wrong with what was typed; raised again where it is anything else."""
    if error.code != "request":
        raise error
    return error.errors
