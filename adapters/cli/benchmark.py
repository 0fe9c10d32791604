"""`bench`: the benchmarks, where the program runs from a checkout that has them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from adapters.cli import codes
from adapters.cli.console import remark
from adapters.cli.settings import shared
from adapters.cli.texts import Command, said

_ROOT = Path(__file__).resolve().parents[2]


@click.command(cls=Command, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[TARGET] [ARG]...")
@shared
@click.pass_context
def bench(ctx: click.Context, /, arguments: tuple[str, ...]) -> int:
    """Run the benchmarks, or say how."""
    command = _command(arguments)
    if command is None:
        remark(said(ctx, "bench.how", targets=", ".join(targets()) or "-"))
        return codes.USAGE
    done = subprocess.run([sys.executable, *command], cwd=_ROOT, check=False)  # noqa: S603 - modules of our own
    return codes.OK if done.returncode == 0 else codes.USAGE


def targets() -> list[str]:
    """The benchmarks there are."""
    folder = _ROOT / "bench"
    if not folder.is_dir():
        return []
    found = (path for path in folder.glob("*.py") if "__main__" in path.read_text(encoding="utf-8"))
    return sorted(path.stem for path in found if not path.stem.startswith("__"))


def _command(arguments: tuple[str, ...]) -> list[str] | None:
    """What to run: the target named, else all of them; nothing where there is no such thing."""
    known = targets()
    if arguments and not arguments[0].startswith("-"):
        return ["-m", f"bench.{arguments[0]}", *arguments[1:]] if arguments[0] in known else None
    return ["-m", "bench", *arguments] if (_ROOT / "bench" / "__main__.py").is_file() else None
