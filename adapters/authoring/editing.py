"""A value of a text replaced, put in or taken out where it stands: comments and layout stay as they are."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

import yaml

from adapters.authoring.inserting import put_in, taken_out
from adapters.authoring.spans import Path, Span, spans
from adapters.authoring.written import flow, scalar
from engine.language.plain import plain
from engine.language.syntax import Key, read_yaml
from engine.problems import Place, PolicyError, Problem

_FILE: Final = "form"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Value = str | Sequence[str] | Mapping[str, Any] | None


def edited(text: str, at: Sequence[str | int], value: Value) -> str:
    """*text* with *value* at the path *at*; none takes out what is there.

    Text is read as it would be without quotes. Raises `PolicyError` where that cannot be done without touching more.
    """
    before, problems = read_yaml(text, _FILE)
    if before is None or problems:
        raise PolicyError(problems)
    path = _actual(before.data, at)
    try:
        made = _made(text, path, value)
    except LookupError:
        raise _cannot(at) from None
    after, wrong = read_yaml(made, _FILE)
    lost = Counter(_comments(text)) - Counter(_comments(made))
    if after is None or wrong or after.data != _applied(before.data, path, value) or (lost and value is not None):
        raise _cannot(at)
    return made


def _cannot(at: Sequence[str | int]) -> PolicyError:
    return PolicyError([Problem("authoring.cannot_edit", Place(_FILE), {"path": ".".join(map(str, at))})])


def _made(text: str, path: Path, value: Value) -> str:
    known = spans(text)
    found = known.get(path)
    if value is None:
        return taken_out(text, known, path)
    if found is None:
        return _put(text, known, path, value)
    if isinstance(value, Mapping) or found.block:
        raise LookupError(path)
    if isinstance(value, str):
        if found.sort != "scalar":
            raise LookupError(path)
        return _replaced(text, found, scalar(value))
    if found.sort == "list" and (not found.flow or "#" in text[found.start : found.end]):
        return _members(text, path, value)
    return _replaced(text, found, scalar(value[0]) if len(value) == 1 and found.sort == "scalar" else _flow(value))


def _put(text: str, known: Mapping[Path, Span], path: Path, value: Value) -> str:
    """*value* put in at *path*, with the mappings around it that are not there yet."""
    while path[:-1] not in known:
        path, value = path[:-1], {str(path[-1]): value}
    return put_in(text, known[path[:-1]], path[-1], value)


def _members(text: str, path: Path, wanted: Sequence[str]) -> str:
    """The list at *path* with the members *wanted*, one by one: what stands between them stays."""
    document, _ = read_yaml(text, _FILE)
    data: Any = None if document is None else document.data
    for step in path:
        data = data[step]
    there = [str(member) for member in data]
    for number in reversed(range(len(there))):
        if there[number] not in wanted:
            text = taken_out(text, spans(text), (*path, number))
    for member in wanted:
        if member not in there:
            span = spans(text)[path]
            text = put_in(text, span, len(span.entries), member)
    return text


def _replaced(text: str, span: Span, by: str) -> str:
    gap = " " if span.start == span.end and text[span.start - 1 : span.start] not in ("", " ", "\n") else ""
    return text[: span.start] + gap + by + text[span.end :]


def _flow(value: Any) -> str:
    return flow(read(value))


def read(value: Any) -> Any:
    """*value* as it is read from a text that holds it without quotes."""
    if isinstance(value, str):
        meant, wrong = plain(value)
        return value if wrong is not None or not value else meant
    if isinstance(value, Mapping):
        return {read(key): read(member) for key, member in value.items()}
    return [read(member) for member in value]


def _actual(data: Any, at: Sequence[str | int]) -> Path:
    """The path that the steps *at*, as a form sends them, mean in *data*."""
    path: Path = ()
    for step in at:
        key = _key(data, step)
        path = (*path, key)
        try:
            data = data[key]
        except (LookupError, TypeError):
            data = None
    return path


def _key(data: Any, step: str | int) -> Key:
    if isinstance(data, Mapping):
        same = (key for key in data if (key.isoformat() if isinstance(key, date) else str(key)) == str(step))
        found: Key = next(same, read(str(step)))
        return found
    if isinstance(data, list) and str(step).isdigit():
        return int(step)
    return read(str(step)) if isinstance(step, str) else step


def _applied(data: Any, path: Path, value: Value) -> Any:
    """What *data* is with *value* at *path*."""
    made = copy.deepcopy(data)
    inner = made
    for step, following in pairwise(path):
        if isinstance(inner, dict) and step not in inner:
            inner[step] = [] if isinstance(following, int) else {}
        inner = inner[step]
    last: Any = path[-1]
    if value is None:
        del inner[last]
    elif isinstance(inner, list) and last == len(inner):
        inner.append(read(value))
    else:
        inner[last] = _as_there(inner, last, value)
    return made


def _as_there(inner: Any, last: Any, value: Value) -> Any:
    """*value*; one thing that stood without a list still does."""
    there = inner.get(last) if isinstance(inner, dict) else inner[last]
    if isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) == 1 and there is not None and not isinstance(there, list):
            return read(value[0])
        if isinstance(there, list):
            kept = [member for member in there if str(member) in value]
            new = [read(member) for member in value if member not in map(str, there)]
            return [*kept, *new]
    return read(value)


def _comments(text: str) -> Iterator[str]:
    """The comments of *text*: what stands behind `#` between its tokens."""
    at = 0
    for token in yaml.scan(text, Loader=_Loader):
        yield from _in_gap(text[at : token.start_mark.index])
        at = max(at, token.end_mark.index)
    yield from _in_gap(text[at:])


def _in_gap(gap: str) -> Iterator[str]:
    yield from (line[line.index("#") :].rstrip() for line in gap.split("\n") if "#" in line)
