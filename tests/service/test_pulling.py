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

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.serving import make_server

from adapters.access.permissions import Role
from adapters.database.connect import Database
from adapters.database.tables.jobs import job
from adapters.database.tables.ledger import entry
from adapters.database.tables.records import fact, subject
from adapters.exchange import pulling
from adapters.exchange.sources import Source, keep
from adapters.jobs.running import Worker
from adapters.jobs.starting import resume, start
from adapters.parts import Parts
from engine.problems import FactError
from tests.service.people import token_of
from tests.service.sample import sample, store_sample

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
    monkeypatch.setattr(pulling, "RETRIES", pulling.RETRIES.new(total=1, backoff_factor=0))
    monkeypatch.setattr(pulling, "_PAGE", 10)


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
