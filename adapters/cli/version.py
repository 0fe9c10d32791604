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
from engine.language.base import release_hash
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
        "release": _release(ctx),
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


def _release(ctx: click.Context) -> str | None:
    """The hash of the policies there are; nothing where there is no folder of them."""
    try:
        folder = policies_folder(ctx)
    except click.UsageError:
        return None
    return release_hash(read_folder(folder))
