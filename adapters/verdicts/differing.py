"""What differs between two answers to one question: where the subject stands, or else what is told beside."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import orjson

Told = Mapping[str, Any]


def differing(was: Told, now: Told, *, ended: bool = False) -> list[dict[str, Any]]:
    """What *now* is another than it *was*: an entry for each place, such as `lists/labour/wage-arrears/status`.

    It is where the subject stands, not why; with *ended*, it is also what has ended.
    """
    before, after = dict(_standing(was, ended)), dict(_standing(now, ended))
    return [
        _entry(path, before.get(path), after.get(path))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    ]


def differing_in_anything(was: bytes, now: bytes) -> list[dict[str, Any]]:
    """What the answer *now* is another than it *was*, with what has ended; nothing if it is the release at most.

    `answer` is the place where one is no verdict: the codes of its problems. `told/…` are parts that differ (reasons,
    articles, what nearly was) though nothing does that they come to.
    """
    before, after = orjson.loads(was), orjson.loads(now)
    if "problems" in before or "problems" in after:
        return [] if before == after else [_entry("answer", _codes(before), _codes(after))]
    return differing(before, after, ended=True) or [
        _entry(f"told/{part}", None, None)
        for part in sorted({*before, *after} - {"release", "version"})
        if before.get(part) != after.get(part)
    ]


def is_about(path: str, policies: Collection[str]) -> bool:
    """Whether *path* is a place of one of *policies*."""
    place = path.partition("/")[2]
    return any(place == one or place.startswith(f"{one}/") for one in policies)


def cause(was: Told, now: Told) -> tuple[str, list[str]]:
    """Why a verdict by the same release is another now, and the facts it is for: `revoked`, `corrected` or `late`."""
    gone = set(was["facts"]) - set(now["facts"])
    for name, why in (("revoked", "revoked"), ("duplicates", "corrected")):
        if found := gone & set(now[name]):
            return why, sorted(found)
    return "late", sorted((set(now["facts"]) ^ set(was["facts"])) | (set(now["revoked"]) ^ set(was["revoked"])))


def _entry(path: str, was: Any, now: Any) -> dict[str, Any]:
    return {"path": path, "was": was, "now": now}


def _codes(answer: Told) -> list[str] | None:
    return sorted({one["code"] for one in answer["problems"]}) if "problems" in answer else None


def _standing(verdict: Told, ended: bool) -> Iterator[tuple[str, Any]]:
    """Where a subject stands by *verdict*, place by place."""
    yield "outcome", verdict["outcome"]
    for one in verdict["lists"]:
        yield from _list(one, ended)
    for one in verdict["grades"]:
        yield f"grades/{one['policy']}", one["grade"] or ",".join(one["possible"])
    for one in verdict["measures"]:
        via = f"/{one['via']}" if one["via"] else ""
        yield f"measures/{one['policy']}/{one['measure']}{via}", one["withheld"] or "in_force"


def _list(one: Told, ended: bool) -> Iterator[tuple[str, Any]]:
    path = f"lists/{one['policy']}"
    if one["status"] != "not_listed":
        yield f"{path}/status", one["status"]
    spells = [spell for spell in one["spells"] if ended or spell["state"] != "ended"]
    if spells:
        yield f"{path}/spells", [[spell["start"], spell["last"], spell["last_at_most"]] for spell in spells]
    if one["proposals"]:
        yield f"{path}/proposals", sorted([one["rule"], one["fact"] or ""] for one in one["proposals"])
