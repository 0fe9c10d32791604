"""What every command can be told: where the policies are, and in which language to speak."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from adapters.cli.texts import VARIABLE, Option, choose_language, language_of, said
from adapters.folder import SHIPPED
from engine.catalogue import LANGUAGES

F = TypeVar("F", bound=Callable[..., Any])

POLICIES_VARIABLE: Final = "XINHENG_POLICIES"
_FOLDER: Final = "xinheng.policies"


def shared(command: F) -> F:
    """*command* with the options every command has."""
    for option in (_policies_option(), _language_option()):
        command = option(command)
    return command


def _language_option() -> Callable[[F], F]:
    return click.option(
        "--lang",
        cls=Option,
        type=click.Choice(LANGUAGES),
        envvar=VARIABLE,
        expose_value=False,
        is_eager=True,
        callback=_take_language,
    )


def _policies_option() -> Callable[[F], F]:
    return click.option(
        "--policies",
        cls=Option,
        metavar="DIR",
        type=click.Path(path_type=Path),
        envvar=POLICIES_VARIABLE,
        expose_value=False,
        callback=_take_folder,
    )


def _take_language(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None and _given(ctx, "lang"):
        choose_language(ctx, value)


def _take_folder(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None and _given(ctx, "policies"):
        ctx.meta[_FOLDER] = value


def _given(ctx: click.Context, name: str) -> bool:
    """Whether the option *name* stands in the command line, or nothing nearer the root has been said."""
    key = {"lang": "xinheng.language", "policies": _FOLDER}[name]
    return ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE or key not in ctx.meta


def policies_folder(ctx: click.Context) -> Path:
    """The folder of the policies: as said, else `policies` here, else the one that came with the program."""
    said_so = ctx.meta.get(_FOLDER)
    folder: Path = said_so if said_so is not None else Path("policies")
    if folder.is_dir():
        return folder
    if said_so is None and SHIPPED.is_dir():
        return SHIPPED
    raise click.UsageError(said(ctx, "error.no_folder", folder=folder), ctx)


__all__ = ["SHIPPED", "language_of", "policies_folder", "shared"]
