"""Who has to be judged one by one, and why: what columns do not say."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray


class NotInColumns(Exception):
    """What this asks is not answered in columns: who it is asked of has to be judged one by one."""


class Left:
    """Those of so many subjects who are left to be judged one by one; *why* counts them, by what columns do not say."""

    def __init__(self, subjects: int) -> None:
        self.marked: NDArray[np.bool_] = np.zeros(subjects, np.bool_)
        self.why: Counter[str] = Counter()

    def mark(self, subjects: NDArray[Any], why: str) -> None:
        """Leave *subjects*."""
        fresh = subjects[~self.marked[subjects]]
        self.marked[fresh] = True
        self.why[why] += len(np.unique(fresh))

    def copy(self) -> Left:
        """The same, to be marked further."""
        other = Left(len(self.marked))
        other.marked = self.marked.copy()
        return other

    def mark_all(self, why: str) -> None:
        """Leave everybody."""
        self.mark(np.arange(len(self.marked)), why)

    def places(self) -> NDArray[Any]:
        """Who is left, in order."""
        return np.flatnonzero(self.marked)
