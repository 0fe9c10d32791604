"""The scalars of the language: periods, unary tests, citations, month days, names; each with its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, PlainValidator, Strict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from engine.calendar import Period
from engine.language.unary import Comparison, Day, Number, Test, Text, Truth, UnaryError, one_of, parse_unary

T = TypeVar("T")

_NAME = r"[a-z][a-z0-9_]*"
_PATH = r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*"


def _period(value: object) -> Period:
    if isinstance(value, Period):
        return value
    try:
        return Period.parse(value if isinstance(value, str) else repr(value))
    except ValueError as error:
        raise PydanticCustomError("bad_period", "{given}", {"given": str(value)}) from error


def _unary(value: object) -> Test:
    if isinstance(value, (list, tuple)):
        if not value:
            raise PydanticCustomError("empty", "empty")
        return one_of(_unary(member) for member in value)
    if isinstance(value, bool):
        return Comparison("=", Truth(value))
    if isinstance(value, (int, Decimal)):
        return Comparison("=", Number(Decimal(value)))
    if isinstance(value, date):
        return Comparison("=", Day(value))
    if not isinstance(value, str):
        raise PydanticCustomError(
            "bad_test", "{given}", {"given": str(value), "found": str(value), "expected": "a test"}
        )
    if value.isascii() and value.isdigit():  # quoted digits are a code (`"140100"`), not an amount
        return Comparison("=", Text(value))
    try:
        return parse_unary(value)
    except UnaryError as error:
        raise PydanticCustomError(
            "bad_test", "{given}", {"given": value, "found": error.found, "expected": error.expected}
        ) from error


def _matching(pattern: str, code: str) -> Callable[[object], str]:
    compiled = re.compile(pattern)

    def check(value: object) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise PydanticCustomError(code, "{given}", {"given": str(value)})
        return value

    return check


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _month_day(value: object) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{2})-(\d{2})", value) if isinstance(value, str) else None
    try:
        if match:
            parsed = date(2023, int(match[1]), int(match[2]))
            return parsed.month, parsed.day
    except ValueError:
        pass  # no such day in a common year: reported below
    raise PydanticCustomError("bad_month_day", "{given}", {"given": str(value)})


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise PydanticCustomError("wrong_type", "{given}", {"given": str(value), "expected": "a number"})
    return Decimal(value)


PeriodText = Annotated[
    Period,
    PlainValidator(_period),
    WithJsonSchema({"type": "string", "pattern": r"^\d+ (working )?(day|month|year)s?$", "examples": ["6 months"]}),
]
UnaryTest = Annotated[
    Test,
    PlainValidator(_unary),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": ["string", "number", "boolean"]},
                {"type": "array", "items": {"type": ["string", "number", "boolean"]}, "minItems": 1},
            ],
            "examples": [">= 30000", "[1..5)"],
        }
    ),
]
Name = Annotated[
    str, PlainValidator(_matching(_NAME, "bad_name")), WithJsonSchema({"type": "string", "pattern": f"^{_NAME}$"})
]
PolicyId = Annotated[
    str, PlainValidator(_matching(_PATH, "bad_path")), WithJsonSchema({"type": "string", "pattern": f"^{_PATH}$"})
]
FactTypeName = Annotated[
    str,
    PlainValidator(_matching(rf"{_NAME}(\.{_NAME})?", "bad_name")),
    WithJsonSchema({"type": "string", "pattern": rf"^{_NAME}(\.{_NAME})?$"}),
]
Citation = Annotated[
    str,
    PlainValidator(_matching(rf"{_NAME}(/[^\s/][^/]*)?", "bad_citation")),
    WithJsonSchema({"type": "string", "pattern": rf"^{_NAME}(/.+)?$", "examples": ["order45/5"]}),
]
MonthDay = Annotated[
    tuple[int, int],
    PlainValidator(_month_day),
    WithJsonSchema({"type": "string", "pattern": r"^\d{2}-\d{2}$", "examples": ["06-30"]}),
]
Region = Annotated[
    str,
    PlainValidator(_matching(r"\d{2}(\d{2}){0,2}", "bad_region")),
    WithJsonSchema({"type": "string", "pattern": r"^\d{2}(\d{2}){0,2}$"}),
]
ExactNumber = Annotated[Decimal, PlainValidator(_decimal), WithJsonSchema({"type": "number"})]
StrictDate = Annotated[date, Strict()]
StrictBool = Annotated[bool, Strict()]
StrictInt = Annotated[int, Strict()]
MAX_LABEL = 2000
Label = Annotated[str, StringConstraints(min_length=1, max_length=MAX_LABEL)]


OneOrMany = Annotated[tuple[T, ...], BeforeValidator(_as_tuple, json_schema_input_type=T | list[T])]
