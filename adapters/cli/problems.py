"""Problems shown: for people, as JSON, and as GitHub annotates them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from adapters.cli.console import out
from engine.problems import Problem


def as_lines(
    problems: Sequence[Problem], language: str, folder: Path | None = None, *, console: Console | None = None
) -> None:
    """Print *problems* for people: place and message, the remedy below; files as seen from where *folder* is."""
    console = console or out()
    for problem in problems:
        line = Text()
        line.append(f"{_file(problem, folder)}:{problem.place.line}:{problem.place.column}", "bold")
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


def as_annotation(problem: Problem, language: str, folder: Path) -> str:
    """*problem* as a line that GitHub shows beside the code."""
    place = f"file={_property(_file(problem, folder))},line={problem.place.line},col={problem.place.column}"
    message = f"{problem.message(language)} ({problem.remedy(language)})"
    return f"::error {place},title={_property(problem.code)}::{_escaped(message)}"


def _file(problem: Problem, folder: Path | None) -> str:
    return problem.place.file if folder is None else (folder / problem.place.file).as_posix()


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
