"""What became of records that were sent, as it is told: of each, how often what, and where in it something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Response
from pydantic import Field

from adapters.records.accepting import MOST, Outcome
from engine.problems import Problem
from web.api.operations import JSON, Model
from web.api.problems import ErrorTold, told

_FIELD: Final = frozenset({"facts.unknown_field", "facts.missing_field", "facts.bad_value"})
_WHERE: Final = {
    "facts.bad_id": "/id",
    "facts.unknown_type": "/type",
    "facts.bad_related": "/related",
    "service.unknown_subject": "/subject",
    "service.no_subject": "/subject",
    "service.other_fact": "/id",
    "records.forgotten": "/id",
    "records.many_related": "/related",
    "records.revokes_unknown": "/fields/revokes",
    "records.revokes_other": "/fields/revokes",
    "facts.revocation_cycle": "/fields/revokes",
}


class Taken(Model):
    """What became of a record."""

    row: int = Field(1, description="its number among those sent, from 1")
    id: str | None
    status: str = Field(description="created, known (the very same was there), conflict, refused")
    errors: tuple[ErrorTold, ...] = ()
    notes: tuple[ErrorTold, ...] = Field((), description="what may not be as its sender expects")


class ManyTaken(Model):
    """What became of each record, in the order they were sent (of a batch: subjects, then facts).

    Of a stream the first 10,000 rows are told of, and 10,000 more at most: those refused, or with notes.
    """

    created: int
    known: int
    refused: int
    results: tuple[Taken, ...]


class Summary:
    """What became of rows, as far as it is told in one answer."""

    def __init__(self) -> None:
        self._counts = {"created": 0, "known": 0, "refused": 0}
        self._results: list[dict[str, Any]] = []
        self._rows = 0

    def add(self, outcomes: Sequence[Outcome], pointers: Sequence[str] | None) -> None:
        """Add *outcomes*; places in them begin with *pointers*, or with the numbers of rows."""
        for number, one in enumerate(outcomes):
            self._rows += 1
            self._counts["refused" if one.problems else one.status] += 1
            if self._rows > MOST and (len(self._results) >= 2 * MOST or not (one.problems or one.notes)):
                continue
            pointer = pointers[number] if pointers is not None else f"/{self._rows}"
            self._results.append(outcome_told(one, self._rows, pointer))

    def response(self) -> Response:
        """The answer."""
        written = orjson.dumps({**self._counts, "results": self._results})
        return Response(written, HTTPStatus.MULTI_STATUS, mimetype=JSON)


def outcome_told(outcome: Outcome, row: int, pointer: str) -> dict[str, Any]:
    """What became of the *row*-th record as it is told; places in it begin with *pointer*."""
    found: dict[str, Any] = {"row": row, "id": outcome.id, "status": outcome.status}
    if outcome.problems:
        found["errors"] = [error_told(one, pointer).model_dump(exclude_none=True) for one in outcome.problems]
    if outcome.notes:
        found["notes"] = [error_told(one, pointer).model_dump(exclude_none=True) for one in outcome.notes]
    return found


def error_told(problem: Problem, pointer: str) -> ErrorTold:
    """*problem* with its place: what it speaks of, in what *pointer* leads to."""
    return told(problem, "body", pointer + _within(problem))


def _within(problem: Problem) -> str:
    if problem.code in _FIELD:
        return f"/fields/{problem.values['field']}"
    if "key" in problem.values and problem.code != "facts.not_a_record":
        return "/" + str(problem.values["key"]).replace(".", "/")
    return _WHERE.get(problem.code, "")
