"""Which decisions count: those on record alone, or assumed ones too, taken at once or some days later."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

FORM: Final = r"recorded|assumed( *\+ *\d{1,4}( *days?)?)?"
"""How it is written."""
_AFTER: Final = re.compile(r"\d+")


@dataclass(frozen=True)
class Taken:
    """Decisions on record and, where none is, one assumed *after* so many days; none is where that is not said."""

    after: int | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """What *text* means: `recorded`, `assumed` or `assumed+30 days`; raises `ValueError` where it is none."""
        if not re.fullmatch(FORM, text):
            raise ValueError(text)
        days = _AFTER.search(text)
        return cls(None if text == "recorded" else int(days[0]) if days else 0)

    @property
    def assumed(self) -> bool:
        """Whether any decision is assumed."""
        return self.after is not None

    def __str__(self) -> str:
        """As it is written."""
        if self.after is None:
            return "recorded"
        return f"assumed+{self.after} days" if self.after else "assumed"
