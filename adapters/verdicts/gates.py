"""Gates: what a desk needs to know of a subject before it decides on a licence, a tender, a subsidy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from engine.calendar import parse_day
from engine.compile.measures import Carriage
from engine.compile.program import Program

Word = Literal["must_refuse", "may_restrict", "consider", "undecided", "prefer", "nothing_known", "clear"]
REWARD: Final = "reward"
_WORDS: Final[Mapping[str, Word]] = {
    "shall": "must_refuse", "may": "may_restrict", "consider": "consider", "encourage": "consider",
}  # fmt: skip
_ORDER: Final = ("must_refuse", "may_restrict", "consider")
_OPEN: Final = ("unknown_condition", "unknown_exclusion", "unknown_kind")


@dataclass(frozen=True)
class Bearing:
    """A measure that bears on the gate: what it asks of the desk, until when, on which articles."""

    answer: Word
    measure: str
    title: str
    policy: str
    via: str | None
    by: tuple[str, ...]
    strength: str
    since: str | None
    last: str | None
    articles: tuple[Mapping[str, Any], ...]
    statute: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class OpenQuestion:
    """What is not decided about a policy that bears on the gate, and what would decide it."""

    policy: str
    rule: str | None
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """What the gate says of a subject: the *answer*, the measures it rests on, and what is not decided.

    Where nothing adverse is known but something is open, the answer is `undecided`; a preference is then not given.
    """

    answer: Word
    measures: tuple[Bearing, ...]
    undecided: tuple[OpenQuestion, ...]


def passage(program: Program, verdict: Mapping[str, Any], gate: str) -> Passage:
    """What *gate* says of the subject of *verdict*, which is by *program*."""
    bearing = tuple(_bearing(one) for one in verdict["measures"] if gate in one["gates"] and not one["withheld"])
    questions = tuple(dict.fromkeys(_questions(program, verdict, gate)))
    words = {one.answer for one in bearing}
    adverse = next((word for word in _ORDER if word in words), None)
    if adverse is not None:
        return Passage(adverse, bearing, questions)
    if verdict["outcome"] == "no_record":
        return Passage("nothing_known", bearing, questions)
    if questions:
        return Passage("undecided", bearing, questions)
    return Passage("prefer" if bearing else "clear", bearing, ())


def _bearing(measure: Mapping[str, Any]) -> Bearing:
    return Bearing(
        "prefer" if measure["kind"] == REWARD else _WORDS[measure["strength"]],
        measure["measure"],
        measure["title"],
        measure["policy"],
        measure["via"],
        tuple(measure["by"]),
        measure["strength"],
        measure["since"],
        measure["last"],
        tuple(measure["articles"]),
        tuple(measure["statute"]),
    )


def _questions(program: Program, verdict: Mapping[str, Any], gate: str) -> Iterator[OpenQuestion]:
    """What is not decided and, decided otherwise, could bring a measure that bears on *gate*."""
    day = parse_day(verdict["as_of"])
    measures = {one["measure"] for one in verdict["measures"] if gate in one["gates"] and one["withheld"] in _OPEN}
    for one in verdict["undecided"]:
        name = one["rule"].removeprefix("measure:")
        if name in measures if name != one["rule"] else _bears(program, one["policy"], gate, day):
            yield OpenQuestion(one["policy"], one["rule"], tuple(one["needs"]))
    asked = {one["policy"] for one in verdict["undecided"]}
    for one in verdict["lists"]:
        if one["status"] == "unknown" and one["policy"] not in asked and _bears(program, one["policy"], gate, day):
            yield OpenQuestion(one["policy"], None, ())
    gone = set(verdict["not_covered"])
    for adverse in program.adverse_on_sources if gone else ():
        missing = gone.intersection(adverse.triggered_on(day))
        if missing and verdict["kind"] in (None, *adverse.kinds) and _bears(program, adverse.policy, gate, day):
            yield OpenQuestion(adverse.policy, None, tuple(sorted(missing)))


def _bears(program: Program, policy: str, gate: str, day: int) -> bool:
    """Whether *policy* brings, by itself or through a linkage in force on *day*, a measure that bears on *gate*."""
    return any(
        gate in one.gates and one.in_force[0] <= day <= one.in_force[1] for one in _carried(program, policy, day)
    )


def _carried(program: Program, policy: str, day: int) -> Iterator[Carriage]:
    yield from program.carriages.get(policy, ())
    for linkage in program.linked_from.get(policy, ()):
        if linkage.in_force[0] <= day <= linkage.in_force[1]:
            yield from program.carriages.get(linkage.id, ())
