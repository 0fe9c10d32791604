"""The JSON Schema of every kind of file an author writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.cases.shapes import CaseFileKeys
from engine.language.base import CASES as SUFFIX
from engine.language.base import shape_of
from engine.language.schema import SHAPES, json_schema

CASES: Final = "cases"
KINDS: Final = (*SHAPES, CASES)
_OF_SHAPES: Final = {shape: kind for kind, shape in SHAPES.items()}


def schema_of(kind: str) -> Mapping[str, Any]:
    """The schema of files of *kind*."""
    if kind != CASES:
        return json_schema(kind)
    made = CaseFileKeys.model_json_schema(by_alias=True)
    made.pop("description", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:xinheng:schema:cases",
        **made,
        "title": "Xinheng: cases",
    }


def kind_of(path: str) -> str | None:
    """The kind of the file at *path*; none where it has no schema, as mappings have not."""
    if path.endswith(SUFFIX):
        return CASES
    return None if path.startswith("mappings/") else _OF_SHAPES[shape_of(path)]
