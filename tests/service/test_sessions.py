"""Signing in with a password: what the cookie is, how writes are told from forged ones, when it ends, who must wait."""

from __future__ import annotations

from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Final

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from adapters.access.passwords import is_outdated
from adapters.access.sessions import IDLE, WHOLE
from adapters.clock import FixedClock
from adapters.database.tables.access import session, user
from adapters.database.tables.ledger import entry, payload
from adapters.parts import Parts
from tests.service.conftest import NOW
from tests.service.people import user_added
from web.app import create_app
from web.rates import Rates

PASSWORD: Final = "correct horse battery"  # noqa: S105 - of nobody but these tests
OTHER: Final = "staple battery horse"
HERE: Final = "http://127.0.0.1:8080"
ELSEWHERE: Final = "https://credit.example"


@pytest.fixture
def client(app: Flask, parts: Parts) -> FlaskClient:
    user_added(parts, "wang", "officer", ["labour"], PASSWORD)
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def sign_in(
    client: FlaskClient, password: str = PASSWORD, name: str = "wang", base: str = HERE, **more: str
) -> TestResponse:
    return client.post("/v1/sessions", json={"user": name, "password": password}, base_url=base, environ_overrides=more)


def current(client: FlaskClient) -> int:
    return client.get("/v1/sessions/current", base_url=HERE).status_code


def cookie_of(answer: TestResponse) -> dict[str, str]:
    """The cookie that *answer* sets, with its name and its properties."""
    [(name, found)] = SimpleCookie(answer.headers["Set-Cookie"]).items()
    return {"name": name, "value": found.value, **{key: str(value) for key, value in found.items() if value}}


def test_who_signs_in_is_told_who_they_are_and_what_they_may(client: FlaskClient) -> None:
    answer = sign_in(client)
    told = answer.get_json()
    assert answer.status_code == 201, answer.text
    assert {key: told[key] for key in ("user", "name", "roles", "sectors", "department")} == {
        "user": "wang", "name": "wang", "roles": ["officer"], "sectors": ["labour"], "department": None,
    }  # fmt: skip
    assert "casework:decide" in told["permissions"]
    assert client.get("/v1/sessions/current", base_url=HERE).get_json() == told
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    ("base", "name", "secure"),
    [
        (HERE, "xinheng", None),
        ("http://localhost", "xinheng", None),
        ("http://[::1]:8080", "xinheng", None),
        (ELSEWHERE, "__Host-xinheng", "True"),
        ("https://127.0.0.1", "__Host-xinheng", "True"),
        ("http://credit.example", "__Host-xinheng", "True"),  # which a browser does not take: nobody may listen
    ],
)
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    client: FlaskClient, base: str, name: str, secure: str | None
) -> None:
    found = cookie_of(sign_in(client, base=base))
    expected = {"name": name, "path": "/", "httponly": "True", "samesite": "Strict", "max-age": "43200"}
    assert {key: value for key, value in found.items() if key not in ("value", "expires")} == (
        expected | ({"secure": secure} if secure else {})
    )


@pytest.mark.parametrize(
    ("name", "password"),
    [("wang", OTHER), ("wang", PASSWORD + " "), ("WANG", PASSWORD), ("nobody", PASSWORD), ("robot", "x" * 12)],
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    client: FlaskClient, parts: Parts, name: str, password: str
) -> None:
    user_added(parts, "robot", "client")  # without a password: nobody signs in as them
    answer = sign_in(client, password, name)
    told = answer.get_json() | {"instance": ""}
    assert (answer.status_code, told) == (401, {
        "type": "/problems/bad_password", "title": "not signed in", "status": 401, "instance": "", "errors": [],
        "detail": "the user is not known, or the password is another",
    })  # fmt: skip
    assert "Set-Cookie" not in answer.headers


