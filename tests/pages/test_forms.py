"""Forms that are refused come back with what was typed into them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from adapters.access.permissions import Role
from adapters.jobs.running import Worker
from adapters.parts import Parts
from tests.service.people import user_added
from tests.standards.files import csv_bytes, penalties

SignedIn = Callable[[Role], FlaskClient]


@pytest.mark.parametrize("year", ["9" * 30, "9" * 5000, "²", "MMXXVI"])
def test_a_year_that_is_none_is_told_beside_what_was_typed(signed_in: SignedIn, year: str) -> None:
    sent = {"subject": "nobody", "policy": "tax/credit-grade", "year": year, "text": "理由甲"}
    answer = signed_in("officer").post("/casework/appeals/new", data=sent)
    assert answer.status_code == 422
    assert "理由甲" in answer.text


@pytest.mark.parametrize(("name", "value"), [("as_of", "2026-02-30"), ("baseline", "none"), ("subjects", "9" * 30)])
def test_a_simulation_that_cannot_be_asked_for_keeps_what_was_typed(signed_in: SignedIn, name: str, value: str) -> None:
    sent = {
        "title": "试算甲", "policy": "labour/wage-arrears", "origin": "changes", "population": "synthetic",
        "subjects": "2000", "a:labour/wage-arrears:least_workers": "50000", name: value,
    }  # fmt: skip
    answer = signed_in("officer").post("/simulations/new", data=sent)
    assert 400 <= answer.status_code < 500
    assert 'value="试算甲"' in answer.text
    assert 'value="50000"' in answer.text


def test_a_user_who_cannot_be_so_comes_back_as_typed(shared: Parts, signed_in: SignedIn) -> None:
    user_added(shared, "zhao", "officer")
    sent = {"name": "赵" * 201, "roles": "officer", "sectors": "labour"}
    answer = signed_in("administrator").post("/admin/users/zhao", data=sent)
    assert answer.status_code == 422
    assert "赵" * 201 in answer.text


def test_rows_that_are_not_sent_keep_what_was_corrected(shared: Parts, signed_in: SignedIn) -> None:
    client = signed_in("officer")
    rows = [list(row) for row in penalties()]
    rows[1][2] = "错误代码"  # that of the organisation
    made = client.post("/v1/imports?name=p.csv", data=csv_bytes(rows), content_type="text/csv").get_json()
    Worker(shared).run(made["id"])
    page = client.get(f"/admin/imports/{made['id']}").text
    assert "错误代码" in page
    number = page.partition('name="row" value="')[2].partition('"')[0]
    cells = {f"c-{number}-{at}": "改正甲" if at == 2 else cell for at, cell in enumerate(rows[1])}
    again = client.post(f"/admin/imports/{made['id']}/mended", data=cells)
    assert again.status_code == 422
    assert "没有勾选任何行" in again.text
    assert "改正甲" in again.text


@pytest.mark.parametrize("sent", [{"do": "off"}, {"name": "甲", "roles": "officer"}])
def test_nobody_takes_their_own_administration_away(signed_in: SignedIn, sent: dict[str, str]) -> None:
    client = signed_in("administrator")
    answer = client.post("/admin/users/administrator-1", data=sent)
    assert answer.status_code == 409
    assert "请由另一名管理员办理" in answer.text
    assert client.get("/admin/users/administrator-1").status_code == 200


def test_a_form_may_hold_as_much_chinese_as_a_policy(signed_in: SignedIn) -> None:
    client = signed_in("officer")
    draft = client.post("/v1/drafts", json={"title": "长"}).get_json()
    text = "title: " + "甲" * 190_000
    answer = client.post(f"/drafts/{draft['id']}/trial/labour/wage-arrears.yaml", data={"text": text})
    assert answer.status_code == 200


def test_what_is_wrong_with_a_user_is_told_at_its_key(signed_in: SignedIn) -> None:
    client = signed_in("administrator")
    sent = {"id": "administrator-1", "name": "甲", "roles": ["officer"], "password": "Ab3-x"}
    errors = client.post("/v1/users", json=sent).get_json()["errors"]
    assert [(one["code"], one["location"]) for one in errors] == [
        ("access.user_known", {"part": "body", "pointer": "/id"}),
        ("access.password_short", {"part": "body", "pointer": "/password"}),
    ]
    answer = client.put("/v1/users/current/password", json={"old": "x", "new": "kurz"})
    assert answer.status_code == 403  # who comes by no password


def test_an_administrator_chooses_of_what_the_user_of_a_token_may(shared: Parts, signed_in: SignedIn) -> None:
    user_added(shared, "desk-1.north", "client")
    client = signed_in("administrator")
    page = client.get("/admin/tokens?user=desk-1.north").text
    assert 'name="scopes" value="gates:ask"' in page
    assert 'name="scopes" value="users:manage"' not in page
    made = client.post("/v1/tokens", json={"user": "desk-1.north", "scopes": ["gates:ask"]}).get_json()
    gone = client.post(f"/admin/tokens/{made['id']}/revoke", data={"user": "desk-1.north"})
    assert gone.location == "/admin/tokens?done=token_revoked&user=desk-1.north"
