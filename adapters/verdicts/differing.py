"""What differs between two verdicts on one subject: where it stands, not why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Told = Mapping[str, Any]


def differing(was: Told, now: Told) -> list[dict[str, Any]]:
    """What *now* is another than it *was*: an entry for each place, such as `lists/labour/wage-arrears/status`."""
    before, after = dict(_standing(was)), dict(_standing(now))
    return [
        {"path": path, "was": before.get(path), "now": after.get(path)}
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    ]


def cause(was: Told, now: Told) -> tuple[str, list[str]]:
    """Why a verdict by the same release is another now, and the facts it is for: `revoked`, `corrected` or `late`."""
    gone = set(was["facts"]) - set(now["facts"])
    for name, why in (("revoked", "revoked"), ("duplicates", "corrected")):
        if found := gone & set(now[name]):
            return why, sorted(found)
    return "late", sorted((set(now["facts"]) ^ set(was["facts"])) | (set(now["revoked"]) ^ set(was["revoked"])))


def _standing(verdict: Told) -> Iterator[tuple[str, Any]]:
    """Where a subject stands by *verdict*, place by place."""
    yield "outcome", verdict["outcome"]
    for one in verdict["lists"]:
        yield from _list(one)
    for one in verdict["grades"]:
        yield f"grades/{one['policy']}", one["grade"] or ",".join(one["possible"])
    for one in verdict["measures"]:
        via = f"/{one['via']}" if one["via"] else ""
        yield f"measures/{one['policy']}/{one['measure']}{via}", one["withheld"] or "in_force"


def _list(one: Told) -> Iterator[tuple[str, Any]]:
    path = f"lists/{one['policy']}"
    if one["status"] != "not_listed":
        yield f"{path}/status", one["status"]
    spells = [spell for spell in one["spells"] if spell["state"] != "ended"]
    if spells:
        yield f"{path}/spells", [[spell["start"], spell["last"], spell["last_at_most"]] for spell in spells]
    if one["proposals"]:
        yield f"{path}/proposals", sorted([one["rule"], one["fact"] or ""] for one in one["proposals"])
