"""Three truths (S10): true, false, and `None` for unknown, joined as Kleene joined them."""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def all_of(truths: Iterable[Truth]) -> Truth:
    """False if one is false, else unknown if one is unknown, else true."""
    known = list(truths)
    if False in known:
        return False
    return None if None in known else True


def any_of(truths: Iterable[Truth]) -> Truth:
    """True if one is true, else unknown if one is unknown, else false."""
    known = list(truths)
    if True in known:
        return True
    return None if None in known else False


def is_not(truth: Truth) -> Truth:
    """The opposite; of unknown there is none."""
    return None if truth is None else not truth
