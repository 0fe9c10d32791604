"""`serve`: the HTTP API on a store, until it is told to end."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from dataclasses import replace
from tempfile import mkdtemp
from typing import Any, Final

import click

from adapters.cli import codes
from adapters.cli.console import write
from adapters.cli.settings import shared
from adapters.cli.texts import Command, Option, said
from adapters.settings import Settings, settings

_PORT: Final = click.IntRange(0, 65535)


@click.command("serve", cls=Command)
@click.option("--host", cls=Option, metavar="ADDRESS")
@click.option("--port", cls=Option, metavar="N", type=_PORT)
@click.option("--processes", cls=Option, metavar="N", type=click.IntRange(1, 64))
@click.option("--demo", cls=Option, is_flag=True)
@shared
@click.pass_context
def serve(ctx: click.Context, /, demo: bool, **given: Any) -> int:
    """Serve."""
    from adapters import demo as samples  # noqa: PLC0415 - `--help` need not wait
    from adapters.logs import configure  # noqa: PLC0415 - as above
    from adapters.service import prepare  # noqa: PLC0415 - as above

    told = replace(settings(), **{name: value for name, value in given.items() if value is not None})
    samples.refuse_unfit(told, demo)
    _refuse_taken(ctx, told)
    if demo:
        samples.mark(told)
    prepare(told)
    if demo:
        _show_round(ctx, told)
    configure(told.log)
    _run(told)
    return codes.OK


def _show_round(ctx: click.Context, told: Settings) -> None:
    """Fill the store with samples, and say who may come in by what: it is said once and kept nowhere."""
    from adapters.demo import fill  # noqa: PLC0415 - as above
    from adapters.service import parts_of  # noqa: PLC0415 - as above

    with parts_of(told) as parts:
        keys = fill(parts)
    for key in keys:
        write(said(ctx, "serve.token" if key.is_token else "serve.password", user=key.user, secret=key.secret))
    write(said(ctx, "serve.once" if keys else "serve.again", folder=told.data))
    write(said(ctx, "serve.at", host=told.host, port=told.port))


def _run(told: Settings) -> None:
    counts = mkdtemp(prefix="xinheng-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
    master = os.getpid()
    try:
        from web.server import Server  # noqa: PLC0415 - it counts in the folder named above from its import on

        Server(told).run()
    finally:
        if os.getpid() == master:  # and not in a process forked from it
            shutil.rmtree(counts, ignore_errors=True)


def _refuse_taken(ctx: click.Context, told: Settings) -> None:
    """Say so at once where something listens at the address already."""
    family = socket.AF_INET6 if ":" in told.host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((told.host, told.port))
        except socket.gaierror:
            raise click.UsageError(said(ctx, "serve.no_address", host=told.host), ctx) from None
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES):
                raise
            key = {errno.EADDRINUSE: "taken", errno.EACCES: "forbidden"}.get(error.errno or 0, "no_address")
            raise click.UsageError(said(ctx, f"serve.{key}", host=told.host, port=told.port), ctx) from None
