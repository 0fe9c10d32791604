"""`simulate`: what a change of policy does to a whole population, as a report."""

from __future__ import annotations

import shlex
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import click

from adapters.cli import codes
from adapters.cli.base import load_releases
from adapters.cli.console import remark, write
from adapters.cli.days import day_asked, today
from adapters.cli.decisions import decisions_option
from adapters.cli.settings import shared
from adapters.cli.sizes import memory_option
from adapters.cli.texts import Command, Option, said
from engine.population.impact import Impact
from web.simulating import Run, reported

_FOLDER: Final = click.Path(path_type=Path)


@click.command("simulate", cls=Command)
@click.argument("out", type=_FOLDER, metavar="OUT")
@click.option("--candidate", cls=Option, metavar="RELEASE", required=True)
@click.option("--baseline", cls=Option, metavar="RELEASE")
@click.option("--population", "store", cls=Option, key="store", metavar="DIR", required=True, type=_FOLDER)
@day_asked("--as-of")
@day_asked("--known-at", key="known_then")
@day_asked("--from", key="series_from")
@decisions_option(default="assumed")
@click.option("--sweep", "sweeps", cls=Option, key="sweep", metavar="POLICY:PARAMETER=VALUES", multiple=True)
@click.option("--sample", "share", cls=Option, key="share", metavar="SHARE")
@click.option("--seed", cls=Option, key="sample_seed", metavar="S", type=click.IntRange(0, 2**63 - 1), default=1)
@memory_option
@click.option("--engine", cls=Option, type=click.Choice(("columns", "spark")), default="columns")
@click.option("--master", cls=Option, metavar="URL")
@shared
@click.pass_context
def simulate(ctx: click.Context, /, out: Path, candidate: str, baseline: str | None, store: Path, **given: Any) -> int:
    """Write the report to *out*."""
    from adapters.population.store import is_store  # noqa: PLC0415 - Arrow and the compiler load slowly
    from adapters.simulation.counting import Releases, Wanted  # noqa: PLC0415 - `--help` need not wait
    from adapters.simulation.sweeps import BadSweep, read_sweep  # noqa: PLC0415 - as above

    if not is_store(store):
        raise click.UsageError(said(ctx, "simulate.no_store", folder=store), ctx)
    as_of = given["as_of"] or today()
    first = date.fromordinal(given["from"] or as_of)
    if first.toordinal() > as_of:
        raise click.UsageError(said(ctx, "simulate.days"), ctx)
    if (given["engine"] == "spark") is not (given["master"] is not None):
        raise click.UsageError(said(ctx, "simulate.no_master"), ctx)
    before, after = load_releases(ctx, baseline, candidate)
    programs, names = (before[1].sound(), after[1].sound()), (before[0], after[0])
    try:
        sweeps = tuple(read_sweep(programs[1].base, one) for one in given["sweeps"])
    except BadSweep as bad:
        raise click.UsageError(said(ctx, f"simulate.sweep.{bad.key}", **bad.given), ctx) from None
    wanted = Wanted(
        as_of=as_of,
        known_at=given["known_at"] or as_of,
        first=first,
        last=date.fromordinal(as_of),
        decisions="assumed" if given["decisions"].assumed else "recorded",
        decided_after=given["decisions"].after or 0,
        share=_share(ctx, given["share"]),
        seed=given["seed"],
        sweeps=sweeps,
        command=_command(out, names, store, given | {"as_of": as_of}),
    )
    files, releases = (before[1].files, after[1].files), Releases(*programs, names)
    impact, page = reported(ctx, out, Run(files, releases, store, wanted, given["memory"], given["master"]))
    _tell(ctx, impact, page)
    return codes.OK


def _share(ctx: click.Context, text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        share = Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        share = Decimal("NaN")
    if not share.is_finite() or not 0 < share < 1:
        raise click.UsageError(said(ctx, "simulate.share", given=text), ctx)
    return share


def _command(out: Path, releases: tuple[str, str], store: Path, given: dict[str, Any]) -> str:
    """The command that makes the same report again, whatever the day."""
    words = ["xinheng", "simulate", out.resolve().name]
    words += ["--baseline", releases[0], "--candidate", releases[1], "--population", store.resolve().name]
    for option, key in (("--as-of", "as_of"), ("--known-at", "known_at"), ("--from", "from")):
        if given[key]:
            words += [option, date.fromordinal(given[key]).isoformat()]
    words += ["--decisions", str(given["decisions"])]
    for sweep in given["sweeps"]:
        words += ["--sweep", sweep]
    if given["master"]:
        words += ["--engine", given["engine"], "--master", given["master"]]
    if given["share"]:
        words += ["--sample", given["share"], "--seed", str(given["seed"])]
    return shlex.join(words)


def _tell(ctx: click.Context, impact: Impact, page: Path) -> None:
    changed = [one for one in impact.lists if one.changed]
    write(said(ctx, "simulate.subjects", count=impact.subjects.count, lists=len(changed)))
    for one in changed:
        counts = {"entering": one.entering.count, "leaving": one.leaving.count, "staying": one.staying.count}
        write(said(ctx, "simulate.list", title=one.title, policy=one.policy, **counts))
    if impact.settings.sample is not None:
        remark(said(ctx, "simulate.sampled", share=impact.settings.sample.share))
    write(said(ctx, "simulate.written", page=page.as_posix()))
