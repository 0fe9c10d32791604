"""Three truths and intervals of whole numbers: how unknown is carried, never guessed (S10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Truth = bool | None
"""True, false, or `None`: unknown."""


def every(truths: Iterable[Truth]) -> Truth:
    """Kleene's conjunction: false if any is false, else unknown if any is unknown, else true."""
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def some(truths: Iterable[Truth]) -> Truth:
    """Kleene's disjunction: true if any is true, else unknown if any is unknown, else false."""
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            result = None
    return result


def negation(truth: Truth) -> Truth:
    """Kleene's negation: unknown stays unknown."""
    return None if truth is None else not truth


Bound = int | None
Span = tuple[Bound, Bound]


@dataclass(frozen=True, slots=True)
class IntSet:
    """A set of whole numbers: closed *spans* in order, apart from each other; `None` is without bound."""

    spans: tuple[Span, ...]

    def __contains__(self, number: int) -> bool:
        for low, high in self.spans:  # noqa: SIM110  # asked too often for a generator
            if (low is None or low <= number) and (high is None or number <= high):
                return True
        return False

    def over(self, low: Bound, high: Bound) -> Truth:
        """Whether every number from *low* to *high* is in the set; false if none is, else unknown."""
        touched = False
        for first, last in self.spans:
            if (first is None or (low is not None and first <= low)) and (
                last is None or (high is not None and high <= last)
            ):
                return True
            starts_before_end = first is None or high is None or first <= high
            ends_after_start = last is None or low is None or low <= last
            touched = touched or (starts_before_end and ends_after_start)
        return None if touched else False

    def complement(self) -> IntSet:
        """All other whole numbers."""
        spans: list[Span] = []
        start: Bound = None
        for first, last in self.spans:
            if first is not None and (start is None or start <= first - 1):
                spans.append((start, first - 1))
            if last is None:
                return IntSet(tuple(spans))
            start = last + 1
        return IntSet((*spans, (start, None)))

    def union(self, other: IntSet) -> IntSet:
        """The numbers in either."""
        merged: list[Span] = []
        for first, last in sorted((*self.spans, *other.spans), key=_starting_point):
            if merged and _touches(merged[-1][1], first):
                high = merged[-1][1]
                merged[-1] = (merged[-1][0], None if high is None or last is None else max(high, last))
            else:
                merged.append((first, last))
        return IntSet(tuple(merged))

    passes = __contains__


@dataclass(frozen=True, slots=True)
class PartlyKnown:
    """A set of which only some is known: *sure* numbers are in it, and none that is not *possible*."""

    sure: IntSet
    possible: IntSet

    def passes(self, number: int) -> Truth:
        """Whether *number* is in the set."""
        return True if number in self.sure else None if number in self.possible else False

    def over(self, low: Bound, high: Bound) -> Truth:
        """Whether every number from *low* to *high* is in the set; false if none is, else unknown."""
        if self.sure.over(low, high) is True:
            return True
        return False if self.possible.over(low, high) is False else None


NOTHING = IntSet(())
EVERYTHING = IntSet(((None, None),))


def _starting_point(span: Span) -> tuple[int, int]:
    return (0, 0) if span[0] is None else (1, span[0])


def _touches(high: Bound, low: Bound) -> bool:
    return high is None or low is None or low <= high + 1
