"""Facts pulled from another instance: each arrives once, as it was known there, whatever happens on the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from socket import SHUT_RDWR
from threading import Thread
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, insert, select, update
from werkzeug.serving import make_server

from adapters.access.permissions import Role
from adapters.casework.kept import Evidence, New, Step, open_matter
from adapters.database.connect import Database
from adapters.database.tables.casework import matter
from adapters.database.tables.exchange import peer as peers
from adapters.database.tables.exchange import pull_cursor, rejection
from adapters.database.tables.jobs import job
from adapters.database.tables.ledger import entry
from adapters.database.tables.records import fact, fact_forgotten, identity_event, subject
from adapters.exchange import asking, pulling
from adapters.exchange.exporting import live_program
from adapters.exchange.sources import Source, keep
from adapters.jobs.here import done
from adapters.jobs.running import Worker
from adapters.jobs.starting import resume, start
from adapters.ledger.forgetting import forget
from adapters.ledger.verify import verify
from adapters.parts import Parts
from adapters.records.accepting import Sender, accept
from adapters.records.belonging import resolved
from adapters.records.identity import Ruling, merge, recode
from adapters.records.outlived import Plan
from adapters.records.subjects import register
from engine.problems import FactError
from tests.service.people import token_of
from tests.service.sample import sample, store_sample
from web.app import create_app

Clients = Callable[[Role], FlaskClient]


@pytest.fixture
def here(parts: Parts, sqlite_template: Path, tmp_path: Path) -> Iterator[Parts]:
    """Another instance, which pulls."""
    path = tmp_path / "here.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield replace(parts, database=database, data=tmp_path / "here")
    database.close()


@contextmanager
def served(app: Flask, port: int = 0, after: int | None = None) -> Iterator[str]:
    """*app* as a server, which breaks off every request behind the first *after*, if that is said."""
    asked = 0

    def breaking(environ: Any, answer: Any) -> Any:
        nonlocal asked
        asked += 1
        if after is not None and asked > after:
            environ["werkzeug.socket"].shutdown(SHUT_RDWR)
            raise ConnectionAbortedError
        return app(environ, answer)

    server = make_server("127.0.0.1", port, breaking, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "RETRIES", asking.RETRIES.new(total=1, backoff_factor=0))
    monkeypatch.setattr(asking, "PAGE", 10)


def peer(client_of: Clients, region: str = "") -> None:
    """Have the client be a peer for *region*."""
    assert client_of("administrator").put("/v1/exchange/peers/client", json={"region": region}).status_code == 200


def pulled(here: Parts, id_: str) -> Any:
    Worker(here).run(id_)
    with here.database.reading() as connection:
        return connection.execute(select(job).where(job.c.id == id_)).one()


def facts(parts: Parts) -> list[tuple[str, ...]]:
    with parts.database.reading() as connection:
        wanted = select(fact.c.id, fact.c.subject, fact.c.day, fact.c.recorded, fact.c.content)
        return sorted(tuple(row) for row in connection.execute(wanted))


def test_a_pull_that_breaks_off_goes_on_and_brings_everything_once(
    client_of: Clients, app: Flask, parts: Parts, here: Parts
) -> None:
    store_sample(parts)
    token = token_of(parts, "client")
    peer(client_of)
    with served(app, after=3) as url:
        keep(here.data, Source("province", url, token))
        id_ = start(here, pulling.KIND, {"source": "province"}, "administrator")
        row = pulled(here, id_)
    assert (row.state, len(facts(here))) == ("failed", 30)
    assert '"imports.unreachable"' in row.faults
    with served(app) as url:
        keep(here.data, Source("province", url, token))
        resume(here, id_)
        assert pulled(here, id_).state == "done"
        again = start(here, pulling.KIND, {"source": "province"}, "administrator")
        assert '"created":0' in pulled(here, again).result
    assert facts(here) == facts(parts)
    with here.database.reading() as connection:
        came = set(connection.scalars(select(subject.c.id)))
    assert came == {one["subject"] for one in sample()[1]} | {
        one["subject"] for each in sample()[1] for one in each["related"]
    }
    with parts.database.reading() as connection:
        noted = select(func.count()).select_from(entry)
        pages, reads = [connection.scalar(noted.where(entry.c.what == what)) for what in ("pull", "read")]
    assert pages == reads == len(sample()[1]) // 10 + 2


def test_what_was_pulled_is_known_where_it_came_from(client_of: Clients, app: Flask, parts: Parts, here: Parts) -> None:
    store_sample(parts)
    token = token_of(parts, "client")
    peer(client_of)
    with served(app) as url:
        for name in ("one", "two"):
            keep(here.data, Source(name, url, token))
        first = pulled(here, start(here, pulling.KIND, {"source": "one"}, "administrator"))
        second = pulled(here, start(here, pulling.KIND, {"source": "two"}, "administrator"))
    assert f'"created":{len(sample()[1])}' in first.result
    assert f'"created":0,"known":{len(sample()[1])},"refused":0,"conflict":0' in second.result


def test_a_peer_is_told_of_its_region_alone(client_of: Clients, app: Flask, parts: Parts, here: Parts) -> None:
    store_sample(parts)
    token = token_of(parts, "client")
    regions = {one["id"]: one.get("region", "") for one in sample()[0]}
    peer(client_of, "1401")
    with served(app) as url:
        keep(here.data, Source("province", url, token))
        assert pulled(here, start(here, pulling.KIND, {"source": "province"}, "administrator")).state == "done"
    found = {row[1] for row in facts(here)}
    assert found == {one["subject"] for one in sample()[1] if regions[one["subject"]].startswith("1401")}
    assert found != {one["subject"] for one in sample()[1]}


def test_who_is_no_peer_is_told_nothing(client_of: Clients, app: Flask, parts: Parts, here: Parts) -> None:
    client = client_of("client")
    assert client.get("/v1/exchange/facts").status_code == 403
    peer(client_of)
    assert client.get("/v1/exchange/facts").status_code == 200
    assert client_of("administrator").delete("/v1/exchange/peers/client").status_code == 204
    refused = client.get("/v1/exchange/facts")
    assert (refused.status_code, refused.get_json()["title"]) == (403, "not a peer")
    with served(app) as url:
        keep(here.data, Source("province", url, token_of(parts, "client")))
        row = pulled(here, start(here, pulling.KIND, {"source": "province"}, "administrator"))
    assert '"imports.refused_by_source"' in row.faults


A, B, C = "A-1", "B-1", "C-1"
WHY = {"reason": "one and the same", "evidence": "registry letter 7"}


def store(parts: Parts, *facts: tuple[str, str], **regions: str) -> None:
    """Store subjects A, B and C, of *regions*, with *facts*: about whom, called how."""
    sender = Sender("client", parts.clock.now())
    records = [{"id": id_, "type": "credit_commitment", "subject": whose, "date": "2026-05-01"} for whose, id_ in facts]
    with parts.database.writing() as connection:
        for one in (A, B, C):
            told = {"id": one, "kind": "enterprise", "name": f"name {one}", "region": regions.get(one[0], "140105")}
            register(connection, told, sender)
        outcomes = accept(connection, live_program(parts), records, sender)
    assert {one.status for one in outcomes} <= {"created"}


def happened(client: FlaskClient, path: str, **body: Any) -> int:
    answer = client.post(f"/v1/{path}", json=WHY | body)
    assert answer.status_code == 201, answer.text
    return int(answer.get_json()["number"])


def whose(parts: Parts) -> dict[str, str]:
    """Whose each fact is."""
    with parts.database.reading() as connection:
        return {row.id: row.subject for row in connection.execute(select(fact.c.id, fact.c.subject))}


def events(parts: Parts) -> list[tuple[str, str]]:
    with parts.database.reading() as connection:
        rows = connection.execute(select(identity_event).order_by(identity_event.c.number))
        return [(row.what, row.uid) for row in rows]


def pull(here: Parts, url: str, token: str, name: str = "province") -> dict[str, Any]:
    """What a pull came to."""
    keep(here.data, Source(name, url, token))
    row = pulled(here, start(here, pulling.KIND, {"source": name}, "administrator"))
    assert row.state == "done", row.faults
    result: dict[str, Any] = orjson.loads(row.result)
    return result


def test_what_happens_to_identities_is_pulled_once(client_of: Clients, app: Flask, parts: Parts, here: Parts) -> None:
    store(parts, (A, "a-1"), (B, "b-1"), (C, "c-1"))
    token = token_of(parts, "client")
    peer(client_of)
    client = client_of("officer")
    with served(app) as url:
        assert pull(here, url, token)["identities"] == 0
        happened(client, f"subjects/{A}/names", name="another")
        happened(client, f"subjects/{B}/codes", new="91140100MA0TEST00X")
        merged = happened(client, f"subjects/{A}/merge", into=B)
        store(parts, (A, "a-2"))
        found = pull(here, url, token)
        assert (found["identities"], found["created"], found["refused"]) == (3, 1, 0)
        assert whose(here) == whose(parts) == {"a-1": B, "a-2": B, "b-1": B, "c-1": C}
        with here.database.reading() as connection:
            assert resolved(connection, {A, "91140100MA0TEST00X"}) == {A: B, "91140100MA0TEST00X": B}
            assert connection.scalar(select(subject.c.name).where(subject.c.id == A)) == "another"
        assert events(here) == events(parts)
        happened(client, f"identity-events/{merged}/undo")
        happened(client, f"subjects/{B}/split", to={"id": C, "kind": "enterprise"}, facts=["b-1"])
        assert pull(here, url, token)["identities"] == 2
        assert whose(here) == whose(parts) == {"a-1": A, "a-2": A, "b-1": C, "c-1": C}
        with here.database.writing() as connection:  # whoever forgets how far it was is told again, and nothing happens
            connection.execute(delete(pull_cursor))
        assert pull(here, url, token)["identities"] == 0
    assert events(here) == events(parts)
    with here.database.reading() as connection:
        assert set(connection.scalars(select(identity_event.c.actor))) == {"source:province"}


def test_two_that_pull_from_each_other_tell_each_event_once(
    client_of: Clients, app: Flask, parts: Parts, here: Parts
) -> None:
    store(parts, (A, "a-1"))
    there = create_app(here)
    token, back = token_of(parts, "client"), token_of(here, "client")
    peer(client_of)
    with here.database.writing() as connection:
        connection.execute(
            insert(peers), {"user": "client", "region": "", "recorded_at": "2026", "recorded_by": "test"}
        )
    client = client_of("officer")
    for name in ("one", "two"):
        happened(client, f"subjects/{A}/names", name=name)
    with served(app) as url, served(there) as other:
        assert pull(here, url, token)["identities"] == 2
        for _ in range(2):
            assert pull(parts, other, back, "city")["identities"] == 0
            assert pull(here, url, token)["identities"] == 0
    assert len(events(parts)) == len(events(here)) == 2


def test_what_is_so_already_is_kept_and_changes_nothing(
    client_of: Clients, app: Flask, parts: Parts, here: Parts
) -> None:
    store(parts)
    store(here)
    token = token_of(parts, "client")
    peer(client_of)
    ruling = Ruling("clerk", here.clock.now(), "2026-10-01", "the same", "letter 8")
    with here.database.writing() as connection:
        merge(connection, A, B, ruling)
        recode(connection, C, "91140100MA0TEST00X", "uscc", ruling)
    client = client_of("officer")
    happened(client, f"subjects/{A}/merge", into=B)
    happened(client, f"subjects/{C}/codes", new="91140100MA0TEST00X")
    with served(app) as url:
        assert pull(here, url, token)["identities"] == 2
    assert [one for one, _ in events(here)] == ["merge", "recode", "merge", "recode"]
    assert events(here)[2:] == events(parts)


def test_an_event_that_cannot_happen_here_is_told_and_the_others_go_on(
    client_of: Clients, app: Flask, parts: Parts, here: Parts
) -> None:
    store(parts)
    store(here)
    with here.database.writing() as connection:
        recode(connection, C, "X-1", "uscc", Ruling("clerk", here.clock.now(), "2026-10-01", "new", "letter 8"))
    token = token_of(parts, "client")
    peer(client_of)
    client = client_of("officer")
    happened(client, f"subjects/{A}/codes", new="X-1")
    happened(client, f"subjects/{B}/names", name="another")
    with served(app) as url:
        found = pull(here, url, token)
    assert (found["identities"], found["refused"]) == (1, 1)
    with here.database.reading() as connection:
        (problems,) = connection.scalars(select(rejection.c.problems))
    assert '"records.code_known"' in problems


def test_an_event_that_takes_back_one_unheard_of_is_told(here: Parts) -> None:
    event = {"uid": "p-9", "what": "undo", "subject": A, "other": None, "day": "2026-10-01", "reason": "r"}
    store(here)
    other = Flask("other")
    nothing = {"facts": [], "events": [], "subjects": [], "forgotten": [], "next": 0, "more": False}
    told = {"events": [event | {"undoes": "p-8"}], "subjects": [], "next": 1, "more": False}
    other.add_url_rule("/v1/exchange/<name>", "told", lambda name: told if name == "identities" else nothing)
    with served(other) as url:
        found = pull(here, url, "t")
    assert (found["identities"], found["refused"]) == (0, 1)
    with here.database.reading() as connection:
        (problems,) = connection.scalars(select(rejection.c.problems))
    assert '"imports.event_unknown"' in problems


def test_a_peer_is_told_what_happens_to_identities_of_its_region(
    client_of: Clients, app: Flask, parts: Parts, here: Parts
) -> None:
    store(parts, A="140105", B="140800", C="140800")
    token = token_of(parts, "client")
    peer(client_of, "1401")
    client = client_of("officer")
    happened(client, f"subjects/{C}/names", name="another")
    happened(client, f"subjects/{A}/merge", into=B)
    with served(app) as url:
        assert pull(here, url, token)["identities"] == 1
    assert [one for one, _ in events(here)] == ["merge"]


def forgotten(parts: Parts, id_: str) -> None:
    """Have the fact *id_* be forgotten, as a policy has it."""
    with parts.database.writing() as connection:
        row = connection.execute(select(fact.c.subject, fact.c.number).where(fact.c.id == id_)).one()
        revision = connection.scalar(select(subject.c.revision).where(subject.c.id == row.subject))
        plan = Plan(row.subject, revision or 0, (), (id_,), (row.number,), (), "labour/arrears: 2026-03-01")
        assert forget(connection, plan, 739_000, "clerk", parts.clock.now()) is not None


def tombs(parts: Parts) -> dict[str, str]:
    with parts.database.reading() as connection:
        return {row.id: row.rule for row in connection.execute(select(fact_forgotten))}


def test_what_was_forgotten_is_forgotten_here_and_does_not_come_back(
    client_of: Clients, app: Flask, parts: Parts, here: Parts
) -> None:
    store(parts, (A, "a-1"), (B, "b-1"))
    token = token_of(parts, "client")
    peer(client_of)
    with served(app) as url:
        pull(here, url, token)
        store(parts, (A, "a-2"))
        forgotten(parts, "a-1")
        forgotten(parts, "a-2")
        found = pull(here, url, token)
        assert (found["forgotten"], found["created"]) == (1, 0)
        assert whose(here) == whose(parts) == {"b-1": B}
        assert tombs(here) == {"a-1": "province: labour/arrears: 2026-03-01", "a-2": "labour/arrears: 2026-03-01"}
        with here.database.writing() as connection:
            connection.execute(delete(pull_cursor))
        assert pull(here, url, token)["forgotten"] == 0
    with here.database.writing() as connection:
        again = [{"id": "a-1", "type": "credit_commitment", "subject": A, "date": "2026-05-01"}]
        (outcome,) = accept(connection, live_program(here), again, Sender("client", here.clock.now()))
    assert [one.code for one in outcome.problems] == ["records.forgotten"]
    with here.database.reading() as connection:
        assert verify(connection).flaws == ()


def test_what_somebody_else_still_has_does_not_come_back_from_there(
    client_of: Clients, app: Flask, parts: Parts, here: Parts
) -> None:
    store(parts, (A, "a-1"))
    store(here, (A, "a-1"))
    forgotten(here, "a-1")
    token = token_of(parts, "client")
    peer(client_of)
    with served(app) as url:
        found = pull(here, url, token)
    assert (found["gone"], found["refused"], whose(here)) == (1, 0, {})
    with here.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(rejection)) == 0


def test_what_an_open_case_is_about_is_forgotten_once_that_is_closed(
    client_of: Clients, app: Flask, parts: Parts, here: Parts
) -> None:
    store(parts, (A, "a-1"))
    token = token_of(parts, "client")
    peer(client_of)
    new = New("complaint", "received", A, None, None, None, None, {})
    with served(app) as url:
        pull(here, url, token)
        with here.database.writing() as connection:
            open_matter(connection, new, Step("receive", 739_900, "clerk", Evidence("letter 9")), here.clock.now())
        forgotten(parts, "a-1")
        assert pull(here, url, token)["forgotten"] == 0
    assert (whose(here), tombs(here)) == ({"a-1": A}, {})
    with here.database.writing() as connection:
        connection.execute(update(matter).values(closed="2026-11-01"))
    _, result = done(here, "forgetting", {}, "clerk")
    assert result == {"subjects": 0, "facts": 1, "receipts": 0}
    assert (whose(here), list(tombs(here))) == ({}, ["a-1"])


def test_a_peer_is_told_what_was_forgotten_of_its_region(
    client_of: Clients, app: Flask, parts: Parts, here: Parts
) -> None:
    store(parts, (A, "a-1"), (B, "b-1"), A="140105", B="140800")
    forgotten(parts, "a-1")
    forgotten(parts, "b-1")
    token = token_of(parts, "client")
    peer(client_of, "1401")
    with served(app) as url:
        pull(here, url, token)
    assert list(tombs(here)) == ["a-1"]


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("identities", {"events": [{"uid": "x"}], "subjects": [], "next": 1, "more": False}),
        ("identities", {"events": [], "subjects": [{}], "next": 1, "more": False}),
        ("forgotten", {"forgotten": [{"id": "\0", "at": "", "rule": ""}], "next": 1, "more": False}),
    ],
)
def test_what_is_no_event_and_no_tomb_is_not_believed(here: Parts, what: str, body: Any) -> None:
    other = Flask("other")
    nothing = {"facts": [], "events": [], "subjects": [], "forgotten": [], "next": 0, "more": False}
    other.add_url_rule("/v1/exchange/<name>", "told", lambda name: body if name == what else nothing)
    with served(other) as url:
        keep(here.data, Source("province", url, "t"))
        row = pulled(here, start(here, pulling.KIND, {"source": "province"}, "administrator"))
    assert '"imports.bad_page"' in row.faults


def test_a_source_that_sends_something_else_is_not_believed(parts: Parts, here: Parts) -> None:
    del parts
    for body in (b"[]", b"{", b'{"facts": [1], "subjects": [], "next": 1, "more": false}',
                 b'{"facts": [], "subjects": [], "next": 0, "more": true}'):  # fmt: skip
        other = Flask("other")
        other.add_url_rule("/v1/exchange/facts", "facts", lambda body=body: body)
        with served(other) as url:
            keep(here.data, Source("province", url, "t"))
            row = pulled(here, start(here, pulling.KIND, {"source": "province"}, "administrator"))
        assert '"imports.bad_page"' in row.faults


def test_a_pull_is_started_over_the_api_of_a_source_that_is_named(client_of: Clients, parts: Parts) -> None:
    client = client_of("administrator")
    assert client.post("/v1/exchange/sources/province/pull").status_code == 404
    assert client.post("/v1/exchange/sources/..%2f..%2fetc/pull").status_code == 404
    keep(parts.data, Source("province", "http://127.0.0.1:9", "t"))
    assert client.get("/v1/exchange/sources").get_json() == {
        "sources": [{"name": "province", "url": "http://127.0.0.1:9", "after": 0, "pulled_at": None}]
    }
    assert client.post("/v1/exchange/sources/province/pull").status_code == 202


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        (Source("../x", "http://a", "t"), ["imports.source_name"]),
        (Source("x", "file:///etc/passwd", "t"), ["imports.source_url"]),
        (Source("x", "http://u:p@a", "t\n"), ["imports.source_token", "imports.source_url"]),
    ],
)
def test_a_source_is_an_instance_with_a_token(source: Source, codes: list[str], tmp_path: Path) -> None:
    with pytest.raises(FactError) as raised:
        keep(tmp_path, source)
    assert [one.code for one in raised.value.problems] == codes
    assert "t" not in repr(source).partition("url=")[2].partition("'")[2].partition("'")[2]
