"""The kinds of job, what starts by itself, and what is looked after all the time: add to these tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Final

from adapters.clock import day_of, iso_day
from adapters.jobs.progress import Progress
from adapters.parts import Parts

Run = Callable[[Parts, Mapping[str, Any], Progress], Mapping[str, Any]]
"""Does a job with its arguments; gives its result, as JSON has it.

It may be begun several times: what it does goes into transactions that also `keep` how far it is in the progress,
and it begins at `progress.cursor`.
"""

KINDS: Final[dict[str, str]] = {
    "import": "adapters.exchange.importing:run",
    "export": "adapters.exchange.exporting:run",
    "submission": "adapters.exchange.submitting:run",
    "recall": "adapters.state.upkeep:recalled",
    "pull": "adapters.exchange.pulling:run",
    "tidying": "adapters.exchange.tidying:run",
    "roll": "adapters.state.upkeep:rolled",
    "forgetting": "adapters.records.forgetting:run",
    "examination": "adapters.publishing.examining_job:run",
    "thoroughness": "adapters.publishing.thoroughness_job:run",
    "simulation": "adapters.simulations.job:run",
}
"""What does a job of each kind, as `module:function`; imported when it is first needed."""

CHORES: Final[dict[str, str]] = {
    "state": "adapters.state.upkeep:drain_pending",
    "roll": "adapters.state.upkeep:start_roll",
    "recall": "adapters.state.upkeep:seek_recalls",
    "messages": "adapters.state.upkeep:send_messages",
    "casework": "adapters.casework.chores:follow_some",
}
"""What is called with the parts alone every few seconds, as `module:function`: short, and safe to do twice at once."""


@dataclass(frozen=True)
class Periodic:
    """Jobs of *kind* that start by themselves, one for each *slot* of time: what names that of a moment."""

    kind: str
    slot: Callable[[datetime], str]
    arguments: Mapping[str, Any] = field(default_factory=dict)


def daily(hour: int = 0, minute: int = 0) -> Callable[[datetime], str]:
    """A slot a day, from *hour* and *minute* in Asia/Shanghai on."""
    return lambda now: iso_day(day_of(now - timedelta(hours=hour, minutes=minute)))


def every(seconds: int) -> Callable[[datetime], str]:
    """A slot every so many *seconds*."""
    return lambda now: str(int(now.timestamp()) // seconds)


PERIODIC: Final[list[Periodic]] = [Periodic("tidying", daily(3)), Periodic("forgetting", daily(4))]
"""What starts by itself. A slot that passed while nothing ran is not made up for; the one that is now, is."""


def named(where: str) -> Any:
    """The function that *where*, `module:function`, means."""
    module, _, name = where.partition(":")
    return getattr(import_module(module), name)
