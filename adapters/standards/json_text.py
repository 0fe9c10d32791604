"""Strict JSON: no equal keys, no NaN; numbers with a point stay exact as decimal text."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Final

from adapters.standards.raw import Refused, shown

MAX_DIGITS: Final = 40


def parse_json(text: str) -> object:
    """The data in *text*; raises `Refused`, with `line` and `column` where the syntax is wrong."""
    try:
        return json.loads(
            text, object_pairs_hook=_pairs, parse_float=exact, parse_int=_integer, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        raise Refused("broken_json", reason=error.msg.lower(), line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Refused("too_deep") from None


def exact(literal: str) -> str:
    """The number *literal* as plain decimal text, to its last digit; raises `Refused` for ones of immense size."""
    number = Decimal(literal)
    if len(number.as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_DIGITS:
        raise Refused("number_too_long", value=shown(literal), limit=MAX_DIGITS)
    return f"{number:f}"


def _integer(literal: str) -> int:
    if len(literal) > MAX_DIGITS:
        raise Refused("number_too_long", value=shown(literal), limit=MAX_DIGITS)
    return int(literal)


def _constant(name: str) -> object:
    raise Refused("not_a_number", value=name)


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise Refused("duplicate_key", key=shown(next(name for name in names if names.count(name) > 1)))
    return found
