"""What was not taken of files of facts, and what their sender should know: said on the error output."""

from __future__ import annotations

from collections import Counter
from typing import Final

import click

from adapters.cli.console import remark
from adapters.cli.intake import Gathered, record_of
from adapters.cli.report import Report
from adapters.cli.texts import language_of, said
from adapters.standards.people import shown_id
from engine.problems import Problem

_ENOUGH: Final = 3
"""Notes of one kind that are shown."""


def remarks(ctx: click.Context, given: Gathered, report: Report | None = None) -> None:
    """Say on the error output what was not taken and why, and what else the sender should know; all in a *report*."""
    language = language_of(ctx)
    for rejection in given.rejected:
        remark(said(ctx, "eval.rejected", problem=rejection.problem.line(language)), "red")
    told = Counter[str]()
    for note in given.notes:
        told[note.code] += 1
        if told[note.code] <= _ENOUGH:
            remark(said(ctx, "eval.note", problem=note.problem.line(language)), "dim")
    for code, count in told.items():
        if count > _ENOUGH:
            remark(said(ctx, "eval.more_notes", code=code, count=count - _ENOUGH), "dim")
    if report is not None:
        report.remarks(given)


def record_line(problem: Problem, given: Gathered, language: str) -> str:
    """*problem* of a record of a subject, named by its id in place of its number."""
    name = shown_id(record_of(problem, given))
    return f"{name}: {problem.message(language)} ({problem.remedy(language)}) [{problem.code}]"
