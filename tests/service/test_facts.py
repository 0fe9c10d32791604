"""Facts over HTTP: stored once, refused with everything wrong and where, told as they were known."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from adapters.access.permissions import Role
from adapters.access.tokens import issue
from adapters.clock import FixedClock
from adapters.database.tables.records import fact, fact_related, fact_revocation, naming
from adapters.parts import Parts
from adapters.records.arriving import MOST_LINE, lines_of, rows_of
from adapters.records.lots import Row
from web.api.facts import NDJSON

A, B = "91140800MA070K235G", "91140100MA0GYGLUXF"
Client = Callable[[Role], FlaskClient]


def fact_of(id_: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "type": "credit_commitment", "subject": A, "date": "2026-05-01", **more}


@pytest.fixture
def client(client_of: Client) -> FlaskClient:
    return register(client_of("client"))


def register(client: FlaskClient) -> FlaskClient:
    for id_ in (A, B):
        assert client.put(f"/v1/subjects/{id_}", json={"kind": "enterprise"}).status_code == 201
    return client


def batch(client: FlaskClient, *facts: Any, **more: Any) -> Any:
    answer = client.post("/v1/facts/batch", json={"facts": facts, **more})
    assert answer.status_code == 207, answer.text
    return answer.get_json()


def statuses(answer: Any) -> list[tuple[str | None, str]]:
    return [(one["id"], one["status"]) for one in answer["results"]]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"fields": {"x": 1.5}}, {("facts.unknown_field", "/facts/0/fields/x")}),
        ({"type": "labour_directive", "fields": {"outcome": "pending", "amount": 1.5}},
         {("facts.bad_value", "/facts/0/fields/amount"), ("facts.missing_field", "/facts/0/fields/directive_no")}),
        ({"source": "a\u202eb"}, {("records.not_a_name", "/facts/0/source"),
                                 ("service.hidden_character", "/facts/0/source")}),
        ({"type": "revocation", "fields": {"revokes": "a\u200bb"}},
         {("service.hidden_character", "/facts/0/fields/revokes")}),
        ({"type": "revocation", "fields": {"revokes": "a\0b"}},
         {("facts.bad_value", "/facts/0/fields/revokes"), ("service.hidden_character", "/facts/0/fields/revokes")}),
        ({"id": "x" * 201}, {("facts.bad_id", "/facts/0/id")}),
        ({"id": 7, "type": "nope", "date": "2026-02-30"},
         {("facts.bad_id", "/facts/0/id"), ("facts.unknown_type", "/facts/0/type"),
          ("facts.bad_day", "/facts/0/date")}),
        ({"date": "2026-11-02"}, {("service.future", "/facts/0/date")}),
        ({"recorded": "2026-05-02"}, {("records.not_to_say", "/facts/0/recorded")}),
        ({"subject": "nobody"}, {("service.unknown_subject", "/facts/0/subject")}),
        ({"subject": None}, {("service.no_subject", "/facts/0/subject")}),
        ({"subject": ["x"]}, {("records.not_a_name", "/facts/0/subject")}),
        ({"related": [{"role": "r" * 201, "subject": "p", "x": 1}]},
         {("records.not_a_name", "/facts/0/related/role"), ("facts.unknown_key", "/facts/0/x")}),
        ({"related": [{"role": "r", "subject": f"p{n}"} for n in range(1001)]},
         {("records.many_related", "/facts/0/related")}),
        ({"type": "listing_decision", "fields": {"policy": "labour/wage-arrears", "outcome": "list"}},
         {("access.decides", "/facts/0")}),
        ({"source": "x" * (1 << 18)}, {("records.not_a_name", "/facts/0/source"), ("records.long_record", "/facts/0")}),
    ],
)  # fmt: skip
def test_everything_wrong_with_a_record_is_told_with_its_place(
    client: FlaskClient, changes: dict[str, Any], errors: set[tuple[str, str]]
) -> None:
    answer = batch(client, fact_of("r-1", **changes), fact_of("r-2"))
    assert {(one["code"], one["location"]["pointer"]) for one in answer["results"][0]["errors"]} == errors
    assert answer["results"][1]["status"] == "created"
    assert (answer["created"], answer["known"], answer["refused"]) == (1, 0, 1)


def test_the_same_record_is_known_however_it_is_sent_and_another_is_a_conflict(client: FlaskClient) -> None:
    once, other = fact_of("r-1"), fact_of("r-1", date="2026-05-02")
    assert statuses(batch(client, once, once, other)) == [("r-1", "created"), ("r-1", "known"), ("r-1", "conflict")]
    assert client.post("/v1/facts", json=once | {"source": "", "fields": {}, "related": []}).status_code == 200
    conflict = client.post("/v1/facts", json=other)
    assert (conflict.status_code, conflict.get_json()["errors"][0]["message"]) == (
        409, "another fact is stored under the id `r-1`",
    )  # fmt: skip


def test_subjects_come_along_and_what_is_registered_otherwise_is_a_conflict(client: FlaskClient) -> None:
    subjects = [
        {"id": "n-1", "kind": "enterprise", "name": "晋"}, {"id": A, "kind": "government"}, {"id": "n-2", "kind": "x"},
        {"id": "n-3"}, {"id": A, "kind": "enterprise"},
    ]  # fmt: skip
    answer = batch(client, fact_of("r-1", subject="n-1"), subjects=subjects)
    assert statuses(answer) == [
        ("n-1", "created"), (A, "conflict"), ("n-2", "refused"), ("n-3", "refused"), (A, "known"), ("r-1", "created"),
    ]  # fmt: skip
    assert answer["results"][1]["errors"] == [
        {"code": "records.other_subject", "location": {"part": "body", "pointer": "/subjects/1/kind"},
         "message": f"`{A}` is registered with another `kind`",
         "remedy": "what changes of a subject is a fact about it (`subject_profile`), a new name is a rename"}
    ]  # fmt: skip
    again = client.put(f"/v1/subjects/{A}", json={"kind": "government"})
    assert (again.status_code, again.get_json()["errors"][0]["location"]["pointer"]) == (409, "/kind")


def told(errors: Any) -> list[tuple[str, str, str]]:
    return [(one["location"]["pointer"], one["message"], one["remedy"]) for one in errors]


def test_a_subject_that_comes_along_has_a_kind_and_no_long_texts(client: FlaskClient) -> None:
    answer = batch(client, subjects=[{"id": "n-1"}, {"id": "n-2", "kind": "enterprise", "name": "x" * 201}])
    assert [told(one["errors"]) for one in answer["results"]] == [
        [("/subjects/0", "the subject has no `kind`",
          "say what it is: `enterprise`, `natural_person` or another kind")],
        [("/subjects/1/name", "`name` is longer than 200 characters", "shorten it")],
    ]  # fmt: skip


def test_who_may_not_register_subjects_sends_facts_about_those_known(client: FlaskClient, parts: Parts) -> None:
    with parts.database.writing() as connection:
        token = issue(connection, "client", ["facts:write"], parts.clock.now(), 30)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    answer = batch(client, fact_of("r-1"), subjects=[{"id": "n-1", "kind": "enterprise"}])
    assert statuses(answer) == [(None, "refused"), ("r-1", "created")]
    assert told(answer["results"][0]["errors"]) == [
        ("/subjects/0", "this needs the permission `subjects:write`",
         "have the subject registered by who may, or ask for a token with it")
    ]  # fmt: skip


def test_a_request_of_another_form_is_told_each_thing_that_is_wrong(client: FlaskClient) -> None:
    answer = client.post("/v1/facts", json={"type": 7, "subject": A, "date": "2026-05-01", "colour": "red"})
    assert answer.status_code == 422
    assert told(answer.get_json()["errors"]) == [
        ("/id", "this is missing", "add it"),
        ("/type", "input should be a valid string", "write a text, in quotation marks"),
        ("/colour", "there is no such key",
         "did you mean `date`, `fields`, `id`, `recorded`, `related`, `source`, `subject`, `type`?"),
    ]  # fmt: skip


def test_a_stream_takes_what_it_can_and_refuses_lines_that_are_broken(client: FlaskClient) -> None:
    lines = [
        orjson.dumps({"subject": {"id": "n-1", "kind": "enterprise"}}), orjson.dumps({"fact": fact_of("r-1")}), b"{",
        b"", orjson.dumps(fact_of("r-2", subject="n-1")), b"[" * 70 + b"]" * 70, b"7", b'"' + b"x" * MOST_LINE + b'"',
        b'{"id": "\\ud800"}', b"\xff",
    ]  # fmt: skip
    answer = client.post("/v1/facts/stream", data=b"\n".join(lines), content_type=NDJSON)
    told = answer.get_json()
    assert statuses(told) == [
        ("n-1", "created"), ("r-1", "created"), (None, "refused"), ("r-2", "created"), (None, "refused"),
        (None, "refused"), (None, "refused"), (None, "refused"), (None, "refused"),
    ]  # fmt: skip
    assert [one["errors"][0]["code"] for one in told["results"] if "errors" in one] == [
        "records.broken_line", "records.deep_line", "facts.not_a_record", "records.long_line",
        "records.broken_line", "records.broken_line",
    ]  # fmt: skip
    again = client.post("/v1/facts/stream", data=b"\n".join(lines[:4]), content_type=NDJSON, headers={"Accept": NDJSON})
    assert again.mimetype == NDJSON
    rows = [orjson.loads(line) for line in again.data.splitlines()]
    assert [one.get("status") for one in rows] == ["known", "known", "refused", None]
    assert rows[-1] == {"end": {"created": 0, "known": 2, "refused": 1}}


def test_a_line_is_read_whatever_the_pieces_it_comes_in() -> None:
    class Bits:
        def __init__(self, data: bytes, size: int) -> None:
            self.data, self.size = data, size

        def read(self, size: int, /) -> bytes:
            bit, self.data = self.data[: min(size, self.size)], self.data[min(size, self.size) :]
            return bit

    data = b"\n".join((b'{"a": 1}', b"x" * (MOST_LINE + 1), b"", b"[2]", b"3"))
    for size in (1 << 20, 7_919, 100_003):
        found = [line for lines in lines_of(Bits(data, size)) for line in lines]
        assert found == [b'{"a": 1}', None, b"[2]", b"3"]
    assert rows_of([b"3"]) == [Row(fact=3)]


def test_facts_of_a_subject_are_paged_and_told_as_they_were_known(client: FlaskClient, clock: FixedClock) -> None:
    batch(client, *(fact_of(f"r-{n}") for n in range(5)))
    clock.moment = clock.moment.replace(day=3)
    batch(client, fact_of("late"), fact_of("v", type="revocation", fields={"revokes": "r-0"}))
    first = client.get(f"/v1/subjects/{A}/facts?limit=3").get_json()
    rest = client.get(f"/v1/subjects/{A}/facts?limit=10&cursor={first['next']}").get_json()
    assert [one["fact"]["id"] for one in first["facts"] + rest["facts"]] == [*(f"r-{n}" for n in range(5)), "late", "v"]
    assert rest["next"] is None
    assert first["facts"][0]["revocations"] == ["v"]
    for known_at in ("2026-11-01", "2026-11-02T00:00:00Z"):
        then = client.get(f"/v1/subjects/{A}/facts?known_at={known_at}").get_json()
        assert [one["fact"]["id"] for one in then["facts"]] == [f"r-{n}" for n in range(5)]
    assert client.get(f"/v1/subjects/{A}/facts?type=revocation").get_json()["facts"][0]["fact"]["id"] == "v"
    assert client.get("/v1/facts/r-0").get_json()["revocations"] == ["v"]
    assert client.get("/v1/facts/none").status_code == 404
    assert client.get("/v1/subjects/nobody/facts").status_code == 404


def revocation(id_: str, revokes: str, subject: str = A) -> dict[str, Any]:
    return fact_of(id_, type="revocation", fields={"revokes": revokes}, subject=subject)


def test_a_revocation_of_what_has_not_come_is_noted_and_one_in_a_circle_refused(client: FlaskClient) -> None:
    answer = batch(
        client, revocation("v-1", "later"), revocation("v-2", "v-1"), revocation("later", "v-2"),
        revocation("self", "self"), fact_of("r-1"), revocation("v-3", "r-1", B),
    )  # fmt: skip
    assert statuses(answer) == [
        ("v-1", "created"), ("v-2", "created"), ("later", "refused"), ("self", "refused"), ("r-1", "created"),
        ("v-3", "refused"),
    ]  # fmt: skip
    told = [one.get("notes", []) + one.get("errors", []) for one in answer["results"]]
    assert [[one["message"] for one in some] for some in told] == [
        ["nothing is stored as `later`"], [], ["revocations go in a circle: later → v-2 → v-1 → later"],
        ["revocations go in a circle: self → self"], [], [f"`r-1` is not on record of `{B}`"],
    ]  # fmt: skip
    assert statuses(batch(client, fact_of("later"))) == [("later", "created")]
    assert client.get(f"/v1/subjects/{A}/verdict").get_json()["facts"] == ["later", "r-1", "v-2"]


def test_revocations_of_revocations_end_somewhere(client: FlaskClient) -> None:
    down = batch(client, *(revocation(f"d-{n + 1}", f"d-{n}") for n in range(20)))
    up = batch(client, *(revocation(f"u-{n}", f"u-{n + 1}") for n in range(20)))
    for answer in (down, up):
        refused = [one["errors"][0]["message"] for one in answer["results"] if "errors" in one]
        assert refused == ["more than 16 revocations would hang together"]


def test_only_who_imports_says_when_something_was_recorded(client: FlaskClient, client_of: Client) -> None:
    trusted = client_of("department")
    assert statuses(batch(trusted, fact_of("r-1", recorded="2026-05-09"))) == [("r-1", "created")]
    assert client.get("/v1/facts/r-1").get_json()["fact"]["recorded"] == "2026-05-09"
    known = client.get(f"/v1/subjects/{A}/verdict?as_of=2026-06-01&known_at=2026-06-01")
    assert known.get_json()["facts"] == ["r-1"]


@pytest.mark.parametrize("count", [300, 600], ids=["few", "many"])
def test_two_who_send_the_same_at_once_store_it_once(parts: Parts, client_of: Client, count: int) -> None:
    register(client_of("client"))
    facts = [fact_of(f"r-{n}", related=[{"role": "r", "subject": B}]) for n in range(count)]
    clients = [client_of("client") for _ in range(4)]
    answers: list[Any] = []
    barrier = threading.Barrier(len(clients))

    def send(one: FlaskClient, order: int) -> None:
        barrier.wait()
        answers.append(batch(one, *facts[::order]))

    threads = [threading.Thread(target=send, args=(one, (-1) ** n)) for n, one in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((one["created"], one["known"], one["refused"]) for one in answers) == [
        (0, count, 0), (0, count, 0), (0, count, 0), (count, 0, 0),
    ]  # fmt: skip
    with parts.database.reading() as connection:
        assert sorted(connection.scalars(select(fact.c.id))) == sorted(one["id"] for one in facts)
        assert len(connection.execute(select(fact_related)).all()) == len(facts)


_RECORDS = [
    *(fact_of(f"r-{n}", subject=(A, B)[n % 2]) for n in range(4)),
    revocation("v-0", "r-0"), revocation("v-1", "v-0"), revocation("v-2", "r-9"),
    fact_of("r-9", related=[{"role": "r", "subject": B}, {"role": "r", "subject": B}]),
]  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.permutations(range(len(_RECORDS))),
    st.lists(st.integers(0, len(_RECORDS) - 1), max_size=6),
    st.lists(st.integers(1, 5), min_size=1, max_size=20),
)
def test_whatever_the_order_and_however_often_the_store_is_the_same(
    parts: Parts, client: FlaskClient, order: list[int], again: list[int], sizes: list[int]
) -> None:
    sent = [_RECORDS[n] for n in (*order, *again)]
    outcomes: list[Any] = []
    while sent:
        size = sizes[len(outcomes) % len(sizes)]
        outcomes.append(batch(client, *sent[:size]))
        sent = sent[size:]
    assert sum(one["refused"] for one in outcomes) == 0
    with parts.database.writing() as connection:
        facts = connection.execute(select(fact.c.id, fact.c.subject, fact.c.content).order_by(fact.c.id)).all()
        revoked = connection.execute(select(fact_revocation).order_by(fact_revocation.c.fact)).all()
        named = connection.execute(select(naming)).all()
        for table in (fact_revocation, fact_related, fact):
            connection.execute(delete(table))
    assert [row.id for row in facts] == sorted(one["id"] for one in _RECORDS)
    assert {(row.id, row.subject) for row in facts} == {(one["id"], one["subject"]) for one in _RECORDS}
    assert [(one.fact, one.revokes) for one in revoked] == [("v-0", "r-0"), ("v-1", "v-0"), ("v-2", "r-9")]
    assert [tuple(one) for one in named] == [(A, B)]