def test_a_write_by_cookie_needs_what_signing_in_told(client: FlaskClient) -> None:
    csrf = sign_in(client).get_json()["csrf"]
    made = []
    for said in (None, "", csrf[:-1] + "x", "ü", csrf):
        headers = {} if said is None else {"X-CSRF-Token": said}
        made.append(client.post("/v1/tokens", json={}, base_url=HERE, headers=headers).status_code)
    assert made == [403, 403, 403, 403, 201]
    assert current(client) == 200  # which only reads


def test_what_signing_in_told_one_session_is_of_no_use_to_another(client: FlaskClient, app: Flask) -> None:
    csrf = sign_in(app.test_client()).get_json()["csrf"]
    sign_in(client)
    answer = client.post("/v1/tokens", json={}, base_url=HERE, headers={"X-CSRF-Token": csrf})
    assert (answer.status_code, answer.get_json()["type"]) == (403, "/problems/csrf")


def test_a_form_of_another_site_signs_nobody_in(client: FlaskClient) -> None:
    form = {"user": "wang", "password": PASSWORD}
    for media in ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain"):
        answer = client.post("/v1/sessions", data=form if "form" in media else "{}", content_type=media)
        assert answer.status_code == 415


def test_who_signs_out_is_out_and_their_cookie_of_no_use(client: FlaskClient) -> None:
    answer = sign_in(client)
    before = cookie_of(answer)
    headers = {"X-CSRF-Token": answer.get_json()["csrf"]}
    gone = client.delete("/v1/sessions/current", base_url=HERE, headers=headers)
    assert (gone.status_code, cookie_of(gone)["value"]) == (204, "")
    client.set_cookie("xinheng", before["value"], domain="127.0.0.1")
    assert current(client) == 401


def test_signing_in_ends_the_session_the_browser_came_with(client: FlaskClient, app: Flask) -> None:
    before = cookie_of(sign_in(client))["value"]
    assert cookie_of(sign_in(client))["value"] != before
    other = app.test_client()
    other.set_cookie("xinheng", before, domain="127.0.0.1")
    assert current(other) == 401


@pytest.mark.parametrize("value", ["", "forged", "x" * 4000, "' OR '1'='1", "0" * 64])
def test_a_forged_cookie_is_nobodys(client: FlaskClient, value: str) -> None:
    client.set_cookie("xinheng", value, domain="127.0.0.1")
    assert current(client) == 401
    assert client.get("/openapi.json").status_code == 200


def test_what_the_store_keeps_of_a_session_is_no_cookie(client: FlaskClient, parts: Parts) -> None:
    sign_in(client)
    with parts.database.reading() as connection:
        kept = connection.scalar(select(session.c.digest))
    assert kept is not None
    client.set_cookie("xinheng", kept, domain="127.0.0.1")
    assert current(client) == 401


def test_a_session_ends_when_it_is_not_used(client: FlaskClient, clock: FixedClock) -> None:
    sign_in(client)
    clock.moment = NOW + IDLE - timedelta(seconds=1)
    assert current(client) == 200
    clock.moment += IDLE
    assert current(client) == 401


def test_a_session_ends_however_much_it_is_used(client: FlaskClient, clock: FixedClock) -> None:
    sign_in(client)
    while clock.moment < NOW + WHOLE - timedelta(minutes=20):
        clock.moment += timedelta(minutes=20)
        assert current(client) == 200
    clock.moment = NOW + WHOLE
    assert current(client) == 401


def test_the_cookie_changes_and_the_one_before_holds_for_requests_under_way(
    client: FlaskClient, app: Flask, clock: FixedClock
) -> None:
    signed = sign_in(client)
    before, csrf = cookie_of(signed)["value"], signed.get_json()["csrf"]
    clock.moment += timedelta(minutes=16)
    changed = client.get("/v1/sessions/current", base_url=HERE)
    assert cookie_of(changed)["value"] != before
    assert changed.get_json()["csrf"] == csrf
    late = app.test_client()
    late.set_cookie("xinheng", before, domain="127.0.0.1")
    assert current(late) == 200
    clock.moment += timedelta(minutes=1)
    assert (current(late), current(client)) == (401, 200)


