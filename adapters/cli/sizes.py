"""Sizes of memory as options give them: `2GB`, `1500MB`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import click

from adapters.cli.texts import Option, said

_UNITS: Final = {"M": 10**6, "G": 10**9, "T": 10**12}
_FORM: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([MGT])I?B?", re.IGNORECASE)
_LEAST: Final = 10**9
"""The policies and the evaluator alone take about half of it."""


def memory_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--memory`, in bytes."""
    return click.option(
        "--memory", cls=Option, key="memory", metavar="SIZE", default="2GB", callback=_read, expose_value=True
    )(command)


def _read(ctx: click.Context, _option: click.Parameter, given: str) -> int:
    found = _FORM.fullmatch(given.strip())
    size = int(float(found.group(1)) * _UNITS[found.group(2).upper()]) if found else 0
    if size < _LEAST:
        raise click.UsageError(said(ctx, "error.memory", given=given), ctx)
    return size
