"""What a simulation is asked, from what the API was sent: the days, whom it is run on, what is changed."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from adapters.clock import day_of
from adapters.simulations import starting
from adapters.simulations.parameters import BadChange
from adapters.simulations.populations import stored
from adapters.simulations.question import Change, Question, Who
from engine.calendar import parse_day
from engine.catalogue import text
from web.api.access import parts
from web.api.problems import ErrorPlace, ErrorTold, Refusal, language
from web.api.simulations_told import Asking, Synthetic


def question_asked(body: Asking, names: tuple[str, str]) -> Question:
    """What *body* asks, of two releases called *names*; raises `Refusal` where nobody on record was prepared."""
    as_of = day_asked(body.as_of)
    last = date.fromordinal(as_of)
    first = last.year * 12 + last.month - body.months
    candidate = body.candidate
    return Question(
        names=names,
        origin="draft" if candidate.draft is not None else "release" if candidate.release is not None else "changes",
        draft=candidate.draft,
        changes=tuple(Change(one.policy, one.parameter, one.value) for one in candidate.changes),
        who=_who(body),
        as_of=last.isoformat(),
        first=date(first // 12, first % 12 + 1, 1).isoformat(),
        decisions=body.decisions,
        sweeps=body.sweeps,
    )


def _who(body: Asking) -> Who:
    wanted = body.population
    if isinstance(wanted, Synthetic):
        return Who("synthetic", wanted.subjects, wanted.seed, wanted.trouble)
    found = stored(parts().data)
    if found is None:
        raise Refusal(HTTPStatus.CONFLICT, "simulation_not_prepared")
    folder, count = found
    return Who("stored", count, folder=folder.name)


def day_asked(asked: str | None) -> int:
    """The day *asked* for, today unless given, as an ordinal."""
    return day_of(parts().clock.now()) if asked is None else parse_day(asked)


def changed(baseline: starting.Side, question: Question) -> tuple[starting.Side, Question]:
    """The *baseline* with the changes of *question*, and the question as it is then; raises `Refusal` for bad ones."""
    try:
        return starting.changed_from(parts(), baseline, question)
    except BadChange as bad:
        key = f"api.simulation_change.{bad.key}"
        error = ErrorTold(
            code=f"simulation.{bad.key}",
            location=ErrorPlace(part="body", pointer=f"/candidate/changes/{bad.number}"),
            message=text(f"{key}.message", language(), **bad.values),
            remedy=text(f"{key}.remedy", language(), **bad.values),
        )
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "request", [error]) from None
