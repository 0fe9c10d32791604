"""What a field's values look like inside the engine, and how a raw value becomes one.

Amounts become scaled whole numbers, days ordinals, codes strings. A ratio becomes twice its millionths rounded down,
plus one where something was cut off: every comparison with up to six decimals is then exact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import Literal

from engine.calendar import parse_day
from engine.catalogue import Phrase
from engine.language.fact_types import DerivedField, FieldKeys, Highest, Ratio, Run, Total
from engine.predicates import Scalar

RATIO_SCALE = 6
MOST = 2**62
"""No number beyond this is accepted: amounts stay within 64 bits with room for sums to be checked."""

MOST_TEXT = 16_000
MOST_DIGITS = 40
"""Bounds of what a raw value may be made of."""
_FEW_DIGITS = 12
"""So few, scaled by any factor, are a number below `MOST`."""
_EXACT = Context(prec=200, traps=[Inexact])
_PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
"""How a number is written in text: what only a program would write (`1e3`, `1_000`) is more likely a slip."""

_MOST_CODES = 20

Value = Scalar | frozenset[str]
Family = Literal["text", "number", "day", "truth", "set", "rows"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field as the evaluators see it: its *family*, its *factor* (whole units per 1), the *codes* it may have."""

    name: str
    family: Family
    factor: int = 1
    codes: frozenset[str] | None = None
    labels: Mapping[str, str] | None = None
    signed: bool = False
    exact_ratio: bool = False
    unit: str | None = None
    label: str = ""
    required: bool = False
    rows: Mapping[str, Field] | None = None
    sensitivity: str | None = None

    def scaled(self, number: Decimal | Fraction) -> Fraction:
        """*number* in the field's whole units, not yet whole."""
        return Fraction(number) * self.factor


class BadValue(ValueError):
    """A raw value does not fit its field; *expected* says what would: the text `facts.expected.<what>`."""

    def __init__(self, what: str, /, **values: object) -> None:
        super().__init__(what)
        self.expected = Phrase(f"facts.expected.{what}", values)


def declared_field(name: str, keys: FieldKeys, code_lists: Mapping[str, Mapping[str, str]]) -> Field:
    """The field *name* declared by *keys*; its codes come from *code_lists* where it names one."""
    labels = code_lists.get(keys.codes, {}) if keys.codes else keys.values
    rows = {inner: declared_field(inner, row, code_lists) for inner, row in keys.rows.items()}
    families: Mapping[str, Family] = {
        "string": "text",
        "enum": "text",
        "code": "text",
        "integer": "number",
        "decimal": "number",
        "date": "day",
        "boolean": "truth",
        "set": "set",
        "rows": "rows",
    }
    return Field(
        name,
        families[keys.type],
        factor=10**keys.scale if keys.type == "decimal" else 1,
        codes=frozenset(labels) if labels or keys.type in ("enum", "code") else None,
        labels=labels or None,
        signed=keys.signed,
        unit=keys.unit,
        label=keys.label,
        required=keys.required,
        rows=rows or None,
        sensitivity=keys.sensitivity,
    )


def derived_field(name: str, keys: DerivedField, fields: Mapping[str, Field]) -> Field:
    """The field *name* computed as *keys* say from the fact type's other *fields*."""
    match keys.from_:
        case Ratio() | Highest(ratio=(_, _)):
            return Field(name, "number", factor=2 * 10**RATIO_SCALE, exact_ratio=True, label=keys.label, unit="ratio")
        case Highest(highest=rows, of=str(of)) | Total(total=rows, of=of):
            inner = (fields[rows].rows or {}).get(of) if rows in fields else None
            return Field(name, "number", factor=inner.factor if inner else 1, label=keys.label)
        case Run():
            return Field(name, "number", label=keys.label, unit="count")
        case _:
            return Field(name, "number", label=keys.label)


def encode(field: Field, raw: object) -> Value:
    """*raw* (as JSON or YAML give it) as a value of *field*; raises `BadValue`."""
    return encoder(field)(raw)


