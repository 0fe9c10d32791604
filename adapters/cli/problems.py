"""Problems shown: for people, as JSON, and as GitHub annotates them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from adapters.cli.console import out
from engine.problems import Place, Problem


def as_lines(problems: Sequence[Problem], language: str, *, console: Console | None = None) -> None:
    """Print *problems* for people: place and message, the remedy below."""
    console = console or out()
    for problem in problems:
        line = Text()
        line.append(str(problem.place), "bold")
        line.append(": ").append(problem.message(language), "red").append(f"  [{problem.code}]", "dim")
        console.print(line)
        console.print(Text(f"    → {problem.remedy(language)}"))


def as_data(problem: Problem, language: str) -> dict[str, object]:
    """*problem* for other programs."""
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "code": problem.code,
        "message": problem.message(language),
        "remedy": problem.remedy(language),
    }


def as_annotation(problem: Problem, language: str) -> str:
    """*problem* as a line that GitHub shows beside the code."""
    return annotation("error", problem.place, problem.code, f"{problem.message(language)} ({problem.remedy(language)})")


def annotation(level: str, place: Place, title: str, message: str) -> str:
    """A line that GitHub shows at *place* as an `error` or a `notice`."""
    at = f"file={_property(place.file)},line={place.line},col={place.column}"
    return f"::{level} {at},title={_property(title)}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
