"""Kinds of arguments whose refusals speak the user's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from adapters.cli.texts import said


class Existing(click.ParamType[Path]):
    """A file or folder that exists, or only a *folder*."""

    name = "path"

    def __init__(self, *, folder: bool = False) -> None:
        self._folder = folder

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path, or `BadParameter` raised."""
        path = Path(value)
        if not path.exists():
            self.fail(said(ctx, "error.no_path", path=path), param, ctx)
        if self._folder and not path.is_dir():
            self.fail(said(ctx, "error.no_directory", path=path), param, ctx)
        return path


class Within(click.ParamType[float]):
    """A number from *low* to *high*; a *whole* one."""

    name = "number"

    def __init__(self, low: int, high: int, *, whole: bool = False) -> None:
        self._low, self._high, self._whole = low, high, whole

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, or `BadParameter` raised."""
        try:
            number = int(value) if self._whole else float(value)
        except ValueError:
            number = None
        if number is None or not self._low <= number <= self._high:
            self.fail(said(ctx, "error.out_of_range", given=value, low=self._low, high=self._high), param, ctx)
        return number