def encoder(field: Field) -> Callable[[object], Value]:
    """What encodes raw values of *field*: made once where many come, with a short way for the usual ones."""
    match field.family:
        case "text":
            return _text_encoder(field)
        case "number":
            return _number_encoder(field)
        case "day":
            return _day
        case "truth":
            return _truth
        case _:
            return lambda raw: _set(field, raw)


def _text_encoder(field: Field) -> Callable[[object], str]:
    codes = field.codes

    def encoded(raw: object) -> str:
        if type(raw) is str and (raw in codes if codes is not None else raw.isprintable() and len(raw) <= MOST_TEXT):
            return raw
        return _text(field, raw)

    return encoded


def _number_encoder(field: Field) -> Callable[[object], int]:
    factor, places = field.factor, len(str(field.factor)) - 1
    if factor != 10**places:
        return lambda raw: _number(field, raw)

    def encoded(raw: object) -> int:
        if type(raw) is int and 0 <= raw * factor <= MOST:
            return raw * factor
        if type(raw) is str and len(raw) <= _FEW_DIGITS and raw.isascii():
            whole, _, part = raw.partition(".")
            if whole.isdecimal() and (part.isdecimal() or "." not in raw) and len(part) <= places:
                return int(whole + part.ljust(places, "0"))
        return _number(field, raw)

    return encoded


def _set(field: Field, raw: object) -> frozenset[str]:
    if not isinstance(raw, (list, tuple)):
        raise BadValue("codes")
    return frozenset(_text(field, code) for code in raw)


def _truth(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    raise BadValue("truth")


def _text(field: Field, raw: object) -> str:
    if not isinstance(raw, str):
        raise BadValue("text")
    if field.codes is not None and raw not in field.codes:
        raise BadValue("one_of", codes=_some(field.codes))
    if len(raw) > MOST_TEXT or "\0" in raw or (not raw.isprintable() and any("\ud800" <= c <= "\udfff" for c in raw)):
        raise BadValue("short_text", limit=MOST_TEXT)
    return raw


def _some(codes: Iterable[str]) -> str:
    """*codes* as a message lists them, the first of them where there are many."""
    known = sorted(codes)
    return ", ".join(f"`{code}`" for code in known[:_MOST_CODES]) + (", …" if len(known) > _MOST_CODES else "")


def _number(field: Field, raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, (int, str, Decimal)):
        raise BadValue("number")
    if isinstance(raw, str) and (len(raw) > MOST_DIGITS or not raw.isascii()):
        raise BadValue("short_number", limit=MOST_DIGITS)
    if isinstance(raw, str) and not _PLAIN.fullmatch(raw):
        raise BadValue("plain_number")
    number = Decimal(raw)
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise BadValue("below", limit=MOST // field.factor)
    try:
        scaled = _EXACT.multiply(number, field.factor)
    except Inexact:
        scaled = Decimal("0.1")  # more digits than any number here has
    if scaled != scaled.to_integral_value(context=_EXACT):
        raise BadValue("decimals", limit=len(str(field.factor)) - 1)
    if abs(scaled) > MOST:
        raise BadValue("below", limit=MOST // field.factor)
    if scaled < 0 and not field.signed:
        raise BadValue("not_negative")
    return int(scaled)


def _day(raw: object) -> int:
    try:
        if type(raw) is str:
            return parse_day(raw)
        return raw.toordinal() if isinstance(raw, date) else parse_day(str(raw) if isinstance(raw, str) else "")
    except ValueError:
        raise BadValue("day") from None


def encode_ratio(numerator: int | Fraction, denominator: int | Fraction) -> int | None:
    """*numerator* over *denominator* as the engine holds it; `None` (unknown) where *denominator* is zero."""
    if denominator == 0:
        return None
    floor: int
    floor, rest = divmod(numerator * 10**RATIO_SCALE, denominator)
    return 2 * floor + (1 if rest else 0)


def shown(field: Field, value: object) -> str:
    """*value* of *field* as a person would write it."""
    if value is None:
        return "?"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and field.family == "day":
        return date.fromordinal(value).isoformat()
    if isinstance(value, int) and field.factor != 1:
        number = Decimal(value) / field.factor
        return f"{number.quantize(Decimal(1) / 10**4) if field.exact_ratio else number:f}"
    return str(value)
