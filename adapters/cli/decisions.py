"""Which decisions count, as an option: those on record only, or also assumed ones, at once or some days later."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import click

from adapters.cli.texts import Option, said

_FORM: Final = re.compile(r"assumed(?: *\+ *(\d{1,4})(?: *days?)?)?")


F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Taken:
    """Decisions on record and, where none is, one assumed *after* so many days; none is where that is not said."""

    after: int | None

    @property
    def assumed(self) -> bool:
        """Whether any decision is assumed."""
        return self.after is not None

    def __str__(self) -> str:
        """As it is written on the command line."""
        if self.after is None:
            return "recorded"
        return f"assumed+{self.after} days" if self.after else "assumed"


class Decisions(click.ParamType[Taken]):
    """`recorded`, `assumed` or `assumed+30 days`."""

    name = "decisions"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Taken:
        """What is meant, or `BadParameter` raised."""
        if isinstance(value, Taken):
            return value
        if value == "recorded":
            return Taken(None)
        form = _FORM.fullmatch(str(value))
        if form is None:
            self.fail(said(ctx, "error.decisions", given=value), param, ctx)
        return Taken(int(form[1] or 0))


def decisions_option(default: str) -> Callable[[F], F]:
    """The option `--decisions`; its help is that of its *default*."""
    return click.option(
        "--decisions",
        cls=Option,
        key=f"decisions_{default}",
        metavar="recorded|assumed|assumed+N days",
        type=Decisions(),
        default=default,
    )
