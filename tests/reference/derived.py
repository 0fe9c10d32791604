"""Fields computed from a fact's own (S8): a ratio, a highest, a total, the longest run."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from engine.language.fact_types import Derivation, FactType, Highest, Ratio, Run, Total
from tests.reference.truths import Truth, all_of
from tests.reference.unary import Value, passes


def with_derived(kind: FactType, fields: Mapping[str, Value]) -> dict[str, Value]:
    """*fields* and what *kind* derives from them; what cannot be computed is not there."""
    known = dict(fields)
    for name, key in kind.derived.items():
        value = _derive(key.from_, known)
        if value is not None:
            known[name] = value
    return known


def _derive(how: Derivation, fields: Mapping[str, Value]) -> Fraction | None:
    match how:
        case Ratio():
            return _ratio(how.ratio, fields)
        case Highest():
            values = [_of_row(how, row) for row in _rows(fields, how.highest) or ()]
            known = [value for value in values if value is not None]
            return max(known) if known and len(known) == len(values) else None
        case Total():
            rows = _rows(fields, how.total)
            values = [_number(row, how.of) for row in rows or ()]
            known = [value for value in values if value is not None]
            return None if rows is None or len(known) < len(values) else sum(known, Fraction(0))
        case Run():
            return _run(how, fields)


def _run(how: Run, fields: Mapping[str, Value]) -> Fraction | None:
    rows = _rows(fields, how.run)
    if rows is None:
        return None
    passed: list[Truth] = [
        all_of(passes(test, row.get(name), _none) for name, test in how.where.items()) for row in rows
    ]
    shortest = _longest_run([truth is True for truth in passed])
    longest = _longest_run([truth is not False for truth in passed])
    return Fraction(shortest) if shortest == longest else None


def _longest_run(passed: list[bool]) -> int:
    best = length = 0
    for one in passed:
        length = length + 1 if one else 0
        best = max(best, length)
    return best


def _of_row(how: Highest, row: Mapping[str, Value]) -> Fraction | None:
    return _ratio(how.ratio, row) if how.ratio is not None else _number(row, how.of or "")


def _ratio(pair: tuple[str, str], fields: Mapping[str, Value]) -> Fraction | None:
    upper, lower = (_number(fields, name) for name in pair)
    return None if upper is None or not lower else upper / lower


def _number(fields: Mapping[str, Value], name: str) -> Fraction | None:
    value = fields.get(name)
    return value if isinstance(value, Fraction) else None


def _rows(fields: Mapping[str, Value], name: str) -> tuple[Mapping[str, Value], ...] | None:
    rows = fields.get(name)
    return rows if isinstance(rows, tuple) else None  # type: ignore[return-value]  # the values of a row are values


def _none(_name: str) -> None:
    """No parameter: rows are judged by the numbers written."""
