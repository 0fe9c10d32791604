"""Verdicts in sentences over HTTP, beside each other, and questions as texts and stores tell them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from adapters.access.permissions import Role
from adapters.parts import Parts
from tests.service.sample import EVENTS, store_sample
from tests.service.test_verdicts import LISTED, asked

DAYS = {"as_of": "2026-06-01", "known_at": "2026-06-01"}


@pytest.fixture
def desk(parts: Parts, client_of: Callable[[Role], FlaskClient]) -> FlaskClient:
    store_sample(parts)
    return client_of("client")


def test_a_verdict_is_said_with_its_reasons_below_it(desk: FlaskClient) -> None:
    told = desk.post("/v1/verdicts/sentences", json=asked(LISTED) | DAYS).get_json()
    assert told["verdict"]["outcome"] == "listed"
    listed = next(one for one in told["parts"] if one["policy"] == "labour/wage-arrears")
    heading = listed["sentences"][0]
    assert heading["text"].startswith("拖欠农民工工资失信联合惩戒对象名单 (")
    assert [one["style"] for one in heading["members"]][:1] == ["bad"]
    assert {one["of"] for one in told["parts"]} >= {"head", "list", "measures", "forecast"}
    whys = [one for one in told["whys"] if one["policy"] == "labour/wage-arrears"]
    assert {one["truth"] for one in whys} >= {"true"}
    assert whys[0]["sentences"][0]["members"]


def test_a_stored_subject_is_told_as_the_same_facts_sent_along(desk: FlaskClient) -> None:
    stored = desk.get(f"/v1/subjects/{LISTED}/verdict/sentences", query_string=DAYS)
    inline = desk.post("/v1/verdicts/sentences", json=asked(LISTED) | DAYS)
    assert stored.get_json()["parts"] == inline.get_json()["parts"]
    assert stored.headers["Decision-Id"] != inline.headers["Decision-Id"]


def test_an_application_of_who_was_not_listed_is_told(desk: FlaskClient) -> None:
    fields = {"policy": "labour/wage-arrears"}
    applied = {"id": "r-1", "type": "repair_application", "date": "2026-05-01", "fields": fields}
    question = {"subject": {"id": "x-1", "kind": "enterprise"}, "facts": [applied]} | DAYS
    told = desk.post("/v1/verdicts/sentences", json=question).get_json()
    texts = {one["text"] for part in told["parts"] for one in every(part["sentences"])}
    assert "Application for repair of 2026-05-01: refused: the subject was not on the list." in texts


def test_two_verdicts_stand_beside_each_other_and_what_differs_is_marked(desk: FlaskClient) -> None:
    was = asked(LISTED) | DAYS
    now = was | {"facts": [one for one in was["facts"] if one["type"] != "listing_decision"]}
    told = desk.post("/v1/verdicts/comparison", json={"was": was, "now": now}).get_json()
    assert told["differences"][0]["path"] == "outcome"
    words = {one["about"]: (one["was_said"], one["now_said"]) for one in told["differences"]}
    title = "拖欠农民工工资失信联合惩戒对象名单"
    assert words[f"Standing on “{title}”"] == ("listed", "not listed")
    assert words["The verdict"][1] == "proposed for a list; the authority has yet to decide"
    for side in ("was", "now"):
        marks = {one["only"] for part in told[side]["parts"] for one in every(part["sentences"])}
        assert marks == {True, False}
    same = desk.post("/v1/verdicts/comparison", json={"was": was, "now": was}).get_json()
    assert same["differences"] == []
    assert not any(one["only"] for part in same["now"]["parts"] for one in every(part["sentences"]))


def every(sentences: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in sentences:
        yield one
        yield from every(one["members"])


def test_what_is_on_record_can_be_asked_about_with_its_facts(desk: FlaskClient) -> None:
    question = desk.get(f"/v1/subjects/{LISTED}/question").get_json()
    assert question["facts"]
    told = desk.post("/v1/verdicts", json=question | DAYS)
    assert told.data == desk.get(f"/v1/subjects/{LISTED}/verdict", query_string=DAYS).data
    assert desk.get("/v1/subjects/nobody/question").status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        (
            '{"subjects": [{"id": "x-1", "kind": "enterprise"}], "facts": [{"id": "c-1", "type": "credit_commitment", '
            '"subject": "x-1", "date": "2026-05-01"}]}'
        ),
        (
            "subjects:\n  - {id: x-1, kind: enterprise}\nfacts:\n"
            "  - {id: c-1, type: credit_commitment, subject: x-1, date: 2026-05-01}\n"
        ),
        "id,type,subject,date\nc-1,credit_commitment,x-1,2026-05-01\n",
    ],
)
def test_pasted_text_is_read_as_files_of_facts_are(desk: FlaskClient, text: str) -> None:
    found = desk.post("/v1/questions", json={"text": text}).get_json()
    assert found["errors"] == []
    assert [(one["subject"]["id"], [fact["id"] for fact in one["facts"]]) for one in found["questions"]] == [
        ("x-1", ["c-1"])
    ]


def test_what_of_a_text_cannot_be_read_is_told_with_its_line(desk: FlaskClient) -> None:
    lines = [*EVENTS.read_bytes().splitlines()[:2], b'{"fact": {"id": "b-1", "type": "credit_commitment"}}']
    found = desk.post("/v1/questions", json={"text": b"\n".join(lines).decode()}).get_json()
    assert len(found["questions"]) == 1
    assert {one["location"]["line"] for one in found["errors"]} == {3}
    assert orjson.loads(lines[0])["subject"]["id"] == found["questions"][0]["subject"]["id"]
