"""`forget`: what has ended, and policies say is not to be kept longer."""

from __future__ import annotations

from typing import Final

import click
import orjson

from adapters.cli import codes
from adapters.cli.console import emit, remark, write
from adapters.cli.days import day_asked
from adapters.cli.settings import shared
from adapters.cli.store import store
from adapters.cli.texts import Command, Option, language_of, said
from adapters.clock import iso_day, today
from adapters.records.outlived import Plan

FORMATS: Final = ("pretty", "json")
ACTOR: Final = "xinheng forget"


@click.command("forget", cls=Command)
@click.option("--dry-run", cls=Option, is_flag=True)
@day_asked("--as-of", key="forget_as_of")
@click.option("-f", "--format", "form", cls=Option, key="format", type=click.Choice(FORMATS), default="pretty")
@shared
@click.pass_context
def forget(ctx: click.Context, /, *, dry_run: bool, as_of: int | None, form: str) -> int:
    """Forget what has ended."""
    from adapters.ledger.forgetting import forget as forgotten  # noqa: PLC0415 - the store loads slowly
    from adapters.records.retention import plans  # noqa: PLC0415 - as above

    facts = receipts = 0
    with store() as parts:
        now = today(parts.clock)
        day = now if as_of is None else as_of
        if day > now and not dry_run:
            raise click.UsageError(said(ctx, "forget.to_come", day=iso_day(day)), ctx)
        for plan in plans(parts, day):
            _tell(ctx, plan, form)
            if dry_run or not plan.facts:
                facts += len(plan.facts)
                continue
            with parts.database.writing() as connection:
                done = forgotten(connection, plan, day, ACTOR, parts.clock.now())
            facts += done.facts if done else 0
            receipts += done.receipts if done else 0
    remark(said(ctx, "forget.would" if dry_run else "forget.done", facts=facts, receipts=receipts))
    return codes.OK


def _tell(ctx: click.Context, plan: Plan, form: str) -> None:
    language = language_of(ctx)
    if form == "json":
        kept = [{"policy": stay.policy, "start": stay.start, "why": why.message(language)} for stay, why in plan.kept]
        stays = [
            {"policy": one.policy, "start": one.start, "last": one.last, "kept_until": iso_day(one.until or 0)}
            for one in plan.stays
        ]
        emit(orjson.dumps({"subject": plan.subject, "forgotten": stays, "facts": plan.facts, "kept": kept}))
        return
    for one in plan.stays:
        told = {"subject": plan.subject, "policy": one.policy, "start": one.start, "last": one.last}
        write(said(ctx, "forget.stay", **told, until=iso_day(one.until or 0)))
    for stay, why in plan.kept:
        told = {"subject": plan.subject, "policy": stay.policy, "start": stay.start}
        write(said(ctx, "forget.kept", **told, why=why.message(language)))
