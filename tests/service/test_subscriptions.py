"""Subscriptions: messages arrive at least once, in order, signed; and go nowhere they should not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from standardwebhooks import Webhook, WebhookVerificationError

from adapters.access.permissions import Role
from adapters.clock import FixedClock, iso_day, stamp, today
from adapters.database.tables.records import subject
from adapters.database.tables.state import change
from adapters.database.tables.subscriptions import subscription
from adapters.parts import Parts
from adapters.subscriptions.addresses import Courier, NotReached
from adapters.subscriptions.delivering import MOST_ATTEMPTS, deliver

ANYWHERE = Courier(anywhere=True)


class Receiver:
    """A server that takes messages, and answers them with the *statuses* waiting, then with 204."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        self.url = ""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/messages"
        Thread(target=server.serve_forever, daemon=True).start()
        yield receiver
        server.shutdown()


@pytest.fixture
def client(client_of: Callable[[Role], FlaskClient], monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv("XINHENG_WEBHOOKS", "anywhere")
    return client_of("client")


def changed(parts: Parts, *policies: str, whose: str = "") -> None:
    now, day = parts.clock.now(), iso_day(today(parts.clock))
    about = {"was": None, "became": "listed", "day": day, "release": "0" * 64, "recorded_at": stamp(now)}
    rows = [{"subject": whose or f"s{number}", "policy": policy, **about} for number, policy in enumerate(policies)]
    with parts.database.writing() as connection:
        connection.execute(insert(change), rows)


def row(parts: Parts) -> Any:
    with parts.database.reading() as connection:
        return connection.execute(select(subscription)).one()


def subscribed(client: FlaskClient, receiver: Receiver, **more: Any) -> dict[str, Any]:
    made = client.post("/v1/subscriptions", json={"url": receiver.url, **more})
    assert made.status_code == 201, made.text
    told: dict[str, Any] = made.get_json()
    return told


def test_a_message_is_signed_as_standard_webhooks_has_it(
    client: FlaskClient, receiver: Receiver, parts: Parts, clock: FixedClock
) -> None:
    made = subscribed(client, receiver, sectors=["labour"])
    assert "secret" not in client.get(f"/v1/subscriptions/{made['id']}").text
    clock.moment = datetime.now(UTC)  # who verifies has a clock, too
    changed(parts, "labour/wage-arrears", "tax/credit-grade")
    assert deliver(parts, ANYWHERE) == 1
    headers, body = receiver.taken[0]
    told = Webhook(made["secret"]).verify(body, headers)
    assert [one["policy"] for one in told["data"]["changes"]] == ["labour/wage-arrears"]
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 44).verify(body, headers)


def test_what_did_not_arrive_is_sent_again_as_it_was_after_longer_and_longer_waits(
    client: FlaskClient, receiver: Receiver, parts: Parts, clock: FixedClock
) -> None:
    subscribed(client, receiver)
    changed(parts, "a/b")
    receiver.statuses = [500, 302]
    assert deliver(parts, ANYWHERE) == 0
    changed(parts, "a/c")
    assert deliver(parts, ANYWHERE) == 0
    assert len(receiver.taken) == 1  # it is not time yet
    clock.moment += timedelta(seconds=5)
    assert deliver(parts, ANYWHERE) == 0  # a redirect is not followed
    clock.moment += timedelta(seconds=5)
    assert deliver(parts, ANYWHERE) == 0
    clock.moment += timedelta(seconds=10)
    assert deliver(parts, ANYWHERE) == 2
    sent = [(headers["webhook-id"], body) for headers, body in receiver.taken]
    assert sent[0] == sent[1] == sent[2] != sent[3]
    assert row(parts).attempts == 0
    assert deliver(parts, ANYWHERE) == 0


@pytest.mark.parametrize(("statuses", "left"), [([500] * MOST_ATTEMPTS, "disabled"), ([410], "disabled")])
def test_who_never_takes_messages_is_disabled_and_may_go_on_where_it_was(
    client: FlaskClient, receiver: Receiver, parts: Parts, clock: FixedClock, statuses: list[int], left: str
) -> None:
    made = subscribed(client, receiver)
    changed(parts, "a/b")
    receiver.statuses = list(statuses)
    for _ in range(len(statuses) + 2):
        deliver(parts, ANYWHERE)
        clock.moment += timedelta(hours=9)
    assert len(receiver.taken) == len(statuses)
    told = client.get(f"/v1/subscriptions/{made['id']}").get_json()
    assert (told["status"], told["fault"]) == (left, f"status {statuses[-1]}")
    assert client.post(f"/v1/subscriptions/{made['id']}/resume").get_json()["status"] == "active"
    assert deliver(parts, ANYWHERE) == 1


