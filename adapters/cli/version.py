"""`version`: of the program, of its engine, and of the policies."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed

import click
import orjson

from adapters.cli import codes
from adapters.cli.console import emit, write
from adapters.cli.settings import policies_folder, shared
from adapters.cli.texts import Command, Option, said
from adapters.folder import read_folder
from adapters.standards.mapping_checks import FOLDER
from engine.language.base import content_hash, release_hash
from engine.verdict import VERSION

FORMATS = ("pretty", "json")


@click.command(cls=Command)
@click.option("-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty")
@shared
@click.pass_context
def version(ctx: click.Context, /, form: str) -> int:
    """Print the versions."""
    found = {
        "xinheng": _installed("xinheng"),
        "durable_rules": _installed("durable_rules"),
        "verdict": VERSION,
        "python": platform.python_version(),
        **_policies(ctx),
    }
    if form == "json":
        emit(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    else:
        for name, value in found.items():
            write(said(ctx, f"version.{name}", version=value or said(ctx, "version.none")))
    return codes.OK


def _installed(name: str) -> str | None:
    try:
        return installed(name)
    except PackageNotFoundError:
        return None


def _policies(ctx: click.Context) -> dict[str, str | None]:
    """The hash of the policies there are, and that of the mappings beside them; nothing where there are none."""
    try:
        files = read_folder(policies_folder(ctx))
    except click.UsageError:
        return {"release": None, "mappings": None}
    mappings = {path: content for path, content in files.items() if path.startswith(FOLDER)}
    return {"release": release_hash(files), "mappings": content_hash(mappings) if mappings else None}
