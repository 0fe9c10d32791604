"""A line of a rendered verdict: what it says, how far in, and how it is set off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from rich.text import Text

Style = Literal["", "bold", "dim", "good", "bad", "open"]
STYLES: Final[Mapping[Style, str]] = {
    "bold": "bold",
    "dim": "dim",
    "good": "green",
    "bad": "bold red",
    "open": "yellow",
    "": "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """*text* at *depth*; *style* is for terminals with colours."""

    text: str
    depth: int = 0
    style: Style = ""

    def __str__(self) -> str:
        return "  " * self.depth + self.text


def styled(line: Line) -> Text:
    """*line* as a terminal shows it."""
    return Text(str(line), STYLES[line.style])
