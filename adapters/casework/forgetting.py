"""What is left of matters whose records are forgotten: that there was one, of which sector, and how it went."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, or_, select, update

from adapters.casework.identity import same
from adapters.casework.kept import Matter, told
from adapters.database.bulk import among
from adapters.database.tables.casework import matter, step
from adapters.database.tables.ledger import entry, payload
from adapters.database.tables.letters import served
from engine.dossier import origin

_NOTHING: Final = orjson.dumps({"text": None, "reference": None, "digest": None}).decode()
_LEFT: Final = ("kind", "list", "outcome", "strength", "sort")
"""What of the details of a matter points at nobody."""


def forget_matters(
    connection: Connection, subject: str, policies: Collection[str], facts: Collection[str]
) -> list[int]:
    """Forget the matters of *subject* that are over and are about nothing but *facts*, or measures of *policies*.

    Whom they are about, their evidence, the letters served and what was said go; the numbers of the entries of the
    ledger that tell of them are given, so that their payloads can go, too.
    """
    over = or_(matter.c.closed.is_not(None), matter.c.kind == "execution")
    wanted = select(matter).where(matter.c.subject.in_(same(connection, subject)), over)
    rows = connection.execute(wanted).mappings().all()
    gone = [one for one in map(told, rows) if _is_about(one, frozenset(policies), frozenset(facts))]
    ids = [one.id for one in gone]
    for one in gone:
        left = {name: one.details[name] for name in _LEFT if name in one.details} | {"forgotten": True}
        values: dict[str, Any] = {"subject": None, "key": None, "details": orjson.dumps(left).decode()}
        connection.execute(update(matter).where(matter.c.id == one.id).values(values))
    erased = {"evidence": _NOTHING, "facts": "[]", "details": "{}"}
    connection.execute(update(step).where(among(connection, step.c.matter, ids)).values(erased))
    connection.execute(delete(served).where(among(connection, served.c.matter, ids)))
    return _entries(connection, subject, frozenset(ids))


def _is_about(one: Matter, policies: frozenset[str], facts: frozenset[str]) -> bool:
    if one.kind == "execution":
        return one.policy in policies and one.state in ("ending", "ended")
    if one.kind == "proceeding":
        return one.policy in policies and all(origin(name) in facts for name in one.details["grounds"])
    return bool(one.details.get("facts")) and facts.issuperset(one.details["facts"])


def _entries(connection: Connection, subject: str, ids: frozenset[str]) -> list[int]:
    """The entries of the ledger about *subject* that tell of the matters *ids*."""
    wanted = select(payload.c.number, payload.c.content).join_from(payload, entry)
    rows = connection.execute(wanted.where(payload.c.subject.in_(same(connection, subject))))
    return [number for number, content in rows if not ids.isdisjoint(_matters(orjson.loads(content)))]


def _matters(content: Any) -> Collection[str]:
    """The matters that an entry of the ledger tells of."""
    if not isinstance(content, dict):
        return ()
    steps = content.get("steps")
    if isinstance(steps, list):
        return [str(one.get("matter")) for one in steps if isinstance(one, dict)]
    return (str(content.get("matter")),)
