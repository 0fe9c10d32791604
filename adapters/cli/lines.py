"""A line of a rendered verdict: what it says, how far in, and how it is set off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["", "bold", "dim", "good", "bad", "open"]


@dataclass(frozen=True, slots=True)
class Line:
    """*text* at *depth*; *style* is for terminals with colours."""

    text: str
    depth: int = 0
    style: Style = ""

    def __str__(self) -> str:
        return "  " * self.depth + self.text
