"""Subjects that come along with facts: those not known yet are registered, and what cannot be is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from adapters.exchange.rejections import RejectedRow
from adapters.records.accepting import Sender
from adapters.records.belonging import resolved
from adapters.records.subjects import register_all


def register_new(
    connection: Connection, records: Sequence[Mapping[str, Any]], sender: Sender, file: str
) -> tuple[int, list[RejectedRow]]:
    """Register those of *records* of *file* that are not known: how many, and those that cannot be.

    Who is known stays as known: what changed of them is told by facts, and not by whoever names them.
    """
    known = resolved(connection, [one["id"] for one in records])
    new = [one for one in records if one["id"] not in known]
    outcomes = register_all(connection, new, sender) if new else []
    refused: Iterator[RejectedRow] = (
        RejectedRow(file, 0, [(problem, "subject") for problem in outcome.problems], [orjson.dumps(one).decode()])
        for one, outcome in zip(new, outcomes, strict=True)
        if outcome.problems
    )
    return sum(one.status == "created" for one in outcomes), list(refused)
