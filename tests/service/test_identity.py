"""Identities: renamed, recoded, merged, split and put right again; what was known before is still told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from adapters.access.permissions import Role
from adapters.clock import FixedClock, stamp
from adapters.database.tables.ledger import entry, payload
from adapters.database.tables.records import identity_move
from adapters.database.tables.state import pending
from adapters.parts import Parts
from adapters.records.dossiers import on_record, referred_to

A, B, C = "A-1", "B-1", "C-1"
WHY = {"reason": "one and the same", "evidence": "registry letter 7"}


@pytest.fixture
def client(client_of: Callable[[Role], FlaskClient]) -> FlaskClient:
    found = client_of("officer")
    found.environ_base["HTTP_XINHENG_PURPOSE"] = "casework"
    for id_ in (A, B, C):
        assert found.put(f"/v1/subjects/{id_}", json={"kind": "enterprise", "name": f"name {id_}"}).status_code == 201
    send(found, A, "a-1")
    send(found, B, "b-1")
    send(found, C, "c-1", related=[{"role": "legal_representative", "subject": A}])
    return found


def send(client: FlaskClient, subject: str, id_: str, **more: Any) -> None:
    record = {"id": id_, "type": "credit_commitment", "subject": subject, "date": "2026-05-01"} | more
    answer = client.post("/v1/facts", json=record)
    assert answer.status_code == 201, answer.text


def event(client: FlaskClient, path: str, **body: Any) -> Any:
    answer = client.post(f"/v1/{path}", json=WHY | body)
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def refused(client: FlaskClient, path: str, **body: Any) -> list[str]:
    answer = client.post(f"/v1/{path}", json=body)
    assert answer.status_code == 422, answer.text
    return [one["message"] for one in answer.get_json()["errors"]]


def facts(client: FlaskClient, subject: str, known_at: str = "") -> list[str]:
    answer = client.get(f"/v1/subjects/{subject}/verdict" + (f"?known_at={known_at}" if known_at else ""))
    assert answer.status_code == 200, answer.text
    listed = client.get(f"/v1/subjects/{subject}/facts" + (f"?known_at={known_at}" if known_at else "")).get_json()
    found: list[str] = answer.get_json()["facts"]
    assert sorted(one["fact"]["id"] for one in listed["facts"]) == found
    return found


def test_what_is_on_record_of_a_merged_subject_is_on_record_of_the_other(
    client: FlaskClient, parts: Parts, clock: FixedClock
) -> None:
    before = stamp(clock.moment)
    clock.moment += timedelta(days=2)
    with parts.database.writing() as connection:
        connection.execute(pending.delete())
    merged = event(client, f"subjects/{A}/merge", into=B)
    assert merged == {"number": 1, "what": "merge", "subject": A, "other": B}
    with parts.database.reading() as connection:
        assert {A, B} <= set(connection.scalars(select(pending.c.subject)))
    send(client, A, "a-2")
    assert facts(client, A) == facts(client, B) == ["a-1", "a-2", "b-1"]
    told = client.get(f"/v1/subjects/{A}").get_json()
    assert (told["id"], told["names"], told["merged"]) == (B, ["name A-1", "name B-1"], [A])
    for then in (before, "2026-11-01", "2026-11-02"):
        assert (facts(client, A, then), facts(client, B, then)) == (["a-1"], ["b-1"])
    assert facts(client, A, "2026-11-03") == ["a-1", "a-2", "b-1"]
    with parts.database.reading() as connection:
        said = select(payload.c.content).join_from(entry, payload).where(entry.c.what == "identity")
        content = orjson.loads(connection.scalars(said).one())
    assert content == {
        "event": 1, "what": "merge", "subject": A, "other": B, "day": "2026-11-03", "reason": "one and the same",
        "evidence": "registry letter 7", "facts": 1,
    }  # fmt: skip


def test_whoever_names_a_merged_subject_names_the_other(client: FlaskClient, parts: Parts) -> None:
    event(client, f"subjects/{A}/codes", new="X9", scheme="old")
    send(client, C, "c-2", related=[{"role": "legal_representative", "subject": "X9"}])
    event(client, f"subjects/{A}/merge", into=B)
    with parts.database.reading() as connection:
        record = on_record(connection, B)
        assert record is not None
        again = referred_to(connection, orjson.loads(orjson.dumps(record.referred())))
    assert [orjson.loads(one)["related"][0]["subject"] for one in record.principals[C].facts] == [B, B]
    assert again is not None
    assert orjson.dumps(again.written()) == orjson.dumps(record.written())


def test_a_wrong_merge_is_undone_with_what_has_come_since(client: FlaskClient, clock: FixedClock) -> None:
    event(client, f"subjects/{A}/codes", new="X9", scheme="old")
    clock.moment += timedelta(days=1)
    first = event(client, f"subjects/{A}/merge", into=B)
    for id_, subject in (("a-2", A), ("a-3", "X9"), ("b-2", B)):
        send(client, subject, id_)
    between = stamp(clock.moment)
    clock.moment += timedelta(days=1)
    second = event(client, f"subjects/{B}/merge", into=C)
    assert facts(client, A) == facts(client, "X9") == facts(client, C) == [
        "a-1", "a-2", "a-3", "b-1", "b-2", "c-1",
    ]  # fmt: skip
    clock.moment += timedelta(days=1)
    event(client, f"identity-events/{first['number']}/undo")
    assert facts(client, A) == facts(client, "X9") == ["a-1", "a-2", "a-3"]
    assert facts(client, B) == facts(client, C) == ["b-1", "b-2", "c-1"]
    assert facts(client, "X9", between) == facts(client, B, between) == ["a-1", "a-2", "a-3", "b-1", "b-2"]
    event(client, f"identity-events/{second['number']}/undo")
    assert (facts(client, B), facts(client, C)) == (["b-1", "b-2"], ["c-1"])
    assert refused(client, f"identity-events/{first['number']}/undo", **WHY) == [
        f"nothing is left of event {first['number']} to undo"
    ]
    told = client.get(f"/v1/subjects/{C}/identity").get_json()["events"]
    assert [(one["what"], one["subject"], one["other"]) for one in told] == [
        ("merge", B, C),
        ("undo", A, C),
        ("undo", B, C),
    ]
    send(client, A, "a-4")
    assert facts(client, A) == ["a-1", "a-2", "a-3", "a-4"]


def test_a_split_gives_facts_codes_and_what_revokes_them_to_another(client: FlaskClient, clock: FixedClock) -> None:
    event(client, f"subjects/{A}/codes", new="X9", scheme="old")
    for id_, day in (("a-2", "2026-06-01"), ("a-3", "2026-07-01")):
        send(client, A, id_, date=day)
    send(client, A, "v-2", type="revocation", date="2026-06-02", fields={"revokes": "a-2"})
    before = stamp(clock.moment)
    clock.moment += timedelta(days=1)
    new = {"id": "N-1", "kind": "enterprise", "name": "new"}
    parted = event(client, f"subjects/{A}/split", to=new, facts=["a-2"], codes=["X9"], since="2026-07-01")
    listed = client.get("/v1/subjects/N-1/facts").get_json()["facts"]
    assert [one["fact"]["id"] for one in listed] == ["a-2", "a-3", "v-2"]
    assert facts(client, A) == ["a-1"]
    assert client.get("/v1/subjects/X9").get_json()["id"] == "N-1"
    assert client.get(f"/v1/subjects/X9/facts?known_at={before}").get_json()["facts"][0]["fact"]["id"] == "a-1"
    event(client, f"identity-events/{parted['number']}/undo")
    assert [one["fact"]["id"] for one in client.get("/v1/subjects/X9/facts").get_json()["facts"]] == [
        "a-1", "a-2", "a-3", "v-2",
    ]  # fmt: skip
    same = {"id": "a-2", "type": "credit_commitment", "subject": A, "date": "2026-06-01"}
    assert client.post("/v1/facts", json=same).status_code == 200


def test_a_name_and_a_code_are_followed_and_kept(client: FlaskClient, parts: Parts, clock: FixedClock) -> None:
    before = stamp(clock.moment)
    clock.moment += timedelta(days=1)
    event(client, f"subjects/{A}/names", name="晋新")
    event(client, f"subjects/{A}/codes", new="911", scheme="uscc")
    told = client.get("/v1/subjects/911").get_json()
    assert (told["id"], told["name"], told["names"], told["codes"]) == (A, "晋新", ["name A-1", "晋新"], ["911"])
    again = client.put(f"/v1/subjects/{A}", json={"kind": "enterprise", "name": "name A-1"})
    assert again.status_code == 200
    taken = client.put("/v1/subjects/911", json={"kind": "enterprise"})
    assert taken.status_code == 409
    assert [(one["code"], one["message"], one["remedy"]) for one in taken.get_json()["errors"]] == [
        ("records.code_taken", f"`911` is a code of the subject `{A}`",
         "send its facts under this code; a subject of its own needs an id of its own, or a split from that one")
    ]  # fmt: skip
    with parts.database.reading() as connection:
        records = [on_record(connection, A, seen=seen) for seen in (before, stamp(clock.moment))]
    assert [one and one.subject["name"] for one in records] == ["name A-1", "晋新"]
    assert client.get(f"/v1/subjects/911/facts?known_at={before}").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        (f"subjects/{A}/merge", {"into": B, "reason": "the names are alike"}, "it rests on nothing"),
        (f"subjects/{A}/merge", {"into": B, "reason": "r", "code": "elsewhere"},
         "`elsewhere` is no code of those concerned"),
        (f"subjects/{A}/merge", {"into": A, **WHY}, "`A-1` and `A-1` are one subject"),
        (f"subjects/{A}/merge", {"into": "P-1", **WHY}, "`A-1` and `P-1` cannot be one: one of them is a person"),
        (f"subjects/{A}/codes", {"new": B, **WHY}, "`B-1` leads to `B-1`"),
        (f"subjects/{A}/names", {"name": "name A-1", **WHY}, "`A-1` is called so already"),
        (f"subjects/{A}/split", {"to": {"id": B, "kind": "enterprise"}, **WHY}, "nothing would go from `A-1`"),
        (f"subjects/{A}/split", {"to": {"id": B, "kind": "enterprise"}, "facts": ["b-1"], **WHY},
         "`b-1` is not on record of `A-1`"),
        (f"subjects/{A}/split", {"to": {"id": B, "kind": "enterprise"}, "facts": ["a-1"], "codes": ["b"], **WHY},
         "`b` is no code of `A-1`"),
        (f"subjects/{A}/split", {"to": {"id": "n", "kind": "nothing"}, "facts": ["a-1"], **WHY},
         "`kind` cannot be `nothing`"),
    ],
)  # fmt: skip
def test_what_cannot_happen_to_an_identity_changes_nothing(
    client: FlaskClient, parts: Parts, path: str, body: dict[str, Any], message: str
) -> None:
    client.put("/v1/subjects/P-1", json={"kind": "natural_person"})
    assert refused(client, path, **body) == [message]
    with parts.database.reading() as connection:
        assert connection.execute(select(identity_move)).all() == []


def test_a_rename_is_put_right_by_another_and_not_undone(client: FlaskClient) -> None:
    renamed = event(client, f"subjects/{A}/names", name="晋新")["number"]
    assert refused(client, f"identity-events/{renamed}/undo", **WHY) == [
        f"event {renamed} is a rename, which is not undone"
    ]
    event(client, f"subjects/{A}/names", name="name A-1")
    assert client.get(f"/v1/subjects/{A}").get_json()["name"] == "name A-1"


def test_who_is_not_known_is_not_found(client: FlaskClient) -> None:
    for path, body in (
        ("subjects/nobody/merge", {"into": A}), (f"subjects/{A}/merge", {"into": "nobody"}),
        ("identity-events/7/undo", {}), ("identity-events/x/undo", {}),
    ):  # fmt: skip
        assert client.post(f"/v1/{path}", json=WHY | body).status_code == 404
    assert client.get("/v1/subjects/nobody/identity").status_code == 404


def test_subjects_are_found_by_code_or_by_how_a_name_begins_but_persons_by_code_alone(client: FlaskClient) -> None:
    client.put("/v1/subjects/P-1", json={"kind": "natural_person", "name": "name of a person"})
    event(client, f"subjects/{A}/names", name="100%_sure")

    def found(**query: str) -> list[str]:
        return [one["id"] for one in client.get("/v1/subjects", query_string=query).get_json()["subjects"]]

    assert found(name="name") == [A, B, C]
    assert found(name="100%") == [A]
    assert found(name="%_") == []
    assert found(code="P-1") == ["P-1"]
    assert found(code="nobody") == []
    first = client.get("/v1/subjects?name=name&limit=2").get_json()
    assert found(name="name", limit="2", cursor=first["next"]) == [C]
    assert client.get("/v1/subjects").status_code == 422
    event(client, f"subjects/{A}/merge", into=B)
    assert found(name="name A") == found(code=A) == [B]
