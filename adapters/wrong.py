"""Problems as data, their texts in every language: as they are kept, or leave a process, before anybody reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from engine.catalogue import LANGUAGES
from engine.problems import Problem


def as_data(problem: Problem) -> dict[str, Any]:
    """*problem* as data, its texts in every language."""
    place = problem.place
    return {
        "code": problem.code, "file": place.file, "line": place.line, "column": place.column,
        "message": {language: problem.message(language) for language in LANGUAGES},
        "remedy": {language: problem.remedy(language) for language in LANGUAGES},
    }  # fmt: skip


def answered(problems: Iterable[Problem]) -> bytes:
    """*problems* as a worker answers them: each with what of the record it is *about*, a field or a key."""
    told = [{**as_data(one), "field": one.values.get("field"), "key": one.values.get("key")} for one in problems]
    return orjson.dumps({"problems": told}, default=str)
