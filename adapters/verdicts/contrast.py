"""In what two verdicts on one question differ: by list, grade and measure, and in what is told beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True)
class Change:
    """Of *what* (a list, a grade, a measure, the outcome) called *name* the verdicts say something else.

    Where all of that is alike and only what is told beside it differs, *what* is `told` and *name* the part.
    """

    what: str
    name: str
    before: str | None
    after: str | None


def differing(before: bytes, after: bytes) -> tuple[Change, ...]:
    """In what the answers *before* and *after* differ; nothing where they differ in the release at most."""
    old, new = orjson.loads(before), orjson.loads(after)
    if "problems" in old or "problems" in new:
        return () if old == new else (Change("answer", "", _refused(old), _refused(new)),)
    found = [Change("outcome", "", old["outcome"], new["outcome"])] if old["outcome"] != new["outcome"] else []
    for what, tell in (("list", _lists), ("grade", _grades), ("measure", _measures)):
        was, now = dict(tell(old)), dict(tell(new))
        names = sorted({*was, *now})
        found += [Change(what, name, was.get(name), now.get(name)) for name in names if was.get(name) != now.get(name)]
    return tuple(found) or tuple(_beside(old, new))


def _beside(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Parts that differ though nothing does that they come to: reasons, articles, what nearly was."""
    for part in sorted({*old, *new} - {"release", "version"}):
        if old.get(part) != new.get(part):
            yield Change("told", part, None, None)


def _refused(answer: Mapping[str, Any]) -> str:
    return ", ".join(sorted({one["code"] for one in answer.get("problems", ())})) or "a verdict"


def _lists(verdict: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in verdict["lists"]:
        spells = (f"{spell['start']}–{spell['last'] or ''} {spell['state']}" for spell in one["spells"])
        proposed = (f"proposed {proposal['triggered']}" for proposal in one["proposals"])
        yield one["policy"], "; ".join((one["status"], *spells, *proposed))


def _grades(verdict: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in verdict["grades"]:
        yield one["policy"], f"{one['grade'] or '/'.join(one['possible'])} {one['year']}"


def _measures(verdict: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in verdict["measures"]:
        state = f"withheld: {one['withheld']}" if one["withheld"] else one["strength"]
        name = f"{one['measure']} ({one['policy']}{' via ' + one['via'] if one['via'] else ''})"
        yield name, f"{state} {one['since'] or ''}–{one['last'] or ''} {', '.join(one['by'])}"
