"""What somebody sends who means harm, or whose system is broken: each refused with its status, or kept as it is."""

from __future__ import annotations

import io
import json
from itertools import pairwise
from typing import Any, Final

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from adapters.parts import Parts
from tests.service.people import token_of
from web.api.operations import JSON
from web.app import MOST_BYTES, create_app

SUBJECT: Final = "91140800MA070K235G"
FACT: Final = {"id": "r-1", "type": "credit_commitment", "subject": SUBJECT, "date": "2026-05-01"}


@pytest.fixture(scope="module")
def app(shared: Parts) -> Flask:
    return create_app(shared)


@pytest.fixture(scope="module")
def token(shared: Parts) -> str:
    return token_of(shared, "client")


@pytest.fixture
def client(app: Flask, token: str) -> FlaskClient:
    return registered(app, token)


def registered(app: Flask, token: str) -> FlaskClient:
    """A client that comes with *token*, and has registered a subject."""
    client = app.test_client()
    client.environ_base |= {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_ACCEPT_LANGUAGE": "en"}
    assert client.put(f"/v1/subjects/{SUBJECT}", json={"kind": "enterprise"}).status_code in (200, 201)
    return client


class Long(io.RawIOBase):
    """A body of *size*, which counts what was read of it."""

    def __init__(self, size: int) -> None:
        self.left, self.taken = size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        size = min(len(into), self.left)
        into[:size] = b" " * size
        self.left -= size
        self.taken += size
        return size

    def sent(self, client: FlaskClient, path: str, **more: Any) -> TestResponse:
        """The answer to this body sent to *path*."""
        return client.post(path, content_type=JSON, environ_overrides={"wsgi.input": self, **more})


# Bodies.


@pytest.mark.parametrize("path", ["/v1/facts", "/v1/facts/batch", "/v1/verdicts", "/v1/tokens"])
def test_a_body_that_says_it_is_too_large_is_refused_unread(client: FlaskClient, path: str) -> None:
    body = Long(100 << 20)
    answer = body.sent(client, path, CONTENT_LENGTH=str(100 << 20))
    assert (answer.status_code, answer.get_json()["type"], body.taken) == (413, "/problems/too_large", 0)


def test_a_body_that_does_not_say_how_large_it_is_is_read_no_further_than_it_may_be(client: FlaskClient) -> None:
    body = Long(100 << 20)
    answer = body.sent(client, "/v1/facts", **{"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"})
    assert (answer.status_code, answer.get_json()["type"]) == (413, "/problems/too_large")
    assert body.taken <= MOST_BYTES + (1 << 20)


def test_the_body_of_who_may_not_is_not_read(app: Flask) -> None:
    body = Long(10 << 20)
    answer = body.sent(app.test_client(), "/v1/facts", CONTENT_LENGTH=str(10 << 20))
    assert (answer.status_code, body.taken) == (401, 0)


def test_a_request_to_sign_in_is_small(app: Flask) -> None:
    answer = app.test_client().post("/v1/sessions", data=b" " * 70_000, content_type=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        (b"", 400, "json"),
        (b"{", 400, "json"),
        (b"{}{}", 400, "json"),
        (b"\xff\xfe{\x00}\x00", 400, "json"),
        (b"\xef\xbb\xbf{}", 400, "json"),
        (b'{"id": "\xc3\x28"}', 400, "json"),
        (b'{"id": "\xed\xa0\x80"}', 400, "json"),
        (b'{"id": "\\ud800"}', 400, "json"),
        (b'{"id": NaN}', 400, "json"),
        (b'{"id": 1e400}', 400, "json"),
        (b"[" * 100_000 + b"]" * 100_000, 400, "json"),
        (b'{"fields": ' + b'{"a":' * 100 + b"1" + b"}" * 101, 400, "json_depth"),
        (b'{"fields": {"a": ' + b"[" * 70 + b"]" * 70 + b"}}", 400, "json_depth"),
        (b"[]", 422, "request"),
        (b"null", 422, "request"),
        (b'"text"', 422, "request"),
        (b"{}", 422, "request"),
        (b'{"id": 1}', 422, "request"),
        (b'{"__proto__": {}, "id": "r"}', 422, "request"),
        (b'{"id": "r-1", "id": "r-2"}', 400, "json_twice"),
        (b'{"a": [{"b": {"c": 1, "d": 2, "c": 3}}]}', 400, "json_twice"),
    ],
)
def test_a_body_that_is_not_as_it_should_be_is_refused(
    client: FlaskClient, body: bytes, status: int, problem: str
) -> None:
    answer = client.post("/v1/facts", data=body, content_type=JSON)
    assert (answer.status_code, answer.get_json()["type"]) == (status, f"/problems/{problem}"), answer.text
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "media",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
     "application/x-yaml", "text/json", "*/*", "application/json+x", "\xff"],
)  # fmt: skip
def test_a_body_of_another_media_type_is_refused(client: FlaskClient, media: str) -> None:
    answer = client.post("/v1/facts", data=b"{}", content_type=media)
    assert (answer.status_code, answer.get_json()["type"]) == (415, "/problems/media")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_packed_body_is_refused_and_not_unpacked(client: FlaskClient, encoding: str) -> None:
    answer = client.post("/v1/facts", data=b"\x1f\x8b\x08", content_type=JSON, headers={"Content-Encoding": encoding})
    assert (answer.status_code, answer.get_json()["type"]) == (415, "/problems/packed")


