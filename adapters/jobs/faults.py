"""Problems as the store keeps them: told later, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalogue import Phrase
from engine.problems import Place, Problem


def kept(problem: Problem) -> dict[str, Any]:
    """*problem* as JSON has it."""
    place = problem.place
    values = {key: _value(value) for key, value in problem.values.items()}
    return {"code": problem.code, "file": place.file, "line": place.line, "column": place.column, "values": values}


def problem_of(kept: Mapping[str, Any]) -> Problem:
    """The problem that was *kept*."""
    values = {key: _again(value) for key, value in kept["values"].items()}
    return Problem(kept["code"], Place(kept["file"], kept["line"], kept["column"]), values)


def _value(value: object) -> object:
    if isinstance(value, Phrase):
        return {"phrase": value.key, "values": {key: _value(one) for key, one in value.values.items()}}
    return value if isinstance(value, int) else str(value)


def _again(value: Any) -> object:
    if isinstance(value, dict):
        return Phrase(value["phrase"], {key: _again(one) for key, one in value["values"].items()})
    return value
