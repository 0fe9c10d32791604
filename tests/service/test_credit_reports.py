"""Credit reports: a code vouches for what was handed out, tells everybody no more than they may know, and ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select

from adapters.access.permissions import Role
from adapters.clock import FixedClock, stamp
from adapters.credit_reports.codes import code_of, digest, grouped, new_code
from adapters.credit_reports.issuing import REPORT
from adapters.database.tables.ledger import entry, payload
from adapters.database.tables.recall import recall
from adapters.database.tables.reports import report_code
from adapters.ledger.verify import verify
from adapters.parts import Parts
from tests.service.conftest import NOW

FIRM: Final = "91140800MA070K235G"
PERSON: Final = "person:11010519491231002X"
Client = Callable[[Role], FlaskClient]


@pytest.fixture
def officer(client_of: Client) -> FlaskClient:
    client = client_of("officer")
    firm = {"kind": "enterprise", "name": "运城示例食品有限公司", "region": "140800"}
    person = {"kind": "natural_person", "name": "张三丰", "region": "140802"}
    assert client.put(f"/v1/subjects/{FIRM}", json=firm).status_code == 201
    assert client.put(f"/v1/subjects/{PERSON}", json=person).status_code == 201
    promised(client, "c-1")
    return client


def promised(client: FlaskClient, id_: str) -> None:
    fact = {"id": id_, "type": "credit_commitment", "subject": FIRM, "date": "2026-05-01"}
    assert client.post("/v1/facts", json=fact).status_code == 201


def handed_out(client: FlaskClient, subject: str = FIRM, **body: Any) -> Any:
    answer = client.post(f"/v1/subjects/{subject}/reports", json=body)
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def test_everybody_is_told_what_a_code_vouches_for(app: Flask, officer: FlaskClient) -> None:
    made = handed_out(officer, as_of="2026-10-01")
    told = app.test_client().get(f"/v1/public/reports/{made['code']}").get_json()
    assert told == {
        "state": "valid",
        "made_at": stamp(NOW),
        "expires_at": stamp(NOW + timedelta(days=90)),
        "subject": FIRM,
        "name": "运城示例食品有限公司",
        "as_of": "2026-10-01",
        "known_at": "2026-11-01",
        "release": made["release"],
        "verdict_hash": made["verdict_hash"],
        "department": None,
    }


def test_a_code_may_be_typed_as_people_type(app: Flask, officer: FlaskClient) -> None:
    code = handed_out(officer)["code"]
    typed = f" {code.lower().replace('-', '  ').replace('0', 'o').replace('1', 'l')}"
    assert app.test_client().get(f"/v1/public/reports/{typed}").status_code == 200


@pytest.mark.parametrize("code", ["", "0", "ABCDE-ABCDE-ABCDE-ABCDE", "%00", "A" * 5000, "U" * 20])
def test_what_is_no_code_vouches_for_nothing(app: Flask, code: str) -> None:
    assert app.test_client().get(f"/v1/public/reports/{code}").status_code == 404


def test_a_report_shown_again_is_the_one_that_was_handed_out(officer: FlaskClient, clock: FixedClock) -> None:
    made = handed_out(officer)
    clock.moment = NOW + timedelta(hours=1)
    promised(officer, "c-2")
    again = officer.get(f"/v1/subjects/{FIRM}/reports/{made['code']}").get_json()
    assert (again["same"], again["verdict"]["facts"]) == (True, ["c-1"])
    assert again["report"] == {name: value for name, value in made.items() if name != "code"}


def test_a_report_shown_again_tells_where_what_it_rested_on_is_another(officer: FlaskClient, parts: Parts) -> None:
    made = handed_out(officer)
    with parts.database.writing() as connection:
        connection.execute(report_code.update().values(verdict="0" * 64))
    assert officer.get(f"/v1/subjects/{FIRM}/reports/{made['code']}").get_json()["same"] is False


def test_a_code_is_for_its_own_subject(officer: FlaskClient) -> None:
    other = "91140800MA070K2600"
    officer.put(f"/v1/subjects/{other}", json={"kind": "enterprise"})
    code = handed_out(officer)["code"]
    assert officer.get(f"/v1/subjects/{other}/reports/{code}").status_code == 404


def test_after_its_end_nothing_is_told_but_that_it_ended(
    app: Flask, officer: FlaskClient, client_of: Client, clock: FixedClock
) -> None:
    code = handed_out(officer, holds=2)["code"]
    clock.moment = end = NOW + timedelta(days=2)
    told = app.test_client().get(f"/v1/public/reports/{code}").get_json()
    assert {key: value for key, value in told.items() if value is not None} == {
        "state": "expired", "made_at": stamp(NOW), "expires_at": stamp(end),
    }  # fmt: skip
    clock.moment = end + timedelta(days=31)
    handed_out(client_of("officer"))
    assert app.test_client().get(f"/v1/public/reports/{code}").status_code == 404


def test_a_person_is_told_by_the_ends_of_the_id(app: Flask, officer: FlaskClient) -> None:
    answer = officer.post(f"/v1/subjects/{PERSON}/reports", json={})
    assert (answer.status_code, answer.get_json()["type"]) == (403, "/problems/purpose")
    headers = {"Xinheng-Purpose": "subject_request"}
    made = officer.post(f"/v1/subjects/{PERSON}/reports", json={}, headers=headers).get_json()
    told = app.test_client().get(f"/v1/public/reports/{made['code']}").get_json()
    assert (told["subject"], told["name"]) == ("person:1101**********002X", "张＊＊＊")


def test_a_report_whose_verdict_was_recalled_says_so(app: Flask, officer: FlaskClient, parts: Parts) -> None:
    made = handed_out(officer)
    row = {
        "decision": made["decision_id"], "sort": "records", "subject": FIRM, "cause": "late", "difference": "[]",
        "release": made["release"], "facts": "[]", "found_at": stamp(NOW), "settled_at": None,
    }  # fmt: skip
    with parts.database.writing() as connection:
        connection.execute(insert(recall), row)
    told = app.test_client().get(f"/v1/public/reports/{made['code']}").get_json()
    assert told["state"] == "changed"


def test_a_report_is_told_to_the_ledger_and_its_code_is_kept_nowhere(officer: FlaskClient, parts: Parts) -> None:
    made = handed_out(officer)
    code = code_of(made["code"])
    assert code is not None
    with parts.database.reading() as connection:
        asked = select(payload.c.actor, payload.c.subject, payload.c.content).join_from(payload, entry)
        row = connection.execute(asked.where(entry.c.what == REPORT)).one()
        assert connection.scalar(select(report_code.c.digest)) == digest(code)
        assert not verify(connection).flaws
    assert (row.actor, row.subject) == ("officer", FIRM)
    said = orjson.loads(row.content)
    assert (said["code"], said["decision_id"]) == (digest(code), made["decision_id"])
    assert code not in row.content


def test_who_guesses_too_often_waits(app: Flask) -> None:
    anybody = app.test_client()
    codes = [grouped(new_code()) for _ in range(31)]
    found = [anybody.get(f"/v1/public/reports/{code}").status_code for code in codes]
    assert found[:5] == [404] * 5
    assert 429 in found


def test_codes_have_no_signs_that_look_alike() -> None:
    assert code_of("0O1IL" * 4) == "00111" * 4
    assert code_of(grouped(code := new_code()).lower()) == code
    assert code_of("U" * 20) is None


def test_a_report_on_nobody_is_not_handed_out(officer: FlaskClient, parts: Parts) -> None:
    assert officer.post("/v1/subjects/nobody/reports", json={}).status_code == 404
    with parts.database.writing() as connection:
        assert connection.execute(delete(report_code)).rowcount == 0
