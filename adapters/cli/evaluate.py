"""`eval`: what the policies make of the subjects in files of facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import click
import orjson

from adapters.cli import codes
from adapters.cli.base import files_of, loaded
from adapters.cli.console import emit, progress, remark, write
from adapters.cli.days import asked, days_asked
from adapters.cli.decisions import decisions_option
from adapters.cli.intake import Gathered, fitted, gathered, size_of
from adapters.cli.judging import BATCH, Found, judged, number_of_workers, workers_of
from adapters.cli.lines import styled
from adapters.cli.remarks import record_line, remarks
from adapters.cli.render import Rendering
from adapters.cli.report import Report, report_path
from adapters.cli.settings import shared
from adapters.cli.texts import Command, Option, language_of, said
from adapters.cli.types import Within
from adapters.cli.wording import Wording
from adapters.standards.people import shown_id
from adapters.workers.work import Workers
from engine.online.answer import Question
from engine.verdict import VERSION

FORMATS = ("pretty", "json")
WORKERS_VARIABLE = "XINHENG_WORKERS"


@click.command("eval", cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@days_asked
@click.option("--explain", cls=Option, is_flag=True)
@decisions_option(default="recorded")
@click.option("--exit-zero", cls=Option, is_flag=True)
@click.option("-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty")
@click.option("--subject", cls=Option, metavar="ID")
@click.option("--full-ids", cls=Option, is_flag=True)
@click.option("--report", cls=Option, metavar="FILE", type=click.Path(path_type=Path), callback=report_path)
@click.option("--workers", cls=Option, metavar="N", type=Within(0, 16, whole=True), envvar=WORKERS_VARIABLE)
@shared
@click.pass_context
def evaluate(ctx: click.Context, /, files: tuple[str, ...], form: str, subject: str | None, **options: Any) -> int:
    """Evaluate every subject in *files*."""
    law = files_of(ctx)
    count = number_of_workers(options["workers"], 0 if subject is not None else size_of(files))
    with workers_of(law[1], count, lambda: program) as workers:
        base = loaded(ctx, with_cases=False, read=law)
        program = base.sound()
        given = gathered(ctx, files, base)
        report = Report(options["report"], language_of(ctx))
        remarks(ctx, given, report)
        for (type_, field), number in sorted(fitted(program, given).items()):
            remark(said(ctx, "eval.unread", type=type_, field=field, count=number), "dim")
        asking = Asking(given, asked(options["as_of"], options["known_at"]), decided_after=options["decisions"].after)
        telling = Telling(ctx, Wording(program, language_of(ctx)), asking, form, options, report)
        code = _run(telling, workers(), asking, _chosen(ctx, given, subject))
    report.write()
    return codes.OK if options["exit_zero"] else code


def _chosen(ctx: click.Context, given: Gathered, subject: str | None) -> list[str]:
    """Whom to tell about: the *subject* named, or everyone."""
    ids = given.ids()
    if subject is not None and subject not in ids:
        raise click.UsageError(said(ctx, "error.no_subject", subject=shown_id(subject)), ctx)
    if not ids:
        remark(said(ctx, "eval.nobody"))
    return ids if subject is None else [subject]


def _run(telling: Telling, workers: Workers, asking: Asking, ids: list[str]) -> int:
    """Tell about each of *ids*; what to exit with."""
    met = {codes.INVALID} if telling.given.rejected else set()
    with progress(said(telling.ctx, "eval.running"), beside_output=True) as tell:
        for number, one in enumerate(asking.answers(workers, ids), 1):
            telling.tell(one)
            tell(number, len(ids))
            met.add(_code(one))
    return next((code for code in (codes.USAGE, codes.INVALID, codes.UNDECIDED) if code in met), codes.OK)


def _code(one: Found) -> int:
    if one.fault:
        return codes.USAGE
    if one.verdict is None:
        return codes.INVALID
    return codes.UNDECIDED if one.verdict.outcome == "undecided" else codes.OK


@dataclass(frozen=True)
class Asking:
    """What is asked about the subjects *given*: on which *days*, and after how many more what waits is decided."""

    given: Gathered
    days: tuple[int, int]
    decided_after: int | None = None

    def answers(self, workers: Workers, ids: Sequence[str]) -> Iterator[Found]:
        """What *workers* find out about *ids*, in order, a few at a time.

        Who has a record that was not taken, or whose principal has one, gets no verdict: it might be the one that
        counts.
        """
        principals, waiting = self.given.principals(), iter(ids)
        while some := list(islice(waiting, 2 * BATCH)):
            refused = {id_: self.given.refused_of(id_, principals) for id_ in some}
            sound = [id_ for id_ in some if not refused[id_]]
            questions = [(id_, self._question(id_, principals)) for id_ in sound]
            found = dict(zip(sound, judged(workers, questions), strict=True))
            yield from (found[id_] if id_ in found else Found(id_, refused=refused[id_]) for id_ in some)

    def _question(self, id_: str, principals: dict[str, list[str]]) -> Question:
        return replace(self.given.question(id_, *self.days, principals), decided_after=self.decided_after)


@dataclass(frozen=True)
class Telling:
    """How what was found is told: in *form*, with *words*, and in the *report*."""

    ctx: click.Context
    words: Wording
    asking: Asking
    form: str
    options: dict[str, Any]
    report: Report

    @property
    def given(self) -> Gathered:
        """What the files hold."""
        return self.asking.given

    def tell(self, one: Found) -> None:
        """Tell what came of the question about one subject."""
        if one.fault:
            self._fault(one)
        elif one.verdict is None:
            self._withheld(one)
        elif self.form == "json":
            emit(one.verdict.json())
        else:
            verdict = replace(one.verdict, subject=self._shown(one.id))
            name = str(self.given.subject(one.id).get("name") or "")
            for line in Rendering(self.words, verdict, one.facts, name).lines(explain=self.options["explain"]):
                write(styled(line))
            write()

    def _withheld(self, one: Found) -> None:
        remark(said(self.ctx, "eval.withheld", subject=self._shown(one.id)), "bold red")
        for problem in one.refused:
            remark(f"    {problem.line(self.words.language)}", "red")
        for problem in one.problems:
            remark(f"    {record_line(problem, self.given, self.words.language)}", "red")
        self.report.withheld(one, self.given)

    def _fault(self, one: Found) -> None:
        """The engine failed twice on this subject: that decides nothing about it, and is said where verdicts are."""
        self.report.fault(one)
        if self.form == "json":
            as_of, known_at = (date.fromordinal(day).isoformat() for day in self.asking.days)
            told = {"version": VERSION, "release": self.words.program.release, "subject": one.id, "as_of": as_of,
                    "known_at": known_at, "outcome": "undecided", "fault": one.fault}  # fmt: skip
            emit(orjson.dumps(told))
        else:
            write(said(self.ctx, "eval.fault", subject=self._shown(one.id), fault=one.fault), "bold red")
            write()

    def _shown(self, id_: str) -> str:
        return id_ if self.options["full_ids"] else shown_id(id_)
