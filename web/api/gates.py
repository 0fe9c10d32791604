"""Gates: what a desk must, may or should do about subjects, on which article and until when."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, get_args

import orjson
from pydantic import Field

from adapters.verdicts.asking import Given, NotKnown, program_of, stored
from adapters.verdicts.gates import Bearing, OpenQuestion, Passage, passage
from adapters.workers.work import Undecided
from engine.language.policy import Gate
from web.api.access import parts
from web.api.days import Asked
from web.api.operations import Answer, Model, Operations
from web.api.problems import ErrorTold, Refusal
from web.api.showing import at_gate
from web.api.verdicts import MOST, SubjectId, context, known, problems_in

gates: Final = Operations("gates")
GATES: Final[tuple[str, ...]] = get_args(Gate)


class AtGate(Asked):
    """Who stands at the gate."""

    subjects: tuple[SubjectId, ...] = Field(min_length=1, max_length=MOST, description="ids, or codes they go by")


class Passing(Model):
    """What the gate says of one subject.

    `must_refuse`, `may_restrict`, `consider`, `prefer`: what the strongest measure asks. `nothing_known`: there is no
    record. `undecided`: something could bring an adverse measure and is not decided. `clear`: records there are, and
    nothing that bears on the gate. `not_found`: nobody is known by the id. `failed`: nothing was decided.
    """

    subject: str
    answer: str
    decision_id: str | None = None
    measures: tuple[Bearing, ...] = ()
    undecided: tuple[OpenQuestion, ...] = ()
    errors: tuple[ErrorTold, ...] = Field((), description="what is wrong with its records, where nothing was decided")


class Passed(Model):
    """What the gate says, of each subject in the order asked."""

    gate: str
    release: str | None
    results: tuple[Passing, ...]


@gates.add("POST", "/gates/{gate}", allow="gates:ask", body=AtGate, answers={200: Answer(Passed)})
def pass_gate(gate: str, body: AtGate) -> Any:
    """What a desk must, may or should do about subjects before it decides."""
    if gate not in GATES:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown_gate", name=gate, known=", ".join(GATES))
    at_gate(gate)
    with known():
        found = stored(parts(), body.subjects, body.days(), body.release, context())
    results: list[Passing] = []
    release = None
    for name, given in zip(body.subjects, found, strict=True):
        if isinstance(given, NotKnown):
            results.append(Passing(subject=name, answer="not_found"))
            continue
        release = given.release
        if given.verdict is None:
            results.append(_failed(name, given))
            continue
        told = passage(program_of(parts(), given.release), orjson.loads(given.verdict), gate)
        results.append(_passing(name, given.id, told))
    return Passed(gate=gate, release=release, results=tuple(results))


def _failed(name: str, given: Given) -> Passing:
    """That nothing was decided about *name*: the engine failed, which has its receipt, or records cannot be read."""
    if isinstance(given.answer, Undecided):
        return Passing(subject=name, answer="failed", decision_id=given.id)
    return Passing(subject=name, answer="failed", errors=tuple(problems_in(given.answer)))


def _passing(name: str, id_: str, told: Passage) -> Passing:
    return Passing(subject=name, answer=told.answer, decision_id=id_, measures=told.measures, undecided=told.undecided)
