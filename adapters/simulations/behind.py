"""Who is behind the rows of a result, kept when it is made: of invented subjects their records, of others their ids.

Ids go to the store, where they are forgotten with their subject; records of nobody real go to a file, a line a subject.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from adapters.population.finding import secret_of
from adapters.population.partition import SUBJECTS
from adapters.population.segments import Segments
from adapters.population.store import part_name, partitions_of
from adapters.simulations.populations import records_of
from adapters.simulations.question import Who
from engine.population.impact import Affected
from engine.population.masks import key_of

IDS: Final = "ids.json"
PEOPLE: Final = "people.jsonl"
PLACES: Final = "people.json"
MOST: Final = 5_000
"""Invented subjects of a result whose records are kept beside it."""
_ATTRIBUTES: Final = ("kind", "name", "region", "industry", "born", "registered")
_ABOUT: Final = frozenset({"id", "date", "recorded", "subject", "related"})


def keep_behind(folder: Path, data: Path, who: Who, store: Path, rows: Sequence[Affected]) -> None:
    """Keep in *folder* who is behind *rows* of a result on the *store* of *who*."""
    keys = dict.fromkeys(one.subject.key for one in rows)
    ids = _ids(store, keys)
    if who.sort == "stored":
        (folder / IDS).write_bytes(orjson.dumps(ids))
        return
    some = {key: ids[key] for key in list(keys)[:MOST] if key in ids}
    places: dict[str, tuple[int, int]] = {}
    with (folder / PEOPLE).open("wb") as file:
        for key, told in _told(records_of(data, who), some):
            line = orjson.dumps(told, default=_plain) + b"\n"
            places[key] = file.tell(), len(line)
            file.write(line)
    (folder / PLACES).write_bytes(orjson.dumps(places))


def person_in(folder: Path, key: str) -> dict[str, Any] | None:
    """The invented subject *key* with its facts and principals, as a part of a request to a worker."""
    if not (folder / PLACES).is_file():
        return None
    place = orjson.loads((folder / PLACES).read_bytes()).get(key)
    if place is None:
        return None
    with (folder / PEOPLE).open("rb") as file:
        file.seek(place[0])
        told: dict[str, Any] = orjson.loads(file.read(place[1]))
    return told


def _ids(store: Path, keys: Collection[str]) -> dict[str, str]:
    """The ids of the subjects of *store* that have one of *keys*."""
    parts = [Segments(store / part_name(number)) for number in range(partitions_of(store))]
    secret = secret_of(parts)
    ids = (pc.cast(part.table(SUBJECTS)["id"].combine_chunks(), pa.string()) for part in parts)
    told = ((key_of(id_, secret), id_) for some in ids for id_ in some.to_pylist())
    return {key: id_ for key, id_ in told if key in keys}


def _told(records: Path, ids: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """By key the subjects with *ids*, their facts, and those of whoever names them in a role, from *records*."""
    folders = sorted((records / "facts").iterdir())
    wanted = set(ids.values())
    namers = _namers(folders, wanted)
    everybody = wanted | {one for some in namers.values() for one in some}
    facts = _facts(folders, everybody)
    subjects = _of(records / "subjects", "id", everybody)
    about = {one["id"]: _known(one, ("id", *_ATTRIBUTES)) for one in subjects}
    for key, id_ in ids.items():
        principals = {one: {"subject": about[one], "facts": facts[one]} for one in sorted(namers.get(id_, ()))}
        yield key, {"subject": about[id_], "facts": facts[id_], "principals": principals}


def _namers(folders: Sequence[Path], wanted: Collection[str]) -> dict[str, set[str]]:
    """By id of those *wanted*, whose records name them in a role."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for folder in folders:
        table = pq.read_table(folder, columns=["subject", "related"])
        named = table.filter(pc.greater(pc.fill_null(pc.list_value_length(table["related"]), 0), 0))
        for row in named.to_pylist():
            for one in row["related"]:
                if one["id"] in wanted and row["subject"] != one["id"]:
                    found[one["id"]].add(row["subject"])
    return found


def _facts(folders: Sequence[Path], ids: Collection[str]) -> defaultdict[str, list[dict[str, Any]]]:
    """By subject the facts of those with *ids*."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for folder in folders:
        for row in _of(folder, "subject", ids):
            related = [{"role": one["role"], "subject": one["id"]} for one in row.get("related") or ()]
            found[row["subject"]].append({
                "type": folder.name,
                **_known(row, ("id", "date", "recorded")),
                "fields": _known(row, (one for one in row if one not in _ABOUT)),
                **({"related": related} if related else {}),
            })  # fmt: skip
    return found


def _of(folder: Path, column: str, ids: Collection[str]) -> list[dict[str, Any]]:
    """The rows of the table in *folder* whose *column* has one of *ids*."""
    wanted = pc.field(column).isin(pa.array(sorted(ids), pa.string()))
    rows: list[dict[str, Any]] = pq.read_table(folder, filters=wanted).to_pylist()
    return rows


def _known(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if row.get(name) is not None}


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
