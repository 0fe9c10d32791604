"""`fmt`: policies laid out as the editor does it, in place; what they say, and their comments, stay the same."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from tempfile import mkstemp
from typing import Any, Final

import click

from adapters.authoring.layout import laid_out
from adapters.cli import codes
from adapters.cli.base import uncollected
from adapters.cli.console import emit, err, progress, remark
from adapters.cli.problems import as_lines
from adapters.cli.settings import policies_folder, shared
from adapters.cli.texts import Command, Option, language_of, said
from adapters.cli.types import Existing
from adapters.folder import read_folder
from engine.language.source import MAX_BYTES
from engine.language.syntax import read_yaml
from engine.problems import Problem

_INPUT: Final = "-"
_TOLD: Final = 10
"""Files after which there is something to tell of how far it is."""


@dataclass(frozen=True)
class Sheet:
    """The file called *name* as it is and as it should be; *problems* where it cannot be read."""

    name: str
    path: Path | None
    before: bytes
    after: bytes
    problems: tuple[Problem, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether it is laid out otherwise than it should be."""
        return self.before != self.after


class _Source(Existing):
    """A file or folder, or the input."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; `-` is the input."""
        return Path(value) if value == _INPUT else super().convert(value, param, ctx)


@click.command(cls=Command, name="fmt")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=_Source())
@click.option("--check", "only_check", cls=Option, key="fmt_check", is_flag=True)
@click.option("--diff", "shows_diff", cls=Option, key="fmt_diff", is_flag=True)
@shared
@click.pass_context
def fmt(ctx: click.Context, paths: tuple[Path, ...], *, only_check: bool, shows_diff: bool) -> int:
    """Lay files out anew."""
    keeps = only_check or shows_diff
    if Path(_INPUT) in paths and len(paths) > 1:
        raise click.UsageError(said(ctx, "fmt.input_alone"), ctx)
    counts = {"changed": 0, "same": 0, "wrong": 0}
    for sheet in _sheets(ctx, paths or (policies_folder(ctx),)):
        counts["wrong" if sheet.problems else "changed" if sheet.changes else "same"] += 1
        if sheet.problems:
            as_lines(sheet.problems, language_of(ctx), console=err())
        else:
            _settle(sheet, keeps=keeps, shows_diff=shows_diff)
    if Path(_INPUT) not in paths:
        remark(said(ctx, "fmt.would" if keeps else "fmt.done", changed=counts["changed"], same=counts["same"]))
    if counts["wrong"]:
        return codes.INVALID
    return codes.USAGE if only_check and counts["changed"] else codes.OK


def _settle(sheet: Sheet, *, keeps: bool, shows_diff: bool) -> None:
    """Write *sheet* unless it *keeps* as it is, and tell of it."""
    if not keeps and sheet.path is None:
        click.echo(sheet.after, nl=False)
    elif not keeps and sheet.path is not None and sheet.changes:
        _replace(sheet.path, sheet.after)
    if not sheet.changes:
        return
    if shows_diff:
        click.echo("".join(_difference(sheet)), nl=False)
    elif sheet.path is not None:
        emit(sheet.name)


def _sheets(ctx: click.Context, paths: Iterable[Path]) -> Iterator[Sheet]:
    found = list(dict.fromkeys(_contents(paths)))
    with uncollected(), progress(said(ctx, "fmt.running"), beside_output=True) as tell:
        for number, (name, path, content) in enumerate(found, 1):
            yield _sheet(name, path, content)
            if number % _TOLD == 0:
                tell(number, len(found))


def _contents(paths: Iterable[Path]) -> Iterator[tuple[str, Path | None, bytes]]:
    """What each of *paths*, and every YAML file below it, is called and holds; of what is too large, only the start."""
    for path in paths:
        if path == Path(_INPUT):
            yield _INPUT, None, sys.stdin.buffer.read(MAX_BYTES + 1)
        elif path.is_dir():
            for name, content in read_folder(path).items():
                yield (path / name).as_posix(), path / name, content
        else:
            with path.open("rb") as file:
                yield path.as_posix(), path, file.read(MAX_BYTES + 1)


def _sheet(name: str, path: Path | None, content: bytes) -> Sheet:
    document, problems = read_yaml(content, name)
    if document is None or problems:
        return Sheet(name, path, content, content, problems)
    text = content.decode("utf-8").removeprefix("\ufeff")
    return Sheet(name, path, content, laid_out(text).encode())


def _difference(sheet: Sheet) -> Iterator[str]:
    before, after = (content.decode("utf-8").splitlines(keepends=True) for content in (sheet.before, sheet.after))
    for line in unified_diff(before, after, sheet.name, sheet.name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _replace(path: Path, content: bytes) -> None:
    """Put *content* in the place of what the file at *path*, or what it links to, holds: all of it or nothing."""
    target = path.resolve()
    handle, name = mkstemp(dir=target.parent, prefix=f".{target.name}.")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, unfinished)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
