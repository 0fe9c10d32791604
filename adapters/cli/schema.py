"""`schema`: the JSON Schema of the files, for editors that complete and check them."""

from __future__ import annotations

import click
import orjson

from adapters.authoring.schemas import KINDS, schema_of
from adapters.cli import codes
from adapters.cli.console import emit
from adapters.cli.settings import shared
from adapters.cli.texts import Command


@click.command(cls=Command)
@click.argument("kind", required=False, type=click.Choice(KINDS), metavar="[KIND]")
@shared
def schema(kind: str | None) -> int:
    """Print the schema of files of one *kind*, or of each kind by its name."""
    found = {name: schema_of(name) for name in KINDS} if kind is None else schema_of(kind)
    emit(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    return codes.OK
