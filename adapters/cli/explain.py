"""`explain`: why, and why not: every condition of a policy with the values compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import orjson

from adapters.cli import codes
from adapters.cli.base import loaded
from adapters.cli.console import emit, remark, write
from adapters.cli.days import asked, days_asked, today
from adapters.cli.decisions import decisions_option
from adapters.cli.explain_lines import Explaining
from adapters.cli.explain_stored import Asking, explain_stored, sides_of
from adapters.cli.intake import fitted, gathered
from adapters.cli.judging import facts_of
from adapters.cli.lines import styled
from adapters.cli.remarks import record_line, remarks
from adapters.cli.settings import shared
from adapters.cli.texts import Command, Option, language_of, said
from adapters.cli.wording import Wording
from adapters.standards.people import shown_id
from engine.compile.program import Program
from engine.judging import Evaluation
from engine.online.answer import evaluation
from engine.online.evaluate import Evaluator
from engine.online.explanation import explained, rules_of
from engine.online.report.verdict import verdict
from engine.problems import FactError, nearest

FORMATS = ("pretty", "json")


@click.command(cls=Command)
@click.argument("files", nargs=-1, metavar="[FILE...]")
@click.option(
    "--population", "store", cls=Option, key="explained_store", metavar="DIR", type=click.Path(path_type=Path)
)
@click.option("--baseline", cls=Option, key="explained_baseline", metavar="RELEASE")
@click.option("--candidate", cls=Option, key="explained_candidate", metavar="RELEASE")
@click.option("--subject", cls=Option, key="explained_subject", metavar="ID", required=True)
@click.option("--policy", cls=Option, metavar="POLICY", required=True)
@click.option("--rule", cls=Option, metavar="RULE")
@days_asked
@decisions_option(default="recorded")
@click.option("-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty")
@shared
@click.pass_context
def explain(ctx: click.Context, /, files: tuple[str, ...], subject: str, policy: str, form: str, **asks: Any) -> int:
    """Explain one policy about one subject, in files or in a prepared population."""
    if asks["store"] is not None and not files:
        days = asks["as_of"] or today(), asks["known_at"] or asks["as_of"] or today()
        asking = Asking(asks["store"], subject, policy, asks["rule"], days, asks["decisions"])
        return explain_stored(ctx, asking, sides_of(ctx, asks["baseline"], asks["candidate"]), form)
    if asks["store"] is not None or not files or asks["baseline"] or asks["candidate"]:
        raise click.UsageError(said(ctx, "explain.source"), ctx)
    base = loaded(ctx, with_cases=False)
    program = base.sound()
    _check_names(ctx, program, policy, asks["rule"])
    given = gathered(ctx, files, base)
    remarks(ctx, given)
    fitted(program, given)
    if subject not in given.ids():
        raise click.UsageError(said(ctx, "error.no_subject", subject=shown_id(subject)), ctx)
    principals = given.principals()
    if refused := given.refused_of(subject, principals):
        remark(said(ctx, "eval.withheld", subject=shown_id(subject)), "bold red")
        for problem in refused:
            remark(f"    {problem.line(language_of(ctx))}", "red")
        return codes.INVALID
    question = given.question(subject, *asked(asks["as_of"], asks["known_at"]), principals)
    question = replace(question, decided_after=asks["decisions"].after)
    evaluator = Evaluator(program)
    try:
        found = evaluation(evaluator, question, subject)
    except FactError as error:
        for problem in error.problems:
            remark(record_line(problem, given, language_of(ctx)), "red")
        return codes.INVALID
    else:
        _tell(ctx, found, policy, asks["rule"], form)
    finally:
        evaluator.close()
    return codes.INVALID if given.rejected else codes.OK


def _tell(ctx: click.Context, found: Evaluation, policy: str, rule: str | None, form: str) -> None:
    told = explained(found, policy, rule)
    if form == "json":
        emit(orjson.dumps(told, option=orjson.OPT_INDENT_2))
        return
    words = Wording(found.program, language_of(ctx))
    for line in Explaining(words, facts_of(found)).lines(told, verdict(found)):
        write(styled(line))


def _check_names(ctx: click.Context, program: Program, policy: str, rule: str | None) -> None:
    known = {*program.lists, *program.grades}
    if policy not in known:
        raise click.UsageError(said(ctx, "error.no_policy", policy=policy, nearest=nearest(policy, known)), ctx)
    rules = rules_of(program, policy)
    if rule is not None and rule not in rules:
        values = {"policy": policy, "rule": rule, "nearest": nearest(rule, rules)}
        raise click.UsageError(said(ctx, "error.no_rule", **values), ctx)
