"""The service as it runs: ready when it says so, telling of its work without telling on anybody, ending in order."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import orjson
import psutil
import pytest

from tests.cli.run import run
from tests.service.running import Running

SUBJECT = "91140800MA070K235G"
PERSON = "140102199001011234"
FACT = {"id": "secret-record-1", "type": "credit_commitment", "subject": SUBJECT, "date": "2026-05-01"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="module")
def token(running: Running) -> str:
    return running.token_of("client")


def submit(running: Running, token: str) -> None:
    running.ask("PUT", f"/v1/subjects/{SUBJECT}", {"kind": "enterprise"}, Authorization=token)
    assert running.ask("POST", "/v1/facts", FACT, Authorization=token).status in (200, 201)


def test_it_says_that_it_is_ready_part_by_part(running: Running) -> None:
    answer = running.ask("GET", "/health/ready")
    parts = {"database": "ok", "schema": "ok", "release": "ok", "workers": "ok"}
    assert (answer.status, answer.json()) == (200, {"status": "ready", "checks": parts})


def test_every_process_counts_in_the_same_figures(running: Running, token: str) -> None:
    submit(running, token)
    for _ in range(20):  # whichever process answers
        assert running.ask("GET", f"/v1/subjects/{SUBJECT}/verdict", Authorization=token).status == 200
    figures = running.ask("GET", "/metrics", Authorization=running.token_of("auditor"))
    assert figures.headers["Content-Type"].startswith("text/plain")
    told = figures.body.decode()
    line = r'^xinheng_requests_total\{method="GET",route="/v1/subjects/<id>/verdict",status="200"\} (\S+)$'
    found = re.search(line, told, re.MULTILINE)
    assert found is not None
    assert float(found[1]) >= 20
    assert re.search(r'^xinheng_verdicts_total\{outcome="[a-z_]+"\} ', told, re.MULTILINE)
    assert re.search(r'^xinheng_evaluators_total\{what="started"\} [12]\.0$', told, re.MULTILINE)


@pytest.mark.parametrize(("role", "status"), [("client", 403), ("auditor", 200)])
def test_figures_are_for_who_may_read_them(running: Running, role: str, status: int) -> None:
    assert running.ask("GET", "/metrics", Authorization=running.token_of(role)).status == status  # type: ignore[arg-type]  # a role


def test_the_log_tells_of_requests_and_of_nobody_in_them(running: Running, token: str) -> None:
    submit(running, token)
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    asked = running.ask("GET", f"/v1/subjects/{SUBJECT}/verdict", Authorization=token, traceparent=trace)
    running.ask("GET", f"/v1/subjects/{PERSON}", Authorization=token)
    running.ask("GET", f"/nowhere/{PERSON}?q={PERSON}", X_Request_Id=f"{PERSON} {PERSON}", X_Whoever=PERSON)
    running.ask("POST", "/v1/facts", {"id": PERSON}, Authorization=token)
    running.ask("GET", "/v1/subjects", Authorization=f"Bearer xh_{PERSON}")
    id_ = asked.headers["X-Request-Id"]
    told = [line for line in running.lines("request") if line["request_id"] == id_]
    assert [(one["route"], one["method"], one["status"], one["actor"], one["trace_id"]) for one in told] == [
        ("/v1/subjects/<id>/verdict", "GET", 200, "client", "0af7651916cd43dd8448eb211c80319c")
    ]
    assert told[0]["ms"] > 0
    for secret in (SUBJECT, PERSON, FACT["id"], token.removeprefix("Bearer ")):
        assert secret not in running.log()


def test_of_a_request_that_is_none_the_log_does_not_tell_what_it_said(running: Running) -> None:
    raw = f"GET /v1/subjects/{PERSON} HTTP/9.9\r\n\r\n".encode()
    assert b"400" in said_to(running, raw)
    assert PERSON not in running.log()


def test_the_command_says_that_the_port_is_taken(running: Running) -> None:
    result = run("serve", "--port", str(running.port))
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == (
        f"error: something listens at 127.0.0.1:{running.port} already: is the service running? "
        "(another port: --port, or XINHENG_PORT)"
    )


def test_told_to_end_with_all_its_processes_it_answers_what_is_under_way_and_ends_well(tmp_path: Path) -> None:
    with Running(tmp_path / "data", XINHENG_PROCESSES="1") as running:
        token = running.token_of("client")
        submit(running, token)
        children = psutil.Process(running.pid).children(recursive=True)
        with half_asked(running, "/v1/facts", {**FACT, "id": "r-2"}, token) as (connection, rest):
            for process in [*children, psutil.Process(running.pid)]:  # as an operating system does it
                process.terminate()
            while "Handling signal: term" not in running.log():
                time.sleep(0.01)
            connection.send(rest)
            assert connection.getresponse().status == 201
            verdict = f"/v1/subjects/{SUBJECT}/verdict"
        assert running.ended() == 0
        assert psutil.wait_procs(children, timeout=30)[1] == []
        running.start()
        assert "r-2" in running.ask("GET", verdict, Authorization=token).json()["facts"]


@contextmanager
def half_asked(running: Running, path: str, body: object, token: str) -> Iterator[tuple[HTTPConnection, bytes]]:
    """A connection on which half of a request was sent, and the other half of its body."""
    connection = HTTPConnection("127.0.0.1", running.port, timeout=60)
    connection.request("GET", "/health/live")
    connection.getresponse().read()
    content = orjson.dumps(body)
    connection.putrequest("POST", path)
    for name, value in {"Authorization": token, "Content-Type": "application/json"}.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(content)))
    connection.endheaders(content[:10])
    yield connection, content[10:]
    connection.close()


def said_to(running: Running, raw: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", running.port), timeout=30) as connection:
        connection.sendall(raw)
        return connection.recv(1000)


def test_connections_that_stay_open_are_shared_by_the_processes(running: Running) -> None:
    opened = [HTTPConnection("127.0.0.1", running.port, timeout=30) for _ in range(16)]
    try:
        for one in opened:
            one.request("GET", "/health/live")
            assert one.getresponse().read()
        counts = [
            sum(one.status == "ESTABLISHED" and one.laddr.port == running.port for one in process.net_connections())
            for process in psutil.Process(running.pid).children()
        ]
    finally:
        for one in opened:
            one.close()
    assert sum(counts) == 16
    assert sorted(counts)[-2] >= 4
