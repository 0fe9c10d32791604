"""Verdicts over HTTP: the same bytes as the engine gives, as of any day, and a receipt of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Executable, delete, update

from adapters.access.permissions import Role
from adapters.clock import FixedClock
from adapters.database.tables.verdicts import said
from adapters.parts import Parts
from engine.calendar import parse_day
from engine.online.answer import Question, answer
from engine.online.evaluate import Evaluator
from tests.service.conftest import program_of
from tests.service.sample import sample, store_sample

Clients = Callable[[Role], FlaskClient]
LISTED = "91140800MA070K235G"
PAID = "91140100MA0GYGLUXF"


@pytest.fixture
def desk(parts: Parts, client_of: Clients) -> FlaskClient:
    store_sample(parts)
    return client_of("client")


def asked(subject: str) -> dict[str, Any]:
    """A question about a subject of the sample, with its facts."""
    subjects, facts = sample()
    who = next(one for one in subjects if one["id"] == subject)
    return {"subject": who, "facts": [one for one in facts if one["subject"] == subject], "principals": {}}


def test_a_stored_subject_gets_the_very_bytes_the_engine_gives(desk: FlaskClient, shipped: dict[str, bytes]) -> None:
    found = desk.get(f"/v1/subjects/{LISTED}/verdict?as_of=2026-06-01&known_at=2026-06-01")
    day = parse_day("2026-06-01")
    question = asked(LISTED)
    evaluator = Evaluator(program_of(shipped))
    expected = answer(evaluator, Question(question["subject"], question["facts"], day, day, {})).json()
    evaluator.close()
    assert found.data == expected
    assert found.get_json()["outcome"] == "listed"
    assert found.headers["Rules-Hash"] == found.get_json()["release"]


def test_facts_sent_along_get_the_same_verdict_and_are_stored_nowhere(desk: FlaskClient) -> None:
    stored = desk.get(f"/v1/subjects/{LISTED}/verdict?as_of=2026-06-01&known_at=2026-06-01")
    days = {"as_of": "2026-06-01", "known_at": "2026-06-01"}
    inline = desk.post("/v1/verdicts", json=asked(LISTED) | days)
    assert inline.data == stored.data
    stranger = asked(LISTED)
    stranger["subject"] = stranger["subject"] | {"id": "nobody-1"}
    stranger["facts"] = [{**one, "subject": "nobody-1"} for one in stranger["facts"]]
    assert desk.post("/v1/verdicts", json=stranger | days).get_json()["outcome"] == "listed"
    assert desk.get("/v1/subjects/nobody-1").status_code == 404


def test_a_verdict_as_known_at_a_moment_leaves_out_what_was_stored_later(desk: FlaskClient, clock: FixedClock) -> None:
    before = clock.moment
    clock.moment = before + timedelta(seconds=10)
    fact = {"id": "late-1", "type": "credit_commitment", "subject": PAID, "date": "2026-05-01"}
    assert desk.post("/v1/facts", json=fact).status_code == 201
    address = f"/v1/subjects/{PAID}/verdict?as_of=2026-11-01"
    assert "late-1" in desk.get(address).get_json()["facts"]
    moment = before.isoformat().replace("+00:00", "Z")
    assert "late-1" not in desk.get(f"{address}&known_at={moment}").get_json()["facts"]


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        ("/v1/subjects/nobody/verdict", 404, "no subject is known as `nobody`"),
        (f"/v1/subjects/{LISTED}/verdict?release={'0' * 64}", 404, f"no release is known as `{'0' * 64}`"),
        (f"/v1/subjects/{LISTED}/verdict?as_of=2026-02-30", 422,
         "the request is not as the API has it; `errors` says where, what and how to mend it"),
        (f"/v1/subjects/{LISTED}/verdict?as_of=2200-01-01", 422,
         "the request is not as the API has it; `errors` says where, what and how to mend it"),
        (f"/v1/subjects/{LISTED}/verdict?asof=2026-02-01", 422,
         "the request is not as the API has it; `errors` says where, what and how to mend it"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_says_why(desk: FlaskClient, address: str, status: int, detail: str) -> None:
    found = desk.get(address)
    assert found.status_code == status
    assert found.mimetype == "application/problem+json"
    told = found.get_json()
    assert told["detail"] == detail
    assert told["status"] == status


def test_wrong_facts_are_told_all_at_once_each_with_its_place(desk: FlaskClient) -> None:
    facts = [
        {"id": "a", "type": "credit_comitment", "date": "2026-05-01"},
        {"id": "b", "type": "credit_commitment", "date": "2026-02-30"},
    ]
    found = desk.post("/v1/verdicts", json={"subject": {"id": "x", "kind": "enterprise"}, "facts": facts})
    assert found.status_code == 422
    assert [(one["location"]["pointer"], one["code"]) for one in found.get_json()["errors"]] == [
        ("/facts/0/type", "facts.unknown_type"),
        ("/facts/1/date", "facts.bad_day"),
    ]


@pytest.mark.parametrize(
    ("language", "remedy"), [("en", "did you mean `credit_commitment`?"), ("zh-CN", "是否应为 `credit_commitment`？")]
)
def test_wrong_facts_are_told_in_the_language_asked_for(desk: FlaskClient, language: str, remedy: str) -> None:
    facts = [{"id": "a", "type": "credit_comitment", "date": "2026-05-01"}]
    body = {"subject": {"id": "x", "kind": "enterprise"}, "facts": facts}
    answer = desk.post("/v1/verdicts", json=body, headers={"Accept-Language": language})
    assert answer.get_json()["errors"][0]["remedy"] == remedy
    both = desk.post("/v1/verdicts/comparison", json={"was": body | {"facts": []}, "now": body})
    assert both.get_json()["errors"][0]["location"]["pointer"] == "/now/facts/0/type"


def test_a_release_is_asked_for_by_the_hash_of_its_contents_too(desk: FlaskClient) -> None:
    release = desk.get("/v1/releases/live").get_json()
    address = f"/v1/subjects/{LISTED}/verdict?as_of=2026-06-01&release="
    assert release["content_hash"] != release["hash"]
    by_hash, by_content = (desk.get(address + release[name]) for name in ("hash", "content_hash"))
    assert by_content.data == by_hash.data
    assert by_content.headers["Rules-Hash"] == release["hash"]


def test_a_zone_whose_plus_was_not_escaped_is_taken_for_one(desk: FlaskClient) -> None:
    address = f"/v1/subjects/{LISTED}/verdict?as_of=2026-06-01&known_at=2026-11-01T08:00:00"
    assert desk.get(f"{address}+08:00").data == desk.get(f"{address}%2B08:00").data


def test_what_is_wrong_with_a_parameter_is_told_in_the_language_asked_for(desk: FlaskClient) -> None:
    address = "/v1/lists/labour/wage-arrears?limit=0&as_off=2026-01-01"
    answer = desk.get(address, headers={"Accept-Language": "zh-CN"})
    assert [(one["message"], one["remedy"]) for one in answer.get_json()["errors"]] == [
        ("不得小于 1", "请改大一些"), ("没有这个键", "是否应为 `as_of`？"),
    ]  # fmt: skip


def test_a_key_that_two_questions_of_a_batch_have_is_refused(desk: FlaskClient) -> None:
    answer = desk.post("/v1/verdicts/batch", json={"subjects": [LISTED], "inputs": {LISTED: asked(PAID)}})
    assert (answer.status_code, answer.get_json()["type"]) == (422, "/problems/batch_twice")


def test_many_are_answered_at_once_each_by_itself(desk: FlaskClient) -> None:
    body = {
        "subjects": [LISTED, "nobody"],
        "inputs": {"mine": asked(PAID), "wrong": {"subject": {"id": "x"}, "facts": [{}]}},
        "as_of": "2026-06-01", "known_at": "2026-06-01",
    }  # fmt: skip
    found = desk.post("/v1/verdicts/batch", json=body)
    assert found.status_code == 207
    told = found.get_json()["responses"]
    assert {key: one["status"] for key, one in told.items()} == {LISTED: 200, "nobody": 404, "mine": 200, "wrong": 422}
    alone = desk.get(f"/v1/subjects/{LISTED}/verdict?as_of=2026-06-01&known_at=2026-06-01").get_json()
    assert told[LISTED]["verdict"] == alone
    assert "facts.unknown_type" in {one["code"] for one in told["wrong"]["errors"]}
    assert all(one["location"]["pointer"].startswith("/inputs/wrong/facts/0") for one in told["wrong"]["errors"])
    assert told["nobody"]["errors"][0]["location"]["pointer"] == "/subjects/1"


def test_an_explanation_says_each_condition_of_each_rule(desk: FlaskClient) -> None:
    address = f"/v1/subjects/{LISTED}/explanation?policy=labour/wage-arrears&as_of=2026-06-01"
    told = desk.get(address).get_json()
    rules = {one["rule"]: one["truth"] for one in told["explanations"]}
    assert rules["refuses_to_pay"] == "true"
    assert told["verdict"]["outcome"] == "listed"
    inline = desk.post(
        "/v1/explanations", json=asked(LISTED) | {"policy": "labour/wage-arrears", "as_of": "2026-06-01"}
    )
    assert inline.get_json()["explanations"] == told["explanations"]


def test_a_policy_nobody_knows_is_answered_with_the_nearest(desk: FlaskClient) -> None:
    found = desk.get(f"/v1/subjects/{LISTED}/explanation?policy=labour/wage-arears")
    assert found.status_code == 404
    assert found.get_json()["detail"] == "no policy is called `labour/wage-arears`; did you mean `labour/wage-arrears`?"


def test_a_forecast_says_how_things_stand_on_the_days_to_come(desk: FlaskClient) -> None:
    address = f"/v1/subjects/{LISTED}/forecast?as_of=2026-06-01&known_at=2026-06-01&until=2029-12-31"
    told = desk.get(address).get_json()
    last = {one["day"]: one for one in told["steps"]}["2029-02-03"]
    assert {"policy": "labour/wage-arrears", "status": "not_listed"} in last["lists"]
    assert ("labour/wage-arrears", "expires", "2029-02-02") in [
        (one["policy"], one["what"], one["day"]) for one in told["forecast"]
    ]


@pytest.mark.parametrize(
    ("gate", "subject", "answer"),
    [
        ("funding", LISTED, "must_refuse"),
        ("licensing", "91110000000000000X", "not_found"),
    ],
)
def test_a_desk_is_told_what_it_must_do(desk: FlaskClient, gate: str, subject: str, answer: str) -> None:
    found = desk.post(f"/v1/gates/{gate}", json={"subjects": [subject], "as_of": "2026-06-01"})
    told = found.get_json()["results"][0]
    assert told["answer"] == answer, told
    if answer == "must_refuse":
        measure = next(one for one in told["measures"] if one["answer"] == "must_refuse")
        assert measure["articles"] or measure["statute"]
        assert measure["last"] is not None


def test_nothing_known_is_not_clear(desk: FlaskClient) -> None:
    assert desk.put("/v1/subjects/new-1", json={"kind": "enterprise"}).status_code == 201
    told = desk.post("/v1/gates/licensing", json={"subjects": ["new-1"]}).get_json()["results"][0]
    assert told["answer"] == "nothing_known"


def test_a_gate_nobody_knows_is_answered_with_those_there_are(desk: FlaskClient) -> None:
    found = desk.post("/v1/gates/marriage", json={"subjects": [LISTED]})
    assert found.status_code == 404
    assert "no gate is called `marriage`; there are: licensing, procurement" in found.get_json()["detail"]


def test_a_receipt_has_what_was_decided_and_by_what(desk: FlaskClient, client_of: Clients) -> None:
    given = desk.get(f"/v1/subjects/{LISTED}/verdict?as_of=2026-06-01&known_at=2026-06-01")
    auditor = client_of("auditor")
    kept = auditor.get(f"/v1/receipts/{given.headers['Decision-Id']}").get_json()
    told = kept["receipt"]
    assert told["result"] == given.get_json()
    assert told["as_of"] == {
        "fact": "2026-06-01", "knowledge": "2026-06-01", "stored_by": "9999-12-31T23:59:59.999999Z",
        "rule": "2026-11-01",
    }  # fmt: skip
    assert told["verdict"] == "listed"
    assert "labour/wage-arrears#refuses_to_pay" in told["rules_hit"]
    assert any(one.startswith("拖欠农民工工资失信联合惩戒对象名单管理暂行办法") for one in told["citations"])
    assert told["requested_by"] == "client"
    assert told["path"] == "/v1/subjects/<id>/verdict"


TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"


def test_receipts_tell_of_whose_work_a_verdict_is_part_and_are_given_again(
    desk: FlaskClient, client_of: Clients
) -> None:
    sent = {"traceparent": f"00-{TRACE}-{SPAN}-01"}
    path = f"/v1/subjects/{LISTED}/verdict"
    first, kept = (desk.get(path, headers=sent).headers["Decision-Id"] for _ in range(2))
    batch = desk.post("/v1/verdicts/batch", json={"subjects": [PAID], "inputs": {"one": asked(LISTED)}}, headers=sent)
    in_batch = [one["decision_id"] for one in batch.get_json()["responses"].values()]
    assert len(in_batch) == 2
    auditor = client_of("auditor")
    for id_ in (first, kept, *in_batch):
        told = auditor.get(f"/v1/receipts/{id_}").get_json()["receipt"]
        assert (told["trace_id"], told["span_id"]) == (TRACE, SPAN)
    for id_ in (first, kept, in_batch[0]):
        assert auditor.post(f"/v1/receipts/{id_}/replay", json={}).get_json()["result"] == "same"


def test_without_a_sound_trace_receipts_tell_of_none(desk: FlaskClient, client_of: Clients) -> None:
    auditor = client_of("auditor")
    for given in ("", "00-0-0-00", f"00-{'0' * 32}-{SPAN}-01", f"00-{TRACE}-{'0' * 16}-01"):
        id_ = desk.get(f"/v1/subjects/{LISTED}/verdict", headers={"traceparent": given}).headers["Decision-Id"]
        told = auditor.get(f"/v1/receipts/{id_}").get_json()["receipt"]
        assert not {"trace_id", "span_id"} & told.keys(), given


def test_facts_sent_along_leave_only_hashes(desk: FlaskClient, client_of: Clients) -> None:
    given = desk.post("/v1/verdicts", json=asked(LISTED) | {"as_of": "2026-06-01"})
    auditor = client_of("auditor")
    kept = auditor.get(f"/v1/receipts/{given.headers['Decision-Id']}").get_json()["receipt"]
    assert kept["result"] is None
    assert kept["input"] is None
    assert LISTED not in orjson.dumps(kept).decode()


def test_a_verdict_is_given_again_byte_for_byte(desk: FlaskClient, client_of: Clients, clock: FixedClock) -> None:
    given = desk.get(f"/v1/subjects/{PAID}/verdict")
    clock.moment += timedelta(days=400)
    fact = {"id": "late-2", "type": "credit_commitment", "subject": PAID, "date": "2026-05-01"}
    assert desk.post("/v1/facts", json=fact).status_code == 401  # its token is past its end
    assert client_of("client").post("/v1/facts", json=fact).status_code == 201
    address = f"/v1/receipts/{given.headers['Decision-Id']}/replay"
    told = client_of("auditor").post(address, json={}).get_json()
    assert told["result"] == "same"
    assert told["was"] == told["now"]


def test_facts_that_were_sent_along_must_be_sent_again_to_replay(desk: FlaskClient, client_of: Clients) -> None:
    question = asked(LISTED)
    given = desk.post("/v1/verdicts", json=question | {"as_of": "2026-06-01"})
    address = f"/v1/receipts/{given.headers['Decision-Id']}/replay"
    auditor = client_of("auditor")
    assert auditor.post(address, json={}).get_json()["result"] == "facts_needed"
    assert auditor.post(address, json={"question": question}).get_json()["result"] == "same"
    other = question | {"facts": question["facts"][1:]}
    assert auditor.post(address, json={"question": other}).get_json()["result"] == "other_facts"


@pytest.mark.parametrize(
    ("tampering", "flaw"),
    [(update(said).values(content=b"{}"), "verdict_changed"), (delete(said), "verdict_gone")],
    ids=["changed", "gone"],
)
def test_a_verdict_that_is_no_longer_the_one_given_shows(
    desk: FlaskClient, client_of: Clients, parts: Parts, tampering: Executable, flaw: str
) -> None:
    given = desk.get(f"/v1/subjects/{LISTED}/verdict?as_of=2026-06-01")
    auditor = client_of("auditor")
    assert auditor.post("/v1/audit/verify").get_json()["whole"]
    number = auditor.get(f"/v1/receipts/{given.headers['Decision-Id']}").get_json()["number"]
    with parts.database.writing() as connection:
        connection.execute(tampering)
    told = auditor.post("/v1/audit/verify").get_json()
    assert (told["whole"], told["flaws"]) == (False, [{"number": number, "what": flaw}])


def test_the_cases_of_a_policy_are_run_by_the_release(desk: FlaskClient) -> None:
    told = desk.post("/v1/cases", json={"policy": "labour/wage-arrears"}).get_json()["cases"]
    assert len(told) > 20
    assert all(one["holds"] for one in told)


def test_a_case_sent_along_tells_in_what_the_verdict_is_another(desk: FlaskClient) -> None:
    text = """cases:
  - name: whoever promises is proposed
    as_of: 2026-06-01
    facts: [{id: f1, type: credit_commitment, date: 2026-05-01}]
    expect: {outcome: proposed}
"""
    told = desk.post("/v1/cases", json={"policy": "labour/wage-arrears", "text": text}).get_json()["cases"]
    assert [(one["line"], one["holds"], one["outcome"]) for one in told] == [(2, False, "clear")]
    assert told[0]["differences"] == [{"path": "outcome", "expected": "proposed", "found": "clear"}]
    wrong = desk.post("/v1/cases", json={"policy": "labour/wage-arrears", "text": text + "    when: now\n"})
    assert wrong.status_code == 422
    place = {"part": "labour/wage-arrears.cases.yaml", "line": 6, "column": 5}
    assert wrong.get_json()["errors"][0]["location"] == place
