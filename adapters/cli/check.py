"""`check`: everything wrong with the policies and their cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import orjson

from adapters.checking import every_problem
from adapters.cli import codes
from adapters.cli import provenance as shown
from adapters.cli.base import Loaded, load_folder, uncollected
from adapters.cli.console import emit, remark, working, write
from adapters.cli.days import day_asked, today
from adapters.cli.problems import as_annotation, as_data, as_lines
from adapters.cli.settings import policies_folder, shared
from adapters.cli.texts import Command, Option, language_of, said
from adapters.cli.types import Existing
from engine.checks.provenance import provenance
from engine.problems import Problem

FORMATS = ("pretty", "json", "github")


@click.command(cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=Existing())
@click.option("-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty")
@click.option("--provenance", "asks_provenance", cls=Option, key="provenance", is_flag=True)
@click.option("--fail", cls=Option, is_flag=True)
@day_asked("--as-of", key="review_as_of")
@shared
@click.pass_context
def check(
    ctx: click.Context, paths: tuple[Path, ...], form: str, *, asks_provenance: bool, fail: bool, as_of: int | None
) -> int:
    """Report every problem, or what is less than sure."""
    if not asks_provenance and (fail or as_of is not None):
        raise click.UsageError(said(ctx, "error.needs_provenance"), ctx)
    folder, parts = _parts(ctx, paths)
    with working(said(ctx, "check.reading")):
        found = load_folder(ctx, folder, with_cases=not asks_provenance)
    if asks_provenance:
        return _provenance(ctx, found, parts, form, today() if as_of is None else as_of, fail=fail)
    with working(said(ctx, "check.reading")), uncollected():
        every = every_problem(found)
    problems = [one for one in every if _is_in(one.place.file, parts)]
    _tell(ctx, found, problems, form)
    elsewhere = len(every) - len(problems)
    if elsewhere and form == "pretty":
        remark(said(ctx, "check.elsewhere", count=elsewhere))
    return codes.INVALID if problems else codes.OK


def _provenance(ctx: click.Context, found: Loaded, parts: tuple[str, ...], form: str, as_of: int, *, fail: bool) -> int:
    """Tell what is less than sure in *parts*, as of a day, and what to exit with."""
    every = provenance(found.base, date.fromordinal(as_of))
    told = shown.within(every, lambda place: _is_in(place.file, parts), found.place)
    if form == "json":
        data = shown.as_data(told, as_of, found.count, found.base.release)
        emit(orjson.dumps(data, option=orjson.OPT_INDENT_2))
    elif form == "github":
        for line in shown.as_annotations(told, language_of(ctx)):
            emit(line)
    else:
        shown.as_lines(told, as_of, found.count, language_of(ctx))
    if found.problems:
        remark(said(ctx, "provenance.incomplete", count=len(found.problems)), "red")
        return codes.INVALID
    return codes.FAILED if fail and (told.overdue or any(one.confidence == "low" for one in told.unsure)) else codes.OK


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


def _is_in(file: str, parts: tuple[str, ...]) -> bool:
    return not parts or any(file == part or file.startswith(f"{part}/") for part in parts)


def _tell(ctx: click.Context, found: Loaded, problems: list[Problem], form: str) -> None:
    language = language_of(ctx)
    if form == "json":
        data = {
            "release": found.base.release,
            "policies": found.count,
            "problems": [as_data(found.seen(problem), language) for problem in problems],
        }
        emit(orjson.dumps(data, option=orjson.OPT_INDENT_2))
    elif form == "github":
        for problem in problems:
            emit(as_annotation(found.seen(problem), language))
    else:
        as_lines([found.seen(problem) for problem in problems], language)
        counts = {"problems": len(problems), "policies": found.count}
        write(said(ctx, "check.wrong" if problems else "check.fine", **counts), "bold red" if problems else "green")
