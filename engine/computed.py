"""Computed fields of a record (S8): ratios, highest and total values over rows, the longest run; else not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.compile.facts import CompiledFactType
from engine.compile.fields import Field, Value, encode_ratio
from engine.compile.nodes import FieldNode
from engine.language.fact_types import Derivation, Highest, Ratio, Run, Total
from engine.truth import Truth, every


def derive(
    type_: CompiledFactType,
    name: str,
    derivation: Derivation,
    known: Mapping[str, Value],
    rows: Mapping[str, Iterable[Mapping[str, Value]]],
) -> int | None:
    """The computed field *name*, exact; `None` where what it needs is not known (S8)."""
    match derivation:
        case Ratio(ratio=(above, below)):
            return _ratio(type_.fields, known, above, below)
        case Highest(highest=over, of=of, ratio=ratio) if over in rows:
            inner = type_.fields[over].rows or {}
            if ratio is not None:
                values = [_ratio(inner, row, *ratio) for row in rows[over]]
            else:
                values = [_whole(row.get(of or "")) for row in rows[over]]
            return None if None in values or not values else max(v for v in values if v is not None)
        case Total(total=over, of=of) if over in rows:
            amounts = [_whole(row.get(of)) for row in rows[over]]
            return None if None in amounts else sum(v for v in amounts if v is not None)
        case Run(run=over) if over in rows:
            return _longest_run(type_, name, rows[over])
    return None


def _longest_run(type_: CompiledFactType, name: str, rows: Iterable[Mapping[str, Value]]) -> int | None:
    """The longest run of rows that pass, unless an unknown row could lengthen it."""
    sure = most = sure_now = most_now = 0
    for row in rows:
        passed = every(_passes(test, row) for test in type_.run_tests[name])
        sure_now = sure_now + 1 if passed is True else 0
        most_now = most_now + 1 if passed is not False else 0
        sure, most = max(sure, sure_now), max(most, most_now)
    return sure if sure == most else None


def _passes(test: FieldNode, row: Mapping[str, Value]) -> Truth:
    value, domain = row.get(test.field.name), test.domain.values[0]
    if value is None or domain is None:
        return None
    return domain.passes(value)  # type: ignore[arg-type]  # compiled for the field's own family


def _ratio(fields: Mapping[str, Field], known: Mapping[str, Value], above: str, below: str) -> int | None:
    numerator, denominator = _whole(known.get(above)), _whole(known.get(below))
    if numerator is None or denominator is None:
        return None
    return encode_ratio(numerator * fields[below].factor, denominator * fields[above].factor)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
