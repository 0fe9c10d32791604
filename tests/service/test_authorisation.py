"""Every operation for every role: who is let in, and who is not. A route that is missing here fails the tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from adapters.access.permissions import ROLES, Permission, Role
from adapters.access.tokens import digest, issue
from adapters.parts import Parts
from tests.service.conftest import NOW
from tests.service.people import token_of, user_added
from web.api.operations import Operation
from web.api.resources import RESOURCES
from web.app import create_app
from web.pages.areas import AREAS

DESKS: Final = "officer reviewer approver client department"
DRAFTERS: Final = "officer reviewer approver"
DRAFTS: Final = f"{DRAFTERS} auditor"
RELEASES: Final = f"{DESKS} auditor"
SENDERS: Final = "officer client department"
KNOWN: Final = "officer reviewer approver auditor client department public administrator"
HANDLERS: Final = "officer department"
OVERSEERS: Final = "officer department reviewer approver"
ANYBODY: Final = f"{KNOWN} nobody"

WHO_MAY: Final[Mapping[str, str]] = {
    "GET /health/live": ANYBODY,
    "GET /health/ready": ANYBODY,
    "GET /metrics": ANYBODY,  # asks for a permission itself, unless it is from this machine
    "PUT /subjects/{id}": SENDERS,
    "GET /subjects/{id}": DESKS,
    "POST /facts": SENDERS,
    "POST /facts/batch": SENDERS,
    "POST /facts/stream": SENDERS,
    "GET /facts/{path:id}": DESKS,
    "GET /subjects/{id}/facts": DESKS,
    "GET /subjects": DESKS,
    "POST /subjects/{id}/names": "officer administrator",
    "POST /subjects/{id}/codes": "officer administrator",
    "POST /subjects/{id}/merge": "officer administrator",
    "POST /subjects/{id}/split": "officer administrator",
    "POST /identity-events/{number}/undo": "officer administrator",
    "GET /subjects/{id}/identity": "officer administrator",
    "GET /subjects/{id}/verdict": DESKS,
    "POST /subjects/{id}/reports": DESKS,
    "GET /subjects/{id}/reports/{code}": DESKS,
    "GET /public/reports/{code}": ANYBODY,
    "POST /verdicts": DESKS,
    "POST /verdicts/batch": DESKS,
    "POST /verdicts/sentences": DESKS,
    "GET /subjects/{id}/verdict/sentences": DESKS,
    "POST /verdicts/comparison": DESKS,
    "GET /subjects/{id}/question": DESKS,
    "POST /questions": DESKS,
    "GET /subjects/{id}/explanation": DESKS,
    "POST /explanations": DESKS,
    "GET /subjects/{id}/forecast": DESKS,
    "POST /gates/{gate}": DESKS,
    "POST /data/xinheng/verdict": DESKS,
    "POST /data/xinheng/gates/{gate}": DESKS,
    "POST /data/xinheng/policies/{path:policy}": DESKS,
    "GET /lists": DESKS,
    "GET /lists/{path:policy}": DESKS,
    "GET /list-sizes": DESKS,
    "GET /subjects/{id}/state": DESKS,
    "GET /departments/{department}/measures": DESKS,
    "GET /public/lists": ANYBODY,
    "GET /public/lists/{path:policy}": ANYBODY,
    "GET /public/listings": ANYBODY,
    "GET /changes": DESKS,
    "GET /changes/{number}": DESKS,
    "POST /subscriptions": "client department",
    "GET /subscriptions": "client department",
    "GET /subscriptions/{id}": "client department",
    "DELETE /subscriptions/{id}": "client department",
    "POST /subscriptions/{id}/resume": "client department",
    "POST /imports": "officer department administrator",
    "GET /imports/{id}": "officer department administrator",
    "GET /imports/{id}/rejected": "officer department administrator",
    "GET /recalls": "officer reviewer approver auditor",
    "GET /receipts": "auditor",
    "GET /receipts/{id}": "auditor",
    "POST /receipts/{id}/replay": "auditor",
    "GET /audit": "auditor administrator",
    "GET /audit/entries": "auditor administrator",
    "GET /imports": "officer department administrator",
    "GET /imports/{id}/rows": "officer department administrator",
    "POST /imports/{id}/mended": "officer department administrator",
    "GET /exchange/peers": "administrator",
    "GET /service": "auditor administrator",
    "POST /audit/verify": "auditor administrator",
    "GET /jobs": f"{DESKS} auditor administrator",
    "GET /jobs/{id}": f"{DESKS} auditor administrator",
    "POST /jobs/{id}/cancel": "officer department administrator",
    "POST /jobs/{id}/resume": "officer department administrator",
    "POST /drafts": "officer",
    "GET /drafts": DRAFTS,
    "GET /drafts/{id}": DRAFTS,
    "GET /drafts/{id}/files/{path:path}": DRAFTS,
    "PUT /drafts/{id}/files/{path:path}": "officer",
    "DELETE /drafts/{id}/files/{path:path}": "officer",
    "POST /drafts/{id}/rebase": "officer",
    "POST /drafts/{id}/examination": DRAFTERS,
    "POST /drafts/{id}/thoroughness": DRAFTERS,
    "GET /drafts/{id}/examination": DRAFTS,
    "GET /drafts/{id}/difference": DRAFTS,
    "POST /drafts/{id}/submit": "officer",
    "POST /drafts/{id}/comments": DRAFTERS,
    "POST /drafts/{id}/approve": "reviewer approver",
    "POST /drafts/{id}/send-back": "reviewer approver",
    "POST /drafts/{id}/withdraw": "officer",
    "POST /drafts/{id}/publish": "approver",
    "POST /simulations": DRAFTERS,
    "GET /simulations": DRAFTS,
    "GET /simulations/parameters": DRAFTS,
    "GET /simulations/populations": DRAFTS,
    "GET /simulations/{id}": DRAFTS,
    "GET /simulations/{id}/affected": DRAFTS,
    "GET /simulations/{id}/subjects/{key}": DRAFTS,
    "GET /simulations/{id}/report": DRAFTS,
    "GET /simulations/{id}/workbook": DRAFTS,
    "POST /simulations/{id}/cancel": DRAFTERS,
    "POST /simulations/{id}/resume": DRAFTERS,
    "DELETE /simulations/{id}": DRAFTERS,
    "GET /shadow": RELEASES,
    "GET /user-names": RELEASES,
    "PUT /shadow": "reviewer approver",
    "DELETE /shadow": "reviewer approver",
    "GET /shadow/differences": f"{DRAFTERS} auditor",
    "GET /policies": ANYBODY,
    "GET /policies/{path:id}": ANYBODY,
    "GET /parameters": ANYBODY,
    "GET /parameters/{path:policy}/{name}": ANYBODY,
    "GET /fact-types": ANYBODY,
    "GET /fact-types/{name}": ANYBODY,
    "GET /departments": ANYBODY,
    "GET /measure-catalogue": ANYBODY,
    "GET /measure-catalogue/{name}": ANYBODY,
    "POST /check": DESKS,
    "GET /schemas/{kind}": ANYBODY,
    "GET /drafts/{id}/names": DRAFTS,
    "POST /drafts/{id}/check": DRAFTERS,
    "POST /drafts/{id}/trial": DRAFTERS,
    "POST /drafts/{id}/case": DRAFTERS,
    "POST /drafts/{id}/cases": "officer",
    "POST /drafts/{id}/policies": "officer",
    "GET /drafts/{id}/effects": DRAFTS,
    "POST /layout": DESKS,
    "POST /forms": DESKS,
    "POST /cases": DESKS,
    "GET /releases": RELEASES,
    "GET /releases/live": RELEASES,
    "GET /releases/{hash}": RELEASES,
    "POST /releases": "officer",
    "GET /releases/{hash}/bundle": RELEASES,
    "GET /releases/{hash}/files": RELEASES,
    "GET /releases/{hash}/files/{path:path}": RELEASES,
    "POST /releases/{hash}/examination": DRAFTERS,
    "GET /releases/{hash}/examination": RELEASES,
    "GET /releases/{hash}/difference": RELEASES,
    "POST /releases/{hash}/publish": "approver",
    "GET /file-history": RELEASES,
    "POST /proceedings": HANDLERS,
    "GET /proceedings": OVERSEERS,
    "POST /proceedings/follow": HANDLERS,
    "GET /proceedings/{id}": OVERSEERS,
    "POST /proceedings/{id}/propose": HANDLERS,
    "POST /proceedings/{id}/notify": HANDLERS,
    "POST /proceedings/{id}/statement": HANDLERS,
    "POST /proceedings/{id}/objection": HANDLERS,
    "POST /proceedings/{id}/settle": HANDLERS,
    "POST /proceedings/{id}/decide": HANDLERS,
    "POST /proceedings/{id}/term": HANDLERS,
    "POST /proceedings/{id}/publish": HANDLERS,
    "POST /proceedings/{id}/take-down": HANDLERS,
    "POST /proceedings/{id}/apply-repair": HANDLERS,
    "POST /proceedings/{id}/decide-repair": HANDLERS,
    "POST /proceedings/{id}/undo-repair": HANDLERS,
    "POST /proceedings/{id}/withdraw": HANDLERS,
    "GET /deadlines": OVERSEERS,
    "GET /letter-templates": OVERSEERS,
    "GET /letter-templates/{kind}/{lang}": OVERSEERS,
    "PUT /letter-templates/{kind}/{lang}": "officer",
    "DELETE /letter-templates/{kind}/{lang}": "officer",
    "POST /letter-templates/{kind}/{lang}/try": "officer",
    "GET /proceedings/{id}/letters": OVERSEERS,
    "GET /proceedings/{id}/letters/{kind}": OVERSEERS,
    "GET /proceedings/{id}/letters/served/{number}": OVERSEERS,
    "GET /matters/summary": OVERSEERS,
    "GET /matters/{id}/ahead": OVERSEERS,
    "GET /measures/executions": OVERSEERS,
    "GET /measures/executions/{id}": OVERSEERS,
    "POST /measures/executions/{id}/acknowledge": "department",
    "POST /measures/executions/{id}/execute": "department",
    "POST /measures/executions/{id}/not-execute": "department",
    "POST /measures/executions/{id}/end": "department",
    "POST /appeals": HANDLERS,
    "GET /appeals": OVERSEERS,
    "GET /appeals/{id}": OVERSEERS,
    "POST /appeals/{id}/accept": HANDLERS,
    "POST /appeals/{id}/refuse": HANDLERS,
    "POST /appeals/{id}/decide": HANDLERS,
    "POST /appeals/{id}/withdraw": HANDLERS,
    "POST /complaints": HANDLERS,
    "GET /complaints": OVERSEERS,
    "GET /complaints/{id}": OVERSEERS,
    "POST /complaints/{id}/accept": HANDLERS,
    "POST /complaints/{id}/refuse": HANDLERS,
    "POST /complaints/{id}/decide": HANDLERS,
    "POST /complaints/{id}/withdraw": HANDLERS,
    "POST /claims": HANDLERS,
    "GET /claims": OVERSEERS,
    "GET /claims/{id}": OVERSEERS,
    "POST /claims/{id}/accept": HANDLERS,
    "POST /claims/{id}/refuse": HANDLERS,
    "POST /claims/{id}/decide": HANDLERS,
    "POST /claims/{id}/withdraw": HANDLERS,
    "GET /reports/{year}": "officer reviewer approver auditor department",
    "GET /reports/{year}/public": ANYBODY,
    "POST /sessions": ANYBODY,
    "GET /sessions/current": KNOWN,
    "DELETE /sessions/current": KNOWN,
    "GET /users": "administrator",
    "POST /users": "administrator",
    "GET /users/{id}": "administrator",
    "PATCH /users/{id}": "administrator",
    "PUT /users/current/password": KNOWN,
    "GET /tokens": KNOWN,
    "POST /tokens": KNOWN,
    "DELETE /tokens/{id}": KNOWN,
    "POST /exports": "officer administrator",
    "GET /exchange/facts": "client administrator",
    "PUT /exchange/peers/{id}": "administrator",
    "DELETE /exchange/peers/{id}": "administrator",
    "GET /exchange/sources": "officer department administrator",
    "GET /exchange/identities": "client administrator",
    "GET /exchange/forgotten": "client administrator",
    "POST /exchange/sources/{name}/pull": "officer department administrator",
    "GET /exports/{id}": "officer administrator",
    "GET /exports/{id}/file": "officer administrator",
    "POST /submissions": "officer administrator",
    "GET /submissions": "officer administrator",
    "GET /submissions/{number}/file": "officer administrator",
}
"""By method and path, who may. Everybody else is refused."""
BESIDE: Final = frozenset({"/docs", "/docs/<name>", "/openapi.json", "/assets/<path:name>"})
"""Addresses that are no operations of the API, and for anybody."""

OPERATIONS: Final = {f"{one.method} {one.path}": one for resource in RESOURCES for one in resource.known}


@pytest.fixture(scope="module")
def parts(shared: Parts) -> Parts:
    """Who may is the same on every store: one will do."""
    return shared


@pytest.fixture(scope="module")
def app(parts: Parts) -> Flask:
    return create_app(parts)


@pytest.fixture(scope="module")
def tokens(parts: Parts) -> Mapping[str, str]:
    return {role: token_of(parts, role) for role in ROLES}


@pytest.fixture
def client(app: Flask, parts: Parts) -> FlaskClient:
    parts.clock.moment = NOW  # type: ignore[attr-defined]  # it is a fixed one
    return app.test_client()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept-Language": "en"}


def problem(client: FlaskClient, path: str, token: str, method: str = "GET", **more: object) -> tuple[int, str]:
    """The status of an answer, and which problem it tells."""
    answer = client.open(path, method=method, headers=bearer(token), **more)  # type: ignore[arg-type]  # as werkzeug has them
    told = answer.get_json(silent=True)
    return answer.status_code, told.get("type", "") if isinstance(told, dict) else ""


def test_the_table_has_every_operation_and_no_other() -> None:
    assert {*WHO_MAY} == {*OPERATIONS}


def test_beside_the_operations_there_are_only_addresses_that_anybody_may_read(app: Flask) -> None:
    pages = {page.name for area in AREAS for page in area.known}  # tests/pages/test_authorisation.py has them
    others = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint not in _endpoints() | pages}
    assert others == BESIDE


def _endpoints() -> set[str]:
    return {f"{one.tag}.{one.name}" for one in OPERATIONS.values()}


@pytest.mark.parametrize("key", WHO_MAY)
def test_an_operation_is_for_the_roles_that_the_table_says(
    key: str, client: FlaskClient, tokens: Mapping[str, str]
) -> None:
    """With a parameter that no operation has, who is let in is refused for that, and nothing is done."""
    expected: dict[str, int] = {role: 422 if role in WHO_MAY[key].split() else 403 for role in ROLES}
    expected["nobody"] = 422 if "nobody" in WHO_MAY[key] else 401
    found: dict[str, int] = {role: called(client, OPERATIONS[key], bearer(tokens[role])) for role in ROLES}
    found["nobody"] = called(client, OPERATIONS[key], {})
    assert found == expected


def test_figures_are_for_who_may_read_them(client: FlaskClient, tokens: Mapping[str, str]) -> None:
    found = {role: client.get("/metrics", headers=bearer(tokens[role])).status_code for role in ROLES}
    permitted = {"auditor", "administrator"}
    assert found == {role: 200 if role in permitted else 403 for role in ROLES}
    assert client.get("/metrics").status_code == 401


def called(client: FlaskClient, one: Operation, headers: Mapping[str, str]) -> int:
    path = re.sub(r"\{(?:\w+:)?(\w+)\}", r"\1", one.address)
    return client.open(path + "?no=such", method=one.method, headers=headers, json={} if one.body else None).status_code


# Tokens.


@pytest.mark.parametrize(
    "given",
    ["Bearer", "Bearer ", "Bearer xh_", "Bearer xh_forged", "Basic b2ZmaWNlcjp4", "Bearer ' OR 1=1 --", "xh_x", "\xff"],
)
def test_what_is_no_token_lets_nobody_in(client: FlaskClient, given: str) -> None:
    answer = client.get("/v1/sessions/current", headers={"Authorization": given})
    assert (answer.status_code, answer.get_json()["type"]) == (401, "/problems/bad_token")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="xinheng", error="invalid_token"'


def test_what_the_store_keeps_of_a_token_lets_nobody_in(client: FlaskClient, parts: Parts) -> None:
    assert problem(client, "/v1/sessions/current", digest(token_of(parts, "officer"))) == (401, "/problems/bad_token")


def test_a_token_holds_until_its_end(client: FlaskClient, parts: Parts) -> None:
    token = token_of(parts, "client")  # for thirty days
    end = NOW + timedelta(days=30)
    parts.clock.moment = end - timedelta(microseconds=1)  # type: ignore[attr-defined]  # it is a fixed one
    assert problem(client, "/v1/sessions/current", token) == (200, "")
    parts.clock.moment = end  # type: ignore[attr-defined]  # it is a fixed one
    assert problem(client, "/v1/sessions/current", token) == (401, "/problems/bad_token")


def test_a_revoked_token_holds_no_longer(client: FlaskClient, parts: Parts) -> None:
    token = token_of(parts, "client")
    known = client.post("/v1/tokens", headers=bearer(token), json={"label": "desk"}).get_json()
    assert problem(client, "/v1/sessions/current", known["token"]) == (200, "")
    assert problem(client, f"/v1/tokens/{known['id']}", token, "DELETE") == (204, "")
    assert problem(client, "/v1/sessions/current", known["token"]) == (401, "/problems/bad_token")


def test_a_token_of_somebody_shut_out_holds_no_longer(
    client: FlaskClient, parts: Parts, tokens: Mapping[str, str]
) -> None:
    token = token_of(parts, "client", "leaver")
    shut = client.patch("/v1/users/leaver", headers=bearer(tokens["administrator"]), json={"active": False})
    assert shut.status_code == 200, shut.text
    assert problem(client, "/v1/sessions/current", token) == (401, "/problems/bad_token")


@pytest.mark.parametrize(
    ("scopes", "path", "expected"),
    [
        (["facts:read"], "/v1/facts/none", (404, "/problems/unknown")),
        (["facts:read"], "/v1/subjects/none", (403, "/problems/forbidden")),
        (["users:manage"], "/v1/users", (403, "/problems/forbidden")),  # which its user is not permitted
    ],
)
def test_a_token_permits_what_its_scopes_and_its_user_do(
    client: FlaskClient, parts: Parts, scopes: list[Permission], path: str, expected: tuple[int, str]
) -> None:
    token_of(parts, "client")
    with parts.database.writing() as connection:
        token = issue(connection, "client", scopes, NOW, 1)
    assert problem(client, path, token) == expected


def test_a_token_made_by_a_token_permits_no_more_and_ends_no_later(client: FlaskClient, parts: Parts) -> None:
    token_of(parts, "client")
    with parts.database.writing() as connection:
        narrow = issue(connection, "client", ("facts:read", "self:manage"), NOW, 2)
    made = client.post("/v1/tokens", headers=bearer(narrow), json={"days": 300}).get_json()
    assert made["scopes"] == ["facts:read", "self:manage"]
    assert made["expires_at"] == "2026-11-03T02:00:00.000000Z"
    wider = {"scopes": ["facts:write"]}
    assert problem(client, "/v1/tokens", narrow, "POST", json=wider) == (403, "/problems/forbidden")


def test_nobody_but_an_administrator_reaches_tokens_of_others(client: FlaskClient, parts: Parts) -> None:
    officer, theirs = token_of(parts, "officer"), token_of(parts, "client")
    id_ = client.post("/v1/tokens", headers=bearer(theirs), json={}).get_json()["id"]
    assert problem(client, "/v1/tokens?user=client", officer) == (403, "/problems/forbidden")
    assert problem(client, "/v1/tokens", officer, "POST", json={"user": "client"}) == (403, "/problems/forbidden")
    assert problem(client, f"/v1/tokens/{id_}", officer, "DELETE") == (404, "/problems/unknown")
    assert problem(client, f"/v1/tokens/{id_}", token_of(parts, "administrator"), "DELETE") == (204, "")


# Sectors.


@pytest.mark.parametrize(
    ("role", "sectors", "type_", "policy", "expected"),
    [
        ("officer", ["labour"], "listing_decision", "labour/wage-arrears", None),
        ("officer", ["labour"], "listing_decision", "tax/serious-violations", "access.beyond"),
        ("officer", ["labour"], "objection", "tax/serious-violations", "access.beyond"),
        ("officer", [], "repair_decision", "tax/serious-violations", None),
        ("client", [], "repair_application", "tax/serious-violations", None),
        ("client", [], "listing_decision", "labour/wage-arrears", "access.decides"),
        ("department", [], "publication", "labour/wage-arrears", "casework.not_authority"),
    ],
)
def test_what_an_authority_decides_is_sent_by_somebody_who_decides_for_its_sector(
    client: FlaskClient, parts: Parts, role: Role, sectors: list[str], type_: str, policy: str, expected: str | None
) -> None:
    name = f"{role}-{'-'.join(sectors) or 'all'}"
    user_added(parts, name, role, sectors)
    with parts.database.writing() as connection:
        token = issue(connection, name, (), NOW, 1)
    client.put("/v1/subjects/91140800MA070K235G", headers=bearer(token), json={"kind": "enterprise"})
    fields = {"policy": policy} | ({"outcome": "list"} if type_ == "listing_decision" else {})
    fields |= {"outcome": "grant"} if type_ == "repair_decision" else {}
    fact = {"id": f"{name}-{type_}", "type": type_, "subject": "91140800MA070K235G", "date": "2026-06-01"}
    answer = client.post("/v1/facts", headers=bearer(token), json={**fact, "fields": fields})
    codes = [one["code"] for one in answer.get_json().get("errors", ())]
    assert (answer.status_code, codes) == ((201, []) if expected is None else (422, [expected]))
