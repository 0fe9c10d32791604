"""Simulations: asked for, run in the background, told with who is behind every figure, exported, taken away."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, get_args

import orjson
from flask import Response, url_for
from sqlalchemy import Row

from adapters.access.masking import subject_shown
from adapters.impact.xlsx import workbook
from adapters.jobs.faults import problem_of
from adapters.jobs.starting import Ended, cancel, resume
from adapters.simulations import kept, starting
from adapters.simulations.explaining import behind, disguised, explained, narrowed
from adapters.simulations.parameters import adjustable, policies_with, runs
from adapters.simulations.populations import stored
from adapters.simulations.question import folder_of, question_of
from adapters.simulations.written import impact_in, is_written, whole_impact_in
from adapters.verdicts.asking import PROBLEMS, program_of
from adapters.verdicts.saying import marked
from adapters.workers.work import Answer as Said
from adapters.workers.work import Undecided
from engine.language.fact_types import Sensitivity
from engine.population.impact import Impact
from web.api.access import actor, parts, sight
from web.api.imports import XLSX
from web.api.jobs import NOT_NOW
from web.api.operations import Answer, Operations
from web.api.paging import after, cursor
from web.api.problems import Refusal, language, told
from web.api.releases import refusing
from web.api.showing import named, persons_asked, shown_subject
from web.api.simulations_asked import changed, day_asked, question_asked
from web.api.simulations_told import (
    AboutPolicy,
    Asked,
    Asking,
    ChangeTold,
    InShort,
    Listing,
    Of,
    Parameters,
    ParameterTold,
    Picking,
    PolicyTold,
    Populations,
    Rows,
    Side,
    Simulations,
    Summary,
    Told,
    Twice,
    WhoTold,
)
from web.api.verdicts import problems_in
from web.impact_report.page import page as report_page

simulations: Final = Operations("simulations")
HTML: Final = "text/html"


@simulations.add(
    "POST", "/simulations", allow="simulations:run", body=Asking, answers={202: Answer(Asked, "a job runs it")}
)
def ask_for(body: Asking) -> Any:
    """Have a change be tried on a population, in the background."""
    candidate = body.candidate
    if sum((candidate.draft is not None, candidate.release is not None, bool(candidate.changes))) != 1:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "simulation_candidate")
    with refusing(), parts().database.reading() as connection:
        baseline = starting.release_of(connection, parts(), body.baseline)
        other = baseline
        if candidate.draft is not None:
            other = starting.draft_of(connection, candidate.draft)
        elif candidate.release is not None:
            other = starting.release_of(connection, parts(), candidate.release)
    question = question_asked(body, (baseline.name, body.title if candidate.changes else other.name))
    if candidate.changes:
        other, question = changed(baseline, question)
    id_ = starting.start(parts(), body.title, baseline, other, question, actor().id)
    where = {"Location": url_for(f"{simulations.tag}.{one_simulation.__name__}", id=id_)}
    return Asked(id=id_), HTTPStatus.ACCEPTED, where


@simulations.add("GET", "/simulations", allow="simulations:read", query=Listing, answers={200: Answer(Simulations)})
def list_simulations(query: Listing) -> Any:
    """Simulations of everybody, the newest first."""
    begin = after(query, str, str)
    with parts().database.reading() as connection:
        rows = kept.listed(connection, begin, query.limit + 1, query.state, query.draft)
    shown = rows[: query.limit]
    following = cursor(shown[-1].recorded_at, shown[-1].id) if len(rows) > query.limit else None
    return Simulations(simulations=tuple(map(_in_short, shown)), next=following)


@simulations.add(
    "GET", "/simulations/parameters", allow="simulations:read", query=Of, answers={200: Answer(Parameters)}
)
def parameters(query: Of) -> Any:
    """What may be changed of a release: policies with parameters, and those of some with the values in force."""
    with refusing(), parts().database.reading() as connection:
        baseline = starting.release_of(connection, parts(), query.baseline)
    base, day = program_of(parts(), baseline.hash).base, date.fromordinal(day_asked(query.as_of))
    known = policies_with(base)
    there = {name for name, _ in known}
    found = [one for name in dict.fromkeys(query.policy) if name in there for one in adjustable(base, name, day)]
    return Parameters(
        policies=tuple(PolicyTold(id=name, title=one.title, parameters=len(one.parameters)) for name, one in known),
        parameters=tuple(
            ParameterTold(
                policy=one.policy, title=one.title, parameter=one.parameter, label=one.label, unit=one.unit,
                since=one.since, value=one.value, amount=f"{one.amount:f}", per=one.per, most=f"{one.most:f}",
                step=f"{one.step:f}",
            )
            for one in found
        ),
    )  # fmt: skip


@simulations.add("GET", "/simulations/populations", allow="simulations:read", answers={200: Answer(Populations)})
def populations() -> Any:
    """Whom simulations can be run on, beside invented ones."""
    found = stored(parts().data)
    return Populations(stored=None if found is None else found[1])


@simulations.add("GET", "/simulations/{id}", allow="simulations:read", answers={200: Answer(Told)})
def one_simulation(id: str) -> Any:  # noqa: A002 - as the address has it
    """A simulation: how far it is, and once it is done, every figure of it."""
    row = _row(id)
    folder = folder_of(parts().data, row.id)
    impact = impact_in(folder) if row.state == "done" and is_written(folder) else None
    short = _in_short(row)
    base = program_of(parts(), row.baseline).base if short.sweeps else None
    swept = [{"asked": one, "runs": [asdict(run) for run in runs(base, one)]} for one in short.sweeps] if base else []
    return Told(**short.model_dump(), swept=swept, impact=impact)


@simulations.add(
    "GET", "/simulations/{id}/affected", allow="simulations:read", query=Picking,
    answers={200: Answer(Rows), 409: NOT_NOW},
)  # fmt: skip
def affected(id: str, query: Picking) -> Any:  # noqa: A002 - as the address has it
    """Who is affected, masked: subject by subject, what changes and for which rule and fact."""
    begin = after(query, int)
    start = 0 if begin is None else int(begin[0])
    wanted = kept.Wanted(query.policy, query.change, query.region, query.text)
    found, count = kept.rows(_result(id)[1], wanted, start, query.limit)
    following = cursor(start + query.limit) if start + query.limit < count else None
    return {"rows": found, "count": count, "next": following}


@simulations.add(
    "GET", "/simulations/{id}/subjects/{key}", allow="simulations:read", query=AboutPolicy,
    answers={200: Answer(Twice), 409: NOT_NOW},
)  # fmt: skip
def one_subject(id: str, key: str, query: AboutPolicy) -> Any:  # noqa: A002 - as the address has it
    """A subject behind a row, explained by both releases. Of a person on record this is told for a purpose alone."""
    row, folder = _result(id)
    question = question_of(orjson.loads(row.question))
    who = behind(parts(), row, folder, question, key)
    if who is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "simulation_nobody", name=key)
    sees = sight().classes
    if who.id is None:  # nobody real is told of; called as in the list of rows all the same
        sees, subject = frozenset(get_args(Sensitivity)), subject_shown(sight(), who.request["subject"]).content
        who = who.called(subject.get("name"))
    else:
        persons_asked([who.id])
        subject = shown_subject(who.request["subject"])
    say = {"language": language(), "sees": sorted(sees)}
    both = map(_said, explained(parts(), row, folder, question, who, say))
    was, now = (disguised(one, who.request["subject"], subject, language()) for one in both)
    if query.policy is not None:
        narrowed(was, query.policy)
        narrowed(now, query.policy)
    marked(was, now)
    told_twice = {"key": key, "subject": named(who.id), "name": subject.get("name"), "baseline": was, "candidate": now}
    return told_twice | {"rows": list(kept.rows_of(folder, key))}


@simulations.add(
    "GET", "/simulations/{id}/report", allow="simulations:read",
    answers={200: Answer(says="the report as one page", media=(HTML,)), 409: NOT_NOW},
)  # fmt: skip
def report(id: str) -> Any:  # noqa: A002 - as the address has it
    """The impact report, a page that needs nothing else."""
    return _file(report_page(_whole(id)), HTML, f"simulation-{id}.html")


@simulations.add(
    "GET", "/simulations/{id}/workbook", allow="simulations:read",
    answers={200: Answer(says="the tables of the report", media=(XLSX,)), 409: NOT_NOW},
)  # fmt: skip
def report_tables(id: str) -> Any:  # noqa: A002 - as the address has it
    """The tables of the impact report, a sheet each."""
    return _file(workbook(_whole(id), language()), XLSX, f"simulation-{id}.xlsx")


@simulations.add(
    "POST", "/simulations/{id}/cancel", allow="simulations:run", answers={202: Answer(InShort), 409: NOT_NOW}
)
def cancel_simulation(id: str) -> Any:  # noqa: A002 - as the address has it
    """Have a simulation of yours go no further; what it has counted is kept."""
    return _changed_job(id, cancel)


@simulations.add(
    "POST", "/simulations/{id}/resume", allow="simulations:run", answers={202: Answer(InShort), 409: NOT_NOW}
)
def resume_simulation(id: str) -> Any:  # noqa: A002 - as the address has it
    """Have a simulation of yours that was cancelled or failed go on with what it has counted."""
    return _changed_job(id, resume)


@simulations.add("DELETE", "/simulations/{id}", allow="simulations:run", answers={204: Answer(says="it is gone")})
def remove_simulation(id: str) -> Any:  # noqa: A002 - as the address has it
    """Take away a simulation of yours with all that came of it."""
    starting.remove(parts(), _mine(id), actor().id)
    return None, HTTPStatus.NO_CONTENT


def _row(id_: str) -> Row[Any]:
    with parts().database.reading() as connection:
        row = kept.found(connection, id_)
    if row is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="simulation", name=id_)
    return row


def _mine(id_: str) -> Row[Any]:
    row = _row(id_)
    if row.actor != actor().id:
        raise Refusal(HTTPStatus.FORBIDDEN, "simulation_not_yours", who=row.actor)
    return row


def _result(id_: str) -> tuple[Row[Any], Path]:
    """The simulation *id_* and the folder with what came of it."""
    row = _row(id_)
    if row.state != "done":
        raise Refusal(HTTPStatus.CONFLICT, "simulation_not_done", state=row.state)
    folder = folder_of(parts().data, row.id)
    if not is_written(folder):
        raise Refusal(HTTPStatus.NOT_FOUND, "simulation_gone")
    return row, folder


def _whole(id_: str) -> Impact:
    return whole_impact_in(_result(id_)[1])


def _file(content: bytes, media: str, name: str) -> Response:
    made = Response(content, mimetype=media)
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return made


def _changed_job(id_: str, change: Any) -> Any:
    row = _mine(id_)
    try:
        change(parts(), row.job)
    except Ended as ended:
        raise Refusal(HTTPStatus.CONFLICT, "job_state", state=ended.state) from None
    return _in_short(_row(id_)), HTTPStatus.ACCEPTED


def _said(answer: Said) -> dict[str, Any]:
    if isinstance(answer, Undecided):
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "undecided")
    if answer.startswith(PROBLEMS):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "facts", problems_in(answer))
    found: dict[str, Any] = orjson.loads(answer)
    return found


def _in_short(row: Row[Any]) -> InShort:
    question = question_of(orjson.loads(row.question))
    who, names = question.who, question.names
    return InShort(
        id=row.id, title=row.title, asked_by=row.actor, recorded_at=row.recorded_at, state=row.state, done=row.done,
        total=row.total, cancel_asked=row.cancel_asked, started_at=row.started_at, ended_at=row.ended_at,
        baseline=Side(hash=row.baseline, name=names[0]), candidate=Side(hash=row.candidate, name=names[1]),
        origin=question.origin, draft=question.draft,
        changes=tuple(ChangeTold(**asdict(one)) for one in question.changes),
        population=WhoTold(sort=who.sort, subjects=who.subjects, seed=who.seed, trouble=who.trouble),
        as_of=question.as_of, first=question.first, decisions=question.decisions, sweeps=question.sweeps,
        summary=None if row.summary is None else Summary.model_validate_json(row.summary),
        errors=tuple(told(problem_of(one)) for one in orjson.loads(row.faults or "[]")),
    )  # fmt: skip
