"""Reads a file of facts, whatever its format: the entry to this folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypeAlias

from adapters.standards import long_csv, plain
from adapters.standards.double_publicity import read_sheets
from adapters.standards.gather import Gathering
from adapters.standards.intake import Intake
from adapters.standards.json_tables import sheet_of
from adapters.standards.json_text import Member, Source, parse_json
from adapters.standards.layouts import Layout
from adapters.standards.raw import Reading, Refused, Rejection, shown
from adapters.standards.tabular import Row, Sheet, csv_sheet, decoded, refusal
from adapters.standards.workbooks import workbook
from engine.language.syntax import read_yaml
from engine.problems import Place, Problem, nearest

Format: TypeAlias = Literal["csv", "xlsx", "json", "ndjson", "yaml"]

_SUFFIXES: Final[dict[str, Format]] = {
    ".csv": "csv", ".xlsx": "xlsx", ".json": "json", ".ndjson": "ndjson", ".jsonl": "ndjson",
    ".yaml": "yaml", ".yml": "yaml",
}  # fmt: skip
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_DEFAULT: Final = Intake()


def read(
    source: Path | BinaryIO,
    format: Format | None = None,  # noqa: A002 - the callers' word
    *,
    name: str | None = None,
    intake: Intake = _DEFAULT,
) -> Reading:
    """What the file *source* holds: its subjects and facts, all that is rejected and why, and notes.

    *format* is found by the suffix of its name, else by its content. *name* is what messages call it. Only a file
    that cannot be opened raises (`OSError`); whatever is wrong within is in the reading.
    """
    label = name or (source.name if isinstance(source, Path) else "-")
    data = _bytes(source, intake.limits.size)
    if data is None:
        return Reading(rejected=(refusal(label, "too_large", limit=intake.limits.size),))
    return read_bytes(data, label, format, intake)


def read_bytes(
    data: bytes,
    name: str,
    format: Format | None = None,  # noqa: A002 - the callers' word
    intake: Intake = _DEFAULT,
) -> Reading:
    """What *data*, a file called *name*, holds; as `read`."""
    into = Gathering(intake.tell)
    if len(data) > intake.limits.size:
        into.reject([refusal(name, "too_large", limit=intake.limits.size)])
    elif data.startswith(_OLE):
        into.reject([refusal(name, "old_workbook")])
    elif not data.strip():
        into.reject([refusal(name, "empty_file")])
    else:
        _READERS[format_of(data, name, format)](data, name, intake, into)
    return into.reading()


def read_table(layout: Layout, rows: Iterable[Mapping[str, str]], intake: Intake = _DEFAULT) -> Reading:
    """What *rows*, by the keys of *layout*, hold; the first is row 2, as below a header."""
    into = Gathering(intake.tell)
    titles = tuple(column.names[0] for column in layout.columns)
    cells = (Row(n, tuple(row[column.key] for column in layout.columns)) for n, row in enumerate(rows, 2))
    read_sheets([Sheet("-", chain([Row(1, titles)], cells))], intake, into)
    return into.reading()


def _bytes(source: Path | BinaryIO, limit: int) -> bytes | None:
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return _bytes(stream, limit)
    data = source.read(limit + 1)
    return data if len(data) <= limit else None


def format_of(data: bytes, name: str, stated: Format | None) -> Format:
    """The format of *data*, a file called *name*: a workbook by its content, else as *stated*, else by its name."""
    if data.startswith(_ZIP):
        return "xlsx"
    return stated or _SUFFIXES.get(Path(name).suffix.lower()) or _format_of(data)


def _format_of(data: bytes) -> Format:
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    first = start.partition(b"\n")[0].strip()
    if start.startswith(b"{"):
        return "ndjson" if first.endswith(b"}") and start.rstrip() != first else "json"
    if start.startswith(b"["):
        return "json"
    return "csv" if b"," in first else "yaml"


def _read_csv(data: bytes, name: str, intake: Intake, into: Gathering) -> None:
    text = decoded(data, name)
    if isinstance(text, Rejection):
        into.reject([text])
        return
    rows = iter(csv_sheet(text, name, intake.limits).rows)
    first = next(rows, None)
    if isinstance(first, Row) and long_csv.is_long(first.cells):
        long_csv.read_rows(first, rows, name, intake, into)
    else:
        read_sheets([Sheet(name, chain([] if first is None else [first], rows))], intake, into)


def _read_xlsx(data: bytes, name: str, intake: Intake, into: Gathering) -> None:
    with workbook(data, name, intake.limits) as sheets:
        if isinstance(sheets, Rejection):
            into.reject([sheets])
        else:
            read_sheets(sheets, intake, into)


def _read_json(data: bytes, name: str, intake: Intake, into: Gathering) -> None:
    try:
        source = Source.checked(_utf8(data))
        if (sheet := sheet_of(source, name, intake.limits)) is not None:
            read_sheets([sheet], intake, into)
        else:
            _JsonFile(source, name, intake, into).take()
    except Refused as refused:
        into.reject([_broken(refused, name, 1)])


def _read_ndjson(data: bytes, name: str, intake: Intake, into: Gathering) -> None:
    taken = 0
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        if taken == intake.limits.rows:
            into.reject([refusal(name, "too_many_rows", number, limit=intake.limits.rows)])
            return
        taken += 1
        if len(line) > intake.limits.line:
            into.reject([refusal(name, "line_too_long", number, limit=intake.limits.line)])
            continue
        try:
            record = parse_json(_utf8(line))
        except Refused as refused:
            into.reject([_broken(refused, name, number)])
            continue
        plain.take(record, (), _always(Place(name, number)), intake, into)


def _read_yaml(data: bytes, name: str, intake: Intake, into: Gathering) -> None:
    document, problems = read_yaml(data, name)
    into.reject(Rejection(problem) for problem in problems)
    if document is not None and not problems:
        _take_document(document.data, document.place, name, intake, into)


def _take_document(data: object, locate: plain.Locate, name: str, intake: Intake, into: Gathering) -> None:
    records = list(_records(data, locate, into))
    for value, steps in records[: intake.limits.rows]:
        plain.take(value, steps, locate, intake, into)
    if len(records) > intake.limits.rows:
        into.reject([refusal(name, "too_many_rows", locate(records[intake.limits.rows][1]).line,
                             limit=intake.limits.rows)])  # fmt: skip


def _records(data: object, locate: plain.Locate, into: Gathering) -> Iterator[tuple[object, plain.Steps]]:
    """The records of a document: `subjects` and `facts`, or a list of records, or one record."""
    if isinstance(data, list):
        yield from ((value, (index,)) for index, value in enumerate(data))
    elif isinstance(data, dict) and {"subjects", "facts"}.intersection(data):
        for key, values in data.items():
            if key not in ("subjects", "facts"):
                into.reject([_unknown_key(str(key), locate((key,)))])
            elif not isinstance(values, list):
                into.reject([_not_a_list(key, locate((key,)))])
            else:
                yield from ((value, (key, index)) for index, value in enumerate(values))
    else:
        yield data, ()


class _JsonFile:
    """A JSON file being read record by record, so that each has its place, and one refused stops no other."""

    def __init__(self, source: Source, name: str, intake: Intake, into: Gathering) -> None:
        self._source, self._name, self._intake, self._into = source, name, intake, into

    def take(self) -> None:
        """Take every record; raises `Refused` where the file as a whole is none."""
        limit = self._intake.limits.rows
        for taken, (index, steps) in enumerate(self._records()):
            if taken == limit:
                self._into.reject([refusal(self._name, "too_many_rows", self._source.at(index)[0], limit=limit)])
                return
            self._take(index, steps)

    def _take(self, index: int, steps: plain.Steps) -> None:
        def locate(within: plain.Steps) -> Place:
            return self._place(self._source.find(index, within[len(steps) :]))

        try:
            value = self._source.value(index, steps)
        except Refused as refused:
            self._into.reject([_broken(refused, self._name, 1, plain.named(self._source.loosely(index)))])
        else:
            plain.take(value, steps, locate, self._intake, self._into)

    def _records(self) -> Iterator[tuple[int, plain.Steps]]:
        """Where each record begins, and its path: as `_records` finds them."""
        start = self._source.start()
        members = self._source.members(start)
        if self._source.text[start] == "[":
            yield from ((member.value, (member.step,)) for member in members)
        elif not {"subjects", "facts"}.intersection(member.step for member in members):
            yield start, ()
        else:
            self._refuse_repeated(members)
            for member in members:
                yield from self._listed(member)

    def _listed(self, member: Member) -> Iterator[tuple[int, plain.Steps]]:
        place, key = self._place(member.index), str(member.step)
        if key not in ("subjects", "facts"):
            self._into.reject([_unknown_key(key, place)])
        elif self._source.text[member.value] != "[":
            self._into.reject([_not_a_list(key, place)])
        else:
            yield from ((inner.value, (key, inner.step)) for inner in self._source.members(member.value))

    def _refuse_repeated(self, members: list[Member]) -> None:
        met: set[str | int] = set()
        for member in members:
            if member.step in met:
                line, column = self._source.at(member.index)
                raise Refused("duplicate_key", key=shown(member.step), line=line, column=column)
            met.add(member.step)

    def _place(self, index: int) -> Place:
        return Place(self._name, *self._source.at(index))


def _always(place: Place) -> plain.Locate:
    return lambda _steps: place


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("not_utf8") from None


def _unknown_key(key: str, place: Place) -> Rejection:
    about = {"column": shown(key), "name": shown(key), "near": nearest(key, ("subjects", "facts"))}
    return Rejection(Problem("exchange.unknown_key", place, about), shown(key))


def _not_a_list(key: str, place: Place) -> Rejection:
    return Rejection(Problem("exchange.not_a_list", place, {"column": key}), key)


def _broken(refused: Refused, name: str, line: int, subjects: tuple[str, ...] = ()) -> Rejection:
    about = dict(refused.values)
    at, column = int(str(about.pop("line", 1))), int(str(about.pop("column", 1)))
    path = plain.path_text(about.pop("at", ())) or "-"  # type: ignore[arg-type]  # steps, where there are any
    return Rejection(
        Problem(refused.code, Place(name, line + at - 1, column), {"column": path, **about}), path, subjects
    )


_READERS: Final = {
    "csv": _read_csv, "xlsx": _read_xlsx, "json": _read_json, "ndjson": _read_ndjson, "yaml": _read_yaml,
}  # fmt: skip
