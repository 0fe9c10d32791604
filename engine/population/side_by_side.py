"""Policies that ask nothing of each other are judged side by side: what is compiled holds no other thread up."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

One = TypeVar("One")
Made = TypeVar("Made")
Other = TypeVar("Other")

MOST: Final = 4
"""No more at one time: each needs memory of its own."""
WORTH: Final = 20_000
"""Of fewer subjects, threads cost more than they save."""


def threads_for(subjects: int) -> int:
    """How many threads are of use for so many *subjects* on the processors this process may use."""
    return min(len(os.sched_getaffinity(0)), MOST) if subjects >= WORTH else 1


def side_by_side(make: Callable[[One], Made], some: Sequence[One], threads: int) -> Iterator[Made]:
    """What *make* makes of each of *some*, in their order, by so many *threads*. Whoever stops asking stops them."""
    if threads < 2 or len(some) < 2:
        yield from map(make, some)
        return
    pool = ThreadPoolExecutor(threads)
    try:
        yield from pool.map(make, some)
    finally:
        pool.shutdown(cancel_futures=True)


def both_at_once(make: Callable[[], Made], other: Callable[[], Other], threads: int) -> tuple[Made, Other]:
    """What *make* and *other* make, at the same time where there are *threads* for it."""
    if threads < 2:
        return make(), other()
    pool = ThreadPoolExecutor(1)
    try:
        made = pool.submit(make)
        another = other()
        return made.result(), another
    finally:
        pool.shutdown(cancel_futures=True)