@pytest.mark.parametrize("number", ["9" * 5_000, "-" + "9" * 400, "1" + "0" * 309, "18446744073709551616", "1e308"])
def test_numbers_beyond_what_is_counted_are_refused_or_kept(client: FlaskClient, number: str) -> None:
    fact = orjson.dumps({**FACT, "id": "n", "type": "administrative_penalty", "fields": {"amount": "?"}})
    answer = client.post("/v1/facts", data=fact.replace(b'"?"', number.encode()), content_type=JSON)
    assert answer.status_code in (400, 422), answer.text


# Texts.

STRINGS: Final = (
    "'; DROP TABLE fact; --", "1 OR 1=1", '" OR ""="', "\\'; SELECT pg_sleep(10); --", "%' OR '1'='1", "${7*7}",
    "{{7*7}}", "{{config}}", "{% for x in () %}", "%s%s%s%n", "{0.__class__}", "{message}", "<script>alert(1)</script>",
    "=cmd|'/C calc'!A0", "@SUM(1)", "../../../etc/passwd", "..\\..\\windows", "file:///etc/passwd", "$(id)", "`id`",
    "信用 中国", "𠮷野家", "é", "e\u0301",
)  # fmt: skip


def test_a_text_that_would_be_code_elsewhere_is_a_text_here(parts: Parts) -> None:
    """On every store."""
    client = registered(create_app(parts), token_of(parts, "client"))
    for text in STRINGS:
        sent = {**FACT, "id": f"x {text}", "source": text}
        answer = client.post("/v1/facts", json=sent)
        assert (answer.status_code, answer.get_json()["id"]) == (201, f"x {text}"), answer.text
        again = client.post("/v1/facts", json={**sent, "date": "2026-05-02"})
        assert (again.status_code, text in again.get_json()["errors"][0]["message"]) == (409, True)
    verdict = client.get(f"/v1/subjects/{SUBJECT}/verdict")
    assert set(verdict.get_json()["facts"]) == {f"x {text}" for text in STRINGS}


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\u200b", "\u200e", "\u202e", "\u2066", "\ufeff"])
@pytest.mark.parametrize("where", ["id", "source", "fields"])
def test_a_text_with_what_cannot_be_seen_is_refused(client: FlaskClient, character: str, where: str) -> None:
    text = f"a{character}b"
    sent = {**FACT, "fields": {text: text}} if where == "fields" else {**FACT, where: text}
    assert client.post("/v1/facts", json=sent).status_code == 422


