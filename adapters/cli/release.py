"""`release`: releases of the store told, given out, taken in, examined and published, said on the machine itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TypeVar

import click
import orjson
from sqlalchemy import Connection

from adapters.access import users
from adapters.access.actor import Actor, permitted
from adapters.cli import codes
from adapters.cli.console import emit, remark, working, write
from adapters.cli.days import day_asked
from adapters.cli.settings import shared
from adapters.cli.store import store
from adapters.cli.texts import Command, Group, Option, language_of, said
from adapters.cli.types import Existing
from adapters.clock import day_of, iso_day
from adapters.folder import read_folder
from adapters.parts import Parts
from adapters.publishing.bundle import bundle, unbundle
from adapters.publishing.drafts import Doing
from adapters.publishing.examining import Examined, examine
from adapters.publishing.kept import before_live, files_of, live_edition, named, signatures_of
from adapters.publishing.keys import keygen as make_key
from adapters.publishing.manifest import manifest_of, message_of
from adapters.publishing.paths import wrong_with
from adapters.publishing.refused import Refused
from adapters.publishing.review import bring_in, publish_kept
from adapters.publishing.telling import Edition, editions, told
from engine.catalogue import text
from engine.problems import Place, PolicyError, Problem

FORMATS: Final = ("pretty", "json")
_HERE: Final = "xinheng"
"""Who brings in what is taken in on the machine itself."""
_BUNDLES: Final = (".tar.gz", ".tgz")
_ALL: Final = 1_000_000
F = TypeVar("F", bound=Callable[..., Any])


class _OfRelease(Command):
    """A command of the group."""

    def _key(self) -> str:
        return f"command.release_{self.name}"


@click.group("release", cls=Group)
def release() -> None:
    """Look after the releases of the store."""


def _form(command: F) -> F:
    """*command* with `--format`."""
    form = click.Choice(FORMATS)
    return click.option("-f", "--format", "form", cls=Option, key="format", type=form, default="pretty")(command)


def _of_release(command: F) -> F:
    """*command* with `--release`."""
    return click.option("--release", "name", cls=Option, key="of_release", metavar="RELEASE", default="live")(command)


def _published(command: F) -> F:
    """*command* with what publishing needs to be told."""
    for option in (
        click.option("--reason", cls=Option, metavar="TEXT", required=True),
        click.option("--by", cls=Option, metavar="USER", required=True),
        day_asked("--effective"),
    ):
        command = option(command)
    return command


@release.command("list", cls=_OfRelease)
@_form
@shared
@click.pass_context
def list_releases(ctx: click.Context, /, form: str) -> int:
    """List the releases."""
    with store() as parts, parts.database.reading() as connection:
        found, _ = editions(connection, None, _ALL)
        now = live_edition(connection, parts.clock.now())
    if form == "json":
        emit(orjson.dumps([_data(one, now) for one in found], option=orjson.OPT_INDENT_2))
        return codes.OK
    for one in found:
        days = ", ".join(published.effective for published in one.publications) or "-"
        state = said(ctx, "release.live") if one.content_hash == now else "-"
        emit("\t".join((one.hash[:12], one.content_hash[:12], one.title, one.recorded_by, days, state)))
    return codes.OK


@release.command("show", cls=_OfRelease)
@click.argument("name", default="live", metavar="[RELEASE]")
@shared
@click.pass_context
def show_release(ctx: click.Context, /, name: str) -> int:
    """Show a release."""
    with store() as parts, parts.database.reading() as connection:
        found = told(connection, _meant(ctx, connection, parts, name))
        now = live_edition(connection, parts.clock.now())
    emit(orjson.dumps(_data(found, now), option=orjson.OPT_INDENT_2))
    return codes.OK


@release.command("export", cls=_OfRelease)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@_of_release
@shared
@click.pass_context
def export_release(ctx: click.Context, /, out: Path, name: str) -> int:
    """Write a release to a folder, or to a bundle."""
    with store() as parts, parts.database.reading() as connection:
        content = _meant(ctx, connection, parts, name)
        files, signatures = files_of(connection, content), signatures_of(connection, content)
        ours = parts.keys.signed(message_of(manifest_of(files)))
    if out.name.endswith(_BUNDLES):
        out.write_bytes(bundle(files, {**signatures, **ours}))
    else:
        _write(ctx, out, files)
    remark(said(ctx, "release.exported", release=content[:12], count=len(files), out=out))
    return codes.OK


@release.command("import", cls=_OfRelease)
@click.argument("path", metavar="DIR|BUNDLE", type=Existing())
@click.option("--title", cls=Option, key="release_title", metavar="TITLE")
@click.option("--unsigned", cls=Option, is_flag=True)
@shared
@click.pass_context
def import_release(ctx: click.Context, /, path: Path, title: str | None, unsigned: bool) -> int:
    """Take in a release from a folder, or from a bundle. It is not published by that."""
    with store() as parts:
        files, signatures = _read(parts, path, unsigned=unsigned)
        with parts.database.writing() as connection:
            content, new = bring_in(connection, files, signatures, title, _HERE, parts.clock.now())
    write(said(ctx, "release.imported" if new else "release.known", release=content))
    return codes.OK


@release.command("examine", cls=_OfRelease)
@click.argument("name", metavar="RELEASE")
@shared
@click.pass_context
def examine_release(ctx: click.Context, /, name: str) -> int:
    """Check a release and run its cases."""
    with store() as parts:
        with parts.database.reading() as connection:
            content = _meant(ctx, connection, parts, name)
            files = files_of(connection, content)
        with working(said(ctx, "test.running")), _refusing(ctx):
            found = examine(parts.database, parts.clock, parts.examiner, content, lambda: files)
    return _tell(ctx, found)


@release.command("publish", cls=_OfRelease)
@click.argument("name", metavar="RELEASE")
@_published
@shared
@click.pass_context
def publish_release(ctx: click.Context, /, name: str, by: str, reason: str, effective: int | None) -> int:
    """Have a release be the live one from a day on."""
    with store() as parts, _refusing(ctx), parts.database.writing() as connection:
        content = _meant(ctx, connection, parts, name)
        day = _publish(ctx, parts, connection, content, by, reason, effective)
    write(said(ctx, "release.published", release=content, day=day))
    return codes.OK


@release.command("rollback", cls=_OfRelease)
@_published
@shared
@click.pass_context
def roll_back(ctx: click.Context, /, by: str, reason: str, effective: int | None) -> int:
    """Have the release that was live before be the live one again."""
    with store() as parts, _refusing(ctx), parts.database.writing() as connection:
        content = before_live(connection, parts.clock.now())
        if content is None:
            raise click.UsageError(said(ctx, "release.nothing_before"), ctx)
        day = _publish(ctx, parts, connection, content, by, reason, effective)
    write(said(ctx, "release.published", release=content, day=day))
    return codes.OK


@release.command("keygen", cls=_OfRelease)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@shared
@click.pass_context
def keygen(ctx: click.Context, /, file: Path) -> int:
    """Make a key that releases are signed by."""
    write(said(ctx, "release.key", name=make_key(file), file=file))
    return codes.OK


def _publish(
    ctx: click.Context, parts: Parts, connection: Connection, content: str, by: str, reason: str, effective: int | None
) -> str:
    now = parts.clock.now()
    day = iso_day(day_of(now) if effective is None else effective)
    publish_kept(connection, content, day, reason, Doing(_actor(ctx, connection, by), now))
    return day


def _actor(ctx: click.Context, connection: Connection, id_: str) -> Actor:
    """The user *id_*, who must be permitted to publish."""
    found = users.known(connection, id_)
    if found is None or not found.active:
        raise click.UsageError(said(ctx, "user.unknown", id=id_), ctx)
    roles = frozenset(found.roles)
    actor = Actor(found.id, found.name, roles, permitted(roles))
    if not actor.may("releases:publish"):
        raise click.UsageError(text("api.forbidden.detail", language_of(ctx), permission="releases:publish"), ctx)
    return actor


def _meant(ctx: click.Context, connection: Connection, parts: Parts, name: str) -> str:
    found = named(connection, name, parts.clock.now())
    if found is None:
        raise click.UsageError(said(ctx, "release.unknown", given=name), ctx)
    return found


def _read(parts: Parts, path: Path, *, unsigned: bool) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
    if not path.is_dir():
        found = unbundle(path.read_bytes(), str(path), parts.keys, unsigned=unsigned)
        return found.files, found.signatures
    files = read_folder(path)
    wrong = {file: code for file in files if (code := wrong_with(file)) is not None}
    if wrong:
        raise PolicyError([Problem(f"bundle.{code}", Place(str(path)), {"path": file}) for file, code in wrong.items()])
    return files, {}


def _write(ctx: click.Context, folder: Path, files: Mapping[str, bytes]) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(said(ctx, "release.not_empty", folder=folder), ctx)
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _tell(ctx: click.Context, found: Examined) -> int:
    """Say what came of an examination, and exit accordingly."""
    language = language_of(ctx)
    for one in found.problems:
        write(f"{one['file']}:{one['line']}:{one['column']}: {one['message'][language]}  [{one['code']}]", "red")
        write(f"    → {one['remedy'][language]}")
    for one in found.failed:
        write(f"{one['file']}:{one['line']}: {one['policy']}: {one['case']}", "red")
        for difference in one["differences"]:
            write(f"  {difference['path']}: {difference['expected']} ≠ {difference['found']}")
    counts = {"problems": found.problem_count, "cases": found.cases or 0, "failed": found.failed_count}
    write(said(ctx, "release.examined", **counts), "green" if found.is_sound else "bold red")
    return codes.OK if found.is_sound else codes.INVALID if found.problem_count else codes.FAILED


def _data(found: Edition, live: str | None) -> dict[str, Any]:
    return {**asdict(found), "live": found.content_hash == live}


@contextmanager
def _refusing(ctx: click.Context) -> Iterator[None]:
    """Have what is refused be told as a wrong command line."""
    try:
        yield
    except Refused as error:
        raise click.UsageError(text(f"api.{error.code}.detail", language_of(ctx), **error.values), ctx) from None
