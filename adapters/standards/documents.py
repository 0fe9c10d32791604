"""Reads a file of facts, whatever its format: the entry to this folder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypeAlias

from adapters.standards import long_csv, plain
from adapters.standards.double_publicity import read_sheets
from adapters.standards.gather import Gathering
from adapters.standards.intake import Intake
from adapters.standards.json_text import parse_json
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
    into = Gathering()
    if len(data) > intake.limits.size:
        into.reject([refusal(name, "too_large", limit=intake.limits.size)])
    elif data.startswith(_OLE):
        into.reject([refusal(name, "old_workbook")])
    elif not data.strip():
        into.reject([refusal(name, "empty_file")])
    else:
        _READERS[_format(data, name, format)](data, name, intake, into)
    return into.reading()


def _bytes(source: Path | BinaryIO, limit: int) -> bytes | None:
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return _bytes(stream, limit)
    data = source.read(limit + 1)
    return data if len(data) <= limit else None


def _format(data: bytes, name: str, stated: Format | None) -> Format:
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
        document = parse_json(_utf8(data))
    except Refused as refused:
        into.reject([_broken(refused, name, 1)])
        return
    _take_document(document, _always(Place(name)), name, intake, into)


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
                about = {"column": shown(key), "name": shown(key), "near": nearest(str(key), ("subjects", "facts"))}
                into.reject([Rejection(Problem("exchange.unknown_key", locate((key,)), about), shown(key))])
            elif not isinstance(values, list):
                into.reject([Rejection(Problem("exchange.not_a_list", locate((key,)), {"column": key}), key)])
            else:
                yield from ((value, (key, index)) for index, value in enumerate(values))
    else:
        yield data, ()


def _always(place: Place) -> plain.Locate:
    return lambda _steps: place


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("not_utf8") from None


def _broken(refused: Refused, name: str, line: int) -> Rejection:
    about = dict(refused.values)
    at, column = int(str(about.pop("line", 1))), int(str(about.pop("column", 1)))
    return Rejection(Problem(refused.code, Place(name, line + at - 1, column), about))


_READERS: Final = {
    "csv": _read_csv, "xlsx": _read_xlsx, "json": _read_json, "ndjson": _read_ndjson, "yaml": _read_yaml,
}  # fmt: skip
