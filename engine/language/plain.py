"""What a scalar without quotes means: less than YAML would read into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, TypeAlias

Scalar: TypeAlias = bool | int | str | Decimal | date | None

MAX_DIGITS: Final = 40

_PLAIN = re.compile(
    r"""(?P<null>~|null|)
    |(?P<truth>true|false)
    |(?P<integer>-?(?:0|[1-9][0-9]*))
    |(?P<decimal>-?(?:0|[1-9][0-9]*)\.[0-9]+)
    |(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})
    |(?P<inexact>[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))
    """,
    re.VERBOSE,
)
_MEANING: Mapping[str, Callable[[str], Scalar]] = {
    "null": lambda _: None,
    "truth": "true".__eq__,
    "integer": int,
    "decimal": Decimal,
    "day": date.fromisoformat,
}


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> tuple[Scalar, str | None]:
    """What the plain scalar *text* means, and the code of what is wrong with it; it stays text where it is refused."""
    found = _PLAIN.fullmatch(text)
    kind = (found.lastgroup if found else None) or "text"
    if kind == "inexact":
        return text, "inexact_number"
    if kind in {"integer", "decimal"} and len(text) > MAX_DIGITS:
        return text, "long_number"
    try:
        return _MEANING.get(kind, str)(text), None
    except ValueError:
        return text, "no_such_day"