def test_another_password_ends_the_users_other_sessions(client: FlaskClient, app: Flask) -> None:
    other = app.test_client()
    sign_in(other)
    headers = {"X-CSRF-Token": sign_in(client).get_json()["csrf"]}
    wrong = {"old": OTHER, "new": OTHER}
    answer = client.put("/v1/users/current/password", json=wrong, base_url=HERE, headers=headers)
    assert (answer.status_code, answer.get_json()["type"]) == (403, "/problems/wrong_password")
    right = {"old": PASSWORD, "new": OTHER}
    answer = client.put("/v1/users/current/password", json=right, base_url=HERE, headers=headers)
    assert answer.status_code == 204, answer.text
    assert (current(client), current(other)) == (200, 401)
    assert (sign_in(app.test_client()).status_code, sign_in(app.test_client(), OTHER).status_code) == (401, 201)


def test_who_fails_too_often_waits_longer_each_time_even_with_the_right_password(
    client: FlaskClient, clock: FixedClock
) -> None:
    assert [sign_in(client, OTHER).status_code for _ in range(5)] == [401] * 5
    waits = []
    for _ in range(4):
        refused = sign_in(client)
        waits.append(int(refused.headers["Retry-After"]))
        assert refused.status_code == 429
        clock.moment += timedelta(seconds=waits[-1])
        assert sign_in(client, OTHER).status_code == 401
    assert waits == [1, 2, 4, 8]
    clock.moment += timedelta(seconds=16)
    assert sign_in(client).status_code == 201
    assert sign_in(client, OTHER).status_code == 401  # and it begins anew


def test_failures_elsewhere_do_not_keep_somebody_out_until_there_are_many(client: FlaskClient) -> None:
    for number in range(20):
        assert sign_in(client, OTHER, REMOTE_ADDR=f"203.0.113.{number}").status_code == 401
    assert sign_in(client, OTHER, REMOTE_ADDR="203.0.113.99").status_code == 429


def test_names_that_nobody_has_wait_as_well(client: FlaskClient) -> None:
    assert [sign_in(client, OTHER, "nobody").status_code for _ in range(6)] == [401] * 5 + [429]


def test_a_password_hashed_more_weakly_is_hashed_anew_when_it_is_used(client: FlaskClient, parts: Parts) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with parts.database.writing() as connection:
        connection.execute(update(user).values(password=weak))
    assert sign_in(client).status_code == 201
    with parts.database.reading() as connection:
        kept = connection.scalar(select(user.c.password))
    assert kept is not None
    assert not is_outdated(kept)
    assert sign_in(client).status_code == 201


def test_the_ledger_is_told_who_signed_in_and_no_secret(client: FlaskClient, parts: Parts) -> None:
    told = sign_in(client)
    with parts.database.reading() as connection:
        rows = connection.execute(select(entry.c.what, payload.c.actor, payload.c.content).join_from(entry, payload))
        found = [tuple(row) for row in rows]
    assert found == [("signed_in", "wang", "{}")]
    assert cookie_of(told)["value"] not in str(found)


def test_who_asks_too_often_waits(parts: Parts) -> None:
    client = create_app(parts, Rates(known="2/hour", others="1/hour")).test_client()
    assert [client.get("/v1/sessions/current").status_code for _ in range(2)] == [401, 429]
    refused = client.get("/v1/sessions/current")
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert refused.get_json()["type"] == "/problems/too_many"


@pytest.mark.parametrize(("base", "hsts"), [(HERE, None), (ELSEWHERE, "max-age=31536000; includeSubDomains")])
def test_every_answer_has_strict_headers(client: FlaskClient, base: str, hsts: str | None) -> None:
    for path in ("/openapi.json", "/v1/sessions/current", "/nowhere"):
        headers = client.get(path, base_url=base).headers
        assert headers.get("Strict-Transport-Security") == hsts
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        assert "Server" not in headers
