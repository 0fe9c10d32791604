"""`work`: jobs worked off, until it is told to end."""

from __future__ import annotations

import os
import signal
import sys
from threading import Thread

import click

from adapters.cli import codes
from adapters.cli.settings import shared
from adapters.cli.texts import Command, Option
from adapters.settings import settings


@click.command("work", cls=Command)
@click.option("--until-closed", cls=Option, is_flag=True)
@shared
def work(until_closed: bool) -> int:
    """Work off jobs."""
    from adapters.jobs.consumer import Working, run_consumer  # noqa: PLC0415 - `--help` need not wait
    from adapters.jobs.queue import queue_of  # noqa: PLC0415 - as above
    from adapters.logs import configure  # noqa: PLC0415 - as above
    from adapters.service import parts_of, prepare  # noqa: PLC0415 - as above

    told = settings()
    configure(told.log)
    prepare(told)
    if until_closed:
        Thread(target=_end_with_input, name="input", daemon=True).start()
    queue = queue_of(told.queue)
    try:
        with parts_of(told) as parts:
            run_consumer(parts, queue, Working(grace=told.grace))
    finally:
        queue.close()
    return codes.OK


def _end_with_input() -> None:
    while os.read(sys.stdin.fileno(), 1 << 10):  # unbuffered: a lock on the buffer would outlive the interpreter
        pass
    os.kill(os.getpid(), signal.SIGTERM)
