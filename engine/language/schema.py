"""The JSON Schema of every kind of file and the tables of its keys, made from the shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final, Literal, get_args

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from engine.calendar import Period
from engine.language.catalogues import Codes, Departments, Documents, Holidays, Linkage, Measures, Overlay
from engine.language.conditions import Condition, FieldTest
from engine.language.fact_types import FactTypes
from engine.language.plan import Plan
from engine.language.policy import Gate, Policy
from engine.language.scalars import (
    Citation,
    FactTypeName,
    MonthDay,
    Name,
    PeriodText,
    PolicyId,
    Region,
    UnaryTest,
)
from engine.language.shape import Kind, Shape
from engine.language.syntax import Data, read_yaml
from engine.language.terms import DatedValueOrPlain, OnRepeat

FileKind = Literal[
    "policy", "fact_types", "measures", "codes", "departments", "documents", "linkage", "region", "calendar", "plan"
]
SHAPES: Final[Mapping[FileKind, type[Shape]]] = {
    "policy": Policy,
    "fact_types": FactTypes,
    "measures": Measures,
    "codes": Codes,
    "departments": Departments,
    "documents": Documents,
    "linkage": Linkage,
    "region": Overlay,
    "calendar": Holidays,
    "plan": Plan,
}
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_WORDS: Final[tuple[tuple[str, Any], ...]] = (
    ("period", PeriodText),
    ("name", Name),
    ("fact type", FactTypeName),
    ("policy", PolicyId),
    ("citation", Citation),
    ("month and day", MonthDay),
    ("region", Region),
    ("[test](#tests)", UnaryTest),
    ("[test](#tests)", FieldTest),
    ("[condition](#conditions)", Condition),
    ("[kind](#kinds-of-subject)", Kind),
    ("[gate](#gates)", Gate),
    ("[DatedValue](#datedvalue), or number, or period, or null", DatedValueOrPlain),
    ("`restart`, `ignore`, or `extend` and a period", OnRepeat),
)
_TYPES: Final = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "`true` or `false`",
    "null": "null",
}
_NOISE: Final = ("title", "description", "examples", "default")


class _Generator(GenerateJsonSchema):
    """As pydantic does it, but one thing may stand without its list, and names of keys are held to their pattern."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        return {"anyOf": [inner["items"], inner]} if inner.get("type") == "array" else inner

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        made = super().dict_schema(schema)
        for pattern, values in made.pop("patternProperties", {}).items():
            made |= {"additionalProperties": values, "propertyNames": {"pattern": pattern}}
        return made

    def field_title_should_be_set(self, _schema: Any) -> bool:
        return False


@cache
def json_schema(kind: FileKind) -> Mapping[str, Any]:
    """The JSON Schema (draft 2020-12) of files of *kind*."""
    made = SHAPES[kind].model_json_schema(by_alias=True, schema_generator=_Generator)
    _tidy(made)
    return {"$schema": _DIALECT, "$id": f"urn:xinheng:schema:{kind}", **made, "title": f"Xinheng: {kind}"}


def keys_table(shape: type[Shape]) -> list[str]:
    """The rows of a Markdown table: each key of *shape*, what may stand there, and what it means."""
    made = shape.model_json_schema(by_alias=True, schema_generator=_Generator)
    found = made.get("$defs", {}).get(shape.__name__, made)
    rows = ["| key | value | meaning |", "|---|---|---|"]
    for name, field in shape.model_fields.items():
        key = name.rstrip("_")
        needed = "; needed" if field.is_required() else ""
        cells = (f"`{key}`", _value(found["properties"][key], field) + needed, field.description or "")
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return rows


def shapes_below(shape: type[Shape]) -> Iterator[type[Shape]]:
    """*shape* and every shape that can stand in it, each once, in the order of the keys."""
    seen: dict[type[Shape], None] = {}
    waiting = [shape]
    while waiting:
        one = waiting.pop(0)
        if one not in seen:
            seen[one] = None
            waiting[:0] = [inner for field in one.model_fields.values() for inner in _shapes_in(field.annotation)]
    yield from seen


