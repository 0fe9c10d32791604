"""`roll`: everybody in the store judged as of today, and whose records changed since."""

from __future__ import annotations

import click

from adapters.cli import codes
from adapters.cli.console import progress, write
from adapters.cli.settings import shared
from adapters.cli.sizes import memory_option
from adapters.cli.store import store
from adapters.cli.texts import Command, said

_PATIENCE = 2.0
_MOST = 10**9


@click.command("roll", cls=Command)
@memory_option
@shared
@click.pass_context
def roll(ctx: click.Context, /, memory: int) -> int:
    """Judge everybody."""
    from adapters.state.refreshing import drain  # noqa: PLC0415 - the engine loads slowly
    from adapters.state.rolling import roll as judged  # noqa: PLC0415 - as above

    with store() as parts:
        with progress(said(ctx, "roll.running"), patience=_PATIENCE, rate=True) as tell:
            found = judged(parts, memory=memory, step=lambda _connection, done, all_: tell(done, max(all_, 1)))
        again = drain(parts, _MOST)
    told = {"day": found.day, "release": found.release[:12], "subjects": found.subjects, "changed": found.changed}
    write(said(ctx, "roll.done", again=again, **told))
    return codes.OK
