"""What a synthetic population is made from: the same settings, the same rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa

from engine.calendar import iso

FIRST: Final = date(2015, 1, 1).toordinal()
LAST: Final = date(2026, 6, 30).toordinal()
"""The days from which and until which something happens, unless told otherwise."""

PARTITION: Final = 100_000
"""Subjects in a partition, unless told otherwise."""

STATEMENT: Final = (
    "合成数据，全部为虚构：不反映任何真实主体、机关或者记录。 "
    "Synthetic data, all of it invented: nothing in it is about any real subject, authority or record."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """*subjects* subjects drawn from *seed*, what happens to them from *first* to *last*, *partition* a file.

    Things go wrong, or are commended, *trouble* times as often as in the province that is imitated.
    """

    subjects: int
    seed: int
    first: int = FIRST
    last: int = LAST
    partition: int = PARTITION
    trouble: float = 1.0

    @property
    def partitions(self) -> int:
        """How many partitions there are."""
        return -(-self.subjects // self.partition)

    def recorded(self, release: str) -> dict[str, str | int | float]:
        """The settings as they are kept, with the *release* of the policies and what else the bytes depend on."""
        kept = asdict(self) | {"first": iso(self.first), "last": iso(self.last)}
        return {"synthetic": STATEMENT, **kept, "release": release, "numpy": np.__version__, "pyarrow": pa.__version__}
