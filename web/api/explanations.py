"""Explanations of verdicts, and what will become of them: why, why not, what happens next."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Response
from pydantic import Field

from adapters.clock import iso_day
from adapters.records.accepting import resolved
from adapters.records.dossiers import on_record
from adapters.verdicts.asking import PROBLEMS, Days, ask, program_of, release_meant, request_of
from adapters.workers.work import Undecided
from engine.calendar import parse_day
from engine.online.explanation import Explanation, rules_of
from engine.problems import nearest
from engine.verdict import Forecast, Verdict
from web.api.access import parts
from web.api.days import Asked, DayText
from web.api.operations import JSON, Answer, Model, Operations
from web.api.problems import Refusal
from web.api.showing import persons_asked, policy_asked, shown_verdict
from web.api.verdicts import Inline, given_on, known, problems_in, verdict_of

explanations: Final = Operations("explanations")
_STEPS: Final = 20
"""Days to come that a forecast looks at, at most."""


class Explaining(Asked):
    """What is to be explained, as of when."""

    policy: str = Field(min_length=1, max_length=200, description="the id of a policy")
    rule: str | None = Field(None, max_length=200, description="one rule of it; all unless given")


class ExplainingInline(Inline):
    """What is to be explained, with the facts."""

    policy: str = Field(min_length=1, max_length=200, description="the id of a policy")
    rule: str | None = Field(None, max_length=200, description="one rule of it; all unless given")


class Explained(Model):
    """A verdict, and how one policy came to its part of it: every rule for every fact, every condition."""

    verdict: Verdict
    explanations: tuple[Explanation, ...]


class Ahead(Asked):
    """From when, and how far ahead."""

    until: DayText | None = Field(None, description="the last day looked at; three years ahead unless given")


class Standing(Model):
    """How a policy's list or grade stands on a day."""

    policy: str
    status: str = Field(description="listed, unknown, not_listed; or the grade")


class Step(Model):
    """How things will stand on a day to come, if nothing new is recorded."""

    day: str
    outcome: str
    lists: tuple[Standing, ...]
    grades: tuple[Standing, ...]
    measures: int = Field(description="measures in force")


class Foretold(Model):
    """What will change by itself or can be done, and how things will stand on the days this happens."""

    forecast: tuple[Forecast, ...]
    steps: tuple[Step, ...]


@explanations.add(
    "GET", "/subjects/{id}/explanation", allow="verdicts:ask", query=Explaining, answers={200: Answer(Explained)}
)
def explain(id: str, query: Explaining) -> Any:  # noqa: A002 - as the address has it
    """Why a policy says what it says of a stored subject, and why not something else."""
    persons_asked([id])
    days = query.days()
    with known(), parts().database.reading() as connection:
        release = release_meant(connection, query.release, parts().clock.now())
        record = on_record(connection, resolved(connection, {id}, days.seen).get(id, id), days.until, days.seen)
    if record is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="subject", name=id)
    _check(release, query.policy, query.rule)
    policy_asked(program_of(parts(), release), query.policy)
    return _explained(release, request_of(record, days, explain={"policy": query.policy, "rule": query.rule}))


@explanations.add(
    "POST", "/explanations", allow="verdicts:try", body=ExplainingInline, answers={200: Answer(Explained)}
)
def explain_inline(body: ExplainingInline) -> Any:
    """Why a policy says what it says of the facts sent along."""
    with known(), parts().database.reading() as connection:
        release = release_meant(connection, body.release, parts().clock.now())
    _check(release, body.policy, body.rule)
    asked = {**body.written(), **body.days().written(), "explain": {"policy": body.policy, "rule": body.rule}}
    return _explained(release, orjson.dumps(asked))


@explanations.add("GET", "/subjects/{id}/forecast", allow="verdicts:ask", query=Ahead, answers={200: Answer(Foretold)})
def forecast(id: str, query: Ahead) -> Any:  # noqa: A002 - as the address has it
    """What will become of a stored subject if nothing new is recorded, and what it can do."""
    given = given_on(id, query)
    verdict = orjson.loads(shown_verdict(given.release, verdict_of(given)))
    days = query.days()
    until = parse_day(query.until) if query.until is not None else days.as_of + 3 * 366
    coming = sorted({one["day"] for one in verdict["forecast"] if one["day"]})
    ahead = [one for one in map(_after, coming) if days.as_of < one <= until][:_STEPS]
    return Foretold(forecast=tuple(verdict["forecast"]), steps=tuple(_steps(id, given.release, days, ahead)))


def _after(day: str) -> int:
    """The day after *day*, on which a stay that ends with it is over and what becomes possible is."""
    return date.fromisoformat(day).toordinal() + 1


def _steps(id_: str, release: str, days: Days, ahead: list[int]) -> list[Step]:
    with parts().database.reading() as connection:
        record = on_record(connection, resolved(connection, {id_}, days.seen)[id_], days.until, days.seen)
    if record is None or not ahead:
        return []
    requests = [request_of(record, Days(day, max(day, days.known_at), days.until)) for day in ahead]
    answers = ask(parts(), release, requests)
    return [
        _step(iso_day(day), orjson.loads(answer))
        for day, answer in zip(ahead, answers, strict=True)
        if not isinstance(answer, Undecided) and not answer.startswith(PROBLEMS)
    ]


def _step(day: str, verdict: dict[str, Any]) -> Step:
    lists = (Standing(policy=one["policy"], status=one["status"]) for one in verdict["lists"])
    grades = (Standing(policy=one["policy"], status=one["grade"] or "unknown") for one in verdict["grades"])
    force = sum(one["withheld"] is None for one in verdict["measures"])
    return Step(day=day, outcome=verdict["outcome"], lists=tuple(lists), grades=tuple(grades), measures=force)


def _check(release: str, policy: str, rule: str | None) -> None:
    program = program_of(parts(), release)
    known_policies = {*program.lists, *program.grades}
    if policy not in known_policies:
        near = nearest(policy, known_policies)
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown_policy", name=policy, near=near)
    if rule is not None and rule not in rules_of(program, policy):
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="rule", name=rule)


def _explained(release: str, request: bytes) -> Response:
    answer = ask(parts(), release, [request])[0]
    if isinstance(answer, Undecided):
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "undecided")
    if answer.startswith(PROBLEMS):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "facts", problems_in(answer))
    response = Response(answer, mimetype=JSON)
    response.headers["Rules-Hash"] = release
    return response
