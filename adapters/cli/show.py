"""`show`: what the policies say, in sentences: what there is, or one thing of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

import click
import orjson

from adapters.cli import codes
from adapters.cli.base import files_of
from adapters.cli.console import emit, working, write
from adapters.cli.days import day_asked, today
from adapters.cli.lines import Line, Style, styled
from adapters.cli.settings import shared
from adapters.cli.texts import Command, Option, language_of, said
from adapters.sentences.find import account, full_name, names, near
from adapters.sentences.said import Account, DatedValues, Sentence, State, as_data, plain
from adapters.sentences.words import Words
from engine.language.base import PolicyBase, load
from engine.problems import PolicyError

FORMATS = ("pretty", "json")
_STYLES: Final[dict[str, Style]] = {"now": "", "future": "open", "past": "dim"}


@click.command(cls=Command)
@click.argument("name", required=False, metavar="[NAME]")
@day_asked("--as-of")
@click.option("-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty")
@shared
@click.pass_context
def show(ctx: click.Context, /, name: str | None, as_of: int | None, form: str) -> int:
    """Say what the policies say."""
    base = _read(ctx)
    known = names(base)
    if name is not None and name not in known:
        raise click.UsageError(said(ctx, "error.nothing_called", name=name, nearest=near(name, known)), ctx)
    words = Words(base, language_of(ctx), date.fromordinal(as_of if as_of is not None else today()))
    told = account(words, known[name] if name is not None else None)
    if form == "json":
        emit(orjson.dumps({"as_of": words.day, **as_data(told)}, option=orjson.OPT_INDENT_2))
        return codes.OK
    for line in lines(words, told):
        write(styled(line))
    return codes.OK


def _read(ctx: click.Context) -> PolicyBase:
    """The policies as they are written, compiled or not; raises `PolicyError` where a file cannot be read."""
    folder, files = files_of(ctx)
    with working(said(ctx, "check.reading")):
        base, problems = load(files)
    if problems:
        here = (replace(one, place=replace(one.place, file=(folder / one.place.file).as_posix())) for one in problems)
        raise PolicyError(tuple(here))
    return base


def lines(words: Words, told: Account) -> Iterator[Line]:
    """*told* as lines: what each part answers, its sentences, on what they rest."""
    name = f"  [{full_name(told.ref)}]" if told.ref.name else ""
    yield Line(f"{told.title}{name}", style="bold")
    for part in told.parts:
        yield Line("")
        yield Line(part.heading, style="bold")
        for sentence in part.sentences:
            yield from _lines(words, sentence, 1)
    if told.parameters:
        yield Line("")
        yield Line(words.text("part.parameters"), style="bold")
        for parameter in told.parameters:
            yield from _values(words, parameter)


def _lines(words: Words, sentence: Sentence, depth: int) -> Iterator[Line]:
    id_ = f"  [{sentence.id}]" if sentence.id else ""
    yield Line(f"{_mark(words, sentence.state)}{plain(sentence.said)}{id_}", depth, _STYLES[sentence.state])
    if sentence.basis:
        yield Line(plain(words.cited(sentence.basis)), depth + 2, "dim")
    for member in sentence.members:
        yield from _lines(words, member, depth + 1)


def _mark(words: Words, state: State) -> str:
    return "" if state == "now" else words.text("state_mark", state=words.text(f"state.{state}"))


def _values(words: Words, parameter: DatedValues) -> Iterator[Line]:
    for value in parameter.values:
        days = words.text(
            "parameter.both" if value.until else "parameter.since", since=value.since, until=value.until or ""
        )
        said_so = words.say("parameter.line", label=parameter.label, value=value.said, days=days)
        yield Line(_mark(words, value.state) + plain(said_so), 1, _STYLES[value.state])
        if value.basis:
            yield Line(plain(words.cited(value.basis)), 3, "dim")
