"""Commands and options that speak the user's language: their help stands in the catalogues."""

from __future__ import annotations

import errno
import os
import re
from typing import Any, Final

import click

from adapters.cli import codes
from adapters.folder import FolderFault
from engine.catalogue import LANGUAGES, catalogue, text

_LANGUAGE: Final = "xinheng.language"
VARIABLE: Final = "XINHENG_LANG"
_WIDTH: Final = 110
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)")


def language_of(ctx: click.Context | None) -> str:
    """The language of *ctx*, else that of the environment, else Chinese."""
    chosen = ctx.meta.get(_LANGUAGE) if ctx is not None else None
    given = chosen or os.environ.get(VARIABLE, "")
    return given if given in LANGUAGES else LANGUAGES[0]


def choose_language(ctx: click.Context, language: str) -> None:
    """Speak *language* from here on."""
    ctx.meta[_LANGUAGE] = language


def said(ctx: click.Context | None, key: str, /, **values: object) -> str:
    """The text `cli.<key>` in the language of *ctx*."""
    return text(f"cli.{key}", language_of(ctx), **values)


class Option(click.Option):
    """An option whose help is the text `cli.option.<name>`, or what its own *key* names."""

    def __init__(self, *args: Any, key: str = "", **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.key = key or (self.name or "")

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and its help."""
        self.help = said(ctx, f"option.{self.key}")
        return super().get_help_record(ctx)


class _Speaking:
    """What commands and groups share: headings and help from the catalogue."""

    name: str | None

    def __init__(self, *args: Any, key: str = "", **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.key = key

    def _key(self) -> str:
        """Where the texts stand: under the name, or for one of a group under the *key* it was given."""
        return f"command.{self.key or (self.name or 'xinheng').replace('-', '_')}"

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - click's signature; our texts are short
        """One line about the command."""
        return said(click.get_current_context(silent=True), f"{self._key()}.short")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How the command is called."""
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]  # mixed into a command
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"{said(ctx, 'help.usage')} ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            for line in said(ctx, f"{self._key()}.help").strip().splitlines():
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the subcommands where there are any."""
        options = (one for one in self.get_params(ctx) if isinstance(one, click.Option))  # type: ignore[attr-defined]  # mixed into a command
        found = [option.get_help_record(ctx) for option in options]
        with formatter.section(said(ctx, "help.options")):
            formatter.write_dl([record for record in found if record is not None])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The exit codes."""
        with formatter.section(said(ctx, "help.codes")):
            formatter.write_dl([(str(code), said(ctx, f"code.{code}")) for code in codes.EVERY])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, in the user's language."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # mixed into a command
        if option is not None:
            option.help = said(ctx, "option.help")
        return option  # type: ignore[no-any-return]  # mixed into a command


class Command(_Speaking, click.Command):
    """A command of ours."""


class Group(_Speaking, click.Group):
    """Several commands of ours."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands."""
        super().format_options(ctx, formatter)
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(said(ctx, "help.commands")):
            formatter.write_dl([(name, one.get_short_help_str()) for name, one in commands if one is not None])


class Context(click.Context):
    """A context wide enough for our help."""

    def make_formatter(self) -> click.HelpFormatter:
        """A formatter that leaves our lines whole."""
        return self.formatter_class(width=_WIDTH, max_width=_WIDTH)


Command.context_class = Context
Group.context_class = Context


_REASONS: Final = {
    errno.ENOENT: "none", errno.EACCES: "forbidden", errno.EPERM: "forbidden", errno.EISDIR: "folder",
    errno.ENOTDIR: "no_folder", errno.ENOSPC: "full", errno.EROFS: "forbidden", errno.ELOOP: "loop",
    errno.ENAMETOOLONG: "long_name",
}  # fmt: skip


def os_reason(error: OSError, language: str) -> str:
    """Why the operating system, or `read_folder`, refused a file."""
    key = error.key if isinstance(error, FolderFault) else _REASONS.get(error.errno or 0)
    return text(f"cli.os.{key}", language) if key else str(error.strerror or error)


def usage_fault(error: click.UsageError, language: str) -> str:
    """What is wrong with how the command was called, one line."""
    known = catalogue(language)
    values = {
        "hint": _hint(error),
        "name": getattr(error, "option_name", None) or getattr(error, "command_name", None) or "",
        "message": error.message or error.format_message(),
        "near": ", ".join(getattr(error, "possibilities", None) or ()) or "--help",
    }
    key = f"cli.usage.{type(error).__name__}"
    if isinstance(error, click.BadOptionUsage):
        key += "" if "requires" in error.message else "_flag"
    elif extra := _EXTRA.match(error.message or ""):
        key, values["name"] = "cli.usage.extra", extra[1]
    if isinstance(error, click.BadParameter) and error.param and isinstance(error.param.type, click.Choice):
        key, values["near"] = "cli.usage.Choice", ", ".join(map(str, error.param.type.choices))
    return text(key if key in known else "cli.usage.other", language, **values)


def _hint(error: click.UsageError) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", None) or "")
    return " / ".join(parameter.opts) if isinstance(parameter, click.Option) else str(parameter.make_metavar(error.ctx))
