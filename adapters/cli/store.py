"""The store that commands of the service work on, as the environment names it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.parts import Parts
from adapters.settings import Settings, settings


@contextmanager
def store(told: Settings | None = None) -> Iterator[Parts]:
    """The parts of the service that the environment, or *told*, describes, its store brought up to date first."""
    from adapters.service import parts_of, prepare  # noqa: PLC0415 - what makes a service loads slowly

    told = told or settings()
    prepare(told)
    with parts_of(told) as parts:
        yield parts
