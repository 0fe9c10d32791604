"""Jobs done where they are started, as commands do them: with the same steps and traces as those of workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from adapters.jobs.faults import problem_of
from adapters.jobs.listing import find
from adapters.jobs.queue import Nowhere
from adapters.jobs.running import Worker
from adapters.jobs.starting import start
from adapters.parts import Parts
from engine.problems import FactError


def done(parts: Parts, kind: str, arguments: Mapping[str, Any], actor: str) -> tuple[str, Mapping[str, Any]]:
    """The id of a job of *kind* that was done at once, and its result; raises `FactError` with why it failed."""
    id_ = start(replace(parts, queue=Nowhere()), kind, arguments, actor)
    Worker(parts).run(id_)
    with parts.database.reading() as connection:
        row = find(connection, id_, None)
    if row is None or row["result"] is None:
        raise FactError([problem_of(one) for one in orjson.loads((row and row["faults"]) or "[]")])
    return id_, orjson.loads(row["result"])
