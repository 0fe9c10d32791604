"""`test`: the policies' cases run, what they cover, and what they would not notice."""

from __future__ import annotations

import re
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from adapters.cli import codes
from adapters.cli.base import Loaded, loaded
from adapters.cli.cases_output import Outcome, as_json, as_junit, as_pretty
from adapters.cli.console import emit, progress
from adapters.cli.settings import shared
from adapters.cli.texts import Command, Option, language_of, said
from adapters.cli.types import Existing, Within
from engine.cases.coverage import coverage, with_bare
from engine.cases.mutation import Mutation, mutate
from engine.cases.read import CaseFile
from engine.cases.run import Runner, fact_problems
from engine.problems import PolicyError

FORMATS = ("pretty", "json", "junit")


def _pattern(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> re.Pattern[str] | None:
    try:
        return None if value is None else re.compile(value)
    except re.error as error:
        raise click.BadParameter(said(ctx, "error.regex", position=(error.pos or 0) + 1)) from None


@click.command("test", cls=Command)
@click.option("-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty")
@click.option("--cases", cls=Option, metavar="DIR", type=Existing(folder=True))
@click.option("--threshold", cls=Option, metavar="PERCENT", type=Within(0, 100))
@click.option("--mutate", "mutating", cls=Option, key="mutate", is_flag=True)
@click.option("-r", "--run", "pattern", cls=Option, key="run", metavar="REGEX", callback=_pattern)
@click.option("-v", "--verbose", cls=Option, is_flag=True)
@click.option("--fail-on-empty", cls=Option, is_flag=True)
@shared
@click.pass_context
def test(ctx: click.Context, /, form: str, cases: Path | None, pattern: re.Pattern[str] | None, **asked: Any) -> int:
    """Run the cases."""
    found = loaded(ctx, cases)
    found.sound()
    files = _chosen(found.cases, pattern)
    every = with_bare(found.base, files) if pattern is None else files
    count = found.count if pattern is None else len(files)
    outcome = _outcome(ctx, found, every, count, mutating=asked["mutating"])
    language, threshold = language_of(ctx), asked["threshold"]
    if form == "json":
        emit(as_json(outcome, language, threshold))
    elif form == "junit":
        emit(as_junit(outcome, language, threshold))
    else:
        as_pretty(outcome, language, threshold=threshold, verbose=asked["verbose"])
    empty = asked["fail_on_empty"] and not outcome.results
    short = outcome.short_of(threshold)
    unnoticed = any(one.unexplained for one in outcome.mutations or ())
    return codes.FAILED if outcome.failed or empty or short or unnoticed else codes.OK


def _chosen(files: tuple[CaseFile, ...], pattern: re.Pattern[str] | None) -> tuple[CaseFile, ...]:
    """*files* with only the cases whose `policy: name` has *pattern* in it."""
    if pattern is None:
        return files
    kept = (
        (file, tuple(case for case in file.cases if pattern.search(f"{case.owner}: {case.name}"))) for file in files
    )
    return tuple(CaseFile(file.owner, file.file, cases, file.survivors) for file, cases in kept if cases)


def _outcome(ctx: click.Context, found: Loaded, files: tuple[CaseFile, ...], count: int, *, mutating: bool) -> Outcome:
    started = perf_counter()
    with Runner(found.base, found.sound()) as runner:
        with progress(said(ctx, "test.running")) as tell:
            results = runner.run(files, tell)
        if wrong := fact_problems(results):
            raise PolicyError([found.seen(problem) for problem in wrong])
        with progress(said(ctx, "test.covering")) as tell:
            covered = coverage(runner, files, tell)
    mutations: tuple[Mutation, ...] | None = None
    if mutating:
        with progress(said(ctx, "test.mutating")) as tell:
            mutations = mutate(found.base, files, tell)
    return Outcome(count, results, covered, mutations, perf_counter() - started, found.place)
