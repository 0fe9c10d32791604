"""From a document to a shape of the language: what pydantic finds wrong becomes problems with places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import NoneType
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from engine.catalogue import Phrase
from engine.language.shape import Shape
from engine.language.source import shown
from engine.language.syntax import Document
from engine.language.unary import UnaryError, parse_unary
from engine.problems import Place, Problem, nearest

S = TypeVar("S", bound=Shape)
Path = tuple[Any, ...]

_OWN = {
    "bad_period": "language.bad_period",
    "bad_name": "language.bad_name",
    "bad_path": "language.bad_path",
    "bad_citation": "language.bad_citation",
    "bad_month_day": "language.bad_month_day",
    "bad_region": "language.bad_region",
    "bad_repeat": "language.bad_repeat",
    "bad_decisions": "cases.bad_decisions",
    "wrong_type": "language.expects_number",
    "string_type": "language.expects_text",
    "bool_type": "language.expects_truth",
    "int_type": "language.expects_whole_number",
    "date_type": "language.expects_date",
    "model_type": "language.expects_mapping",
    "model_attributes_type": "language.expects_mapping",
    "mapping_type": "language.expects_mapping",
    "dict_type": "language.expects_mapping",
    "tuple_type": "language.expects_list",
}
_SAMPLES = {  # what pydantic calls a member of a union, and how such a value is written
    "function-plain[_decimal()]": "`100`",
    "function-plain[_period()]": "`6 months`",
    "function-plain[check()]": "`list_term`",
    "tuple[Start, ...]": "`[{score: 100}]`",
    "DayField": "`{field: …}`",
    "EndOf": "`{end_of: …}`",
    "Window": "`{window: 12 months}`",
}
_MEMBER = re.compile(r"[A-Z]\w*|.*\[.*\]")


@dataclass(frozen=True)
class _Finding:
    """What pydantic *found*: its *path* in the document, and the union *members* tried on the way with their paths."""

    found: Mapping[str, Any]
    path: Path
    members: tuple[tuple[Path, str], ...]
    of_key: bool

    @property
    def key(self) -> str:
        """The nearest key around it."""
        return next((str(step) for step in reversed(self.path) if isinstance(step, str)), "")


def read_shape(document: Document, shape: type[S]) -> tuple[S | None, tuple[Problem, ...]]:
    """*document* as *shape*, or every problem that keeps it from being one."""
    try:
        return shape.model_validate(document.data), ()
    except ValidationError as error:
        errors = (found for found in error.errors(include_url=False) if not _follows(found))
        findings = [_finding(document.data, dict(found)) for found in errors]
        return None, tuple(_problems(document, shape, findings, 0))


def _follows(found: Mapping[str, Any]) -> bool:
    """Whether *found* only says that too little is left of a list whose members were found wrong."""
    return found["type"] == "too_short" and len(found.get("input") or ()) >= int(found["ctx"]["min_length"])


def _finding(data: object, found: Mapping[str, Any]) -> _Finding:
    """*found* with its place in *data*; the names of union members are no steps of a path."""
    path: Path = ()
    members: list[tuple[Path, str]] = []
    inside = found["type"] in ("missing", "extra_forbidden")
    for step in found["loc"][:-1] if inside else found["loc"]:
        key = _actual_key(data, step)
        if isinstance(key, str) and not (isinstance(data, Mapping) and key in data):
            if _MEMBER.fullmatch(key) and key != "[key]":
                members.append((path, key))
            continue
        path, data = (*path, key), _child(data, key)
    if inside:
        path = (*path, _actual_key(data, found["loc"][-1]))
    return _Finding(found, path, tuple(members), found["loc"][-1:] == ("[key]",))


def _problems(document: Document, shape: type[Shape], findings: Iterable[_Finding], depth: int) -> Iterator[Problem]:
    """Each of *findings* as a problem, but one problem for all that was tried of one union *depth* unions down."""
    tried: dict[Path, list[_Finding]] = {}
    for finding in findings:
        if len(finding.members) > depth:
            tried.setdefault(finding.members[depth][0], []).append(finding)
        else:
            yield _problem(document, shape, finding)
    for path, members in tried.items():
        meant = [one for one in members if len(one.path) > len(path)]
        if meant:
            yield from _problems(document, shape, meant, depth + 1)
        else:
            samples = ", ".join(dict.fromkeys(_sample(one.members[depth][1]) for one in members))
            given = _shown(members[0].found.get("input"))
            yield Problem("language.none_of", document.place(path), {"given": given, "samples": samples})


def _sample(member: str) -> str:
    if member.startswith("literal["):
        return ", ".join(f"`{word}`" for word in re.findall("'(.*?)'", member))
    return _SAMPLES.get(member, "…")


def _problem(document: Document, shape: type[Shape], finding: _Finding) -> Problem:
    kind, path = finding.found["type"], finding.path
    place = document.key_place(path) if finding.of_key else document.place(path)
    given = _shown(finding.found.get("input"))
    if kind == "extra_forbidden":
        known = nearest(finding.key, _keys_at(shape, finding.found["loc"][:-1]))
        return Problem("language.unknown_key", document.key_place(path), {"key": finding.key, "nearest": known})
    if given == "null" and (kind == "bad_test" or kind in _OWN):
        return Problem("language.empty", place, {"key": finding.key})
    if kind == "bad_test":
        return _bad_test(finding, place, given)
    if kind in _OWN:
        return Problem(_OWN[kind], place, {"given": given})
    code, values = _worded(kind, finding, given)
    return Problem(code, place, values)


def _worded(kind: str, finding: _Finding, given: str) -> tuple[str, dict[str, object]]:
    """Code and values of a finding of pydantic's own *kind*."""
    context = finding.found.get("ctx", {})
    match kind:
        case "missing" if not isinstance(finding.path[-1], int):
            return "language.missing_key", {"key": finding.key}
        case "missing" | "too_long":
            return "language.not_a_pair", {"key": finding.key}
        case "too_short" if context["min_length"] > 1:
            return "language.too_few", {"key": finding.key, "least": context["min_length"]}
        case "too_short" | "string_too_short" | "empty":
            return "language.empty", {"key": finding.key}
    limit = next((context[name] for name in ("ge", "le", "max_length") if name in context), None)
    worded: dict[str, tuple[str, dict[str, object]]] = {
        "string_too_long": ("language.too_long", {"key": finding.key, "limit": limit}),
        "greater_than_equal": ("language.out_of_bounds", {"given": given, "limit": limit}),
        "less_than_equal": ("language.out_of_bounds", {"given": given, "limit": limit}),
        "literal_error": ("language.unknown_word", {"given": given, "nearest": _nearest_word(given, context)}),
        "unknown_condition": ("language.unknown_condition", {"forms": finding.found["msg"]}),
    }
    return worded.get(kind, ("language.none_of", {"given": given, "samples": "…"}))


