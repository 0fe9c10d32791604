"""`import`, `export`, `pull`: files taken in and given out, and facts fetched elsewhere, without a server."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from adapters.cli import codes
from adapters.cli.console import remark, working, write
from adapters.cli.settings import shared
from adapters.cli.store import store
from adapters.cli.texts import Command, Option, language_of, said
from adapters.cli.types import Within
from adapters.parts import Parts

ACTOR: Final = "xinheng"
"""Who acts where somebody has the machine itself."""
SORTS: Final = ("penalties", "permits", "lists", "submission")
FORMATS: Final = ("csv", "xlsx", "json")
_MOST: Final = 2**62
_DIGITS: Final = 12
"""Of the longest code of a region."""
_FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)
_NUMBER: Final = Within(0, _MOST, whole=True)


@click.command("import", cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=_FILE)
@click.option("--history", cls=Option, is_flag=True)
@click.option("--rejected", cls=Option, metavar="FILE", type=click.Path(path_type=Path))
@shared
@click.pass_context
def import_(ctx: click.Context, /, files: tuple[Path, ...], *, history: bool, rejected: Path | None) -> int:
    """Take files of facts into the store."""
    if rejected is not None and len(files) > 1:
        raise click.UsageError(said(ctx, "import.one_file"), ctx)
    sound = True
    with store() as parts:
        for file in files:
            sound &= _taken(ctx, parts, file, rejected or Path(f"{file.stem}.rejected.csv"), history=history)
    return codes.OK if sound else codes.INVALID


def _taken(ctx: click.Context, parts: Parts, file: Path, rejected: Path, *, history: bool) -> bool:
    """Take in *file*; whether every row was taken, else they are in the file *rejected*."""
    from adapters.exchange.importing import KIND  # noqa: PLC0415 - the readers load slowly
    from adapters.exchange.rejections import as_csv  # noqa: PLC0415 - as above
    from adapters.exchange.uploads import TooLarge, keep  # noqa: PLC0415 - as above
    from adapters.jobs.here import done  # noqa: PLC0415 - as above
    from adapters.standards.limits import Limits  # noqa: PLC0415 - as above

    try:
        with file.open("rb") as stream:
            upload = keep(parts.data, stream, Limits().size)
    except TooLarge as error:
        raise click.UsageError(said(ctx, "import.too_large", file=file, limit=error.limit), ctx) from None
    arguments = {"file": upload.key, "size": upload.size, "sha256": upload.digest, "name": file.name, "format": None}
    arguments |= {"history": history, "reach": None}
    with working(said(ctx, "import.running", file=file)):
        id_, found = done(parts, KIND, arguments, ACTOR)
    facts = found["facts"]
    told = {"created": facts["created"], "known": facts["known"], "subjects": found["subjects"]}
    write(said(ctx, "import.done", file=file, **told))
    for code, count in sorted(found["notes"].items()):
        remark(said(ctx, "import.noted", code=code, count=count))
    if not found["rejected_rows"]:
        return True
    with rejected.open("w", encoding="utf-8", newline="") as into, parts.database.reading() as connection:
        into.writelines(as_csv(connection, id_, language_of(ctx)))
    remark(said(ctx, "import.rejected", count=found["rejected_rows"], file=rejected), "red")
    return False


def _region(ctx: click.Context, parameter: click.Parameter, given: str) -> str:
    """The code *given*, if it is one, or the beginning of one."""
    if given and not (given.isascii() and given.isdecimal() and len(given) <= _DIGITS):
        raise click.BadParameter(said(ctx, "export.no_region", given=given), ctx, parameter)
    return given


@click.command("export", cls=Command)
@click.argument("sort", type=click.Choice(SORTS), metavar="SORT")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option("-f", "--format", "form", cls=Option, key="export_format", type=click.Choice(FORMATS))
@click.option("--edition", cls=Option, type=click.Choice(("2018", "2015")), default="2018")
@click.option("--region", cls=Option, key="export_region", metavar="CODE", callback=_region, default="")
@click.option("--after", cls=Option, key="after_fact", metavar="N", type=_NUMBER, default=0)
@click.option("--until", cls=Option, key="until_fact", metavar="N", type=_NUMBER)
@shared
@click.pass_context
def export(ctx: click.Context, /, sort: str, out: Path, form: str | None, **options: Any) -> int:
    """Write facts in the national formats."""
    from adapters.exchange import exporting, submitting  # noqa: PLC0415 - the writers load slowly
    from adapters.exchange.exporting import path_of  # noqa: PLC0415 - as above
    from adapters.jobs.here import done  # noqa: PLC0415 - as above

    suffix = out.suffix[1:].lower()
    chosen = form or (suffix if suffix in FORMATS else "csv")
    with store() as parts, working(said(ctx, "export.running")):
        if sort == "submission":
            id_, found = done(parts, submitting.KIND, {"form": chosen, "region": options["region"]}, ACTOR)
            if found["number"] is None:
                remark(said(ctx, "export.nothing_new"))
                return codes.OK
            _copied(path_of(parts.data, id_, submitting.archive_of(found["number"])), out)
            files: list[Mapping[str, Any]] = found["manifest"]["files"]
        else:
            id_, found = done(parts, exporting.KIND, {"sort": sort, "form": chosen, **options}, ACTOR)
            _copied(path_of(parts.data, id_, found["name"]), out)
            files = [found]
    for one in files:
        write(said(ctx, "export.done", name=one["name"], rows=one["rows"], sha256=one["sha256"]))
        for code, count in sorted(one.get("left_out", {}).items()):
            remark(said(ctx, "export.left_out", code=code, count=count), "yellow")
    return codes.OK


def _copied(path: Path, out: Path) -> None:
    """Copy the file at *path* to *out*, whole or not at all."""
    part = out.with_name(f".{out.name}.part")
    try:
        shutil.copyfile(path, part)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


@click.command("pull", cls=Command)
@click.argument("name", metavar="NAME")
@click.option("--url", cls=Option, metavar="URL")
@click.option("--token-file", cls=Option, metavar="FILE", type=_FILE)
@shared
@click.pass_context
def pull(ctx: click.Context, /, name: str, url: str | None, token_file: Path | None) -> int:
    """Fetch what is new at another instance."""
    from adapters.exchange.pulling import KIND  # noqa: PLC0415 - the client loads slowly
    from adapters.exchange.sources import Source, keep  # noqa: PLC0415 - as above
    from adapters.jobs.here import done  # noqa: PLC0415 - as above

    if (url is None) != (token_file is None):
        raise click.UsageError(said(ctx, "pull.both"), ctx)
    with store() as parts:
        if url is not None and token_file is not None:
            keep(parts.data, Source(name, url, token_file.read_text(encoding="utf-8").strip()))
        with working(said(ctx, "pull.running", name=name)):
            _, found = done(parts, KIND, {"source": name}, ACTOR)
    refused = found["refused"] + found["conflict"]
    told = {key: found[key] for key in ("created", "known", "subjects", "identities", "forgotten")}
    write(said(ctx, "pull.done", name=name, refused=refused, **told))
    return codes.INVALID if refused else codes.OK
