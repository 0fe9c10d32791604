"""Appeals, complaints and claims; measures carried out; deadlines."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from adapters.access.permissions import Role
from tests.service.due_process import ARREARS, EVIDENCE, FIRM, NOTE, Office, done, entries, listed, problems

LIMIT = {"period": "15 working days", "basis": "示例令第1号第30条"}


def made(client: FlaskClient, kind: str, **said: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/{kind}", json=NOTE | LIMIT | said)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.get_json()
    return told


def test_an_appeal_that_is_upheld_moves_the_grade_by_facts(office: Office, officer: FlaskClient) -> None:
    office.on("2026-05-04")
    tax = office.somebody("department", department="tax")
    for id_, months in (("late", 3), ("hardly", 1)):
        fact = {"id": id_, "type": "filed_late", "subject": FIRM, "date": "2025-06-01", "fields": {"months": months}}
        assert tax.post("/v1/facts", json=fact).status_code == 201
    verdict = officer.get(f"/v1/subjects/{FIRM}/verdict").get_json()
    assert [(one["grade"], one["score"]) for one in verdict["grades"]] == [("B", "85")]
    appeal = made(tax, "appeals", subject=FIRM, policy="tax/grade", year=2025, grade="B")
    assert (appeal["state"], appeal["department"], appeal["limits"][0]["due"]) == ("received", "tax", "2026-05-25")
    assert done(tax.post(f"/v1/appeals/{appeal['id']}/accept", json=NOTE))["state"] == "accepted"
    told = done(tax.post(f"/v1/appeals/{appeal['id']}/decide", json=NOTE | {"outcome": "upheld", "revokes": ["late"]}))
    assert (told["state"], told["closed"], told["limits"][0]["met"]) == ("upheld", "2026-05-04", "2026-05-04")
    assert told["details"]["outcome"] == "upheld"
    verdict = officer.get(f"/v1/subjects/{FIRM}/verdict").get_json()
    assert [(one["grade"], one["score"]) for one in verdict["grades"]] == [("A", "100")]
    assert [one["what"] for one in entries(office.parts, appeal["id"])] == [
        "appeal.receive", "appeal.accept", "appeal.decide",
    ]  # fmt: skip


def test_what_was_missing_is_stored_where_it_bears_on_the_policy(office: Office, officer: FlaskClient) -> None:
    tax = office.somebody("department", department="tax")
    appeal = made(tax, "appeals", subject=FIRM, policy="tax/grade")["id"]
    done(tax.post(f"/v1/appeals/{appeal}/accept", json=NOTE))
    found = {"type": "directive", "date": "2025-06-01", "fields": {"outcome": "complied"}}
    answer = tax.post(f"/v1/appeals/{appeal}/decide", json=NOTE | {"outcome": "upheld", "facts": [found]})
    assert problems(answer) == [
        "a `directive` does not bear on `tax/grade` (send it as a fact of its own (POST /v1/facts))"
    ]
    found = {"type": "filed_late", "date": "2025-06-01", "fields": {"months": 1}}
    told = done(tax.post(f"/v1/appeals/{appeal}/decide", json=NOTE | {"outcome": "upheld", "facts": [found]}))
    assert officer.get(f"/v1/facts/{told['steps'][-1]['facts'][0]}").get_json()["fact"]["fields"] == {"months": 1}


@pytest.mark.parametrize(
    ("kind", "said", "status", "message"),
    [
        ("appeals", {"subject": FIRM, "policy": ARREARS}, 404, "no grade is known as `labour/arrears`"),
        ("claims", {"subject": FIRM, "policy": ARREARS, "ground": "wrong", "facts": ["x"]}, 404,
         "no fact is known as `x`"),
        ("claims", {"subject": "nobody", "policy": ARREARS, "ground": "wrong"}, 404,
         "no subject is known as `nobody`"),
        ("complaints", {"department": "none"}, 404, "no department is known as `none`"),
        ("complaints", {"department": "tax", "period": None, "basis": None}, 409,
         "the policy does not say how long this may take (say so in `period`, with its `basis`)"),
        ("claims", {"subject": FIRM, "ground": "wrong"}, 422,
         "either `policy` or `department` has to be given (give one of them, and not both)"),
        ("complaints", {"department": "tax", "day": "2026-03-03"}, 409,
         "the step is dated 2026-03-03, and today is 2026-03-02 (record it once it was done)"),
    ],
)  # fmt: skip
def test_a_plea_about_what_is_not_there_is_refused(
    office: Office, officer: FlaskClient, kind: str, said: dict[str, Any], status: int, message: str
) -> None:
    assert officer is not None
    answer = office.somebody("officer").post(f"/v1/{kind}", json={"evidence": EVIDENCE} | LIMIT | said)
    assert (answer.status_code, problems(answer)) == (status, [message])


def test_a_claim_runs_by_the_policys_own_limit_and_what_is_wrong_is_revoked(
    office: Office, officer: FlaskClient
) -> None:
    claim = made(officer, "claims", subject=FIRM, policy=ARREARS, ground="wrong", facts=[f"{FIRM}-f2"], period="1 day")
    assert [(one["period"], one["due"]) for one in claim["limits"]] == [("15 working days", "2026-03-20")]
    done(officer.post(f"/v1/claims/{claim['id']}/accept", json=NOTE))
    path = f"/v1/claims/{claim['id']}/decide"
    assert problems(officer.post(path, json=NOTE | {"outcome": "rejected", "revokes": [f"{FIRM}-f2"]})) == [
        "what is rejected changes no records (leave records out, or uphold it)"
    ]
    assert problems(officer.post(path, json=NOTE | {"outcome": "upheld", "revokes": ["x"]})) == [
        "there is no fact `x` (name facts as they are stored (GET /v1/facts/…))"
    ]
    told = done(officer.post(path, json=NOTE | {"outcome": "upheld", "revokes": [f"{FIRM}-f2"]}))
    assert (told["state"], len(told["steps"][-1]["facts"])) == ("upheld", 1)
    assert officer.get(f"/v1/subjects/{FIRM}/verdict").get_json()["lists"] == []
    assert office.somebody("officer", '["tax"]').get(f"/v1/claims/{claim['id']}").status_code == 403


def test_a_complaint_is_answered_by_the_department_it_is_about(office: Office, officer: FlaskClient) -> None:
    assert officer is not None
    tax = office.somebody("department", department="tax")
    complaint = made(tax, "complaints", department="tax")["id"]
    assert office.somebody("department", department="finance").get("/v1/complaints").get_json()["matters"] == []
    assert done(tax.post(f"/v1/complaints/{complaint}/refuse", json=NOTE))["state"] == "refused"
    assert problems(tax.post(f"/v1/complaints/{complaint}/accept", json=NOTE)) == [
        "the step `accept` is not possible in the state `refused` (from here it goes on by: -)"
    ]


def execution(who: FlaskClient, measure: str = "limit_funding") -> dict[str, Any]:
    matters = who.get("/v1/measures/executions").get_json()["matters"]
    (found,) = [one for one in matters if one["details"]["measure"] == measure]
    told: dict[str, Any] = found
    return told


def test_a_department_acknowledges_and_reports_a_measure_and_ends_it(office: Office, officer: FlaskClient) -> None:
    finance = office.somebody("department", department="finance")
    proceeding = listed(office, officer)
    owed = execution(finance)
    assert (owed["state"], owed["details"]["strength"], owed["details"]["since"]) == ("pending", "shall", "2026-03-10")
    path = f"/v1/measures/executions/{owed['id']}"
    assert done(finance.post(f"{path}/acknowledge", json=NOTE))["state"] == "acknowledged"
    told = done(finance.post(f"{path}/execute", json=NOTE))
    assert (told["state"], [one["met"] for one in told["limits"]]) == ("executed", ["2026-03-10", "2026-03-10"])
    done(officer.post(f"/v1/proceedings/{proceeding}/withdraw", json=NOTE | {"revokes": [f"{FIRM}-f2"]}))
    ending = execution(finance)
    assert (ending["state"], ending["possible"]) == ("ending", ["end"])
    assert done(finance.post(f"{path}/end", json=NOTE))["state"] == "ended"


def test_a_measure_that_nobody_carried_out_ends_by_itself(office: Office, officer: FlaskClient) -> None:
    finance = office.somebody("department", department="finance")
    proceeding = listed(office, officer)
    path = f"/v1/measures/executions/{execution(finance)['id']}"
    assert done(finance.post(f"{path}/not-execute", json=NOTE))["state"] == "not_executed"
    done(officer.post(f"/v1/proceedings/{proceeding}/withdraw", json=NOTE | {"revokes": [f"{FIRM}-f2"]}))
    assert execution(finance)["state"] == "ended"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (("department", "[]", "tax"), 403),
        (("department", "[]", "finance"), 200),
        (("officer", "[]", None), 403),
    ],
)
def test_only_the_department_itself_reports(
    office: Office, officer: FlaskClient, who: tuple[Role, str, str | None], status: int
) -> None:
    listed(office, officer)
    owed = execution(office.somebody("reviewer"))["id"]
    somebody = office.somebody(*who)
    assert somebody.post(f"/v1/measures/executions/{owed}/acknowledge", json=NOTE).status_code == status


def test_deadlines_are_told_by_when_they_end_and_whose_they_are(office: Office, officer: FlaskClient) -> None:
    listed(office, officer)
    office.on("2026-03-18")
    made(officer, "claims", subject=FIRM, policy=ARREARS, ground="wrong")
    reviewer = office.somebody("reviewer")
    first = reviewer.get("/v1/deadlines?limit=2").get_json()
    rest = reviewer.get(f"/v1/deadlines?limit=2&cursor={first['next']}").get_json()
    assert rest["next"] is None
    names = ("what", "role", "due", "overdue", "days_left", "working_days_left")
    assert [tuple(one[name] for name in names) for one in (*first["deadlines"], *rest["deadlines"])] == [
        ("acknowledgement", "department", "2026-03-17", True, -1, 0),
        ("report", "department", "2026-04-09", False, 22, 15),
        ("settlement", "authority", "2026-04-09", False, 22, 15),
    ]
    measure = "限制取得政府资金支持"
    assert [one["title"] for one in (*first["deadlines"], *rest["deadlines"])] == [measure, measure, None]
    over = reviewer.get("/v1/deadlines?overdue=true&role=department&department=finance").get_json()["deadlines"]
    assert [one["what"] for one in over] == ["acknowledgement"]
    assert reviewer.get("/v1/deadlines?by=2026-03-16").get_json()["deadlines"] == []
    assert office.somebody("department", department="tax").get("/v1/deadlines").get_json()["deadlines"] == []


def test_a_deadline_of_which_the_day_is_not_known_comes_last_and_says_so(office: Office, officer: FlaskClient) -> None:
    office.on("2026-12-28")
    made(officer, "claims", subject=FIRM, policy=ARREARS, ground="wrong")
    (told,) = officer.get("/v1/deadlines").get_json()["deadlines"]
    assert (told["due"], told["overdue"], told["days_left"], told["working_days_left"]) == (None, None, None, None)
