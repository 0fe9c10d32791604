"""How often somebody may ask: counted in each process, by who asks, or by the address of who is not known.

Sign-ins count in the store besides (`adapters.access.attempts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from threading import Lock
from time import time
from typing import Final

from flask import Flask, current_app, request
from limits import RateLimitItem, parse

from adapters.access.actor import NOBODY, Actor
from web.api.problems import Refusal

_RATES: Final = "xinheng.rates"


@dataclass(frozen=True)
class Rates:
    """What is let through, in the words of `limits` (`600/minute`): of who is *known*, and of *others* by address."""

    known: str = "60000/minute"
    others: str = "600/minute"
    guesses: str = "30/minute"
    """Of what somebody might guess, by address, whoever they are."""


class _Counting:
    """Counts by windows of the clock. It runs at every request, so it is as plain as can be; threads may share it."""

    def __init__(self, rates: Rates) -> None:
        self._lock = Lock()
        self._known, self._others = _Window(parse(rates.known)), _Window(parse(rates.others))
        self._guesses = _Window(parse(rates.guesses))

    def wait(self, actor: Actor) -> int:
        """The seconds that *actor* must wait; counts the request where there are none."""
        with self._lock:
            if actor is NOBODY:
                return self._others.wait(request.remote_addr or "", time())
            return self._known.wait(actor.id, time())

    def wait_to_guess(self) -> int:
        """The same for one more guess from the address of the request."""
        with self._lock:
            return self._guesses.wait(request.remote_addr or "", time())


class _Window:
    """How often each came in the window that is now."""

    def __init__(self, rate: RateLimitItem) -> None:
        self._most, self._seconds = rate.amount, rate.get_expiry()
        self._number = 0
        self._counts: dict[str, int] = {}

    def wait(self, key: str, now: float) -> int:
        number = int(now // self._seconds)
        if number != self._number:
            self._number = number
            self._counts.clear()
        count = self._counts[key] = self._counts.get(key, 0) + 1
        return 0 if count <= self._most else max(1, ceil((number + 1) * self._seconds - now))


def install(app: Flask, rates: Rates) -> None:
    """Have *app* count by *rates*."""
    app.extensions[_RATES] = _Counting(rates)


def take(actor: Actor) -> None:
    """Count the request as one of *actor*; raises `Refusal` where they ask too often."""
    counting: _Counting = current_app.extensions[_RATES]
    if wait := counting.wait(actor):
        raise too_many(wait)


def take_guess() -> None:
    """Count the request as one of those that try whether something is so; raises `Refusal` where they are too many."""
    counting: _Counting = current_app.extensions[_RATES]
    if wait := counting.wait_to_guess():
        raise too_many(wait)


def too_many(wait: int) -> Refusal:
    """A refusal for *wait* seconds."""
    refusal = Refusal(HTTPStatus.TOO_MANY_REQUESTS, "too_many")
    refusal.headers["Retry-After"] = str(wait)
    return refusal
