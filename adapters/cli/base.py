"""The policies a command works with: read, checked, with their cases and mappings; all problems at once."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from adapters.checking import Whole, whole
from adapters.cli.console import working
from adapters.cli.settings import SHIPPED, policies_folder
from adapters.cli.texts import said
from adapters.folder import read_folder
from adapters.releases import NoRelease, find
from engine.compile.program import Program
from engine.language.base import CASES, is_law
from engine.problems import Place, PolicyError, Problem

_DEPARTMENTS: Final = "departments.yaml"
"""Every base has one, in its own folder."""


@dataclass(frozen=True)
class Loaded(Whole):
    """The *files* of *folder* and what they came to; their cases may stand in another folder, *case_folder*."""

    folder: Path
    files: Mapping[str, bytes]
    case_folder: Path

    @property
    def count(self) -> int:
        """How many policies there are, overlays and linkages among them."""
        return len(self.base.policies) + len(self.base.overlays) + len(self.base.linkages)

    def sound(self) -> Program:
        """The program; raises `PolicyError` with all problems where there are any, of cases and mappings too."""
        if self.program is None or self.problems:
            raise PolicyError([self.seen(problem) for problem in self.problems])
        return self.program

    def seen(self, problem: Problem) -> Problem:
        """*problem* with its place as seen from where the user is."""
        return replace(problem, place=self.place(problem.place))

    def place(self, place: Place) -> Place:
        """*place* as seen from where the user is."""
        folder = self.case_folder if place.file.endswith(CASES) else self.folder
        return replace(place, file=(folder / place.file).as_posix())


def files_of(ctx: click.Context) -> tuple[Path, Mapping[str, bytes]]:
    """The folder of policies that *ctx* names, and its files."""
    folder = policies_folder(ctx)
    with working(said(ctx, "check.reading")):
        return folder, _read(folder, ctx)


def loaded(
    ctx: click.Context,
    cases: Path | None = None,
    *,
    with_cases: bool = True,
    read: tuple[Path, Mapping[str, bytes]] | None = None,
) -> Loaded:
    """The policies *ctx* names, or those *read*, with the cases in them or in the folder *cases*."""
    folder, files = read or files_of(ctx)
    with working(said(ctx, "check.reading")):
        return load_files(folder, files, cases, with_cases=with_cases)


def load_folder(ctx: click.Context, folder: Path, *, with_cases: bool = True) -> Loaded:
    """The policies in *folder* with their cases."""
    return load_files(folder, _read(folder, ctx), with_cases=with_cases)


def load_releases(ctx: click.Context, baseline: str | None, candidate: str | None) -> list[tuple[str, Loaded]]:
    """The releases called *baseline* and, where there is one, *candidate*, each with its name, without cases.

    A baseline that is not named is what *ctx* names. A state in git is one of the candidate's folder before any other.
    """
    now = policies_folder(ctx)
    near = (now,) if candidate is None else (Path(candidate), now)
    found = [(now.resolve().name, loaded(ctx, with_cases=False)) if baseline is None else _release(ctx, baseline, near)]
    return found if candidate is None else [*found, _release(ctx, candidate, (now,))]


def _release(ctx: click.Context, text: str, near: Iterable[Path]) -> tuple[str, Loaded]:
    """The policies of the release called *text*, and its name; states and hashes are those of the folders *near*."""
    try:
        with working(said(ctx, "check.reading")):
            found = find(text, near, SHIPPED)
    except NoRelease:
        raise click.UsageError(said(ctx, "error.no_release", given=text), ctx) from None
    folder = found.folder or Path(found.name)
    return found.name, load_files(folder, _some(ctx, folder, found.files), with_cases=False)


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave garbage where it is: while policies are read nearly all that is made stays, and looking for it is slow."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@uncollected()
def load_files(
    folder: Path, files: Mapping[str, bytes], cases: Path | None = None, *, with_cases: bool = True
) -> Loaded:
    """The policies that *files* of *folder* are, with the cases in them or in the folder *cases*."""
    beside = {} if not with_cases else read_folder(cases) if cases is not None else None
    found = whole(files, beside)
    return Loaded(**vars(found), folder=folder, files=files, case_folder=cases or folder)


def _read(folder: Path, ctx: click.Context) -> Mapping[str, bytes]:
    return _some(ctx, folder, read_folder(folder))


def _some(ctx: click.Context, folder: Path, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    if not any(is_law(path) or path.endswith(".yml") for path in files):
        raise click.UsageError(said(ctx, "error.empty_folder", folder=folder), ctx)
    below = sorted(
        path.partition("/")[0] for path in files if path.endswith(f"/{_DEPARTMENTS}") and path.count("/") == 1
    )
    if below and _DEPARTMENTS not in files:
        raise click.UsageError(
            said(ctx, "error.folder_above", folder=folder, below=(folder / below[0]).as_posix()), ctx
        )
    return files
