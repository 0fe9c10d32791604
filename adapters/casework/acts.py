"""What a step stores: the facts the verdict follows from, and the act in the ledger."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from adapters.casework.kept import Evidence, Matter
from adapters.clock import iso_day
from adapters.ledger.chain import Said, add
from adapters.records.accepting import Sender, accept
from engine.compile.program import Program
from engine.language.builtin import BUILTIN_FACT_TYPES
from engine.problems import FactError


def facts_of(matter: Matter, type_: str, day: int, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The facts of *type_* that a step of *matter* stores: one, or a revocation of each of the facts it revokes."""
    names = [f"{matter.id}.{matter.version + 1}"]
    if type_ == "revocation":
        revoked = values["revokes"]
        names = [f"{names[0]}.{number}" for number in range(1, len(revoked) + 1)]
        fields: list[dict[str, Any]] = [{"revokes": one} for one in revoked]
    else:
        said = {name: values[name] for name in BUILTIN_FACT_TYPES[type_].fields if values.get(name) is not None}
        fields = [{"policy": matter.policy, "grounds": list(matter.details["grounds"]), **said}]
    return [
        {"id": id_, "type": type_, "subject": matter.subject, "date": iso_day(day), "fields": one}
        for id_, one in zip(names, fields, strict=True)
    ]


def store(connection: Connection, program: Program, facts: Sequence[Any], actor: str, now: datetime) -> tuple[str, ...]:
    """Store *facts*, all or none; their ids. Raises `FactError` where one is not as its type has it."""
    if not facts:
        return ()
    outcomes = accept(connection, program, facts, Sender(actor, now))
    problems = [problem for one in outcomes for problem in one.problems]
    if problems:
        raise FactError(problems)
    return tuple(str(one.id) for one in outcomes)


def note(connection: Connection, what: str, actor: str, about: Mapping[str, Any], now: datetime) -> None:
    """Add what was done to the ledger; the last thing of a transaction."""
    content = orjson.dumps(dict(about))
    add(connection, [Said(secrets.token_hex(16), what, actor, content, about.get("subject"))], now)


def told_of(matter: Matter, step: str, day: int, evidence: Evidence, more: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger says of a *step* of *matter*."""
    return {
        "matter": matter.id, "kind": matter.kind, "subject": matter.subject, "policy": matter.policy, "step": step,
        "state": matter.state, "version": matter.version, "day": iso_day(day), "evidence": evidence, **more,
    }  # fmt: skip
