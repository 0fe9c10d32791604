"""What is taken out of verdicts: lists that are not published at all, and values that restricted records hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson

from adapters.access.sight import Sight
from engine.compile.program import Program
from engine.language.fact_types import FactType

_BY_POLICY: Final = ("lists", "grades", "measures", "undecided", "near", "forecast")
"""The parts of a verdict whose rows name a policy."""


@dataclass(frozen=True)
class Hidden:
    """Policies of a release: those that are *internal*, and those that look at records not all may see."""

    internal: frozenset[str]
    looking: frozenset[str]
    named: re.Pattern[bytes] | None
    """Finds whether a verdict names one of them."""


@lru_cache(maxsize=16)
def hidden_by(program: Program) -> Hidden:
    """What of verdicts by *program* is hidden from who sees only what is public."""
    policies = program.base.policies
    internal = frozenset(
        name for name, one in policies.items() if one.publish is not None and one.publish.scope == "internal"
    )
    closed = {name for name, one in program.base.fact_types.items() if _is_closed(one)}
    looking = frozenset(
        policy
        for name in closed
        for policy in (*program.watched_by.get(name, ()), *_triggered_by(program, name))
    )  # fmt: skip
    both = sorted(internal | looking)
    named = re.compile(b'"policy":"(?:' + b"|".join(re.escape(one.encode()) for one in both) + b')"') if both else None
    return Hidden(internal, looking, named)


def _is_closed(one: FactType) -> bool:
    return one.sensitivity != "public" or any(key.sensitivity not in (None, "public") for key in one.fields.values())


def _triggered_by(program: Program, fact_type: str) -> Iterator[str]:
    return (name for name, one in program.lists.items() if any(fact_type in rule.types for rule in one.rules))


def verdict_shown(sight: Sight, program: Program, verdict: bytes) -> tuple[bytes, tuple[str, ...]]:
    """*verdict* as *sight* has it, and the JSON pointers masked in it; the very same bytes where nothing is."""
    if sight.sees("restricted"):
        return verdict, ()
    hidden = hidden_by(program)
    if hidden.named is None or hidden.named.search(verdict) is None:
        return verdict, ()
    told = orjson.loads(verdict)
    masked = tuple(_mask(told, hidden))
    return (orjson.dumps(told), masked) if masked else (verdict, ())


def _mask(told: dict[str, Any], hidden: Hidden) -> Iterator[str]:
    """Take out of *told* what is hidden; the pointers are those of the whole verdict."""
    for number, one in enumerate(told["near"]):
        kept = one["kept_by"]
        if one["policy"] in hidden.looking and kept["found"] is not None:
            kept["found"] = None
            yield f"/near/{number}/kept_by/found"
    for part in _BY_POLICY:
        rows = told[part]
        gone = [number for number, one in enumerate(rows) if one["policy"] in hidden.internal]
        yield from (f"/{part}/{number}" for number in gone)
        told[part] = [one for one in rows if one["policy"] not in hidden.internal]
