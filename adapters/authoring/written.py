"""Plain data as YAML in one line, quoted only where it would else be read as something else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from engine.language.plain import plain

_SAFE: Final = re.compile(r"[^\W_]([^\x00-\x20,\[\]{}#:&*!|>'\"%@`]|[:#](?=\S)| (?=[^ #]))*")
"""Text that YAML reads as it is, within brackets too."""
_CLOSING: Final = (":", " ")


def flow(value: Any) -> str:
    """*value* as YAML in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(member)}" for key, member in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, int | Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else text(str(value))


def text(value: str) -> str:
    """The text *value*, read back as text whatever it looks like."""
    same = plain(value) == (value, None)
    return value if same and _is_safe(value) else json.dumps(value, ensure_ascii=False)


def scalar(typed: str) -> str:
    """What somebody *typed* as a value: a number, day or truth as such, all else as text."""
    value, wrong = plain(typed)
    return typed if wrong is None and not isinstance(value, str) and typed else text(typed)


def _is_safe(value: str) -> bool:
    return bool(_SAFE.fullmatch(value)) and not value.endswith(_CLOSING)
