"""`explain --population`: the subject behind a row of a report, by one release or by both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import click
import orjson

from adapters.cli import codes
from adapters.cli.base import load_releases
from adapters.cli.console import emit, remark, write
from adapters.cli.explain_lines import Explaining
from adapters.cli.judging import facts_of
from adapters.cli.lines import Line, styled
from adapters.cli.render import Rendering
from adapters.cli.texts import language_of, said
from adapters.cli.wording import Wording
from adapters.standards.people import shown_id
from engine.compile.program import Program
from engine.judging import Evaluation
from engine.online.evaluate import Evaluator
from engine.online.explanation import explained, rules_of
from engine.online.report.verdict import verdict
from engine.problems import FactError, nearest
from engine.taken import Taken
from engine.verdict import Verdict

_SIDES: Final = ("baseline", "candidate")


@dataclass(frozen=True)
class Asking:
    """What is asked: one *policy*, or one *rule* of it, of the *subject* (an id or a key) in *store*, on *days*.

    Decisions are *taken* as is said.
    """

    store: Path
    subject: str
    policy: str
    rule: str | None
    days: tuple[int, int]
    taken: Taken


@dataclass(frozen=True)
class Side:
    """One release: what people call it, and its *program*."""

    name: str
    program: Program

    @property
    def release(self) -> str:
        """The first signs of its hash."""
        return self.program.release[:12]


def sides_of(ctx: click.Context, baseline: str | None, candidate: str | None) -> list[Side]:
    """The releases asked by: both where there is a *candidate*, else the one there is."""
    return [Side(name, one.sound()) for name, one in load_releases(ctx, baseline, candidate)]


def explain_stored(ctx: click.Context, asking: Asking, sides: Sequence[Side], form: str) -> int:
    """Explain by each of *sides*, in words or as JSON."""
    from adapters.population.store import is_store  # noqa: PLC0415 - Arrow and the compiler load slowly
    from adapters.simulation.behind import find  # noqa: PLC0415 - `--help` need not wait

    if not is_store(asking.store):
        raise click.UsageError(said(ctx, "simulate.no_store", folder=asking.store), ctx)
    _check_names(ctx, [one.program for one in sides], asking)
    place = find(asking.store, asking.subject)
    if place is None:
        raise click.UsageError(said(ctx, "explain.nobody", subject=shown_id(asking.subject)), ctx)
    told: dict[str, Any] = {}
    try:
        for key, side in zip(_SIDES, sides, strict=False):
            found = _found(side.program, asking, place)
            if form == "json":
                told[key] = _as_data(side, found, asking)
                continue
            if len(sides) > 1:
                write(said(ctx, f"explain.{key}", name=side.name, release=side.release), "bold")
            for line in _lines(Wording(side.program, language_of(ctx)), found, asking):
                write(styled(line))
            write()
    except FactError as error:
        for problem in error.problems:
            remark(problem.line(language_of(ctx)), "red")
        return codes.INVALID
    if form == "json":
        emit(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    return codes.OK


def _check_names(ctx: click.Context, programs: Sequence[Program], asking: Asking) -> None:
    knowing = [one for one in programs if _knows(one, asking.policy)]
    if not knowing:
        known = {name for one in programs for name in (*one.lists, *one.grades)}
        raise click.UsageError(
            said(ctx, "error.no_policy", policy=asking.policy, nearest=nearest(asking.policy, known)), ctx
        )
    rules = {name for one in knowing for name in rules_of(one, asking.policy)}
    if asking.rule is not None and asking.rule not in rules:
        values = {"policy": asking.policy, "rule": asking.rule, "nearest": nearest(asking.rule, rules)}
        raise click.UsageError(said(ctx, "error.no_rule", **values), ctx)


def _knows(program: Program, policy: str) -> bool:
    return policy in program.lists or policy in program.grades


def _found(program: Program, asking: Asking, place: int) -> Evaluation:
    """What the online evaluator finds out about the subject at *place*."""
    from adapters.simulation.behind import asked_of  # noqa: PLC0415 - as above

    evaluator = Evaluator(program)
    try:
        subject, facts, principals = asked_of(asking.store, evaluator, place)
        return evaluator.evaluate(subject, facts, *asking.days, principals, decided_after=asking.taken.after)
    finally:
        evaluator.close()


def _lines(words: Wording, found: Evaluation, asking: Asking) -> Iterator[Line]:
    """Who it is, what the policy makes of him, and each condition."""
    told, facts = verdict(found), facts_of(found)
    name = str(found.dossier.subject.attributes.get("name") or "")
    shown = replace(_narrowed(told, asking.policy), subject=shown_id(told.subject), lists=())
    yield from Rendering(words, shown, facts, name).lines()
    if not _knows(words.program, asking.policy):
        yield Line(words.say("explain.no_policy"), style="dim")
        return
    yield from Explaining(words, facts).lines(_explained(found, asking), told)


def _explained(found: Evaluation, asking: Asking) -> Any:
    if not _knows(found.program, asking.policy):
        return ()
    if asking.rule is not None and asking.rule not in rules_of(found.program, asking.policy):
        return ()
    return explained(found, asking.policy, asking.rule)


def _narrowed(told: Verdict, policy: str) -> Verdict:
    """What *told* says of one policy."""
    return replace(
        told,
        lists=tuple(one for one in told.lists if one.policy == policy),
        grades=tuple(one for one in told.grades if one.policy == policy),
        measures=tuple(one for one in told.measures if one.policy == policy),
        undecided=tuple(one for one in told.undecided if one.policy == policy),
        near=(),
        forecast=tuple(one for one in told.forecast if one.policy == policy),
    )


def _as_data(side: Side, found: Evaluation, asking: Asking) -> dict[str, Any]:
    """The same as JSON has it."""
    return {
        "name": side.name,
        "verdict": _narrowed(verdict(found), asking.policy),
        "explained": _explained(found, asking),
    }
