"""The form of a mapping file: which keys an entry has, and everything wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from adapters.standards.kinds import PENALTIES
from adapters.standards.raw import shown
from engine.language.syntax import Data, Document, Key, Path
from engine.problems import Place, Problem, nearest

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PREFIX = re.compile(r"[0-9A-HJ-NPQRTUWXY]{1,18}")
_FIELDS: Final = ("conduct", "title", "case_name", "facts_found", "ground_cited", "content")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and _NAME.fullmatch(value) else None


def _prefix(value: object) -> str | None:
    return value if isinstance(value, str) and _PREFIX.fullmatch(value) else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _one_of(known: tuple[str, ...]) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and value in known else None


def _many(one: Callable[[object], str | None]) -> Callable[[object], tuple[str, ...] | None]:
    def check(value: object) -> tuple[str, ...] | None:
        members = [one(member) for member in value] if isinstance(value, list) else []
        found = tuple(member for member in members if member is not None)
        return found if found and len(found) == len(members) else None

    return check


_KEYS: Final[Mapping[str, tuple[Callable[[object], object], str]]] = {
    "phrases": (_many(_text), "[拖欠农民工工资]"),
    "unless": (_many(_text), "[未拖欠农民工工资]"),
    "in": (_many(_one_of(_FIELDS)), f"[{', '.join(_FIELDS)}]"),
    "authorities": (_many(_prefix), '["11140100"]'),
    "kinds": (_many(_one_of(tuple(PENALTIES.values()))), f"[{', '.join(dict.fromkeys(PENALTIES.values()))}]"),
    "matter": (_name, "wage_arrears"),
    "becomes": (_name, "administrative_penalty"),
    "adds": (_name, "administrative_penalty"),
    "basis": (_text, "保障农民工工资支付条例"),
    "reviewed_by": (_text, "human_resources"),
    "reviewed_on": (_day, "2026-11-23"),
}
_EXAMPLE: Final = "wage_arrears: {phrases: [拖欠农民工工资], matter: wage_arrears, …}"
_NEEDED: Final = ("basis", "reviewed_by", "reviewed_on")
_CONDITIONS: Final = ("phrases", "authorities", "kinds")
_EFFECTS: Final = ("matter", "becomes", "adds")


def entries_of(document: Document) -> tuple[str, dict[str, dict[str, Any]], list[Problem]]:
    """Which fact type the mapping in *document* applies to, its entries with checked values, and all problems."""
    data = document.data if isinstance(document.data, dict) else {}
    problems = [_unknown(document, (key,), ("title", "applies_to", "entries")) for key in data
                if key not in ("title", "applies_to", "entries")]  # fmt: skip
    applies_to = _name(data.get("applies_to"))
    if applies_to is None:
        problems.append(_bad(document.place(("applies_to",)), "applies_to", "administrative_penalty"))
    raw = data.get("entries")
    if not isinstance(raw, dict) or not raw:
        problems.append(_bad(document.place(("entries",)), "entries", _EXAMPLE))
        raw = {}
    entries: dict[str, dict[str, Any]] = {}
    for name, values in raw.items():
        entries[str(name)] = _entry(document, name, values, problems)
    return applies_to or "", entries, problems


def _entry(document: Document, name: Key, values: Data, problems: list[Problem]) -> dict[str, Any]:
    path: Path = ("entries", name)
    if _name(name) is None or not isinstance(values, dict):
        problems.append(_bad(document.key_place(path), shown(name), _EXAMPLE))
        return {}
    checked: dict[str, Any] = {}
    for key, value in values.items():
        if not isinstance(key, str) or key not in _KEYS:
            problems.append(_unknown(document, (*path, key), tuple(_KEYS)))
            continue
        check, example = _KEYS[key]
        checked[key] = check(value)
        if checked[key] is None:
            problems.append(_bad(document.place((*path, key)), f"{name}.{key}", example))
    problems.extend(_missing(document.key_place(path), str(name), checked))
    return checked


def _missing(place: Place, name: str, values: Mapping[str, object]) -> Iterator[Problem]:
    for key in _NEEDED:
        if key not in values:
            yield Problem("exchange.mapping_missing_key", place, {"entry": name, "key": key})
    for several in (_CONDITIONS, _EFFECTS):
        if not any(key in values for key in several):
            keys = ", ".join(f"`{key}`" for key in several)
            yield Problem("exchange.mapping_missing_choice", place, {"entry": name, "keys": keys})


def _bad(place: Place, key: str, example: str) -> Problem:
    return Problem("exchange.mapping_bad_value", place, {"key": key, "example": example})


def _unknown(document: Document, path: Path, known: tuple[str, ...]) -> Problem:
    key = shown(path[-1])
    return Problem("exchange.mapping_unknown_key", document.key_place(path), {"key": key, "near": nearest(key, known)})
