"""Where everybody stands: kept after each fact, the same as a fresh verdict says."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from adapters.access.permissions import Role

SUBJECT = "91140800MA070K235G"
POLICY = "market/abnormal-operations"


def test_a_fact_shows_on_the_list_at_once(client_of: Callable[[Role], FlaskClient]) -> None:
    client = client_of("client")
    client.put(f"/v1/subjects/{SUBJECT}", json={"kind": "enterprise", "region": "140800"})
    state = client.get(f"/v1/subjects/{SUBJECT}/state")
    assert state.status_code == 200, state.text
    print(state.text)
    assert client.get("/v1/lists").status_code == 200
    on = client.get(f"/v1/lists/{POLICY}")
    assert on.status_code == 200, on.text
    assert on.get_json()["entries"] == []
    print(client.get("/v1/departments/finance/measures").text)
