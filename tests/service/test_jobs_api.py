"""Jobs over the API: seen by who started them and who oversees, cancelled and resumed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from adapters.access.permissions import Role
from adapters.jobs.running import Worker
from adapters.jobs.starting import start
from adapters.parts import Parts
from tests.service.counting import KIND

Clients = Callable[[Role], FlaskClient]


def test_a_job_tells_how_far_it_is_and_what_came_of_it(client_of: Clients, parts: Parts) -> None:
    client = client_of("department")
    id_ = start(parts, KIND, {"to": 3}, "department")
    waiting = client.get(f"/v1/jobs/{id_}").get_json()
    assert (waiting["state"], waiting["done"], waiting["total"]) == ("waiting", 0, None)
    Worker(parts).run(id_)
    done = client.get(f"/v1/jobs/{id_}").get_json()
    assert (done["state"], done["done"], done["total"], done["result"]) == ("done", 3, 3, {"counted": 3})
    assert done["errors"] == []


def test_a_job_that_failed_says_why_in_the_language_of_who_asks(client_of: Clients, parts: Parts) -> None:
    client = client_of("department")
    id_ = start(parts, "other", {}, "department")
    Worker(parts).run(id_)
    error = client.get(f"/v1/jobs/{id_}").get_json()["errors"][0]
    assert error["message"] == "there is no kind of job called `other`"
    chinese = client.get(f"/v1/jobs/{id_}", headers={"Accept-Language": "zh-CN"}).get_json()["errors"][0]
    assert chinese["message"] == "没有名为 `other` 的作业类型"


def test_a_job_is_cancelled_and_resumed_where_its_state_allows(client_of: Clients, parts: Parts) -> None:
    client = client_of("department")
    id_ = start(parts, KIND, {"to": 1}, "department")
    assert client.post(f"/v1/jobs/{id_}/resume").status_code == 409
    assert client.post(f"/v1/jobs/{id_}/cancel").get_json()["state"] == "cancelled"
    refused = client.post(f"/v1/jobs/{id_}/cancel")
    assert refused.status_code == 409
    assert refused.get_json()["detail"] == (
        "the job is cancelled; only what waits or runs can be cancelled,"
        " only what was cancelled or failed can be resumed"
    )
    assert client.post(f"/v1/jobs/{id_}/resume").get_json()["state"] == "waiting"


@pytest.mark.parametrize(("role", "seen"), [("department", False), ("administrator", True), ("auditor", True)])
def test_the_jobs_of_others_are_seen_by_who_oversees(client_of: Clients, parts: Parts, role: Role, seen: bool) -> None:
    id_ = start(parts, KIND, {"to": 1}, "officer")
    client = client_of(role)
    assert client.get(f"/v1/jobs/{id_}").status_code == (200 if seen else 404)
    assert [one["id"] for one in client.get("/v1/jobs").get_json()["jobs"]] == ([id_] if seen else [])


def test_jobs_are_paged_with_the_newest_first(client_of: Clients, parts: Parts) -> None:
    ids = {start(parts, KIND, {"to": 1}, "department") for _ in range(5)}
    client = client_of("department")
    found: list[str] = []
    query = {"limit": "2", "state": "waiting", "kind": KIND}
    while True:
        page = client.get("/v1/jobs", query_string=query).get_json()
        found += [one["id"] for one in page["jobs"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert (len(found), set(found)) == (5, ids)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/jobs/%00"),
        ("POST", "/v1/jobs/%00/cancel"),
        ("GET", "/v1/jobs?cursor=%00&kind=%00"),
        ("GET", "/v1/imports/%00/rejected"),
        ("GET", "/v1/exports/..%2F..%2Fetc%2Fpasswd/file"),
        ("GET", "/v1/submissions/%00/file"),
        ("POST", "/v1/exchange/sources/%00/pull"),
        ("POST", "/v1/imports?name=%00%E2%80%AE"),
    ],
)
def test_a_hostile_name_is_refused(client_of: Clients, method: str, path: str) -> None:
    answer = client_of("administrator").open(path, method=method, data=b"x", content_type="text/csv")
    assert answer.status_code in {200, 202, 400, 404, 422}, answer.text
