"""The day asked about: the only place where today's date is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from adapters.cli.texts import Option, said
from engine.calendar import parse_day

F = TypeVar("F", bound=Callable[..., Any])


def today() -> int:
    """Today in China, where the law asks about days."""
    return datetime.now(tz=ZoneInfo("Asia/Shanghai")).date().toordinal()


def _day(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    try:
        return None if value is None else parse_day(value)
    except ValueError:
        raise click.BadParameter(said(ctx, "error.day", given=value)) from None


def days_asked(command: F) -> F:
    """*command* with `--as-of` and `--known-at`; `asked` makes days of them."""
    for name in ("--known-at", "--as-of"):
        command = day_asked(name)(command)
    return command


def day_asked(name: str, key: str = "") -> Callable[[F], F]:
    """An option *name* that takes a day; its help is that of its name, or what *key* names."""
    return click.option(name, cls=Option, key=key, metavar="DAY", callback=_day)


def asked(as_of: int | None, known_at: int | None) -> tuple[int, int]:
    """The day asked about, today unless given, and the day of knowledge: today, or that day where it is later."""
    now = today() if as_of is None or known_at is None else 0
    day = now if as_of is None else as_of
    return day, max(now, day) if known_at is None else known_at
