"""What is shown of an answer: the verdict drawn and said, why, what can be done about it, and how to ask it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote

import orjson

from adapters.cli.wording import Wording
from adapters.verdicts.asking import program_of
from web.api.access import parts
from web.pages.asking import ask, asked
from web.pages.language import spoken
from web.pages.subjects.timeline import Drawing, drawing
from web.pages.trying.state import Question, State

Told = Mapping[str, Any]
_WAYS: Final = ("repair", "procedure")
_MOST_WAYS: Final = 6


@dataclass(frozen=True)
class Side:
    """One verdict as the page shows it: what is *told*, drawn, and its whys by policy."""

    told: Told
    drawn: Drawing
    whys: Sequence[tuple[str, str, Sequence[Told]]]

    def parts(self, *sorts: str) -> list[Told]:
        """The parts of it that are of *sorts*."""
        return [one for one in self.told["parts"] if one["of"] in sorts]

    @property
    def says_other(self) -> bool:
        """Whether it says something that the one beside it does not."""
        return any(_only(one["sentences"]) for part in ("parts", "whys") for one in self.told[part])


@dataclass(frozen=True)
class Answer:
    """The answer to what is tried, beside the one kept, with what differs; *ways* by policy; its receipt."""

    now: Side
    was: Side | None
    differences: Sequence[Told]
    ways: Sequence[Told]
    receipt: str
    json: str
    release: str


def answer(state: State) -> Answer:
    """The answer to *state*; raises `Refusal` where there is none."""
    if state.was is None:
        response = asked("POST", "/v1/verdicts/sentences", body=state.now)
        told = orjson.loads(response.get_data())
        now, was, differences = told, None, ()
    else:
        response = asked("POST", "/v1/verdicts/comparison", body={"was": state.was, "now": state.now})
        told = orjson.loads(response.get_data())
        now, was, differences = told["now"], told["was"], told["differences"]
    words = Wording(program_of(parts(), response.headers["Rules-Hash"]), spoken())
    both = (was, state.was) if was is not None and state.was is not None else None
    return Answer(
        now=_side(words, (now, state.now), both),
        was=None if both is None else _side(words, both, (now, state.now)),
        differences=differences,
        ways=list(_ways(now["verdict"], state.now.get("release"))),
        receipt=response.headers["Decision-Id"],
        json=orjson.dumps(state.now, option=orjson.OPT_INDENT_2).decode(),
        release=response.headers["Rules-Hash"],
    )


def _only(sentences: Sequence[Told]) -> bool:
    return any(one["only"] or _only(one["members"]) for one in sentences)


def _side(words: Wording, one: tuple[Told, Question], other: tuple[Told, Question] | None) -> Side:
    """*one* verdict and its question, drawn over the same days as the *other*."""
    told, question = one
    beside = () if other is None else ((other[0]["verdict"], _facts(other[1])),)
    whys = [(policy, rows[0]["title"], rows) for policy, rows in _by_policy(told["whys"])]
    return Side(told, drawing(words, told["verdict"], _facts(question), beside), whys)


def _facts(question: Question) -> list[Told]:
    return [{"fact": one} for one in question["facts"]]


def _by_policy(whys: Iterable[Told]) -> Iterable[tuple[str, list[Told]]]:
    return ((policy, list(rows)) for policy, rows in groupby(whys, key=lambda one: str(one["policy"])))


def _ways(verdict: Told, release: str | None) -> Iterable[Told]:
    """What the policies say of the way off and of objections, for each list the subject is on or proposed for."""
    concerned = [one["policy"] for one in verdict["lists"] if one["status"] != "not_listed" or one["proposals"]]
    for policy in concerned[:_MOST_WAYS]:
        query = {"release": release, "as_of": verdict["as_of"]}
        told = ask("GET", f"/v1/policies/{quote(policy)}", query=query)
        parts = [one for one in told["parts"] if one["part"] in _WAYS and one["sentences"]]
        if parts:
            yield {"policy": policy, "title": told["title"], "parts": parts}
