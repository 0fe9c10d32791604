"""The log looked through, rejected rows mended, peers told, and how the service does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from adapters.access.permissions import Role
from adapters.exchange.mending import mended
from adapters.jobs.running import Worker
from adapters.parts import Parts
from tests.standards.files import csv_bytes, penalties

Clients = Callable[[Role], FlaskClient]
PERSON = "110101199001011237"


def test_the_log_is_told_newest_first_by_who_did_what_and_when(client_of: Clients) -> None:
    administrator = client_of("administrator")
    for name in ("first", "second"):
        administrator.post("/v1/users", json={"id": name, "name": name, "roles": ["auditor"]})
    administrator.patch("/v1/users/first", json={"active": False})
    told = administrator.get("/v1/audit/entries?actor=administrator&limit=2").get_json()
    assert [(one["what"], one["content"]["user"]) for one in told["entries"]] == [
        ("user_changed", "first"), ("user_added", "second")
    ]  # fmt: skip
    rest = administrator.get(f"/v1/audit/entries?actor=administrator&cursor={told['next']}").get_json()
    assert ([one["content"]["user"] for one in rest["entries"]], rest["next"]) == (["first"], None)
    added = administrator.get("/v1/audit/entries?what=user_added&since=2026-11-01&until=2026-11-01").get_json()
    assert len(added["entries"]) == 2
    for query in ("since=2026-11-02", "until=2026-10-31", "actor=nobody", "subject=nobody"):
        assert administrator.get(f"/v1/audit/entries?{query}").get_json()["entries"] == []
    end = administrator.get("/v1/audit").get_json()
    assert (end["entries"], end["signed"], end["kinds"]) == (3, None, ["user_added", "user_changed"])


def test_whom_an_entry_is_about_is_told_to_who_may_know_and_that_is_noted(client_of: Clients) -> None:
    officer = client_of("officer")
    officer.put(f"/v1/subjects/{PERSON}", json={"kind": "natural_person", "region": "140100"})
    officer.get(f"/v1/subjects/{PERSON}", headers={"Xinheng-Purpose": "casework"})
    (entry,) = client_of("administrator").get("/v1/audit/entries?what=read").get_json()["entries"]
    assert (PERSON in entry["subject"], entry["content"]) == (False, None)
    auditor = client_of("auditor")
    (entry,) = auditor.get("/v1/audit/entries?what=read", headers={"Xinheng-Purpose": "audit"}).get_json()["entries"]
    assert entry["subject"] == PERSON
    assert entry["content"]["purpose"] == "casework"
    reads = auditor.get("/v1/audit/entries?what=read").get_json()["entries"]
    assert [one["actor"] for one in reads] == ["auditor", "officer"]


def test_rejected_rows_are_told_one_by_one_and_only_those_mended_are_taken_in_again(
    client_of: Clients, parts: Parts
) -> None:
    officer = client_of("officer")
    sent = csv_bytes(penalties({"document_no": "甲1"}, {"document_no": "甲2", "uscc": "91140100MA0GYGLUX0"},
                               {"document_no": "甲3", "fine": "x"}))  # fmt: skip
    job = taken(officer, parts, "/v1/imports?name=p.csv", data=sent, content_type="text/csv")
    (known,) = officer.get("/v1/imports").get_json()["imports"]
    assert (known["name"], known["job"]["result"]["rejected_rows"]) == ("p.csv", 2)
    first = officer.get(f"/v1/imports/{job}/rows?limit=1").get_json()
    rest = officer.get(f"/v1/imports/{job}/rows?after={first['next']}").get_json()
    assert ([one["row"] for one in (*first["rows"], *rest["rows"])], rest["next"]) == ([3, 4], None)
    (row,) = first["rows"]
    at = row["titles"].index(row["problems"][0]["column"])
    assert (row["cells"][at], row["titles"]) == ("91140100MA0GYGLUX0", rest["rows"][0]["titles"])
    cells = [*row["cells"][:at], "91140100MA0GYGLUXF", *row["cells"][at + 1 :]]
    again = taken(
        officer, parts, f"/v1/imports/{job}/mended", json={"rows": [{"number": row["number"], "cells": cells}]}
    )
    told = officer.get(f"/v1/imports/{again}").get_json()
    result = told["job"]["result"]
    assert told["name"] == "p.csv"
    assert (result["facts"]["created"], result["rejected_rows"]) == (1, 0)


def test_rejected_rows_are_for_who_sent_them_alone(client_of: Clients, parts: Parts) -> None:
    job = taken(client_of("officer"), parts, "/v1/imports?name=p.csv", data=b"a\n1\n", content_type="text/csv")
    other = client_of("administrator")
    mended_rows = {"rows": [{"number": 1, "cells": ["x"]}]}
    assert other.get(f"/v1/imports/{job}/rows").status_code == 404
    assert other.post(f"/v1/imports/{job}/mended", json=mended_rows).status_code == 404


def taken(client: FlaskClient, parts: Parts, path: str, **sent: Any) -> str:
    """The id of the import begun by what was *sent* to *path*, once it is done."""
    made = client.post(path, **sent)
    assert made.status_code == 202, made.text
    Worker(parts).run(made.get_json()["id"])
    return str(made.get_json()["id"])


@pytest.mark.parametrize("cells", [["one"], ["x"] * 201])
def test_a_row_that_was_not_rejected_or_has_other_cells_is_refused(
    client_of: Clients, parts: Parts, cells: list[str]
) -> None:
    officer = client_of("officer")
    made = officer.post("/v1/imports?name=p.csv", data=b"a,b\n1,2\n", content_type="text/csv")
    job = made.get_json()["id"]
    Worker(parts).run(job)
    answer = officer.post(f"/v1/imports/{job}/mended", json={"rows": [{"number": 900, "cells": cells}]})
    assert answer.status_code == (404 if len(cells) == 1 else 422)
    with parts.database.reading() as connection, pytest.raises(LookupError):
        mended(connection, job, {900: cells})


def test_peers_are_told_to_who_made_them(client_of: Clients) -> None:
    administrator = client_of("administrator")
    client_of("client")
    administrator.put("/v1/exchange/peers/client", json={"region": "1401"})
    (peer,) = administrator.get("/v1/exchange/peers").get_json()["peers"]
    assert (peer["user"], peer["region"], peer["recorded_by"]) == ("client", "1401", "administrator")


def test_how_the_service_does_is_told_with_its_parts_versions_queue_and_disk(client_of: Clients) -> None:
    client_of("officer").post("/v1/imports?name=p.csv", data=b"a\n1\n", content_type="text/csv")
    told = client_of("auditor").get("/v1/service").get_json()
    assert told["checks"] == {"database": "ok", "schema": "ok", "release": "ok", "workers": "ok"}
    assert {"xinheng", "durable_rules", "python"} <= told["versions"].keys()
    assert told["queue"]["states"] == {"waiting": 1}
    assert 0 < told["disk"]["free"] <= told["disk"]["total"]
