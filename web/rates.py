"""How often somebody may ask: counted in each process, by who asks, or by the address of who is not known.

Sign-ins count in the store besides (`adapters.access.attempts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from time import time
from typing import Final

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from adapters.access.actor import NOBODY, Actor
from web.api.problems import Refusal

_RATES: Final = "xinheng.rates"


@dataclass(frozen=True)
class Rates:
    """What is let through, in the words of `limits` (`600/minute`): of who is *known*, and of *others* by address."""

    known: str = "60000/minute"
    others: str = "600/minute"


class _Counting:
    def __init__(self, rates: Rates) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._known, self._others = parse(rates.known), parse(rates.others)

    def wait(self, actor: Actor) -> int:
        """The seconds that *actor* must wait; counts the request where there are none."""
        if actor is NOBODY:
            return self._wait(self._others, "address", request.remote_addr or "")
        return self._wait(self._known, "actor", actor.id)

    def _wait(self, item: RateLimitItem, *key: str) -> int:
        if self._limiter.hit(item, *key):
            return 0
        return max(1, ceil(self._limiter.get_window_stats(item, *key).reset_time - time()))


def install(app: Flask, rates: Rates) -> None:
    """Have *app* count by *rates*."""
    app.extensions[_RATES] = _Counting(rates)


def take(actor: Actor) -> None:
    """Count the request as one of *actor*; raises `Refusal` where they ask too often."""
    counting: _Counting = current_app.extensions[_RATES]
    if wait := counting.wait(actor):
        raise too_many(wait)


def too_many(wait: int) -> Refusal:
    """A refusal for *wait* seconds."""
    refusal = Refusal(HTTPStatus.TOO_MANY_REQUESTS, "too_many")
    refusal.headers["Retry-After"] = str(wait)
    return refusal
