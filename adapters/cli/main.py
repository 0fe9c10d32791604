"""The group of commands, and how whatever goes wrong becomes a message and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from errno import EPIPE
from importlib import import_module
from io import TextIOWrapper
from typing import Any, Final

import click

from adapters.cli import codes
from adapters.cli.console import err, remark
from adapters.cli.problems import as_lines
from adapters.cli.settings import shared
from adapters.cli.texts import Group, language_of, os_reason, said, usage_fault
from engine.catalogue import text
from engine.problems import FactError, PolicyError, RuntimeFault


class Root(Group):
    """The outermost group: it ends the process with one of the exit codes of `codes`."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line *args*; in *standalone_mode* say what went wrong and exit."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        _write_whatever()
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.UsageError as error:
            code = _usage(error)
        except click.ClickException as error:
            code = _failed(error.format_message())
        except click.Abort:
            _failed(text("cli.error.aborted", language_of(None)))
            code = codes.STOPPED
        sys.exit(code if isinstance(code, int) else codes.OK)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command named; what it raises for people becomes their message and a code."""
        try:
            return super().invoke(ctx)
        except (PolicyError, FactError) as error:
            as_lines(error.problems, language_of(ctx), console=err())
            return codes.INVALID
        except OSError as error:
            if error.errno == EPIPE:
                raise
            return _failed(
                said(ctx, "error.file", file=error.filename or "-", reason=os_reason(error, language_of(ctx)))
            )
        except RuntimeFault as error:
            return _failed(said(ctx, "error.fault", fault=error))


def _write_whatever() -> None:
    """Let what an output cannot encode (a terminal in GBK, say) be replaced, and nothing else lost for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _usage(error: click.UsageError) -> int:
    language = language_of(error.ctx)
    remark(text("cli.error.usage", language, fault=usage_fault(error, language)), "red")
    if error.ctx is not None:
        remark(text("cli.error.see_help", language, command=error.ctx.command_path))
    return codes.USAGE


def _failed(message: str) -> int:
    remark(message, "red")
    return codes.USAGE


class Commands(MutableMapping[str, click.Command]):
    """The commands by name, each imported when it is first asked for: one needs not wait for what only others use."""

    def __init__(self, where: Mapping[str, str]) -> None:
        self._where = dict(where)
        self._known: dict[str, click.Command] = {}

    def mount(self, name: str, where: str) -> None:
        """Have the command *name* too, which stands *where* (`module:object`) says."""
        self._where[name] = where

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._known:
            module, _, command = self._where[name].partition(":")
            self._known[name] = getattr(import_module(module), command)
        return self._known[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._where.setdefault(name, "")
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        del self._where[name]
        self._known.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)


COMMANDS: Final = Commands(
    {
        "check": "adapters.cli.check:check",
        "fmt": "adapters.cli.layout:fmt",
        "test": "adapters.cli.cases:test",
        "eval": "adapters.cli.evaluate:evaluate",
        "explain": "adapters.cli.explain:explain",
        "show": "adapters.cli.show:show",
        "schema": "adapters.cli.schema:schema",
        "new-policy": "adapters.cli.new_policy:new_policy",
        "synthesise": "adapters.cli.synthesise:synthesise",
        "prepare": "adapters.cli.prepare:prepare",
        "judge": "adapters.cli.judge:judge",
        "verify": "adapters.cli.verify:verify",
        "audit": "adapters.cli.audit:audit",
        "release": "adapters.cli.release:release",
        "replay": "adapters.cli.replay:replay",
        "forget": "adapters.cli.forget:forget",
        "roll": "adapters.cli.roll:roll",
        "report": "adapters.cli.yearly:report",
        "bench": "adapters.cli.benchmark:bench",
        "user": "adapters.cli.access:user",
        "token": "adapters.cli.access:token",
        "work": "adapters.cli.work:work",
        "import": "adapters.cli.exchange:import_",
        "export": "adapters.cli.exchange:export",
        "submission": "adapters.cli.submission:submission",
        "pull": "adapters.cli.exchange:pull",
        "backup": "adapters.cli.backup:backup",
        "restore": "adapters.cli.backup:restore",
        "version": "adapters.cli.version:version",
    }
)


@click.group(cls=Root, name="xinheng", commands=COMMANDS, no_args_is_help=False, invoke_without_command=True)
@shared
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Evaluate administrative credit rules."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
