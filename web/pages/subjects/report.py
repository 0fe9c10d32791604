"""The credit report of a subject: asked for on a page, handed out with a code, printed."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from flask import Response, request

from adapters.credit_reports.codes import code_of, grouped
from adapters.verdicts.sentences import InForce
from web.api.problems import Refusal
from web.pages.asking import ask, asked
from web.pages.frame import render, say
from web.pages.numbers import whole
from web.pages.signing_in import see
from web.pages.subjects.area import subjects
from web.pages.subjects.asking import Asking, address, asking
from web.pages.subjects.looking import around, card, made, mark_of, moment_told, refused
from web.pages.subjects.report_on_paper import report_on_paper
from web.pages.subjects.timeline import drawing

_HOLDS: Final = (30, 90, 180, 365)
_USUAL: Final = 90


@subjects.add("/subjects/<id>/report", allow="verdicts:ask", methods=("GET", "POST"))
def report_page(id: str) -> Any:  # noqa: A002 - as the address has it
    """Ask for a report; it is handed out with a code and shown."""
    wanted = asking()
    about = card(id, wanted)
    values: dict[str, Any] = {"errors": (), "shut": False, "holds": _holding(), "usual": _USUAL}
    if request.method == "POST":
        given = {key: request.form.get(key) or None for key in ("as_of", "known_at", "purpose")}
        wanted = Asking(**given, release=wanted.release, today=wanted.today, purposes=wanted.purposes)
        try:
            return _handed_out(id, wanted)
        except Refusal as error:
            values |= {"shut": True} if error.code == "purpose" else {"errors": refused(error)}
    page = render("subjects/ask_report.html", **around(about, wanted, "report"), **values)
    return (page, HTTPStatus.UNPROCESSABLE_ENTITY) if values["errors"] else page


@subjects.add("/subjects/<id>/report/<code>", allow="verdicts:ask")
def handed_out_page(id: str, code: str) -> Any:  # noqa: A002 - as the address has it
    """A report that was handed out, to be printed."""
    return render("subjects/report.html", **_report(id, code))


@subjects.add("/subjects/<id>/report/<code>/pdf", allow="verdicts:ask")
def report_file(id: str, code: str) -> Any:  # noqa: A002 - as the address has it
    """The same as a file of PDF."""
    values = _report(id, code)
    response = Response(report_on_paper(values), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="credit-report-{values["code"]}.pdf"'
    return response


def _report(id_: str, code: str) -> dict[str, Any]:
    """What the report of *code* says, as a page has it."""
    wanted = asking()
    about = card(id_, wanted)
    answer = asked("GET", f"/v1{address(id_)}/reports/{code}", purpose=wanted.purpose)
    told = answer.get_json()
    judged = made(
        told["verdict"], told["report"]["decision_id"], {"facts": told["facts"], "next": told["more"] or None}
    )
    said, report, code = judged.sentences, told["report"], grouped(code_of(code) or "")
    return {
        **around(about, wanted, "report"),
        "told": judged, "report": report, "same": told["same"], "code": code,
        "mark": mark_of(report["verdict_hash"]), "moment": moment_told,
        "line": drawing(said.words, judged.verdict, judged.facts),
        "measures": said.every(), "withheld": _withheld(said.withheld()),
        "verify": f"{request.host_url}verify?code={code}",
        "department": said.words.department(report["department"] or ""),
    }  # fmt: skip


def _withheld(measures: Sequence[InForce]) -> str:
    """The *measures* that are withheld, each with why; nothing where there are none."""
    told = [say("subjects.report.withheld", title=one.title, why=one.withheld) for one in measures]
    return say("subjects.report.withheld_all", measures=say("sentences.join.list").join(told)) if told else ""


def _handed_out(id_: str, wanted: Asking) -> Any:
    body = {**wanted.query, "holds": whole(request.form.get("holds", ""))}
    report = ask("POST", f"/v1{address(id_)}/reports", body=body, purpose=wanted.purpose)
    to = address(id_, f"report/{report['code']}")
    purpose = f"?purpose={wanted.purpose}&done=reported" if wanted.purpose else "?done=reported"
    return see(to + purpose)


def _holding() -> list[tuple[str, str]]:
    """For how long a code may vouch, as the form has it."""
    return [(str(days), say("subjects.report.form.days", days=days)) for days in _HOLDS]