def _shapes_in(annotation: Any) -> Iterator[type[Shape]]:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        yield annotation
    for inner in get_args(annotation):
        yield from _shapes_in(inner)


def _tidy(node: Any) -> None:
    """Take out defaults that say nothing, and put examples into the form they are read in."""
    if isinstance(node, dict):
        if node.get("default", 0) in (None, [], {}):
            del node["default"]
        if isinstance(node.get("examples"), list):
            node["examples"] = [_as_read(example) for example in node["examples"]]
        for inner in node.values():
            _tidy(inner)
    elif isinstance(node, list):
        for inner in node:
            _tidy(inner)


def _as_read(example: object) -> object:
    if isinstance(example, str) and example.startswith(("{", "[", '"', "'")):
        document, problems = read_yaml(f"x: {example}", "example")
        if document is not None and not problems and isinstance(document.data, dict):
            return as_json(document.data["x"])
    return example


def as_json(data: Data) -> Any:
    """*data*, as YAML gives it, as JSON would: days and keys as text, decimals as numbers."""
    if isinstance(data, dict):
        return {str(key): as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_json(value) for value in data]
    if data is None or isinstance(data, str | bool | int):
        return data
    return float(data) if isinstance(data, Decimal) else str(data)


def _value(made: Mapping[str, Any], field: FieldInfo) -> str:
    kind, default = _kind(made), field.default
    if _speaks_of(field.annotation, Period):
        kind = kind.replace("text", "period, or the name of a parameter")
    if field.is_required() or not isinstance(default, str | int):
        return kind
    return f"{kind}; `{str(default).lower() if isinstance(default, bool) else default}` if not said"


def _speaks_of(annotation: Any, type_: type) -> bool:
    return annotation is type_ or any(_speaks_of(inner, type_) for inner in get_args(annotation))


def _kind(made: Mapping[str, Any]) -> str:
    """In words what *made*, a JSON Schema, admits."""
    bare = {key: value for key, value in made.items() if key not in _NOISE}
    for word, plain in _named():
        if bare == plain:
            return word
    if "$ref" in bare:
        shape = str(bare["$ref"]).rsplit("/", 1)[1]
        return f"[{shape}](#{shape.lower()})"
    if "enum" in bare or "const" in bare:
        return ", ".join(f"`{word}`" for word in bare.get("enum", [bare.get("const")]))
    for choice in ("anyOf", "oneOf"):
        if choice in bare:
            return _choice([option for option in bare[choice] if option != {"type": "null"}])
    return _collection(bare)


def _choice(options: list[Mapping[str, Any]]) -> str:
    match options:
        case [one, {"items": items}] if items == one:
            return f"{_kind(one)}, or a list of them"
    return ", or ".join(dict.fromkeys(map(_kind, options)))


def _collection(bare: Mapping[str, Any]) -> str:
    if bare.get("type") == "object":
        by = "day" if bare.get("propertyNames") == {"format": "date"} else "name"
        return f"by {by}: {_kind(bare['additionalProperties'])}"
    if "prefixItems" in bare:
        return f"two: {_kind(bare['prefixItems'][0])}"
    if bare.get("type") == "array":
        return f"list: {_kind(bare['items'])}"
    if bare.get("format") == "date":
        return "day"
    types = bare["type"] if isinstance(bare["type"], list) else [bare["type"]]
    return ", or ".join(_TYPES[name] for name in types)


@cache
def _named() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    named = []
    for word, annotation in _WORDS:
        made = TypeAdapter[Any](annotation).json_schema(schema_generator=_Generator)
        named.append((word, {key: value for key, value in made.items() if key not in (*_NOISE, "$defs")}))
    return tuple(named)
