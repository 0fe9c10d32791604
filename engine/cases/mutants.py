"""Changes of one policy file, one at a time, that its cases should notice: thresholds, operators, periods, members."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from engine.calendar import Period
from engine.cases.mutants_of_tests import changed_number, changed_tests

Path = tuple[Any, ...]

NOTHING: Final = "∅"
_SILENT: Final = frozenset({
    "title", "status", "note", "authority", "owner", "review_by", "plan", "basis", "publish", "notice", "objection",
    "label", "by", "gates", "strength", "confidence", "unit", "about", "in_force", "order", "none_provided",
    "law_of", "declared", "degree", "region", "region_of",
})  # fmt: skip
"""Keys that say nothing a case could notice, or that are names: what stands below them is left alone."""
_MOST_SHOWN: Final = 60
_EXTEND: Final = re.compile(r"extend (.+)")


@dataclass(frozen=True)
class Mutant:
    """A file's *data* with what stood at *path* changed from *old* to *new*."""

    path: str
    old: str
    new: str
    data: Any

    @property
    def id(self) -> str:
        """What names it as long as the policy keeps its form: `path: old → new`."""
        return f"{self.path}: {self.old} → {self.new}"


@dataclass(frozen=True)
class _Change:
    """Values to put *at* paths, which together are one change, told as from *old* to *new*."""

    values: tuple[tuple[Path, Any], ...]
    old: str
    new: str

    @property
    def path(self) -> str:
        return ".".join(str(step) for step in self.values[0][0])


class _Gone:
    """Stands for a member taken out."""


_GONE: Final = _Gone()


def mutants(data: Any) -> tuple[Mutant, ...]:
    """Every mutant of the file that holds *data*, each of them different."""
    found: dict[str, Mutant] = {}
    for change in _changes(data, ()):
        changed = data
        for path, value in change.values:
            changed = _replaced(changed, path, value)
        mutant = Mutant(change.path, change.old, change.new, changed)
        found.setdefault(mutant.id, mutant)
    return tuple(found.values())


def _changes(value: Any, path: Path) -> Iterator[_Change]:
    """The changes of *value*, which stands at *path*, and of what is in it."""
    match value:
        case Mapping():
            yield from _of_words(value, path)
            for key, inner in value.items():
                if key not in _SILENT:
                    yield from _of_key(str(key), inner, (*path, key))
        case list():
            for index, member in enumerate(value):
                yield _Change((((*path, index), _GONE),), _shown(member), NOTHING)
                yield from _changes(member, (*path, index))
        case bool() | date() | None:
            pass
        case int() | Decimal():
            for changed in changed_number(value):
                yield _simple(path, value, changed)
        case str():
            yield from _of_text(value, path)


def _of_key(key: str, value: Any, path: Path) -> Iterator[_Change]:
    """The changes of *value*, whose meaning the *key* it stands under decides."""
    if key in ("where", "subject") and isinstance(value, Mapping):
        for name, test in value.items():
            yield from _of_test(test, (*path, name))
    elif key == "is":
        yield from _of_test(value, path)
    elif key == "bands" and isinstance(value, Mapping):
        yield from _of_bands(value, path)
    elif key == "ends" and isinstance(value, Mapping):
        yield from _of_words(value, path)
    else:
        yield from _changes(value, path)


def _of_test(test: Any, path: Path) -> Iterator[_Change]:
    if isinstance(test, Mapping):  # of a set
        yield from _changes(test, path)
        return
    for old, new, changed in changed_tests(test):
        yield _Change(((path, changed),), old, new)


def _of_words(value: Mapping[Any, Any], path: Path) -> Iterator[_Change]:
    """`any` for `all` and the other way round, and a condition for its `not`."""
    for word, other in (("any", "all"), ("all", "any")):
        if isinstance(value.get(word), list) and other not in value:
            swapped = {other if key == word else key: inner for key, inner in value.items()}
            yield _Change(((path, swapped),), word, other)
    if "not" in value and isinstance(value["not"], Mapping):
        yield _Change(((path, value["not"]),), "not", NOTHING)


def _of_bands(bands: Mapping[str, Any], path: Path) -> Iterator[_Change]:
    """A border between bands moves in both of them."""
    borders = sorted({number for test in bands.values() for number in re.findall(r"\d+(?:\.\d+)?", str(test))})
    for border in borders:
        for moved in changed_number(Decimal(border)):
            pattern = rf"(?<!\d)(?<!\d\.){re.escape(border)}(?!\.?\d)"
            values = [((*path, grade), re.sub(pattern, str(moved), str(test))) for grade, test in bands.items()]
            changed = tuple((at, test) for at, test in values if test != str(bands[at[-1]]))
            yield _Change(((path, bands), *changed), border, str(moved))


def _of_text(value: str, path: Path) -> Iterator[_Change]:
    repeat = _EXTEND.fullmatch(value)
    text = repeat[1] if repeat else value
    try:
        period = Period.parse(text)
    except ValueError:
        return
    for count in (period.count - 1, period.count + 1):
        if count >= 0:
            changed = str(Period(count, period.unit))
            yield _simple(path, value, f"extend {changed}" if repeat else changed)


def _simple(path: Path, old: Any, new: Any) -> _Change:
    return _Change(((path, new),), _shown(old), _shown(new))


def _shown(value: Any) -> str:
    match value:
        case Mapping():
            text = "{" + ", ".join(f"{key}: {_shown(inner)}" for key, inner in value.items()) + "}"
        case list():
            text = "[" + ", ".join(_shown(inner) for inner in value) + "]"
        case bool():
            text = "true" if value else "false"
        case _:
            text = str(value)
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


def _replaced(data: Any, path: Path, value: Any) -> Any:
    """*data* with *value* at *path*; only what leads there is copied."""
    if not path:
        return value
    key = path[0]
    if isinstance(data, Mapping):
        return {k: _replaced(inner, path[1:], value) if k == key else inner for k, inner in data.items()}
    if value is _GONE and len(path) == 1:
        return [inner for index, inner in enumerate(data) if index != key]
    return [_replaced(inner, path[1:], value) if index == key else inner for index, inner in enumerate(data)]
