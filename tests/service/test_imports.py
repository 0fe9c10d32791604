"""Files taken in as jobs: every row becomes a fact or comes back with why, whatever happens on the way."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from adapters.access.permissions import Role
from adapters.clock import FixedClock
from adapters.database.tables.jobs import job
from adapters.database.tables.records import fact
from adapters.exchange import importing
from adapters.jobs.running import Worker
from adapters.parts import Parts
from adapters.standards.layouts import LISTING, PENALTY_2015
from adapters.standards.tabular import REJECTED
from engine.catalogue import text
from tests.service.sample import EVENTS
from tests.standards.files import LISTED, OLDER_PENALTY, csv_bytes, penalties, table, xlsx_bytes

Clients = Callable[[Role], FlaskClient]


def sent(client: FlaskClient, parts: Parts, data: bytes, name: str, **query: str) -> dict[str, Any]:
    """What the API tells of the import of *data* once it was done."""
    query["name"] = name
    made = client.post("/v1/imports", data=data, query_string=query, content_type="application/octet-stream")
    assert made.status_code == 202, made.text
    where = made.headers["Location"]
    assert where == f"/v1/imports/{made.get_json()['id']}"
    Worker(parts).run(made.get_json()["id"])
    told: dict[str, Any] = client.get(where).get_json()
    return told


def rejected(client: FlaskClient, told: dict[str, Any], language: str = "en") -> list[list[str]]:
    answer = client.get(f"/v1/imports/{told['job']['id']}/rejected", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def stored(parts: Parts) -> int:
    with parts.database.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(fact)) or 0)


@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])
def test_a_file_of_penalties_becomes_facts_once_however_often_it_is_sent(
    client_of: Clients, parts: Parts, clock: FixedClock, make: Callable[[Sequence[Sequence[str]]], bytes]
) -> None:
    client = client_of("department")
    data = make(penalties({}, {"document_no": "示市监罚〔2024〕13号"}))
    name = "p.csv" if make is csv_bytes else "p.xlsx"
    told = sent(client, parts, data, name)
    assert told["job"]["state"] == "done", told
    assert told["job"]["result"] == {
        "subjects": 1, "facts": {"created": 2, "known": 0, "refused": 0}, "rejected_rows": 0, "notes": {},
    }  # fmt: skip
    clock.moment += timedelta(days=3)
    again = sent(client, parts, data, name)
    assert again["job"]["result"]["facts"] == {"created": 0, "known": 2, "refused": 0}
    assert stored(parts) == 2


def test_a_row_that_is_not_taken_comes_back_with_why_and_is_taken_once_mended(client_of: Clients, parts: Parts) -> None:
    client = client_of("department")
    rows = penalties({}, {"document_no": "示市监罚〔2024〕13号", "fine": "", "remark": "=1+1"})
    told = sent(client, parts, csv_bytes(rows), "p.csv")
    assert told["job"]["result"]["rejected_rows"] == 1
    assert stored(parts) == 1
    header, row = rejected(client, told)
    assert header == [*REJECTED, *rows[0]]
    assert row[0] == "3"
    assert row[2:4] == ["exchange.fine_without_amount", row[3]]
    assert [one for one in row if one[:1] in "=+-@" and one] == []
    mended = [header, [*row[: 5], *("1.5" if title.startswith("罚款金额") else cell
                                    for title, cell in zip(header[5:], row[5:], strict=True))]]  # fmt: skip
    told = sent(client, parts, csv_bytes(mended), "again.csv")
    assert told["job"]["result"]["facts"] == {"created": 1, "known": 0, "refused": 0}
    with parts.database.reading() as connection:
        newest = connection.scalar(select(fact.c.content).order_by(fact.c.number.desc()).limit(1))
    assert '"remark":"=1+1"' in str(newest)


def test_what_the_release_refuses_comes_back_with_its_place(client_of: Clients, parts: Parts) -> None:
    lines = [
        b'{"subject": {"id": "s-1", "kind": "enterprise"}}',
        b'{"id": "r-1", "type": "no_such_type", "subject": "s-1", "date": "2026-05-01"}',
        b'{"id": "r-2", "type": "credit_commitment", "subject": "s-1", "date": "2026-05-01"}',
        b'{"id": "r-3", "type": "credit_commitment", "subject": "s-2", "date": "2026-05-01"}',
    ]
    client = client_of("department")
    told = sent(client, parts, b"\n".join(lines), "f.ndjson")
    assert told["job"]["result"]["facts"] == {"created": 1, "known": 0, "refused": 2}
    _, first, second = rejected(client, told)
    assert (first[0], first[2]) == ("2", "facts.unknown_type")
    assert second == [
        "4", "", "service.unknown_subject", "nobody is known as `s-2`", second[4], lines[3].decode(),
    ]  # fmt: skip
    chinese = rejected(client, told, "zh-CN")
    assert chinese[2][3] == text("service.unknown_subject.message", "zh_CN", subject="s-2")


def test_a_file_of_an_old_store_is_known_from_the_days_it_states(client_of: Clients, parts: Parts) -> None:
    told = sent(client_of("officer"), parts, EVENTS.read_bytes(), EVENTS.name, history="true")
    assert told["job"]["result"]["facts"]["refused"] == 0
    with parts.database.reading() as connection:
        assert connection.scalar(select(func.min(fact.c.recorded))) < "2026-11-01"


def test_an_import_that_stops_in_the_middle_goes_on_there(
    client_of: Clients, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_STEP", 2)
    client = client_of("department")
    rows = penalties(*({"document_no": f"示市监罚〔2024〕{number}号"} for number in range(7)),
                     {"document_no": "示市监罚〔2024〕8号", "fine": ""})  # fmt: skip
    made = client.post("/v1/imports?name=p.csv", data=csv_bytes(rows), content_type="text/csv").get_json()
    worker = Worker(parts)

    class Twice(Event):
        """Set once it was asked for a few times: the worker is told to end in the middle."""

        asked = 0

        def is_set(self) -> bool:
            self.asked += 1
            return self.asked == 4

    Worker(parts, worker.terms, Twice()).run(made["id"])
    with parts.database.reading() as connection:
        row = connection.execute(select(job).where(job.c.id == made["id"])).one()
    assert (row.state, 0 < stored(parts) < 7) == ("waiting", True)
    worker.run(made["id"])
    told = client.get(f"/v1/imports/{made['id']}").get_json()
    assert told["job"]["result"]["facts"] == {"created": 7, "known": 0, "refused": 0}
    assert (told["job"]["done"], told["job"]["total"], stored(parts)) == (9, 9, 7)
    assert len(rejected(client, told)) == 2


def test_an_import_whose_file_went_away_meanwhile_says_so(client_of: Clients, parts: Parts) -> None:
    client = client_of("department")
    made = client.post("/v1/imports?name=p.csv", data=csv_bytes(penalties()), content_type="text/csv").get_json()
    for one in (parts.data / "uploads").rglob("*"):
        one.unlink()
    Worker(parts).run(made["id"])
    told = client.get(f"/v1/imports/{made['id']}").get_json()["job"]
    assert (told["state"], [f"{one['message']} ({one['remedy']})" for one in told["errors"]]) == (
        "failed", ["the file of this import is no longer there (send it again)"],
    )  # fmt: skip
    assert stored(parts) == 0


def test_a_row_said_to_be_revoked_again_on_another_day_is_known(
    client_of: Clients, parts: Parts, clock: FixedClock
) -> None:
    data = csv_bytes(table(PENALTY_2015, [{**OLDER_PENALTY, "status": "1"}]))
    client = client_of("department")
    assert sent(client, parts, data, "p.csv")["job"]["result"]["facts"]["created"] == 2
    clock.moment += timedelta(days=3)
    assert sent(client, parts, data, "p.csv")["job"]["result"]["facts"] == {"created": 0, "known": 2, "refused": 0}


def test_a_form_takes_a_file_whose_name_is_no_path(client_of: Clients) -> None:
    client = client_of("department")
    form = {"file": (io.BytesIO(csv_bytes(penalties())), "../../etc/p.csv")}
    made = client.post("/v1/imports", data=form, content_type="multipart/form-data")
    assert made.status_code == 202, made.text
    assert client.get(made.headers["Location"]).get_json()["name"] == "p.csv"
    assert client.post("/v1/imports", data={}, content_type="multipart/form-data").status_code == 400
    assert client.post("/v1/imports", data=b"x", content_type="image/png").status_code == 415


def test_a_file_that_is_too_large_is_refused_and_nothing_of_it_stays(client_of: Clients, parts: Parts) -> None:
    answer = client_of("department").post(
        "/v1/imports", data=b"x" * ((64 << 20) + 1), content_type="application/octet-stream"
    )
    assert answer.status_code == 413
    assert [one for one in (parts.data / "uploads").rglob("*") if one.is_file()] == []


def test_a_workbook_that_unpacks_to_gigabytes_is_rejected_unread(client_of: Clients, parts: Parts) -> None:
    into = io.BytesIO()
    with (
        zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet,
    ):
        for _ in range(600):
            sheet.write(bytes(1 << 20))
    client = client_of("department")
    told = sent(client, parts, into.getvalue(), "bomb.xlsx")
    assert rejected(client, told)[1][2] == "exchange.unpacks_too_large"


def test_the_rejected_rows_are_for_who_sent_them_alone(client_of: Clients, parts: Parts) -> None:
    told = sent(client_of("department"), parts, csv_bytes(penalties({"fine": ""})), "p.csv")
    for role in ("officer", "administrator"):
        other = client_of(role)
        assert other.get(f"/v1/imports/{told['job']['id']}/rejected").status_code == 404


def test_a_file_says_no_more_than_its_sender_may(client_of: Clients, parts: Parts) -> None:
    client = client_of("department")
    told = sent(client, parts, csv_bytes(table(LISTING, [LISTED])), "l.csv")
    assert told["job"]["result"]["facts"] == {"created": 0, "known": 0, "refused": 1}
    assert rejected(client, told)[1][2] == "casework.not_authority"
    by_officer = sent(client_of("officer"), parts, csv_bytes(table(LISTING, [LISTED])), "l.csv")
    assert by_officer["job"]["result"]["facts"] == {"created": 1, "known": 0, "refused": 0}
