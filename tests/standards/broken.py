"""Files in `tests/broken` whose readers or policies refuse something: one folder a problem, with the lines due.

A folder holds a file of facts, and a `mapping.yaml` where one is to be applied; or files laid over the good base:
cases with `cases.` and `facts.`, mappings with `exchange.mapping_`. What takes a workbook, or is too large to keep, is
made here, read with small limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from adapters.checking import every_problem
from adapters.cli.base import load_files
from adapters.standards.documents import read_bytes
from adapters.standards.intake import Intake, lists_of, truths_of
from adapters.standards.limits import Limits
from adapters.standards.mapping import parse_mapping
from engine.checks import check_files
from engine.problems import Problem
from tests.language.broken import EVERY, FOLDERS, ROOT, files_of, good
from tests.standards.files import SHEET, csv_bytes, penalties, rewritten, xlsx_bytes

READ = [name for name in EVERY if name.startswith("exchange.") and not name.startswith("exchange.mapping_")]
LAID_OVER = [name for name in EVERY if name not in {*READ, *FOLDERS}]
_FACT = b'{"id": "f1", "type": "x", "subject": "s1", "date": "2024-03-05", "recorded": "2024-03-05"}'


def read_problems(folder: str) -> list[Problem]:
    """What the file of facts in *folder* gives rise to: what is rejected, then what is noted."""
    (path,) = (one for one in (ROOT / folder).iterdir() if one.name not in ("expected.txt", "mapping.yaml"))
    mapping = ROOT / folder / "mapping.yaml"
    program = check_files(good()).program
    assert program is not None
    intake = Intake(
        mapping=parse_mapping(mapping.read_bytes(), "mapping.yaml") if mapping.exists() else None,
        truths=truths_of(program),
        lists=lists_of(program),
    )
    return _told(path.read_bytes(), path.name, intake)


def laid_over_problems(folder: str) -> list[Problem]:
    """What `check` says of the good base with *folder* laid over it."""
    return list(every_problem(load_files(Path(), {**good(), **files_of(ROOT / folder)})))


def made_problems(code: str) -> list[Problem]:
    """What the file made for *code* gives rise to."""
    name, make, limits = MADE[code]
    return _told(make(), name, Intake(limits=limits))


def _told(data: bytes, name: str, intake: Intake) -> list[Problem]:
    found = read_bytes(data, name, intake=intake)
    return [one.problem for one in (*found.rejected, *found.notes)]


def _encrypted() -> bytes:
    data = bytearray(xlsx_bytes(penalties()))
    for found in re.finditer(rb"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1
    return bytes(data)


def _known() -> list[list[str]]:
    return penalties({"recorded": "2024-03-07"})


def _sheet(*change: tuple[bytes, bytes]) -> bytes:
    def changed(xml: bytes) -> bytes:
        for old, new in change:
            xml = xml.replace(old, new)
        return xml

    return rewritten(xlsx_bytes(_known()), SHEET, changed)


MADE: Mapping[str, tuple[str, Callable[[], bytes], Limits]] = {
    "exchange.too_large": ("f.ndjson", lambda: _FACT, Limits(size=10)),
    "exchange.line_too_long": ("f.ndjson", lambda: _FACT, Limits(line=10)),
    "exchange.too_many_rows": ("f.ndjson", lambda: _FACT + b"\n" + _FACT.replace(b"f1", b"f2"), Limits(rows=1)),
    "exchange.too_many_columns": ("p.csv", lambda: csv_bytes(_known()), Limits(columns=10)),
    "exchange.too_deep": ("f.json", lambda: b"[" * 100_000, Limits()),
    "exchange.cell_too_long": (
        "p.csv", lambda: csv_bytes(penalties({"recorded": "2024-03-07", "remark": "长" * 40_000})), Limits(),
    ),
    "exchange.old_workbook": ("p.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", Limits()),
    "exchange.encrypted_workbook": ("p.xlsx", _encrypted, Limits()),
    "exchange.unreadable_workbook": ("p.xlsx", lambda: b"PK\x03\x04 broken", Limits()),
    "exchange.unreadable_sheet": ("p.xlsx", lambda: _sheet((b"</row>", b"</rou>")), Limits()),
    "exchange.rows_disordered": (
        "p.xlsx", lambda: _sheet((b"</sheetData>", b'<row r="1"></row></sheetData>')), Limits(),
    ),
    "exchange.unpacks_too_large": ("p.xlsx", lambda: xlsx_bytes(_known()), Limits(unpacked=100)),
    "exchange.sheet_left_alone": (
        "p.xlsx", lambda: xlsx_bytes(_known(), [["甲"], ["乙"]], titles=("处罚", "说明")), Limits(),
    ),
}  # fmt: skip
"""By code: the file's name, what makes it, and the limits it is read with."""
