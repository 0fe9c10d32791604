"""Facts and subjects as plain CSV: a column for every key, and one for every field (`fields.fine`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from adapters.standards import plain
from adapters.standards.gather import Gathering
from adapters.standards.intake import Intake
from adapters.standards.raw import Note, Rejection, shown
from adapters.standards.tabular import Row, refusal
from engine.problems import Place, Problem

_LIST: Final = "[]"
_TRUTHS: Final = {"true": True, "是": True, "false": False, "否": False}


def is_long(titles: Sequence[str]) -> bool:
    """Whether *titles* are the header of this form."""
    names = {title.strip() for title in titles}
    return "id" in names and bool({"type", "kind"} & names)


def read_rows(header: Row, rows: Iterable[Row | Rejection], file: str, intake: Intake, into: Gathering) -> None:
    """Take the *rows* under *header* *into* a gathering.

    `fields.kinds[]` holds several values joined by `;`, `related.legal_representative` the id of a related subject.
    An empty cell is a missing value; a truth is written true or false, 是 or 否.
    """
    titles = [title.strip() for title in header.cells]
    repeated = [title for index, title in enumerate(titles) if title and title in titles[:index]]
    if repeated:
        into.reject([refusal(file, "repeated_column", header.number, column=repeated[0], other=repeated[0])])
        return
    empty = True
    for row in rows:
        empty = False
        if isinstance(row, Rejection):
            into.reject([row])
        elif any(cell.strip() for cell in row.cells[len(titles) :]):
            refused = refusal(file, "cell_without_heading", row.number, column="-")
            into.reject([replace(refused, subjects=plain.named(_record(titles, row.cells)))])
        else:
            _take(titles, row, file, intake, into)
    if empty:
        into.note([Note(Problem("exchange.no_rows", Place(file, header.number)))])


def _take(titles: Sequence[str], row: Row, file: str, intake: Intake, into: Gathering) -> None:
    def locate(steps: plain.Steps) -> Place:
        title = plain.path_text(steps)
        column = next((i for i, name in enumerate(titles, 1) if name.removesuffix(_LIST) == title), 1)
        return Place(file, row.number, column)

    record, refused = _record(titles, row.cells), list[Rejection]()
    for name, value in _truths(record, intake):
        if value is None:
            about = {"column": f"fields.{name}", "value": shown(record["fields"][name])}
            problem = Problem("exchange.bad_truth", locate(("fields", name)), about)
            refused.append(Rejection(problem, f"fields.{name}", plain.named(record)))
        else:
            record["fields"][name] = value
    if refused:
        into.reject(refused)
    else:
        plain.take(record, (), locate, intake, into)


def _truths(record: Mapping[str, Any], intake: Intake) -> Iterator[tuple[str, bool | None]]:
    """The fields of *record* that hold a truth, and it; nothing where they hold something else."""
    for name, value in list(record.get("fields", {}).items()):
        if (record.get("type"), name) in intake.truths:
            yield name, _TRUTHS.get(value.casefold()) if isinstance(value, str) else None


def _record(titles: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    related: list[dict[str, str]] = []
    for title, cell in zip(titles, cells, strict=False):
        value = cell.strip()
        group, _, name = title.partition(".")
        if not value:
            continue
        if group == "fields" and name:
            fields[name.removesuffix(_LIST)] = _listed(value) if name.endswith(_LIST) else value
        elif group == "related" and name:
            related.append({"role": name, "subject": value})
        else:
            record[title] = value
    return record | ({"fields": fields} if fields else {}) | ({"related": related} if related else {})


def _listed(value: str) -> list[str]:
    return [part for part in (part.strip() for part in value.replace("；", ";").split(";")) if part]
