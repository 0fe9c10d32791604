"""How thoroughly cases test the policies that a draft changes, found by the process that examines and kept beside that.

Counted are the conditions that cases have seen both true and false, and the small changes of the law that they notice.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select, update

from adapters.checking import Whole, whole
from adapters.database.tables.drafts import examination
from adapters.publishing.archive import members, packed
from engine.cases.coverage import Coverage, Seen, coverage
from engine.cases.mutation import Mutation, mutate
from engine.cases.run import Runner
from engine.language.base import CASES

MOST: Final = 5
"""Policies that are measured at most: each takes half a minute or so."""
_YAML: Final = ".yaml"


def owners_of(paths: Iterable[str]) -> list[str]:
    """The policies whose own files, or whose cases, stand at *paths*."""
    return sorted({path.removesuffix(CASES).removesuffix(_YAML) for path in paths})


def request_of(files: Mapping[str, bytes], owners: Iterable[str]) -> bytes:
    """What the process that examines is asked about *owners* in *files*."""
    return orjson.dumps({"archive": base64.b64encode(packed(files)).decode(), "owners": list(owners)})


def measured(request: bytes) -> bytes:
    """How thoroughly the cases of those asked about test them, as JSON: the first few of them that have cases."""
    asked = orjson.loads(request)
    found = whole({one.name: one.content for one in members(base64.b64decode(asked["archive"]))})
    if found.program is None:
        return orjson.dumps([])
    files = [one for one in found.cases if one.owner in asked["owners"] and one.cases][:MOST]
    with Runner(found.base, found.program) as runner:
        covered = {one.owner: one for one in coverage(runner, files)}
    owners = {one.owner for one in files}
    mutated = {one.owner: one for one in mutate(found.base, found.cases, owners=owners)}
    return orjson.dumps([_told(found, name, covered[name], mutated.get(name)) for name in sorted(covered)])


def keep(connection: Connection, content: str, said: bytes) -> None:
    """Keep what *said* with what came of examining the contents of hash *content*."""
    mine = examination.c.content_hash == content
    before = connection.scalar(select(examination.c.result).where(mine))
    if before is not None:
        result = orjson.loads(before) | {"thoroughness": orjson.loads(said)}
        connection.execute(update(examination).where(mine).values(result=orjson.dumps(result).decode()))


def _told(found: Whole, owner: str, covered: Coverage, mutated: Mutation | None) -> dict[str, Any]:
    known = found.base.policies.get(owner)
    told = {
        "policy": owner, "title": owner if known is None else known.title, "due": covered.due, "met": covered.met,
        "unseen": [
            {**_condition(one), "never": truth} for one in covered.seen for truth in one.wanting
        ],
    }  # fmt: skip
    if mutated is None:
        return told | {"killed": 0, "survived": 0, "explained": 0, "survivors": []}
    tally = mutated.tally
    counts = {"killed": tally.killed, "survived": tally.survived, "explained": tally.explained}
    return told | counts | {"survivors": [one.id for one in mutated.unexplained]}


def _condition(seen: Seen) -> dict[str, Any]:
    one = seen.condition
    return {"condition": one.id, "asks": one.asks, "line": one.place.line}
