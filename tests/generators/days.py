"""Days near the ends of months and of periods, where counting goes wrong if it does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from engine.calendar import Period, add

HUBS = tuple(
    map(
        date.fromisoformat,
        ("2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31", "2024-06-30", "2024-08-31", "2025-02-28"),
    )
)
PERIODS = ("1 day", "10 days", "1 month", "2 months", "6 months", "1 year", "13 months")
LONGER = ("6 months", "1 year", "18 months", "2 years")


def periods() -> st.SearchStrategy[str]:
    """A period as text."""
    return st.sampled_from(PERIODS)


def ordered_pairs(texts: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """Two of *texts*, which are in order of length, the shorter first."""
    indexes = st.tuples(st.integers(0, len(texts) - 1), st.integers(0, len(texts) - 1)).map(sorted)
    return indexes.map(lambda pair: [texts[pair[0]], texts[pair[1]]])


def law_days() -> st.SearchStrategy[date]:
    """A day on which law may change."""
    return st.sampled_from(HUBS).flatmap(lambda hub: st.sampled_from((hub, hub + timedelta(days=1))))


def near(hubs: Sequence[date]) -> st.SearchStrategy[date]:
    """One of *hubs*, or the end of a period from it; that day, the one before or the one after."""
    ends = st.sampled_from([None, None, None, *PERIODS])
    return st.builds(_moved, st.sampled_from(list(hubs)), ends, st.integers(-1, 1))


def _moved(hub: date, period: str | None, days: int) -> date:
    end = hub if period is None else date.fromordinal(add(hub.toordinal(), Period.parse(period)))
    return end + timedelta(days=days)
