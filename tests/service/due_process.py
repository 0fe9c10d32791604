"""A small base whose list asks for notice and hears objections, and somebody it proposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from adapters.access.permissions import Role
from adapters.access.tokens import issue
from adapters.clock import FixedClock, stamp
from adapters.database.tables.access import user
from adapters.database.tables.ledger import entry, payload
from adapters.parts import Parts
from adapters.publishing.kept import keep, publish
from tests.cases import tiny

ARREARS = "labour/arrears"
FIRM = "91140100MA0000001X"
PROCESS = """
notice: {period: 5 working days, from: notice, basis: order/7}
objection: {period: 15 working days, from: application, suspends: publication, basis: order/8}
publish: {mode: proactive, scope: provincial, longest: 1 year, basis: order/9}
"""
CALENDAR = """
first: 2025-12-01
last: 2026-12-31
rest: [2026-04-06, 2026-05-01]
work: [2026-03-14]
source: 示例
"""
EVIDENCE = {"text": "see the file", "reference": "file 7"}
NOTE = {"evidence": EVIDENCE}


def files(process: str = PROCESS, calendar: str = CALENDAR) -> dict[str, bytes]:
    """The base, with what its list says of *process*."""
    repaired = "repair:\n  decision: required\n"
    text = tiny.text("labour/arrears.yaml").replace("repair:\n", repaired)
    law = {path: content for path, content in tiny.files(list_=text + process).items() if ".proceedings." not in path}
    return law | {"calendar/working-days.yaml": calendar.encode()}


@dataclass(frozen=True)
class Office:
    """Those who handle proceedings, on a service whose clock they turn."""

    parts: Parts
    clock: FixedClock
    app: Flask

    def on(self, day: str) -> None:
        """Let it be noon of *day* in Shanxi."""
        self.clock.moment = datetime.fromisoformat(f"{day}T04:00:00+00:00").astimezone(UTC)

    def publish(self, law: Mapping[str, bytes]) -> None:
        """Have *law* be in force."""
        now = self.clock.now()
        with self.parts.database.writing() as connection:
            publish(connection, keep(connection, law, "test", "test", now), "1970-01-02", "test", now, "test")

    def somebody(self, role: Role, sectors: str = "[]", department: str | None = None) -> FlaskClient:
        """A client of somebody who has *role*, bound to *sectors* or a *department*."""
        id_ = f"{role}-{sectors}-{department}"
        now = datetime(2026, 1, 1, tzinfo=UTC)
        row = {"id": id_, "name": id_, "roles": f'["{role}"]', "sectors": sectors, "department": department}
        with self.parts.database.writing() as connection:
            connection.execute(insert(user), row | {"active": True, "recorded_at": stamp(now)})
            token = issue(connection, id_, (), now, 3000)
        client = self.app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client


def refuse(client: FlaskClient, subject: str = FIRM, kind: str = "enterprise", name: str | None = None) -> None:
    """Have *subject*, called *name*, refuse to pay twice, for which the list proposes it."""
    client.put(f"/v1/subjects/{subject}", json={"kind": kind, "name": name, "region": "140100"})
    for number, amount in ((1, "10000"), (2, "40000")):
        fields = {"directive_no": f"甲{number}", "outcome": "not_complied", "amount": amount}
        fact = {
            "id": f"{subject}-f{number}",
            "type": "directive",
            "subject": subject,
            "date": "2026-02-20",
            "fields": fields,
        }
        sent = client.post("/v1/facts", json=fact)
        assert sent.status_code == 201, sent.text


def opened(client: FlaskClient, subject: str = FIRM) -> str:
    """A proceeding of *subject*, which the list proposes."""
    made = client.post("/v1/proceedings", json={"subject": subject, "policy": ARREARS, **NOTE})
    assert made.status_code == 201, made.text
    return str(made.get_json()["id"])


def served(client: FlaskClient, proceeding: str) -> list[dict[str, Any]]:
    """The letters served in *proceeding*."""
    found: list[dict[str, Any]] = client.get(f"/v1/proceedings/{proceeding}/letters").get_json()["served"]
    return found


def step(client: FlaskClient, proceeding: str, name: str, **said: Any) -> TestResponse:
    """Take the step *name* in *proceeding*."""
    return client.post(f"/v1/proceedings/{proceeding}/{name}", json=NOTE | said)


def problems(answer: TestResponse) -> list[str]:
    """What *answer* says is against it."""
    told = answer.get_json()
    return [f"{one['message']} ({one['remedy']})" for one in told.get("errors", ())] or [told["detail"]]


def entries(parts: Parts, matter: str) -> list[dict[str, Any]]:
    """What the ledger says of *matter*."""
    with parts.database.reading() as connection:
        rows = connection.execute(
            select(entry.c.what, payload.c.actor, payload.c.content).join_from(entry, payload).order_by(entry.c.number)
        )
        told = [{"what": row.what, "actor": row.actor, "content": orjson.loads(row.content)} for row in rows]
    return [one for one in told if one["content"].get("matter") == matter]


def done(answer: TestResponse) -> dict[str, Any]:
    """What *answer* says of what was done."""
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.get_json()
    return told


def listed(office: Office, officer: FlaskClient) -> str:
    """A proceeding in which the subject was listed on 10 March."""
    proceeding = opened(officer)
    done(step(officer, proceeding, "notify"))
    office.on("2026-03-10")
    assert done(step(officer, proceeding, "decide", outcome="list"))["state"] == "listed"
    return proceeding
