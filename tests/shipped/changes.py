"""What becomes of the changes of the shipped policies: each is noticed by a case, or its case file explains why not."""

from __future__ import annotations

from engine.cases.mutation import Mutation, mutate
from tests.shipped.base import shipped


def owners() -> tuple[str, ...]:
    """The policies, overlays and linkages with cases."""
    _, files = shipped()
    return tuple(file.owner for file in files if file.cases)


def changed(owner: str) -> Mutation:
    """The changes of *owner*, put to its cases and to those of what reads it."""
    checked, files = shipped()
    (found,) = mutate(checked.base, files, owners={owner})
    return found
