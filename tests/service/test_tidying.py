"""What exchanges leave behind goes after a while; what was submitted stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import func, select

from adapters.access.permissions import Role
from adapters.clock import FixedClock
from adapters.database.tables.exchange import rejection
from adapters.jobs.here import done
from adapters.parts import Parts
from tests.service.test_exports import made
from tests.service.test_imports import sent
from tests.standards.files import csv_bytes, penalties

Clients = Callable[[Role], FlaskClient]


def test_files_and_refused_rows_go_after_a_month_and_submissions_stay(
    client_of: Clients, parts: Parts, clock: FixedClock
) -> None:
    client = client_of("officer")
    sent(client, parts, csv_bytes(penalties({}, {"fine": "", "document_no": "示1号"})), "p.csv")
    exported = made(client, parts, "exports", sort="penalties")
    submitted = made(client, parts, "submissions")
    clock.moment += timedelta(days=29)
    assert done(parts, "tidying", {}, "xinheng")[1] == {"jobs": 0}
    clock.moment += timedelta(days=2)
    assert done(parts, "tidying", {}, "xinheng")[1] == {"jobs": 2}
    left = {one.name for one in (parts.data / "outgoing").iterdir()}
    assert left == {submitted["id"]}
    assert exported["id"] not in left
    with parts.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(rejection)) == 0
