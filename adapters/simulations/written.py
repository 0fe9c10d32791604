"""What a simulation came to, as files in its folder: the impact, and apart from it the rows of who is affected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import orjson
from pydantic import TypeAdapter

from engine.population.impact import Affected, Impact
from engine.population.masks import Masked

IMPACT: Final = "impact.json"
AFFECTED: Final = "affected.json"
_READ: Final[TypeAdapter[Impact]] = TypeAdapter(Impact)


def write(folder: Path, impact: Impact) -> None:
    """Write *impact* to *folder*."""
    (folder / AFFECTED).write_bytes(orjson.dumps(impact.affected))
    half = folder / f".{IMPACT}"
    half.write_bytes(_READ.dump_json(replace(impact, affected=())))
    half.replace(folder / IMPACT)


def is_written(folder: Path) -> bool:
    """Whether *folder* has a result."""
    return (folder / IMPACT).is_file()


def impact_in(folder: Path) -> Impact:
    """The impact in *folder*, without the rows of who is affected."""
    file = folder / IMPACT
    return _impact(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _impact(file: Path, _written: int) -> Impact:
    return _READ.validate_json(file.read_bytes())


def whole_impact_in(folder: Path) -> Impact:
    """The impact in *folder*, with all its rows."""
    return replace(impact_in(folder), affected=tuple(map(_affected, rows_in(folder))))


def rows_in(folder: Path) -> list[dict[str, Any]]:
    """The rows of who is affected in *folder*, as data."""
    rows: list[dict[str, Any]] = orjson.loads((folder / AFFECTED).read_bytes())
    return rows


def _affected(row: Mapping[str, Any]) -> Affected:
    return Affected(**{**row, "subject": Masked(**row["subject"])})