def test_who_signs_in_by_code_does_not(app: Flask) -> None:
    for text in STRINGS:
        for body in ({"user": text, "password": "x"}, {"user": "client", "password": text}):
            assert app.test_client().post("/v1/sessions", json=body).status_code in (401, 429)


# Addresses.


@pytest.mark.parametrize(
    "name",
    ["..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fetc", "%00", "a%00b", "%ff", "%c0%ae", "' OR 1=1",
     "%27%3B--", "{{7*7}}", "%0d%0aX-Injected:%201", "x" * 5_000, "%e2%80%ae", "*", "\\", "%5c..%5c"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/v1/subjects/{}", "/v1/facts/{}", "/v1/subjects/{}/verdict", "/v1/lists/{}",
                                  "/v1/departments/{}/measures", "/docs/{}", "/{}", "/v1/{}"])  # fmt: skip
def test_an_address_that_leads_elsewhere_leads_nowhere(client: FlaskClient, path: str, name: str) -> None:
    answer = client.get(path.format(name))
    assert answer.status_code in (400, 404, 422), answer.text
    assert "X-Injected" not in answer.headers
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "query",
    ["as_of=2026-02-30", "as_of=0000-00-00", "as_of=99999-01-01", "as_of=now()",
     "as_of=2026-01-01&as_of=2026-01-02",
     "known_at=2026-01-01T00:00:00", "known_at=0001-01-01T00:00:00%2B14:00", "known_at=9999-12-31T23:59:59-14:00",
     "release=%27", "release=" + "0" * 63, "release[]=x", "as_of[$gt]=", "nothing=1"],
)  # fmt: skip
def test_a_parameter_that_is_none_is_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/v1/subjects/{SUBJECT}/verdict?{query}")
    assert answer.status_code == 422, answer.text
    assert answer.get_json()["errors"]


@pytest.mark.parametrize(
    "path", [f"/v1/subjects/{SUBJECT}/verdict?as_of=%00", "/v1/subjects?name=a%00b", "/v1/facts/a%00"]
)
def test_nothing_is_called_by_what_ends_a_text_elsewhere(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (404, 422)


# Policies.

LAUGHS: Final = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise("abcdefghijk")
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "title: &a [*a]",
        "title: !!python/object/apply:os.system ['id']",
        "title: !!python/name:os.system",
        "&x ? *x : *x",
        "[" * 50_000,
        "{a: " * 5_000 + "}" * 5_000,
        "title: " + "9" * 100_000,
        "title: a\ntitle: b",
        "%TAG ! tag:evil,2020:\n---\n!x 1",
        "title: \x07",
        "title: \u202eb",
        "- " * 20_000,
        "\t- a",
        "a: b: c: d",
        "<<: [*x]",
        "\ud800",
        "",
    ],
)  # fmt: skip
def test_a_policy_that_is_made_to_harm_is_told_what_is_wrong_with_it(client: FlaskClient, text: str) -> None:
    body = orjson.dumps({"files": [{"path": "labour/evil.yaml", "text": "?"}]}).replace(
        b'"?"', json.dumps(text).encode()
    )
    answer = client.post("/v1/check", data=body, content_type=JSON)
    if answer.status_code != 400:  # half a character is no JSON
        assert answer.status_code == 200, answer.text
        assert answer.get_json()["problems"]


@pytest.mark.parametrize(
    "path",
    ["../evil.yaml", "/etc/evil.yaml", "labour/../../evil.yaml", "labour//evil.yaml", "C:\\evil.yaml",
     "labour/\x00.yaml", "labour/evil.py", ".git/config", "labour/./evil.yaml", "labour/" + "x" * 5_000 + ".yaml", ""],
)  # fmt: skip
def test_a_file_that_leads_out_of_the_policies_is_refused(client: FlaskClient, path: str) -> None:
    answer = client.post("/v1/check", json={"files": [{"path": path, "text": "title: a"}]})
    assert answer.status_code == 422, answer.text


