"""What is less than sure in the policies, and which are due to be looked at again, shown for people and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby

from rich.text import Text

from adapters.cli.console import out
from adapters.cli.problems import annotation
from engine.calendar import iso
from engine.catalogue import text
from engine.checks.provenance import Due, Provenance, Unsure
from engine.problems import Place

_STYLES = {"low": "bold red", "medium": "yellow"}


def within(found: Provenance, chosen: Callable[[Place], bool], seen: Callable[[Place], Place]) -> Provenance:
    """What of *found* stands at places *chosen*, each place as *seen* from where the user is."""
    return Provenance(
        unsure=tuple(replace(one, place=seen(one.place)) for one in found.unsure if chosen(one.place)),
        overdue=tuple(replace(one, place=seen(one.place)) for one in found.overdue if chosen(one.place)),
        undated=tuple(replace(one, place=seen(one.place)) for one in found.undated if chosen(one.place)),
    )


def as_lines(found: Provenance, as_of: int, policies: int, language: str) -> None:
    """Print *found* in so many *policies* as of a day: a heading each owner, what is unsure below, and counts last."""
    console = out()
    for _, group in groupby(found.unsure, key=_owner):
        several = tuple(group)
        console.print(Text(_heading(several[0], language), "bold"))
        noted: set[str] = set()
        for one in several:
            console.print(_line(one, language))
            for note in one.notes:
                if note not in noted:
                    console.print(Text(f"      {note}"))
                noted.add(note)
    for key, due in (("overdue", found.overdue), ("undated", found.undated)):
        if due:
            said = text(f"cli.provenance.{key}", language, count=len(due), as_of=iso(as_of))
            console.print(Text(said, "bold"))
        for policy in due:
            console.print(Text(f"  {policy.place}: {policy.policy} {policy.title} {policy.review_by or ''}".rstrip()))
    console.print(_summary(found, as_of, policies, language))


def as_annotations(found: Provenance, language: str) -> Iterator[str]:
    """*found* as GitHub shows it beside the code."""
    for one in found.unsure:
        yield annotation("notice", one.place, one.confidence, str(_line(one, language)).strip())
    for due in found.overdue:
        said = text("cli.provenance.due", language, policy=due.policy, day=due.review_by)
        yield annotation("notice", due.place, "overdue", said)


def as_data(found: Provenance, as_of: int, policies: int, release: str) -> dict[str, object]:
    """*found* in so many *policies* of *release* as of a day, for other programs."""
    return {
        "release": release,
        "policies": policies,
        "as_of": iso(as_of),
        "counts": _counts(found),
        "unsure": [_as_data(one) for one in found.unsure],
        "overdue": [_due_as_data(one) for one in found.overdue],
        "undated": [_due_as_data(one) for one in found.undated],
    }


def _as_data(one: Unsure) -> dict[str, object]:
    return {
        "sort": one.sort,
        "owner": one.owner,
        "title": one.title,
        "draft": one.draft,
        **_place(one.place),
        "path": [str(step) for step in one.steps],
        "confidence": one.confidence,
        "terms": dict(one.terms),
        "basis": list(one.basis),
        "notes": list(one.notes),
    }


def _due_as_data(one: Due) -> dict[str, object]:
    review_by = one.review_by.isoformat() if one.review_by else None
    return {"policy": one.policy, "title": one.title, **_place(one.place), "review_by": review_by}


def _place(place: Place) -> dict[str, object]:
    return {"file": place.file, "line": place.line, "column": place.column}


def _owner(one: Unsure) -> tuple[str, str]:
    return one.sort, one.owner


def _heading(one: Unsure, language: str) -> str:
    sort = text(f"cli.provenance.sort.{one.sort}", language)
    draft = text("cli.provenance.draft", language) if one.draft else ""
    return f"{sort} {one.owner} {one.title}{draft}"


def _line(one: Unsure, language: str) -> Text:
    line = Text("  ")
    line.append(str(one.place)).append(": ")
    line.append(text(f"cli.provenance.{one.confidence}", language), _STYLES.get(one.confidence, ""))
    told = [" ".join(map(str, one.steps)), "; ".join(f"{key} {value}" for key, value in one.terms.items())]
    line.append("  ").append(" — ".join(part for part in told if part))
    if one.basis:
        line.append(f"  [{', '.join(one.basis)}]", "dim")
    return line


def _counts(found: Provenance) -> dict[str, int]:
    return {
        "low": found.count("low"),
        "medium": found.count("medium"),
        "overdue": len(found.overdue),
        "undated": len(found.undated),
    }


def _summary(found: Provenance, as_of: int, policies: int, language: str) -> Text:
    said = text("cli.provenance.summary", language, policies=policies, as_of=iso(as_of), **_counts(found))
    return Text(said, "bold")
