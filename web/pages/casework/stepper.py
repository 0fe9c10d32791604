"""The way of a matter at a glance: where it has been and when, where it is, what would come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "proceeding": ("draft", "proposed", "notified", "stated", "decided", "listed", "published", "repaired"),
    "execution": ("pending", "acknowledged", "executed", "ended"),
}
_PLEA: Final = ("received", "accepted", "upheld")
_ENDS: Final = frozenset(
    {"declined", "lapsed", "expired", "withdrawn", "refused", "rejected", "not_executed", "ending"}
)
_PASSED_BY: Final = frozenset({"draft", "stated"})
"""What a matter may leave out: shown only where it was."""


@dataclass(frozen=True)
class Stage:
    """A state of the way: `done`, `now` or `ahead`, since which *day* and by whom."""

    state: str
    at: str
    day: str | None = None
    actor: str | None = None


def stages(matter: Mapping[str, Any]) -> list[Stage]:
    """The way of *matter*."""
    first: dict[str, Mapping[str, Any]] = {}
    for step in matter["steps"]:
        first.setdefault(step["state"], step)
    way = [one for one in _WAYS.get(matter["kind"], _PLEA) if one in first or _may_come(matter, one)]
    if matter["state"] in _ENDS:
        way = [one for one in way if one in first] + [matter["state"]]
    return [_stage(one, matter["state"], first.get(one)) for one in dict.fromkeys(way)]


def _may_come(matter: Mapping[str, Any], state: str) -> bool:
    """Whether *state*, in which *matter* has not been, lies ahead of it."""
    way = _WAYS.get(matter["kind"], _PLEA)
    here = way.index(matter["state"]) if matter["state"] in way else -1
    return way.index(state) > here and state not in _PASSED_BY


def _stage(state: str, now: str, step: Mapping[str, Any] | None) -> Stage:
    at = "now" if state == now else "ahead" if step is None else "done"
    return Stage(state, at, *(None, None) if step is None else (step["day"], step["actor"]))
