"""The policies a command works with: read, checked, their cases beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from adapters.cli.console import working
from adapters.cli.settings import policies_folder
from adapters.cli.texts import said
from adapters.folder import read_folder
from engine.cases.read import CaseFile, read_cases
from engine.checks import check_files
from engine.compile.program import Program
from engine.language.base import CASES, PolicyBase
from engine.problems import PolicyError, Problem, in_order


@dataclass(frozen=True)
class Loaded:
    """The *files* of *folder* and what they came to; a *program* only where the policies have no problems."""

    folder: Path
    files: Mapping[str, bytes]
    base: PolicyBase
    program: Program | None
    cases: tuple[CaseFile, ...]
    problems: tuple[Problem, ...]

    def sound(self) -> Program:
        """The program; raises `PolicyError` with all problems where there are any, of cases too."""
        if self.program is None or self.problems:
            raise PolicyError(self.problems)
        return self.program


def loaded(ctx: click.Context, cases: Path | None = None, *, with_cases: bool = True) -> Loaded:
    """The policies *ctx* names, with the cases in them or in the folder *cases*."""
    with working(said(ctx, "check.reading")):
        return load_folder(policies_folder(ctx), cases, with_cases=with_cases)


def load_folder(folder: Path, cases: Path | None = None, *, with_cases: bool = True) -> Loaded:
    """The policies in *folder*, with the cases in them or in the folder *cases*."""
    files = read_folder(folder)
    checked = check_files(files)
    beside = read_folder(cases) if cases is not None else files
    given = {path: content for path, content in beside.items() if path.endswith(CASES)} if with_cases else {}
    found, wrong = read_cases(checked.base, given) if checked.program is not None else ((), ())
    return Loaded(folder, files, checked.base, checked.program, found, in_order((*checked.problems, *wrong)))