def test_a_message_that_was_on_its_way_when_its_sender_died_is_sent_again(
    client: FlaskClient, receiver: Receiver, parts: Parts, clock: FixedClock
) -> None:
    subscribed(client, receiver)
    changed(parts, "a/b")

    class Killed(Exception):
        pass

    class Dying(Courier):
        def carry(self, url: str, body: bytes, headers: dict[str, str]) -> None:
            super().carry(url, body, headers)
            raise Killed

    with pytest.raises(Killed):
        deliver(parts, Dying(anywhere=True))
    changed(parts, "a/c")
    assert deliver(parts, ANYWHERE) == 0  # somebody may be at it
    clock.moment += timedelta(minutes=3)
    assert deliver(parts, ANYWHERE) == 2
    sent = [headers["webhook-id"] for headers, _ in receiver.taken]
    assert sent[0] == sent[1] != sent[2]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https://user:password@example.org/",
        "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.8/", "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://0.0.0.0/", "https://localhost/",
        "https://metadata/", "https://192.168.1.1:99999/", "https://100.64.0.1/", "https://224.0.0.1/",
        "https://2130706433/", "https://[fe80::1%25eth0]/", "https://example.org/\r\nX: y", "https://a.internal/",
    ],
)  # fmt: skip
def test_messages_go_to_public_addresses_alone(url: str) -> None:
    with pytest.raises(NotReached):
        Courier().carry(url, b"{}", {})


@pytest.mark.parametrize(
    ("url", "code", "message", "remedy"),
    [
        ("https://127.0.0.1/", "webhooks.private", "the address is of a private network",
         "give one that can be reached publicly; on a closed network the operator sets `XINHENG_WEBHOOKS=anywhere`"),
        ("http://example.org/", "webhooks.scheme", "messages go by HTTPS alone",
         "give an address that begins with `https://`"),
        ("https://example.org/#messages", "webhooks.form", "this is not an address that messages can go to",
         "give an address such as `https://example.org/messages`, without a user, a password or a fragment"),
    ],
)  # fmt: skip
def test_an_address_that_messages_cannot_go_to_is_refused(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, url: str, code: str, message: str, remedy: str
) -> None:
    monkeypatch.delenv("XINHENG_WEBHOOKS")
    refused = client.post("/v1/subscriptions", json={"url": url})
    assert refused.status_code == 422
    assert refused.get_json()["errors"] == [
        {"code": code, "location": {"part": "body", "pointer": "/url"}, "message": message, "remedy": remedy}
    ]


def test_a_subscription_to_what_is_not_there_is_refused(client: FlaskClient, receiver: Receiver) -> None:
    asked = {"url": receiver.url, "policies": ["labour/wage-arears"], "sectors": ["labour", "labor"]}
    answer = client.post("/v1/subscriptions", json=asked)
    assert answer.status_code == 422
    assert [(one["location"]["pointer"], one["remedy"]) for one in answer.get_json()["errors"]] == [
        ("/policies/0", "did you mean `labour/wage-arrears`?"), ("/sectors/1", "did you mean `labour`?"),
    ]  # fmt: skip


def test_a_name_that_leads_to_a_private_address_is_not_gone_to() -> None:
    found = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("127.0.0.1", 443))]
    with pytest.raises(NotReached, match="private"):
        Courier(resolve=lambda *_, **__: found).carry("https://rebound.example.org/", b"{}", {})


def test_one_sees_and_ends_ones_own_subscriptions_alone(
    client: FlaskClient, client_of: Callable[[Role], FlaskClient], receiver: Receiver
) -> None:
    made, other = subscribed(client, receiver), client_of("department")
    assert other.get("/v1/subscriptions").get_json() == {"subscriptions": []}
    for answer in (other.get(f"/v1/subscriptions/{made['id']}"), other.delete(f"/v1/subscriptions/{made['id']}")):
        assert answer.status_code == 404
    assert client.delete(f"/v1/subscriptions/{made['id']}").status_code == 204
    assert client.get("/v1/subscriptions").get_json() == {"subscriptions": []}


def test_a_user_has_so_many_subscriptions_at_most(client: FlaskClient, receiver: Receiver) -> None:
    for _ in range(20):
        subscribed(client, receiver)
    assert client.post("/v1/subscriptions", json={"url": receiver.url}).status_code == 409


def test_a_message_tells_of_a_person_that_something_changed_and_not_of_whom(
    client: FlaskClient, receiver: Receiver, parts: Parts
) -> None:
    person = "140800198001011234"
    with parts.database.writing() as connection:
        row = {"id": person, "kind": "natural_person", "recorded_at": stamp(parts.clock.now())}
        connection.execute(insert(subject), row)
    subscribed(client, receiver)
    changed(parts, "labour/wage-arrears", whose=person)
    assert deliver(parts, ANYWHERE) == 1
    ((_, body),) = receiver.taken
    assert person.encode() not in body
    (told,) = orjson.loads(body)["data"]["changes"]
    found = client.get(told["link"])
    assert found.status_code == 200
    assert (found.get_json()["policy"], found.get_json()["subject"]) == ("labour/wage-arrears", told["subject"])
    assert client.get("/v1/changes/99").status_code == client.get("/v1/changes/x").status_code == 404
