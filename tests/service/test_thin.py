"""The thin way through: a subject, a fact, a verdict."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from adapters.access.permissions import Role

SUBJECT = "91140800MA070K235G"


def test_a_fact_is_stored_once_and_a_verdict_is_given(client_of: Callable[[Role], FlaskClient]) -> None:
    client = client_of("client")
    made = client.put(f"/v1/subjects/{SUBJECT}", json={"kind": "enterprise", "region": "140800"})
    assert made.status_code == 201, made.text
    fact = {"id": "r-1", "type": "credit_commitment", "subject": SUBJECT, "date": "2026-05-01"}
    first = client.post("/v1/facts", json=fact)
    assert first.status_code == 201, first.text
    assert client.post("/v1/facts", json=fact).status_code == 200
    verdict = client.get(f"/v1/subjects/{SUBJECT}/verdict?as_of=2026-06-01")
    assert verdict.status_code == 200, verdict.text
    assert verdict.get_json()["facts"] == ["r-1"]
    then = client.get(f"/v1/subjects/{SUBJECT}/verdict?as_of=2026-06-01&known_at=2026-06-01")
    assert then.get_json()["facts"] == []  # it was recorded on 1 November
