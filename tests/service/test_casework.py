"""The life of a listing: step by step, with notice and objection, and nothing that its facts do not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pytest
from flask.testing import FlaskClient

from adapters.verdicts.evaluators import Evaluators, Files
from adapters.verdicts.work import answering
from adapters.workers.here import Here
from adapters.workers.work import Answer
from tests.service.due_process import (
    ARREARS,
    EVIDENCE,
    FIRM,
    Office,
    done,
    files,
    listed,
    opened,
    problems,
    refuse,
    step,
)
from web.app import create_app

COMMON = "facts/common.yaml"


def test_a_listing_goes_from_proposal_to_repair_by_its_facts_alone(office: Office, officer: FlaskClient) -> None:
    proceeding = opened(officer)
    assert done(step(officer, proceeding, "notify"))["state"] == "notified"
    office.on("2026-03-10")
    assert done(step(officer, proceeding, "decide", outcome="list", document_no="1"))["state"] == "listed"
    told = done(step(officer, proceeding, "publish", medium="网站"))
    assert told["state"] == "published"
    assert (told["details"]["since"], told["details"]["last"]) == ("2026-03-10", "2029-03-10")
    verdict = officer.get(f"/v1/subjects/{FIRM}/verdict").get_json()
    assert verdict["outcome"] == "listed"
    office.on("2026-09-20")
    paid = {"id": "paid", "type": "paid", "subject": FIRM, "date": "2026-03-15", "fields": {"directive_no": "甲2"}}
    assert officer.post("/v1/facts", json=paid).status_code == 201
    assert done(step(officer, proceeding, "apply-repair"))["repairing"] is True
    assert done(step(officer, proceeding, "decide-repair", outcome="grant"))["state"] == "repaired"
    steps = officer.get(f"/v1/proceedings/{proceeding}").get_json()["steps"]
    assert [one["step"] for one in steps] == [
        "open", "notify", "decide", "listed", "publish", "apply-repair", "decide-repair", "repaired"
    ]  # fmt: skip
    assert [len(one["facts"]) for one in steps] == [0, 0, 1, 0, 1, 1, 1, 0]


FROM_HERE: Final = "(from here it goes on by: `notify`, `objection`, `decide`)"


@pytest.mark.parametrize(
    ("name", "said", "message", "remedy"),
    [
        ("publish", {}, "the step `publish` is not possible in the state `proposed`", FROM_HERE),
        ("apply-repair", {}, "the step `apply-repair` is not possible in the state `proposed`", FROM_HERE),
        ("settle", {"outcome": "upheld"}, "no objection is open", "(there is nothing to settle)"),
        ("notify", {"day": "2026-03-03"}, "the step is dated 2026-03-03, and today is 2026-03-02",
         "(record it once it was done)"),
        ("notify", {"day": "2026-03-01"}, "the step is dated 2026-03-01, and the one before it 2026-03-02",
         "(give the day it was done, 2026-03-02 or later)"),
        ("notify", {"version": 2}, "the matter is at version 1 by now, not 2",
         "(read it again, then decide whether the step is still to be taken)"),
        ("decide", {"outcome": "list"},
         "`labour/arrears` lists nobody who was not given notice and 5 working days to make a statement",
         "(notify the subject first)"),
    ],
)  # fmt: skip
def test_what_a_proposal_does_not_allow_is_refused(
    officer: FlaskClient, name: str, said: dict[str, Any], message: str, remedy: str
) -> None:
    proceeding = opened(officer)
    answer = step(officer, proceeding, name, **said)
    assert (answer.status_code, problems(answer)) == (409, [f"{message} {remedy}"])
    assert officer.get(f"/v1/proceedings/{proceeding}").get_json()["version"] == 1


def test_what_a_refusal_speaks_of_is_told_besides_for_who_words_it_otherwise(officer: FlaskClient) -> None:
    answer = step(officer, opened(officer), "publish")
    (error,) = answer.get_json()["errors"]
    assert error["values"] == {
        "step": "publish", "state": "proposed", "possible": ["notify", "objection", "decide"]
    }  # fmt: skip


def test_the_notice_runs_in_working_days_and_nothing_is_decided_before_it_is_over(
    office: Office, officer: FlaskClient
) -> None:
    proceeding = opened(officer)
    limits = done(step(officer, proceeding, "notify"))["limits"]
    assert [(one["what"], one["period"], one["due"]) for one in limits] == [
        ("decision", "6 months", "2026-08-20"), ("statement", "5 working days", "2026-03-09"),
    ]  # fmt: skip
    office.on("2026-03-09")
    assert problems(step(officer, proceeding, "decide", outcome="list")) == [
        (
            "the subject may make its statement through 2026-03-09 "
            "(decide on a later day, or record that it waives the rest of the time)"
        )
    ]
    office.on("2026-03-10")
    assert done(step(officer, proceeding, "decide", outcome="list"))["state"] == "listed"


def test_a_statement_has_to_be_considered_and_may_waive_the_rest_of_the_time(officer: FlaskClient) -> None:
    proceeding = opened(officer)
    done(step(officer, proceeding, "notify"))
    told = done(step(officer, proceeding, "statement", waives=True))
    assert (told["state"], told["limits"][1]["met"]) == ("stated", "2026-03-02")
    assert problems(step(officer, proceeding, "decide", outcome="list")) == [
        "the decision does not say what was made of the subject's statement or objection (say it in `considered`)"
    ]
    assert (
        done(step(officer, proceeding, "decide", outcome="list", considered="no proof of payment"))["state"] == "listed"
    )


def test_a_limit_beyond_the_working_days_that_are_known_is_unknown_until_they_are(office: Office) -> None:
    office.publish(files(calendar="{first: 2025-12-01, last: 2026-03-05, rest: [], work: [], source: 示例}"))
    officer = office.somebody("officer")
    refuse(officer)
    proceeding = opened(officer)
    assert done(step(officer, proceeding, "notify"))["limits"][1]["due"] is None
    office.on("2026-03-20")
    assert problems(step(officer, proceeding, "decide", outcome="list")) == [
        (
            "it is not known when 5 working days from 2026-03-02 are over: working days are known through 2026-03-05 "
            "(publish a release whose calendar/working-days.yaml has the days after it)"
        )
    ]
    office.publish(files())
    assert officer.get(f"/v1/proceedings/{proceeding}").get_json()["limits"][1]["due"] == "2026-03-09"
    assert done(step(officer, proceeding, "decide", outcome="list"))["state"] == "listed"


def test_an_objection_suspends_publication_until_it_is_settled(office: Office, officer: FlaskClient) -> None:
    proceeding = listed(office, officer)
    told = done(step(officer, proceeding, "objection"))
    assert (told["objected"], told["limits"][-1]["what"], told["limits"][-1]["due"]) == (
        True,
        "settlement",
        "2026-03-30",
    )
    assert problems(step(officer, proceeding, "publish")) == [
        "an open objection suspends publication; it is to be settled by 2026-03-30 (settle the objection first)"
    ]
    assert problems(step(officer, proceeding, "objection")) == ["an objection is open already (settle it first)"]
    assert done(step(officer, proceeding, "settle", outcome="rejected"))["objected"] is False
    assert done(step(officer, proceeding, "publish"))["state"] == "published"


@pytest.mark.parametrize(
    ("objection", "notice", "message"),
    [
        ("{period: 10 days, from: decision, suspends: publication, basis: order/8}", "5 working days",
         "publication stands still through 2026-03-20 (publish on a later day)"),
        ("{period: 10 working days, from: notice, suspends: publication, basis: order/8}", "3 days",
         "publication stands still through 2026-03-14 (publish on a later day)"),
        ("{period: 10 working days, from: notice, basis: order/8}", "3 days", None),
    ],
)  # fmt: skip
def test_nothing_is_published_while_the_time_to_object_suspends_it(
    office: Office, objection: str, notice: str, message: str | None
) -> None:
    process = f"\nnotice: {{period: {notice}, from: notice, basis: order/7}}\nobjection: {objection}\n"
    office.publish(files(process + "publish: {mode: proactive, scope: provincial, basis: order/9}\n"))
    officer = office.somebody("officer")
    refuse(officer)
    answer = step(officer, listed(office, officer), "publish")
    assert (problems(answer) if message else answer.status_code) == ([message] if message else 200)


def test_an_objection_comes_too_late_once_its_time_is_over(office: Office) -> None:
    office.publish(files("\nobjection: {period: 3 working days, from: notice, basis: order/8}\n"))
    officer = office.somebody("officer")
    refuse(officer)
    proceeding = opened(officer)
    done(step(officer, proceeding, "notify"))
    office.on("2026-03-06")
    assert problems(step(officer, proceeding, "objection")) == [
        "objections could be made through 2026-03-05 (record it as a claim (POST /v1/claims))"
    ]
    assert done(step(officer, proceeding, "objection", day="2026-03-05"))["objected"] is True


def test_a_list_that_does_not_say_it_is_published_is_not(office: Office) -> None:
    office.publish(files("\n"))
    officer = office.somebody("officer")
    refuse(officer)
    proceeding = opened(officer)
    assert done(step(officer, proceeding, "decide", outcome="list"))["state"] == "listed"
    assert problems(step(officer, proceeding, "publish")) == [
        (
            "`labour/arrears` does not say that it is published "
            "(keep the listing unpublished, or give the policy `publish` with its basis)"
        )
    ]


def test_a_declined_proposal_is_closed_and_nothing_is_proposed_any_more(officer: FlaskClient) -> None:
    proceeding = opened(officer)
    told = done(step(officer, proceeding, "decide", outcome="decline"))
    assert (told["state"], told["closed"], [one["met"] for one in told["limits"]]) == (
        "declined",
        "2026-03-02",
        ["2026-03-02"],
    )
    again = officer.post("/v1/proceedings", json={"subject": FIRM, "policy": ARREARS, "evidence": EVIDENCE})
    assert problems(again) == [
        f"`{ARREARS}` does not propose - as of 2026-03-02 (look up `proposals` in the verdict on the subject)"
    ]


def test_only_one_proceeding_is_open_about_a_ground(officer: FlaskClient) -> None:
    proceeding = opened(officer)
    again = officer.post("/v1/proceedings", json={"subject": FIRM, "policy": ARREARS, "evidence": EVIDENCE})
    assert problems(again) == [f"the proceeding `{proceeding}` is open about it (go on with that one)"]


def test_a_proceeding_lapses_when_what_it_is_about_was_revoked(officer: FlaskClient) -> None:
    proceeding = opened(officer)
    revocation = {"id": "r", "type": "revocation", "subject": FIRM, "date": "2026-03-02",
                  "fields": {"revokes": f"{FIRM}-f2"}}  # fmt: skip
    assert officer.post("/v1/facts", json=revocation).status_code == 201
    assert problems(step(officer, proceeding, "decide", outcome="decline", version=7))[0].startswith(
        "the matter is at version 1"
    )
    assert officer.post("/v1/proceedings/follow", json={"subjects": [FIRM]}).get_json() == {"changed": 1}
    assert officer.get(f"/v1/proceedings/{proceeding}").get_json()["state"] == "lapsed"


def test_what_is_not_proposed_any_more_is_not_listed(office: Office, officer: FlaskClient) -> None:
    proceeding = opened(officer)
    done(step(officer, proceeding, "notify"))
    office.on("2026-08-21")  # the proposal lapsed the day before
    assert problems(step(officer, proceeding, "decide", outcome="list")) == [
        f"`{ARREARS}` does not propose {FIRM}-f2 as of 2026-08-21 (look up `proposals` in the verdict on the subject)"
    ]


def test_a_withdrawn_decision_never_was(office: Office, officer: FlaskClient) -> None:
    proceeding = listed(office, officer)
    told = done(step(officer, proceeding, "withdraw", revokes=[f"{FIRM}-f2"]))
    assert (told["state"], len(told["steps"][-1]["facts"])) == ("withdrawn", 2)
    assert officer.get(f"/v1/subjects/{FIRM}/verdict").get_json()["lists"] == []


def test_a_listing_expires_by_time_alone(office: Office, officer: FlaskClient) -> None:
    proceeding = listed(office, officer)
    office.on("2029-03-10")
    officer.post("/v1/proceedings/follow", json={"subjects": [FIRM]})
    assert officer.get(f"/v1/proceedings/{proceeding}").get_json()["state"] == "listed"
    office.on("2029-03-11")
    officer.post("/v1/proceedings/follow", json={"subjects": [FIRM]})
    assert officer.get(f"/v1/proceedings/{proceeding}").get_json()["state"] == "expired"


def test_a_draft_is_made_once_and_taken_up_by_an_officer(officer: FlaskClient) -> None:
    told = [officer.post("/v1/proceedings/follow", json={"subjects": [FIRM]}).get_json() for _ in range(2)]
    assert told == [{"changed": 1}, {"changed": 0}]
    (draft,) = officer.get("/v1/proceedings?state=draft").get_json()["matters"]
    assert (draft["state"], draft["details"]["grounds"], draft["possible"]) == ("draft", [f"{FIRM}-f2"], ["propose"])
    assert done(step(officer, draft["id"], "propose"))["state"] == "proposed"


def test_a_repair_that_is_not_admissible_is_refused_by_the_verdict(office: Office, officer: FlaskClient) -> None:
    proceeding = listed(office, officer)
    told = done(step(officer, proceeding, "apply-repair"))
    assert (told["repairing"], told["steps"][-1]["step"]) == (False, "repair-refused")
    assert told["steps"][-1]["details"]["refused"]


def test_a_repair_is_decided_once_it_was_applied_for_and_applied_for_once(office: Office, officer: FlaskClient) -> None:
    proceeding = listed(office, officer)
    assert problems(step(officer, proceeding, "decide-repair", outcome="grant")) == [
        "no application for repair is open (record the application first)"
    ]
    office.on("2026-09-20")
    paid = {"id": "paid", "type": "paid", "subject": FIRM, "date": "2026-03-15", "fields": {"directive_no": "甲2"}}
    officer.post("/v1/facts", json=paid)
    assert done(step(officer, proceeding, "apply-repair"))["repairing"] is True
    assert problems(step(officer, proceeding, "apply-repair")) == [
        "an application for repair is open already (decide on it first)"
    ]


def test_nothing_is_decided_of_whom_there_is_no_verdict(office: Office, officer: FlaskClient) -> None:
    proceeding = opened(officer)
    done(step(officer, proceeding, "notify"))
    office.on("2026-03-10")
    law, needed = files(), "directive_no: {type: string, label: 文书号}"
    more = "\n      issuer: {type: string, label: 机关, required: true}"
    office.publish(law | {COMMON: law[COMMON].decode().replace(needed, needed + more, 1).encode()})
    why = (
        "there is no verdict on the subject: the engine failed, or its records cannot be read by the live release "
        "(ask again later, or look at GET /v1/subjects/…/verdict)"
    )
    again = officer.post("/v1/proceedings", json={"subject": FIRM, "policy": ARREARS, "evidence": EVIDENCE})
    assert (again.status_code, problems(again)) == (409, [why])
    assert problems(step(officer, proceeding, "decide", outcome="list")) == [why]


def test_what_is_recorded_while_a_listing_is_decided_is_looked_at_first(office: Office, officer: FlaskClient) -> None:
    proceeding = opened(officer)
    done(step(officer, proceeding, "notify"))
    office.on("2026-03-10")
    paid = {"id": "paid", "type": "paid", "subject": FIRM, "date": "2026-03-09", "fields": {"directive_no": "甲1"}}

    class Slow(Evaluators):
        """Evaluates so long that somebody else sends a fact meanwhile."""

        def ask(self, release: str, files: Files, requests: Sequence[bytes]) -> list[Answer]:
            answers = office.parts.evaluators.ask(release, files, requests)
            assert officer.post("/v1/facts", json=paid).status_code in (200, 201)
            return answers

    slow = create_app(replace(office.parts, evaluators=Slow(lambda _: Here(answering)))).test_client()
    slow.environ_base.update(officer.environ_base)
    answer = step(slow, proceeding, "decide", outcome="list")
    assert (answer.status_code, problems(answer)) == (
        409,
        [
            (
                "more was recorded of the subject while this was decided "
                "(look at the verdict again, then send the step again)"
            )
        ],
    )
    assert done(step(officer, proceeding, "decide", outcome="list"))["state"] == "listed"


def test_an_undone_repair_puts_the_listing_back(office: Office, officer: FlaskClient) -> None:
    proceeding = listed(office, officer)
    office.on("2026-09-20")
    paid = {"id": "paid", "type": "paid", "subject": FIRM, "date": "2026-03-15", "fields": {"directive_no": "甲2"}}
    officer.post("/v1/facts", json=paid)
    done(step(officer, proceeding, "apply-repair"))
    done(step(officer, proceeding, "decide-repair", outcome="grant"))
    office.on("2026-10-10")
    told = done(step(officer, proceeding, "undo-repair"))
    assert (told["state"], told["closed"], told["steps"][-1]["step"]) == ("listed", None, "resumed")


def test_publicity_has_its_longest_time_and_is_ended_by_a_step(office: Office, officer: FlaskClient) -> None:
    proceeding = listed(office, officer)
    limit = done(step(officer, proceeding, "publish"))["limits"][-1]
    assert (limit["what"], limit["role"], limit["period"], limit["due"]) == (
        "end of publicity", "authority", "1 year", "2027-03-10",
    )  # fmt: skip
    office.on("2027-03-10")
    told = done(step(officer, proceeding, "take-down"))
    assert (told["state"], told["limits"][-1]["met"], "published" in told["details"]) == ("listed", "2027-03-10", False)
