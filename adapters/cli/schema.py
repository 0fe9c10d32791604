"""`schema`: the JSON Schema of the files, for editors that complete and check them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import click
import orjson

from adapters.cli import codes
from adapters.cli.console import emit
from adapters.cli.settings import shared
from adapters.cli.texts import Command
from engine.cases.shapes import CaseFileKeys
from engine.language.schema import SHAPES, json_schema

CASES: Final = "cases"
KINDS: Final = (*SHAPES, CASES)


@click.command(cls=Command)
@click.argument("kind", required=False, type=click.Choice(KINDS), metavar="[KIND]")
@shared
def schema(kind: str | None) -> int:
    """Print the schema of files of one *kind*, or of each kind by its name."""
    found = {name: schema_of(name) for name in KINDS} if kind is None else schema_of(kind)
    emit(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    return codes.OK


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