def _nearest_word(given: str, context: Mapping[str, Any]) -> str | Phrase:
    return nearest(given, re.findall("'(.*?)'", str(context.get("expected"))))


def _bad_test(finding: _Finding, place: Place, given: str) -> Problem:
    test, written = finding.found["ctx"]["given"], finding.found["input"]
    try:
        if test == written or (isinstance(written, list) and test in written):
            parse_unary(test)
    except UnaryError as error:
        return error.problem(test, place)
    return Problem("language.bad_test", place, {"given": given})


def _actual_key(data: object, step: Any) -> Any:
    if isinstance(data, Mapping) and step not in data:
        return next((key for key in data if step in (str(key), repr(key))), step)
    return step


def _child(data: object, step: Any) -> object:
    if isinstance(data, Mapping):
        return data.get(step)
    if isinstance(data, (list, tuple)) and isinstance(step, int) and step < len(data):
        return data[step]
    return None if step else data  # what may stand alone or in a list is counted from 0


def _keys_at(shape: type[Shape], loc: tuple[Any, ...]) -> list[str]:
    """The keys the shape at *loc* knows."""
    reached: list[Any] = [shape]
    for step in loc:
        below = [inner for one in reached for inner in _below(one, step)]
        reached = below or reached
    shapes = [found for one in reached for found in _shapes_in(one)]
    return [name.rstrip("_") for found in shapes for name in found.model_fields]


def _below(annotation: Any, step: Any) -> Iterator[Any]:
    """What may stand at *step* of something of type *annotation*."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields
        named = next((name for name in fields if name.rstrip("_") == step), None)
        if named is not None:
            yield fields[named].annotation
    elif getattr(annotation, "__origin__", None) in (Mapping, tuple):
        yield from get_args(annotation)[-1 if annotation.__origin__ is Mapping else 0 :][:1]
    elif isinstance(step, str) and step.startswith("@"):
        yield from (one for one in _shapes_in(annotation) if step[1:] in {n.rstrip("_") for n in one.model_fields})
    else:
        for inner in get_args(annotation):
            yield from _below(inner, step)


def _shapes_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _shapes_in(inner)


def _shown(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case NoneType():
            return "null"
        case Mapping():
            return "{…}"
        case list() | tuple():
            return "[…]"
        case date():
            return value.isoformat()
    return shown(str(value))
