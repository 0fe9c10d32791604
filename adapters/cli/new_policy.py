"""`new-policy`: a policy, its fact type and its cases, born together and sound."""

from __future__ import annotations

import re
from pathlib import Path

import click

from adapters.authoring.stubs import Stub, stubs
from adapters.cli import codes
from adapters.cli.console import write
from adapters.cli.settings import policies_folder, shared
from adapters.cli.texts import Command, Option, said
from adapters.folder import read_folder
from engine.language.base import load, shape_of
from engine.language.policy import Policy
from engine.language.scalars import MAX_LABEL
from engine.problems import nearest

_PATH = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*")


@click.command("new-policy", cls=Command)
@click.argument("path", metavar="PATH")
@click.option("--title", cls=Option, required=True, metavar="TITLE")
@click.option("--kind", cls=Option, required=True, type=click.Choice(("list", "grade")))
@click.option("--authority", cls=Option, metavar="DEPARTMENT")
@shared
@click.pass_context
def new_policy(ctx: click.Context, /, path: str, title: str, kind: str, authority: str | None) -> int:
    """Write the stubs of a policy at *path*."""
    folder = policies_folder(ctx)
    path = path.removesuffix(".yaml")
    if not _PATH.fullmatch(path) or shape_of(f"{path}.yaml") is not Policy:
        raise click.UsageError(said(ctx, "error.bad_path", path=path), ctx)
    if not title.strip() or len(title) > MAX_LABEL or not title.isprintable():
        raise click.UsageError(said(ctx, "error.bad_title", limit=MAX_LABEL), ctx)
    base, _ = load(read_folder(folder))
    if authority is not None and authority not in base.departments:
        values = {"authority": authority, "nearest": nearest(authority, base.departments)}
        raise click.UsageError(said(ctx, "error.no_department", **values), ctx)
    chosen = authority or next(iter(base.departments), None)
    files = stubs(Stub(path, title, chosen), kind)
    there = sorted(name for name in files if (folder / name).exists())
    if there:
        raise click.UsageError(said(ctx, "error.exists", files=", ".join(there)), ctx)
    _write(folder, files)
    for name in sorted(files):
        write(said(ctx, "new.written", file=(folder / name).as_posix()))
    write(said(ctx, "new.next"))
    return codes.OK


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
