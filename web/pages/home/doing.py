"""What needs doing, as the API tells whoever asks: drafts, reviews, deadlines, measures to take note of, jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from adapters.access.actor import Actor
from adapters.access.permissions import Permission
from adapters.clock import today
from adapters.exchange.importing import KIND as IMPORT
from adapters.publishing.drafts import State
from web.api.access import parts
from web.api.problems import Refusal
from web.pages.asking import ask

_SOON: Final = 14
"""Days ahead within which a deadline is soon."""
_SHOWN: Final = 6


@dataclass(frozen=True)
class Block:
    """Some things of one sort to be done: how they are shown by its *name*, and all there is to say of them."""

    name: str
    told: Any


def to_do(who: Actor) -> tuple[Block, ...]:
    """What *who* has to do, or watch over, as far as there is anything."""
    found = (Block(name, tell(who)) for name, allow, tell in _BLOCKS if who.may(allow))
    return tuple(one for one in found if one.told)


def _own(who: Actor) -> Sequence[Mapping[str, Any]]:
    """Their drafts that are not finished, each with what came of examining it, if it was."""
    return [{**one, "examination": _examination(one["id"])} for one in _drafts("open", who.id)]


def _examination(draft: str) -> Any:
    try:
        return ask("GET", f"/v1/drafts/{draft}/examination")
    except Refusal:
        return None


def _reviews(who: Actor) -> Sequence[Mapping[str, Any]]:
    """The drafts that wait for somebody else to look at them."""
    return [one for one in _drafts("submitted") if one["author"] != who.id]


def _to_publish(who: Actor) -> Sequence[Mapping[str, Any]]:
    """The drafts that are approved and wait to be published by somebody else."""
    return [one for one in _drafts("approved") if one["author"] != who.id]


def _waiting(who: Actor) -> Sequence[Mapping[str, Any]]:
    """Their drafts that others have to look at."""
    return [*_drafts("submitted", who.id), *_drafts("approved", who.id)]


def _drafts(state: State, author: str | None = None) -> Sequence[Mapping[str, Any]]:
    query = {"state": state, "author": author, "limit": _SHOWN}
    found: Sequence[Mapping[str, Any]] = ask("GET", "/v1/drafts", query=query)["drafts"]
    return found


def _deadlines(_: Actor) -> Any:
    """What is due soon, or over."""
    by = date.fromordinal(today(parts().clock) + _SOON).isoformat()
    return ask("GET", "/v1/deadlines", query={"by": by, "limit": _SHOWN})["deadlines"]


def _executions(_: Actor) -> Any:
    """Measures that the department has not taken note of."""
    return ask("GET", "/v1/measures/executions", query={"state": "pending", "limit": _SHOWN})["matters"]


def _imports(_: Actor) -> Any:
    """Files of which not all was taken in."""
    found = ask("GET", "/v1/jobs", query={"kind": IMPORT, "limit": 4 * _SHOWN})["jobs"]
    wrong = [one for one in found if one["state"] == "failed" or (one["result"] or {}).get("rejected_rows")]
    return [{**one, "name": ask("GET", f"/v1/imports/{one['id']}")["name"]} for one in wrong[:_SHOWN]]


def _jobs(_: Actor) -> Any:
    """Jobs that failed; imports are told by themselves."""
    found = ask("GET", "/v1/jobs", query={"state": "failed", "limit": 2 * _SHOWN})["jobs"]
    return [one for one in found if one["kind"] != IMPORT][:_SHOWN]


def _ledger(_: Actor) -> Any:
    """Where the chain of what was done ends, and how much of it was signed."""
    return ask("GET", "/v1/audit")


def _health(_: Actor) -> Any:
    """Whether the parts of the service work."""
    return ask("GET", "/health/ready")


_BLOCKS: Final[Sequence[tuple[str, Permission, Callable[[Actor], Any]]]] = (
    ("reviews", "releases:review", _reviews),
    ("to_publish", "releases:publish", _to_publish),
    ("executions", "measures:report", _executions),
    ("deadlines", "casework:read", _deadlines),
    ("own", "releases:draft", _own),
    ("waiting", "releases:draft", _waiting),
    ("imports", "data:import", _imports),
    ("jobs", "jobs:read", _jobs),
    ("ledger", "audit:read", _ledger),
    ("health", "users:manage", _health),
)
