"""Credit reports: handed out with a code, shown again by it, and verified by anybody."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Response
from pydantic import Field

from adapters.access.actor import NOBODY
from adapters.access.masking import subject_shown
from adapters.access.sight import sight_of
from adapters.clock import iso_day, stamp
from adapters.credit_reports import codes
from adapters.credit_reports.issuing import HOLDS, Issued, expiry, is_recalled, issue, issued_by, pinned
from adapters.records.subjects import found
from adapters.records.telling import Wanted as Known
from adapters.records.telling import kept_of
from adapters.verdicts.asking import Days, program_of
from adapters.verdicts.receipts import digest_of
from engine.calendar import parse_day
from engine.verdict import Verdict
from web.api.access import actor, parts, sight
from web.api.days import Asked
from web.api.facts import StoredFact, facts_shown
from web.api.operations import JSON, Answer, Model, Operations
from web.api.problems import Refusal
from web.api.showing import named, shown_verdict
from web.api.verdicts import given_then, verdict_of, with_headers
from web.rates import take_guess

credit_reports: Final = Operations("credit-reports")
_MOST: Final = 1_000


class Wanted(Asked):
    """As of when, by which release, and for how long the code vouches."""

    holds: int = Field(HOLDS, ge=1, le=366, description="days")


class Report(Model):
    """What a code vouches for."""

    subject: str
    as_of: str
    known_at: str
    release: str
    verdict_hash: str = Field(description="SHA-256 of the verdict as it was given, before anything was masked")
    decision_id: str
    made_by: str
    department: str | None = Field(description="of who had it made")
    purpose: str | None
    made_at: str
    expires_at: str


class Made(Report):
    """A report handed out; the code is told this once."""

    code: str


class Again(Model):
    """A report as it was handed out."""

    report: Report
    same: bool = Field(description="whether the verdict, given again, is the one the code vouches for")
    verdict: Verdict = Field(description="as who asks may see it")
    facts: tuple[StoredFact, ...] = Field(description="the first thousand it may rest on, as who asks may see them")
    more: bool = Field(description="whether there are more of them")


class Vouched(Model):
    """What everybody is told of a report: that it was handed out, on whom, and whether it still holds.

    `valid`; `changed`: it was handed out, and the verdict would now be another; `expired`: nothing more is told.
    """

    state: str
    made_at: str
    expires_at: str
    subject: str | None = Field(None, description="of persons the ends of the id, the surname and the city are shown")
    name: str | None = None
    as_of: str | None = None
    known_at: str | None = None
    release: str | None = None
    verdict_hash: str | None = None
    department: str | None = Field(None, description="what the department is called that had it made")


@credit_reports.add(
    "POST", "/subjects/{id}/reports", allow="verdicts:ask", body=Wanted,
    answers={201: Answer(Made, "the verdict is given by what is stored at this moment")},
)  # fmt: skip
def make_report(id: str, body: Wanted) -> Any:  # noqa: A002 - as the address has it
    """Hand out a report on a subject, with a code by which anybody can verify it."""
    now = parts().clock.now()
    days = pinned(body.days(), now)
    given = given_then(id, days, body.release)
    verdict = verdict_of(given)
    issued = Issued(
        orjson.loads(verdict)["subject"], iso_day(days.as_of), iso_day(days.known_at), days.until, days.seen,
        given.release, digest_of(verdict), given.id, actor().id, actor().department, sight().purpose,
        stamp(now), expiry(now, body.holds),
    )  # fmt: skip
    with parts().database.writing() as connection:
        code = issue(connection, issued, now)
    return Made(**_told(issued), code=codes.grouped(code)), HTTPStatus.CREATED


@credit_reports.add("GET", "/subjects/{id}/reports/{code}", allow="verdicts:ask", answers={200: Answer(Again)})
def report_again(id: str, code: str) -> Any:  # noqa: A002 - as the address has it
    """A report by its code: the verdict given again, by what was stored when it was handed out."""
    issued = _issued(code)
    with parts().database.reading() as connection:
        whose = found(connection, id)
    if whose is None or whose["id"] != issued.subject:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown_report")
    days = Days(parse_day(issued.as_of), parse_day(issued.known_at), issued.until, issued.seen)
    given = given_then(issued.subject, days, issued.release)
    verdict = verdict_of(given)
    wanted = Known(None, issued.until, issued.seen, issued.known_at, most=_MOST + 1)
    with parts().database.reading() as connection:
        kept = kept_of(connection, issued.subject, wanted)
    facts = facts_shown(kept[:_MOST], program_of(parts(), given.release), "/facts/{}")
    told = {
        "report": _told(issued),
        "same": digest_of(verdict) == issued.verdict,
        "verdict": orjson.Fragment(shown_verdict(given.release, verdict)),
        "facts": [one.model_dump(mode="json") for one in facts],
        "more": len(kept) > _MOST,
    }
    return with_headers(Response(orjson.dumps(told), mimetype=JSON), given)


@credit_reports.add("GET", "/public/reports/{code}", allow="public", answers={200: Answer(Vouched)})
def verify_report(code: str) -> Any:
    """What a code vouches for, as everybody may know it."""
    take_guess()
    issued = _issued(code)
    if issued.is_over(parts().clock.now()):
        return Vouched(state="expired", made_at=issued.made_at, expires_at=issued.expires_at)
    with parts().database.reading() as connection:
        row = found(connection, issued.subject)
        changed = is_recalled(connection, issued)
    who = subject_shown(sight_of(NOBODY, None), row or {"id": issued.subject, "kind": None, "name": None}).content
    return Vouched(
        state="changed" if changed else "valid", made_at=issued.made_at, expires_at=issued.expires_at,
        subject=who["id"], name=who["name"], as_of=issued.as_of, known_at=issued.known_at, release=issued.release,
        verdict_hash=issued.verdict, department=_department(issued),
    )  # fmt: skip


def _issued(text: str) -> Issued:
    code = codes.code_of(text)
    with parts().database.reading() as connection:
        issued = None if code is None else issued_by(connection, code)
    if issued is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown_report")
    return issued


def _told(issued: Issued) -> dict[str, Any]:
    return {
        "subject": named(issued.subject), "as_of": issued.as_of, "known_at": issued.known_at,
        "release": issued.release, "verdict_hash": issued.verdict, "decision_id": issued.decision,
        "made_by": issued.made_by, "department": issued.department, "purpose": issued.purpose,
        "made_at": issued.made_at, "expires_at": issued.expires_at,
    }  # fmt: skip


def _department(issued: Issued) -> str | None:
    """What the department that had the report made is called."""
    if issued.department is None:
        return None
    known = program_of(parts(), issued.release).base.departments.get(issued.department)
    return known.title if known is not None else issued.department
