"""Which decisions count, as an option: `recorded`, `assumed` or `assumed+30 days`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from adapters.cli.texts import Option, said
from engine.taken import Taken

F = TypeVar("F", bound=Callable[..., Any])


class Decisions(click.ParamType[Taken]):
    """`recorded`, `assumed` or `assumed+30 days`."""

    name = "decisions"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Taken:
        """What is meant, or `BadParameter` raised."""
        if isinstance(value, Taken):
            return value
        try:
            return Taken.parse(value)
        except ValueError:
            self.fail(said(ctx, "error.decisions", given=value), param, ctx)


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
