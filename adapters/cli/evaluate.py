"""`eval`: what the policies make of the subjects in files of facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import click
from rich.text import Text

from adapters.cli import codes
from adapters.cli.base import loaded
from adapters.cli.console import emit, progress, remark, write
from adapters.cli.days import asked, days_asked
from adapters.cli.intake import Gathered, fitted, gathered
from adapters.cli.lines import Line
from adapters.cli.render import Rendering
from adapters.cli.settings import shared
from adapters.cli.texts import Command, Option, language_of, said
from adapters.cli.wording import Wording
from engine.compile.program import Program
from engine.facts import Fact
from engine.online.answer import Question, evaluation
from engine.online.evaluate import Evaluation, Evaluator
from engine.online.report import verdict
from engine.problems import FactError, Problem
from engine.verdict import Verdict

FORMATS = ("pretty", "json")
_ENOUGH: Final = 3
"""Notes of one kind that are shown."""
STYLES = {"bold": "bold", "dim": "dim", "good": "green", "bad": "bold red", "open": "yellow", "": ""}


@dataclass(frozen=True)
class Found:
    """What came of the question about one subject: a *verdict* with its *facts*, or what is wrong with them."""

    id: str
    verdict: Verdict | None
    facts: Mapping[str, Fact]
    problems: tuple[Problem, ...] = ()


@click.command("eval", cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@days_asked
@click.option("--explain", cls=Option, is_flag=True)
@click.option("--assume-decided", cls=Option, is_flag=True)
@click.option("--exit-zero", cls=Option, is_flag=True)
@click.option("-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty")
@click.option("--subject", cls=Option, metavar="ID")
@shared
@click.pass_context
def evaluate(ctx: click.Context, /, files: tuple[str, ...], form: str, subject: str | None, **options: Any) -> int:
    """Evaluate every subject in *files*."""
    base = loaded(ctx, with_cases=False)
    program = base.sound()
    given = gathered(files, base.files)
    remarks(ctx, given)
    for (type_, field), count in sorted(fitted(program, given).items()):
        remark(said(ctx, "eval.unread", type=type_, field=field, count=count), "dim")
    ids = [subject] if subject is not None else given.ids()
    if subject is not None and subject not in given.ids():
        raise click.UsageError(said(ctx, "error.no_subject", subject=subject), ctx)
    as_of, known_at = asked(options["as_of"], options["known_at"])
    wrong, undecided, words = bool(given.rejected), False, Wording(program, language_of(ctx))
    with progress(said(ctx, "eval.running"), beside_output=True) as tell:
        found = evaluated(program, given, ids, (as_of, known_at), assume_decided=options["assume_decided"])
        for number, one in enumerate(found, 1):
            _tell(ctx, words, one, given, form=form, explain=options["explain"])
            tell(number, len(ids))
            wrong = wrong or bool(one.problems)
            undecided = undecided or (one.verdict is not None and one.verdict.outcome == "undecided")
    if options["exit_zero"]:
        return codes.OK
    return codes.INVALID if wrong else codes.UNDECIDED if undecided else codes.OK


def remarks(ctx: click.Context, given: Gathered) -> None:
    """Say on the error output what was not taken and why, and what else the sender should know."""
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


def evaluated(
    program: Program, given: Gathered, ids: list[str], days: tuple[int, int], *, assume_decided: bool = False
) -> Iterator[Found]:
    """The verdicts on *ids*; who has a record the policies cannot read gets none: it might be the one that counts."""
    evaluator, principals = Evaluator(program), given.principals()
    try:
        for id_ in ids:
            question = given.question(id_, *days, principals)
            if assume_decided:
                question = _decided(question)
            try:
                found = evaluation(evaluator, question, id_)
            except FactError as error:
                yield Found(id_, None, {}, error.problems)
            else:
                yield Found(id_, verdict(found), facts_of(found))
    finally:
        evaluator.close()


def _decided(question: Question) -> Question:
    given = question
    return Question(given.subject, given.facts, given.as_of, given.known_at, given.principals, assume_decided=True)


def facts_of(found: Evaluation) -> dict[str, Fact]:
    """The facts a verdict may speak of: the subject's own, and those of principals behind its listings."""
    grounds = (ground for result in found.lists.values() for ground in result.grounds)
    theirs = {fact.id: fact for ground in grounds for fact in (ground.fact, ground.decision) if fact is not None}
    return theirs | found.dossier.by_id


def _tell(ctx: click.Context, words: Wording, one: Found, given: Gathered, *, form: str, explain: bool) -> None:
    if one.verdict is None:
        remark(said(ctx, "eval.withheld", subject=one.id), "bold red")
        for problem in one.problems:
            remark(f"    {record_line(problem, given, words.language)}", "red")
    elif form == "json":
        emit(one.verdict.json())
    else:
        name = str(given.subject(one.id).get("name") or "")
        for line in Rendering(words, one.verdict, one.facts, name).lines(explain=explain):
            write(styled(line))
        write()


def record_line(problem: Problem, given: Gathered, language: str) -> str:
    """*problem* of a record of a subject, named by its id in place of its number."""
    subject, _, principal = problem.place.file.partition("/")
    facts, number = given.facts.get(principal or subject, []), problem.place.line
    name = facts[number - 1]["id"] if 0 < number <= len(facts) else principal or subject
    return f"{name}: {problem.message(language)} ({problem.remedy(language)}) [{problem.code}]"


def styled(line: Line) -> Text:
    """*line* as a terminal shows it."""
    return Text(str(line), STYLES[line.style])
