"""Who sees what of whom, and for what: by role, purpose and how sensitive it is; what is read of persons is noted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from adapters.access.actor import Actor, permitted
from adapters.access.masking import fact_shown, subject_shown
from adapters.access.permissions import ROLES, Role
from adapters.access.sight import PURPOSES, SEEN, Purpose, sight_of
from adapters.database.tables.ledger import entry, payload
from adapters.parts import Parts
from engine.compile.program import Program
from tests.service.conftest import program_of
from tests.service.people import token_of
from web.app import create_app

PERSON: Final = "11010519491231002X"
FIRM: Final = "91140800MA070K235G"
MASKED_PERSON: Final = "1101**********002X"
NAMED: Final = {"id": PERSON, "kind": "natural_person", "name": "王小明", "region": "140802", "born": "1949-12-31"}
PENALTY: Final[dict[str, Any]] = {
    "id": "p-1", "type": "administrative_penalty", "date": "2026-05-01",
    "fields": {"document_no": "晋市监罚〔2026〕1号", "legal_representative": "李四"},
}  # fmt: skip


@pytest.fixture(scope="module")
def program(shipped: dict[str, bytes]) -> Program:
    return program_of(shipped)


@pytest.fixture(scope="module")
def app(shared: Parts) -> Flask:
    app = create_app(shared)
    client = app.test_client()
    bearer = {"Authorization": f"Bearer {token_of(shared, 'client')}"}
    for id_, about in ((FIRM, {"kind": "enterprise", "name": "运城市某某有限公司"}), (PERSON, {**NAMED})):
        body = {key: value for key, value in about.items() if key != "id"}
        assert client.put(f"/v1/subjects/{id_}", json=body, headers=bearer).status_code == 201
        fact = {**PENALTY, "id": "p-firm" if id_ == FIRM else "p-person", "subject": id_}
        answer = client.post("/v1/facts", json=fact, headers=bearer)
        assert answer.status_code == 201, answer.text
    return app


@pytest.fixture
def asking(app: Flask, shared: Parts) -> Callable[..., FlaskClient]:
    """A client that comes as somebody with a role, for a purpose."""

    def made(role: Role, purpose: Purpose | None = None) -> FlaskClient:
        client = app.test_client()
        client.environ_base |= {
            "HTTP_AUTHORIZATION": f"Bearer {token_of(shared, role)}", "HTTP_ACCEPT_LANGUAGE": "en",
        }  # fmt: skip
        if purpose is not None:
            client.environ_base["HTTP_XINHENG_PURPOSE"] = purpose
        return client

    return made


def acting(role: Role) -> Actor:
    return Actor(role, role, frozenset({role}), permitted(frozenset({role})))


# The table.


def test_every_role_stands_in_the_table() -> None:
    assert {*SEEN} == {*ROLES}


@pytest.mark.parametrize(
    ("role", "restricted", "personal"),
    [
        ("officer", "supervision casework subject_request", "supervision casework subject_request"),
        ("department", "licensing procurement funding supervision casework subject_request",
         "licensing procurement funding supervision casework subject_request"),
        ("client", "licensing procurement funding subject_request", "licensing procurement funding subject_request"),
        ("reviewer", "casework", ""),
        ("approver", "casework", ""),
        ("auditor", "audit", "audit"),
        ("administrator", "", ""),
        ("public", "", ""),
    ],
)  # fmt: skip
def test_a_role_sees_for_its_purposes_and_for_no_other(role: Role, restricted: str, personal: str) -> None:
    sights = {purpose: sight_of(acting(role), purpose) for purpose in PURPOSES}
    assert " ".join(one for one, sight in sights.items() if sight.sees("restricted")) == restricted
    assert " ".join(one for one, sight in sights.items() if sight.sees("personal")) == personal
    without = sight_of(acting(role), None)
    assert (without.sees("public"), without.sees("restricted"), without.sees("personal")) == (True, False, False)


# What is taken out.


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("natural_person", {"id": MASKED_PERSON, "name": "王＊＊＊", "region": "140800", "born": None}),
        ("practitioner", {"id": MASKED_PERSON, "name": "王＊＊＊", "region": "140800", "born": None}),
        (None, {"id": MASKED_PERSON, "name": "王＊＊＊", "region": "140800", "born": None}),
        ("enterprise", {"id": PERSON, "name": "王小明", "region": "140802", "born": None}),
    ],
)  # fmt: skip
def test_a_person_is_known_by_little(kind: str | None, shown: dict[str, Any]) -> None:
    found = subject_shown(sight_of(acting("client"), None), {**NAMED, "kind": kind})
    assert found.content == {**NAMED, "kind": kind, **shown}
    expected = ("/born",) if kind == "enterprise" else ("/id", "/name", "/region", "/born")
    assert (found.masked, found.personal) == (expected, ())


@pytest.mark.parametrize("id_", ["person:11010519491231002X", "person:passport:E12345678", "practitioner-7"])
def test_no_id_of_a_person_is_told_in_full(id_: str) -> None:
    found = subject_shown(sight_of(acting("client"), None), {"id": id_, "kind": "natural_person"})
    assert found.content["id"] != id_
    assert "＊" in found.content["id"] or "*" in found.content["id"]


@pytest.mark.parametrize(
    ("type_", "kind", "purpose", "left"),
    [
        ("administrative_penalty", "enterprise", None, {"document_no"}),
        ("administrative_penalty", "enterprise", "licensing", {"document_no", "legal_representative"}),
        ("administrative_penalty", "enterprise", "audit", {"document_no"}),  # which is not a client's purpose
        ("administrative_penalty", "natural_person", None, set()),
        ("official_sanction", "enterprise", None, set()),  # restricted as a whole
        ("official_sanction", "enterprise", "licensing", {"document_no", "legal_representative"}),
        ("of another release", "enterprise", None, set()),
    ],
)
def test_fields_are_taken_out_by_what_they_are(
    program: Program, type_: str, kind: str, purpose: Purpose | None, left: set[str]
) -> None:
    found = fact_shown(sight_of(acting("client"), purpose), program, {**PENALTY, "type": type_}, kind)
    gone = PENALTY["fields"].keys() - left
    assert (found.content["fields"].keys(), found.masked) == (left, tuple(f"/fields/{one}" for one in sorted(gone)))


def test_a_person_that_a_fact_names_is_told_by_the_ends_of_the_id(program: Program) -> None:
    related = [{"role": "legal_representative", "subject": PERSON}, {"role": "shareholder", "subject": FIRM}]
    found = fact_shown(sight_of(acting("client"), None), program, {**PENALTY, "related": related}, "enterprise")
    assert [one["subject"] for one in found.content["related"]] == [MASKED_PERSON, FIRM]
    assert found.masked == ("/fields/legal_representative", "/related/0/subject")


# Over HTTP.


def test_what_is_masked_is_told_in_a_header(asking: Callable[..., FlaskClient]) -> None:
    answer = asking("client").get(f"/v1/subjects/{PERSON}")
    assert answer.get_json()["id"] == MASKED_PERSON
    assert json.loads(answer.headers["Xinheng-Masked"]) == ["/id", "/name", "/region", "/born"]
    whole = asking("client", "licensing").get(f"/v1/subjects/{PERSON}")
    assert (whole.get_json()["name"], whole.headers.get("Xinheng-Masked")) == ("王小明", None)


def test_a_fact_is_told_without_what_is_not_seen(asking: Callable[..., FlaskClient]) -> None:
    answer = asking("client").get("/v1/facts/p-firm")
    assert answer.get_json()["fact"]["fields"] == {"document_no": "晋市监罚〔2026〕1号"}
    assert json.loads(answer.headers["Xinheng-Masked"]) == ["/fact/fields/legal_representative"]
    of_person = asking("client").get("/v1/facts/p-person")
    assert (of_person.get_json()["subject"], PERSON in of_person.text) == (MASKED_PERSON, False)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/v1/subjects/{PERSON}/verdict", None),
        ("GET", f"/v1/subjects/{PERSON}/forecast", None),
        ("GET", f"/v1/subjects/{PERSON}/explanation?policy=court/judgment-defaulters", None),
        ("GET", f"/v1/subjects/{PERSON}/state", None),
        ("POST", "/v1/verdicts/batch", {"subjects": [FIRM, PERSON]}),
        ("POST", "/v1/gates/land", {"subjects": [PERSON]}),
    ],
)
def test_what_is_on_record_of_a_person_is_told_for_a_purpose_alone(
    asking: Callable[..., FlaskClient], method: str, path: str, body: object
) -> None:
    refused = asking("client").open(path, method=method, json=body)
    assert (refused.status_code, refused.get_json()["type"]) == (403, "/problems/purpose"), refused.text
    assert asking("reviewer", "casework").open(path, method=method, json=body).status_code == 403
    answer = asking("client", "licensing").open(path, method=method, json=body)
    assert answer.status_code in (200, 207, 404), answer.text


def test_who_asks_at_a_gate_says_what_for_by_that(asking: Callable[..., FlaskClient]) -> None:
    answer = asking("client").post("/v1/gates/licensing", json={"subjects": [PERSON]})
    assert answer.status_code == 200, answer.text


def test_what_is_read_of_persons_is_in_the_ledger(asking: Callable[..., FlaskClient], shared: Parts) -> None:
    before = _reads(shared)
    asking("client").get(f"/v1/subjects/{PERSON}")  # masked: nothing was read
    asking("client", "licensing").get(f"/v1/subjects/{FIRM}")  # no person
    assert _reads(shared) == before
    asking("client", "licensing").get(f"/v1/subjects/{PERSON}")
    asking("officer", "supervision").get("/v1/facts/p-firm")
    assert _reads(shared)[len(before) :] == [
        ("client", PERSON, {"purpose": "licensing", "where": "/v1/subjects/<id>",
                            "pointers": ["/id", "/name", "/region", "/born"]}),
        ("officer", FIRM, {"purpose": "supervision", "where": "/v1/facts/<path:id>",
                           "pointers": ["/fact/fields/legal_representative"]}),
    ]  # fmt: skip


def _reads(parts: Parts) -> list[tuple[str, str | None, object]]:
    wanted = select(payload.c.actor, payload.c.subject, payload.c.content).join_from(payload, entry)
    with parts.database.reading() as connection:
        rows = connection.execute(wanted.where(entry.c.what == "read").order_by(entry.c.number)).all()
    return [(row.actor, row.subject, orjson.loads(row.content)) for row in rows]


def test_a_verdict_on_a_person_leaves_its_purpose_in_its_receipt(
    asking: Callable[..., FlaskClient], shared: Parts
) -> None:
    id_ = asking("client", "funding").get(f"/v1/subjects/{PERSON}/verdict").headers["Decision-Id"]
    with shared.database.reading() as connection:
        kept = connection.scalar(select(payload.c.content).join_from(payload, entry).where(entry.c.id == id_))
    assert orjson.loads(kept or "{}")["purpose"] == "funding"


def test_a_receipt_of_a_person_is_for_who_audits(asking: Callable[..., FlaskClient]) -> None:
    id_ = asking("client", "funding").get(f"/v1/subjects/{PERSON}/verdict").headers["Decision-Id"]
    assert asking("auditor").get(f"/v1/receipts/{id_}").status_code == 403
    assert asking("auditor", "audit").get(f"/v1/receipts/{id_}").status_code == 200
    assert PERSON not in asking("auditor").get("/v1/receipts").text
