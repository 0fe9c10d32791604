"""A store whose live release is the tiny base, and people who draft, review and publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from adapters.access.permissions import Role
from adapters.jobs.running import Worker
from adapters.parts import Parts
from adapters.publishing.kept import keep, publish
from engine.language.base import content_hash
from tests.cases import tiny
from tests.service.application import application_on
from tests.service.people import token_of

YAML = "application/yaml"


def tiny_live(parts: Parts) -> str:
    """Have the tiny base be the live release; gives the hash of its contents."""
    files, now = tiny.files(), parts.clock.now()
    with parts.database.writing() as connection:
        keep(connection, files, "tiny", "xinheng", now)
        publish(connection, content_hash(files), "2026-10-01", "xinheng", now, "for tests")
    return content_hash(files)


_ROLES: Final[Mapping[str, Role]] = {
    "o": "officer", "r": "reviewer", "a": "approver", "u": "auditor", "c": "client",
}  # fmt: skip


class People:
    """Clients of people by what they are called: the first letters say what they may."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self._app = parts, application_on(parts)

    def __getitem__(self, name: str) -> FlaskClient:
        client = self._app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of(self.parts, _ROLES[name[0]], name)}"
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client


class OneDraft:
    """A draft, and what people do to it; each gives the answer's status and JSON."""

    def __init__(self, people: People, title: str = "higher threshold", author: str = "o1") -> None:
        made = people[author].post("/v1/drafts", json={"title": title})
        assert made.status_code == 201, made.text
        self.people, self.id = people, made.get_json()["id"]

    @property
    def now(self) -> dict[str, Any]:
        """The draft as it is."""
        told: dict[str, Any] = self.people["r9"].get(f"/v1/drafts/{self.id}").get_json()
        return told

    def put(self, who: str, path: str, content: bytes, revision: int | None = None) -> TestResponse:
        """Have *who* put a file."""
        seen = self.now["revision"] if revision is None else revision
        return self.people[who].put(
            f"/v1/drafts/{self.id}/files/{path}?revision={seen}", data=content, content_type=YAML
        )

    def take_out(self, who: str, path: str) -> TestResponse:
        """Have *who* take out a file."""
        return self.people[who].delete(f"/v1/drafts/{self.id}/files/{path}?revision={self.now['revision']}")

    def post(self, who: str, act: str, **body: Any) -> TestResponse:
        """Have *who* do *act*."""
        return self.people[who].post(f"/v1/drafts/{self.id}/{act}", json=body)

    def submit(self, who: str = "o1") -> TestResponse:
        """Have *who* submit it."""
        return self.post(who, "submit", revision=self.now["revision"])

    def approve(self, who: str = "r1", content: str | None = None) -> TestResponse:
        """Have *who* approve of it."""
        return self.post(who, "approve", content_hash=content or self.now["content_hash"])

    def examine(self, who: str = "o1") -> TestResponse:
        """Have *who* examine it, and the job that does it be done."""
        begun = self.people[who].post(f"/v1/drafts/{self.id}/examination")
        if begun.status_code == 202:
            Worker(self.people.parts).run(begun.get_json()["id"])
        return self.people[who].get(f"/v1/drafts/{self.id}/examination")

    def measure(self, who: str = "o1") -> TestResponse:
        """Have *who* measure how thoroughly its cases test, and the job that does it be done."""
        begun = self.people[who].post(f"/v1/drafts/{self.id}/thoroughness")
        if begun.status_code == 202:
            Worker(self.people.parts).run(begun.get_json()["id"])
        return self.people[who].post(f"/v1/drafts/{self.id}/thoroughness")

    def publish(self, who: str = "a1", effective: str = "2026-11-01") -> TestResponse:
        """Have *who* publish it."""
        return self.post(who, "publish", content_hash=self.now["content_hash"], effective=effective)


Do = Callable[[OneDraft], TestResponse]