# Methods and headers.


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GETS", "get"])
def test_a_method_that_an_address_does_not_answer_is_told_which_it_does(client: FlaskClient, method: str) -> None:
    answer = client.open("/v1/facts", method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_is_what_it_is(client: FlaskClient, header: str) -> None:
    assert client.post(f"/v1/subjects/{SUBJECT}", headers={header: "GET"}).status_code == 405
    assert client.get(f"/v1/subjects/{SUBJECT}", headers={header: "DELETE"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"},
        {"X-Forwarded-User": "administrator", "X-Remote-User": "administrator"},
        {"X-Original-URL": "/v1/users", "X-Rewrite-URL": "/v1/users"},
        {"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
        {"Accept-Language": "en;q=" + "9" * 1_000},
        {"Accept-Language": "x" * 5_000},
        {"Accept": "application/xml"},
        {"X-Request-Id": "a\tb"},
        {"X-Request-Id": "x" * 5_000},
        {"traceparent": "00-" + "0" * 32 + "-zz"},
        {"Range": "bytes=0-0,-1"},
        {"If-None-Match": "*"},
        {"Cookie": "xinheng=" + "=;" * 500},
        {"Expect": "200-ok"},
    ],
)  # fmt: skip
def test_headers_change_nothing_that_they_should_not(client: FlaskClient, headers: dict[str, str]) -> None:
    plain = client.get(f"/v1/subjects/{SUBJECT}")
    answer = client.get(f"/v1/subjects/{SUBJECT}", headers=headers)
    assert (answer.status_code, answer.get_json()) == (200, plain.get_json())
    assert len(answer.headers["X-Request-Id"]) == 32
    assert "evil.example" not in str(answer.headers)
    assert client.get("/v1/users", headers=headers).status_code == 403


def test_a_purpose_that_there_is_not_is_refused(client: FlaskClient) -> None:
    answer = client.get(f"/v1/subjects/{SUBJECT}", headers={"Xinheng-Purpose": "curiosity"})
    assert (answer.status_code, answer.get_json()["errors"]) == (422, [{
        "code": "request.purpose",
        "location": {"part": "header", "pointer": "Xinheng-Purpose"},
        "message": "there is no such purpose",
        "remedy": "use one of: licensing, procurement, funding, supervision, casework, audit, subject_request",
    }])  # fmt: skip


def test_a_token_that_was_sent_is_not_told_again(app: Flask, token: str) -> None:
    for path in ("/v1/users", "/v1/none", "/v1/subjects/none", f"/v1/subjects/{token}x"):
        answer = app.test_client().get(path, headers={"Authorization": f"Bearer {token}"})
        assert token not in str(answer.headers)
        assert token not in answer.text.replace(f"{token}x", "")


def test_nothing_that_was_refused_is_in_the_log(
    client: FlaskClient, capsys: pytest.CaptureFixture[str], token: str
) -> None:
    client.post("/v1/sessions", json={"user": "client", "password": "hunter2hunter2"})
    client.get(f"/v1/subjects/{SUBJECT}?secret=hunter2hunter2", headers={"Authorization": f"Bearer {token}"})
    told = "".join(capsys.readouterr())
    assert "hunter2" not in told
    assert token not in told


def test_a_line_that_is_not_as_it_should_be_is_refused_by_itself(client: FlaskClient) -> None:
    good = orjson.dumps({**FACT, "id": "line-1"})
    bad = [b"\xff", b"[" * 100, b'{"a": ' + b"[" * 80 + b"]" * 80 + b"}", b'{"id": "a", "id": "b"}', b"null"]
    answer = client.post("/v1/facts/stream", data=b"\n".join([*bad, good]), content_type="application/x-ndjson")
    assert answer.status_code == 207, answer.text
    told = answer.get_json()["results"]
    assert [one["status"] for one in told] == ["refused"] * 5 + ["created"]
    assert [one["errors"][0]["code"] for one in told[:5]] == [
        "records.broken_line", "records.broken_line", "records.deep_line", "records.key_twice", "facts.not_a_record",
    ]  # fmt: skip
