"""`check`: everything wrong with the policies and their cases."""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from adapters.cli import codes
from adapters.cli.base import Loaded, load_folder
from adapters.cli.console import emit, remark, working, write
from adapters.cli.problems import as_annotation, as_data, as_lines
from adapters.cli.settings import policies_folder, shared
from adapters.cli.texts import Command, Option, language_of, said
from engine.cases.run import Runner, fact_problems
from engine.problems import Problem, in_order

FORMATS = ("pretty", "json", "github")


@click.command(cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path, exists=True))
@click.option("-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty")
@shared
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...], form: str) -> int:
    """Report every problem."""
    folder, parts = _parts(ctx, paths)
    with working(said(ctx, "check.reading")):
        found = load_folder(folder)
        every = found.problems or _of_records(found)
    problems = [one for one in every if not parts or any(_is_in(one.place.file, part) for part in parts)]
    _tell(ctx, found, problems, form)
    elsewhere = len(every) - len(problems)
    if elsewhere and form == "pretty":
        remark(said(ctx, "check.elsewhere", count=elsewhere))
    return codes.INVALID if problems else codes.OK


def _parts(ctx: click.Context, paths: tuple[Path, ...]) -> tuple[Path, tuple[str, ...]]:
    """The folder to check, and what of it to report; a folder outside the policies is checked itself."""
    if len(paths) == 1 and paths[0].is_dir() and _inside(ctx, paths[0]) is None:
        return paths[0], ()
    folder = policies_folder(ctx)
    parts = [_inside(ctx, path) for path in paths]
    for path, part in zip(paths, parts, strict=True):
        if part is None:
            raise click.UsageError(said(ctx, "error.outside", path=path, folder=folder), ctx)
    return folder, tuple(part for part in parts if part is not None and part != ".")


def _inside(ctx: click.Context, path: Path) -> str | None:
    """*path* as seen from the folder of the policies, nothing where it is not in it."""
    try:
        folder = policies_folder(ctx).resolve()
    except click.UsageError:
        return None
    return path.resolve().relative_to(folder).as_posix() if path.resolve().is_relative_to(folder) else None


def _is_in(file: str, part: str) -> bool:
    return file == part or file.startswith(f"{part}/")


def _of_records(found: Loaded) -> tuple[Problem, ...]:
    """What is wrong with the records in the cases, which shows only when they are put to the evaluator."""
    with Runner(found.base, found.sound()) as runner:
        return in_order(fact_problems(runner.run(found.cases)))


def _tell(ctx: click.Context, found: Loaded, problems: list[Problem], form: str) -> None:
    language = language_of(ctx)
    if form == "json":
        data = {
            "release": found.base.release,
            "policies": len(found.base.policies),
            "problems": [as_data(problem, language) for problem in problems],
        }
        emit(orjson.dumps(data, option=orjson.OPT_INDENT_2))
    elif form == "github":
        for problem in problems:
            emit(as_annotation(problem, language, found.folder))
    else:
        as_lines(problems, language, found.folder)
        counts = {"problems": len(problems), "policies": len(found.base.policies)}
        write(said(ctx, "check.wrong" if problems else "check.fine", **counts), "bold red" if problems else "green")
