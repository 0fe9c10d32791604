"""Texts people read, by language and key: one folder a language, one TOML file a subject."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LANGUAGES = ("zh_CN", "en")
_HERE = Path(__file__).parent


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All texts of *language*, keyed `file.table.key` (`syntax.duplicate_key.message`).

    Raises `ValueError` for a language that is not shipped.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for `{language}` (use one of: {', '.join(LANGUAGES)})")
    texts: dict[str, str] = {}
    for path in sorted((_HERE / language).glob("*.toml")):
        _flatten(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), texts)
    return texts


@dataclass(frozen=True)
class Phrase:
    """Part of a text: the text at *key* with *values* put in, in the language of the whole."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)


def text(key: str, language: str, /, **values: object) -> str:
    """The text at *key* in *language* with *values* put in, phrases in its language; `KeyError` when there is none."""
    said = {name: text(one.key, language, **one.values) if isinstance(one, Phrase) else one
            for name, one in values.items()}  # fmt: skip
    return catalogue(language)[key].format(**said)


def _flatten(prefix: str, table: Mapping[str, object], into: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, Mapping):
            _flatten(f"{prefix}.{key}", value, into)
        else:
            into[f"{prefix}.{key}"] = str(value)
