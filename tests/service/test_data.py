"""Documents as OPA's Data API has them: the same verdicts, for tools that ask that way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from adapters.access.permissions import Role
from adapters.access.tokens import issue
from adapters.parts import Parts
from tests.service.conftest import NOW
from tests.service.people import user_added
from tests.service.sample import sample, store_sample

Clients = Callable[[Role], FlaskClient]
LISTED = "91140800MA070K235G"
DAY = {"as_of": "2026-06-01", "known_at": "2026-06-01"}


@pytest.fixture
def desk(parts: Parts, client_of: Clients) -> FlaskClient:
    store_sample(parts)
    return client_of("client")


def asked(desk: FlaskClient, path: str, input_: dict[str, Any], query: str = "") -> dict[str, Any]:
    answer = desk.post(f"/v1/data/xinheng/{path}{query}", json={"input": input_})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.get_json()
    return told


def brought(subject: str) -> dict[str, Any]:
    """A subject of the sample with its facts, as an input."""
    subjects, facts = sample()
    who = next(one for one in subjects if one["id"] == subject)
    return {"subject": who, "facts": [one for one in facts if one["subject"] == subject], "principals": {}}


def test_the_verdict_is_the_one_given_elsewhere(desk: FlaskClient, client_of: Clients) -> None:
    elsewhere = desk.get(f"/v1/subjects/{LISTED}/verdict?as_of=2026-06-01&known_at=2026-06-01").get_json()
    stored = asked(desk, "verdict", {"subject": LISTED, **DAY})
    assert stored["result"] == elsewhere
    receipt = client_of("auditor").get(f"/v1/receipts/{stored['decision_id']}")
    assert receipt.get_json()["receipt"]["path"] == "/v1/data/xinheng/verdict"
    assert asked(desk, "verdict", {**brought(LISTED), **DAY})["result"] == elsewhere


def test_a_gate_says_what_a_desk_has_to_do(desk: FlaskClient) -> None:
    elsewhere = desk.post("/v1/gates/funding", json={"subjects": [LISTED], **DAY}).get_json()["results"][0]
    told = asked(desk, "gates/funding", {"subject": LISTED, **DAY})["result"]
    assert told == {name: elsewhere[name] for name in ("answer", "measures", "undecided")}
    assert told["answer"] == "must_refuse"


def test_a_policy_says_how_the_subject_stands_by_it(desk: FlaskClient) -> None:
    whole = asked(desk, "verdict", {"subject": LISTED, **DAY})["result"]
    listed = next(one for one in whole["lists"] if one["status"] == "listed")
    assert asked(desk, f"policies/{listed['policy']}", {"subject": LISTED, **DAY})["result"] == listed


@pytest.mark.parametrize("path", ["gates/no_such_gate", "policies/no/such-list"])
def test_what_is_not_defined_has_no_result(desk: FlaskClient, path: str) -> None:
    assert "result" not in asked(desk, path, {"subject": LISTED, **DAY})


def test_an_answer_tells_what_opa_tells_beside_it(desk: FlaskClient) -> None:
    told = asked(desk, "verdict", {"subject": LISTED, **DAY}, "?metrics=true&provenance=true&pretty=true")
    assert told["provenance"] == {"bundles": {"xinheng": {"revision": told["result"]["release"]}}}
    assert told["metrics"]["timer_server_handler_ns"] > 0
    address = "/v1/data/xinheng/gates/funding"
    laid_out = desk.post(f"{address}?pretty=true", json={"input": {"subject": LISTED}})
    assert laid_out.text.startswith("{\n  ")


def test_wrong_facts_are_told_at_their_place_in_the_input(desk: FlaskClient) -> None:
    facts = [{"id": "a", "type": "credit_comitment", "date": "2026-05-01"}]
    body = {"input": {"subject": {"id": "x", "kind": "enterprise"}, "facts": facts}}
    answer = desk.post("/v1/data/xinheng/verdict", json=body)
    assert answer.status_code == 422
    assert [one["location"]["pointer"] for one in answer.get_json()["errors"]] == ["/input/facts/0/type"]


def test_a_stored_subject_that_is_not_known_is_refused(desk: FlaskClient) -> None:
    answer = desk.post("/v1/data/xinheng/verdict", json={"input": {"subject": "nobody"}})
    assert (answer.status_code, answer.get_json()["detail"]) == (404, "no subject is known as `nobody`")


def test_a_token_for_gates_alone_cannot_bring_facts(desk: FlaskClient, parts: Parts) -> None:
    user_added(parts, "counter", "client")
    with parts.database.writing() as connection:
        token = issue(connection, "counter", ("gates:ask",), NOW, 1)
    headers = {"Authorization": f"Bearer {token}"}
    address = "/v1/data/xinheng/gates/funding"
    assert desk.post(address, json={"input": {"subject": LISTED}}, headers=headers).status_code == 200
    refused = desk.post(address, json={"input": brought(LISTED)}, headers=headers)
    assert (refused.status_code, refused.get_json()["type"]) == (403, "/problems/forbidden")
