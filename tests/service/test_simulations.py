"""Simulations over HTTP: asked for, run, cancelled and gone on with, told, explained, exported, taken away."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from threading import Thread
from time import sleep
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update

from adapters.access.permissions import Role
from adapters.database.tables.jobs import job
from adapters.database.tables.simulations import behind, simulation
from adapters.jobs.running import Worker
from adapters.parts import Parts
from adapters.sentences.regions import region_words
from adapters.simulation.sweeps import BadSweep, read_sweep
from adapters.simulations.behind import person_in
from adapters.simulations.parameters import sweep_problem, with_value
from adapters.simulations.question import folder_of
from adapters.standards.people import code_of
from adapters.state.rolling import roll
from tests.service.conftest import NOW, program_of
from tests.service.people import token_of
from web.app import create_app

ClientOf = Callable[[Role], FlaskClient]
PENALTIES = "publicity/administrative-penalties"
LONGER = {"policy": PENALTIES, "parameter": "general_longest", "value": "2 years"}
TWO_YEARS = f"{PENALTIES}:general_longest=1 year,2 years"
INVENTED = {"sort": "synthetic", "subjects": 200, "seed": 7, "trouble": 20}


def asking(**more: Any) -> dict[str, Any]:
    told = {"title": "two years", "candidate": {"changes": [LONGER]}, "population": INVENTED, "as_of": "2026-06-30"}
    return {**told, "months": 3, **more}


def asked(client: FlaskClient, **more: Any) -> str:
    answer = client.post("/v1/simulations", json=asking(**more))
    assert answer.status_code == 202, answer.get_data(as_text=True)
    return str(answer.json["id"])  # type: ignore[index]  # it has JSON


def run(parts: Parts, id_: str) -> None:
    with parts.database.reading() as connection:
        found = connection.scalar(select(simulation.c.job).where(simulation.c.id == id_))
    Worker(parts).run(str(found))


def told(client: FlaskClient, path: str, status: int = 200) -> Any:
    answer = client.get(f"/v1/simulations/{path}")
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.json


@pytest.fixture(scope="module")
def officer(shared: Parts) -> FlaskClient:
    return somebody(shared, "officer")


@pytest.fixture(scope="module")
def done(shared: Parts, officer: FlaskClient) -> str:
    """A simulation that was run: fines are shown for two years instead of one."""
    id_ = asked(officer, title="=1+1", sweeps=[f"{PENALTIES}:general_longest=1_year..3_years/1_year"])
    assert told(officer, id_)["state"] == "waiting"
    run(shared, id_)
    return id_


def somebody(parts: Parts, role: Role) -> FlaskClient:
    client = create_app(parts).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of(parts, role)}"
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_a_longer_period_keeps_more_on_the_list_and_each_is_explained_twice(officer: FlaskClient, done: str) -> None:
    found = told(officer, done)
    assert (found["state"], found["done"], found["total"]) == ("done", 1000, 1000)
    impact = found["impact"]
    moved = next(one for one in impact["lists"] if one["policy"] == PENALTIES)
    assert moved["entering"]["count"] > 0 == moved["leaving"]["count"]
    assert [one["day"] for one in moved["months"]] == ["2026-04-30", "2026-05-31", "2026-06-30"]
    swept = [point["listed"]["count"] for point in impact["sweeps"][0]["points"]]
    assert (len(swept), swept) == (3, sorted(swept))
    assert found["summary"]["subjects"] == impact["subjects"]["count"]
    assert impact["affected"] == []  # they are pages of their own
    rows = told(officer, f"{done}/affected?change=enters&policy={PENALTIES}&limit=2")
    assert rows["count"] == moved["entering"]["count"]
    key = rows["rows"][0]["subject"]["key"]
    twice = told(officer, f"{done}/subjects/{key}?policy={PENALTIES}")
    statuses = [twice[side]["verdict"]["lists"][0]["status"] for side in ("baseline", "candidate")]
    assert statuses == ["not_listed", "listed"]
    assert {one["policy"] for one in twice["candidate"]["whys"]} == {PENALTIES}
    assert any(one["only"] for part in twice["candidate"]["parts"] for one in part["sentences"][0]["members"])


def test_rows_come_page_by_page_and_are_picked_by_region_and_text(officer: FlaskClient, done: str) -> None:
    first = told(officer, f"{done}/affected?limit=3")
    second = told(officer, f"{done}/affected?limit=1000&cursor={first['next']}")
    assert len(first["rows"]) + len(second["rows"]) == first["count"] == second["count"]
    city = first["rows"][0]["subject"]["region"][:4]
    there = told(officer, f"{done}/affected?region={city}00&limit=1000")
    assert there["count"] > 0
    assert all(one["subject"]["region"].startswith(city) for one in there["rows"])
    key = first["rows"][0]["subject"]["key"]
    assert {one["subject"]["key"] for one in told(officer, f"{done}/affected?text={key}")["rows"]} == {key}


def test_what_is_exported_is_the_report(shared: Parts, officer: FlaskClient, done: str) -> None:
    page = somebody(shared, "auditor").get(f"/v1/simulations/{done}/report")
    assert page.headers["Content-Disposition"] == f'attachment; filename="simulation-{done}.html"'
    assert "政策影响报告" in page.get_data(as_text=True)
    tables = officer.get(f"/v1/simulations/{done}/workbook").get_data()
    settings = load_workbook(io.BytesIO(tables)).worksheets[0]
    cells = [cell for row in settings.iter_rows() for cell in row if str(cell.value).startswith("=1+1")]
    assert [(cell.data_type, str(cell.value).split()[0]) for cell in cells] == [("s", "=1+1")]


def test_a_cancelled_one_goes_no_further_and_can_go_on(parts: Parts, client_of: ClientOf) -> None:
    client = client_of("officer")
    id_ = asked(client)
    with parts.database.writing() as connection:  # as though a worker had it, and was gone
        connection.execute(update(job).values(state="running", heartbeat_at="2000-01-01T00:00:00.000000Z", worker="x"))
    assert client.post(f"/v1/simulations/{id_}/cancel").status_code == 202
    run(parts, id_)
    assert told(client, id_)["state"] == "cancelled"
    assert told(client, f"{id_}/affected", 409)["type"] == "/problems/simulation_not_done"
    assert client.post(f"/v1/simulations/{id_}/cancel").status_code == 409
    assert client.post(f"/v1/simulations/{id_}/resume").status_code == 202
    assert told(client, id_)["state"] == "waiting"


def test_what_runs_ends_with_its_process_where_it_is_cancelled(parts: Parts, client_of: ClientOf) -> None:
    client = client_of("officer")
    id_ = asked(client)
    working = Thread(target=run, args=(parts, id_))
    working.start()
    while told(client, id_)["done"] == 0:
        sleep(0.05)
    assert client.post(f"/v1/simulations/{id_}/cancel").status_code == 202
    working.join()
    assert told(client, id_)["state"] == "cancelled"


def test_only_who_asked_cancels_and_removes(parts: Parts, client_of: ClientOf) -> None:
    id_ = asked(client_of("officer"))
    reviewer = client_of("reviewer")
    assert reviewer.post(f"/v1/simulations/{id_}/cancel").status_code == 403
    assert reviewer.delete(f"/v1/simulations/{id_}").status_code == 403
    assert told(reviewer, id_)["title"] == "two years"
    assert client_of("officer").delete(f"/v1/simulations/{id_}").status_code == 204
    assert told(reviewer, id_, 404)["detail"] == f"no simulation is known as `{id_}`"
    assert not folder_of(parts.data, id_).exists()


def test_those_on_record_are_tried_too_and_a_person_is_explained_for_a_purpose_alone(
    parts: Parts, client_of: ClientOf
) -> None:
    client = client_of("officer")
    person, firm = "140102199001011233", "91140800MA070K235G"
    for id_, kind in ((person, "natural_person"), (firm, "enterprise")):
        assert client.put(f"/v1/subjects/{id_}", json={"kind": kind, "region": "140800"}).status_code in (200, 201)
        fields = {"document_no": f"示例〔2025〕{kind}", "severity": "general", "fine": "60000", "kinds": ["fine"]}
        fact = {"id": f"f-{kind}", "type": "administrative_penalty", "subject": id_, "date": "2025-09-01"}
        answer = client.post("/v1/facts", json={**fact, "fields": fields})
        assert answer.status_code in (200, 201), answer.get_data(as_text=True)
    stored = {"sort": "stored"}
    refused = client.post("/v1/simulations", json=asking(population=stored))
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/simulation_not_prepared")  # type: ignore[index]
    roll(parts)
    assert told(client, "populations") == {"stored": 2}
    id_ = asked(client, population=stored, as_of=NOW.date().isoformat())
    run(parts, id_)
    rows = told(client, f"{id_}/affected")["rows"]
    keys = {one["subject"]["kind"]: one["subject"]["key"] for one in rows}
    assert set(keys) == {"enterprise", "natural_person"}
    found = told(client, f"{id_}/subjects/{keys['enterprise']}")
    assert found["subject"] == firm
    assert told(client, f"{id_}/subjects/{keys['natural_person']}", 403)["type"] == "/problems/purpose"
    for_casework = {"Xinheng-Purpose": "casework"}
    answer = client.get(f"/v1/simulations/{id_}/subjects/{keys['natural_person']}", headers=for_casework)
    assert answer.status_code == 200
    with parts.database.reading() as connection:
        assert set(connection.scalars(select(behind.c.subject))) == {person, firm}


@pytest.mark.parametrize("role", ["officer", "reviewer"])
def test_an_invented_person_is_called_on_its_own_page_as_in_the_list(shared: Parts, done: str, role: Role) -> None:
    client = somebody(shared, role)
    rows = told(client, f"{done}/affected?limit=1000")["rows"]
    person = next(one["subject"] for one in rows if one["subject"]["kind"] == "natural_person")
    behind_it = person_in(folder_of(shared.data, done), person["key"])
    assert behind_it is not None
    answer = client.get(f"/v1/simulations/{done}/subjects/{person['key']}")
    assert (answer.status_code, answer.json["name"]) == (200, person["name"])  # type: ignore[index]  # it has JSON
    whole_of = (behind_it["subject"]["name"], code_of(behind_it["subject"]["id"]))
    assert [one for one in whole_of if one in answer.get_data(as_text=True)] == []
    head = answer.json["baseline"]["parts"][0]["sentences"][0]["text"]  # type: ignore[index]
    assert region_words(person["region"], "en") in head
    assert region_words(behind_it["subject"]["region"], "en") not in head
    whole = client.get(f"/v1/simulations/{done}/subjects/{person['key']}", headers={"Xinheng-Purpose": "casework"})
    assert (whole.json["name"] == behind_it["subject"]["name"]) is (role == "officer")  # type: ignore[index]


def test_a_sweep_is_told_by_what_it_runs_through(officer: FlaskClient, done: str) -> None:
    (swept,) = told(officer, done)["swept"]
    (run_,) = swept["runs"]
    assert (run_["label"], run_["unit"]) == ("一般失信行为处罚信息最长公示期", "period")
    assert (run_["first"], run_["last"], run_["values"]) == ("1 year", "3 years", 3)


@pytest.mark.parametrize(
    ("candidate", "message"),
    [
        ({"policy": PENALTIES, "parameter": "none", "value": "1"}, f"`{PENALTIES}` has no parameter `none`"),
        ({**LONGER, "value": "soon"}, "`soon` is no value of 一般失信行为处罚信息最长公示期"),
        ({**LONGER, "value": "-1 years"}, "`-1 years` is no value of 一般失信行为处罚信息最长公示期"),
    ],
)
def test_what_cannot_be_changed_is_told(candidate: dict[str, str], message: str, client_of: ClientOf) -> None:
    answer = client_of("officer").post("/v1/simulations", json=asking(candidate={"changes": [candidate]}))
    errors = orjson.loads(answer.data)["errors"]
    assert answer.status_code == 422
    assert [(one["location"]["pointer"], one["message"]) for one in errors] == [("/candidate/changes/0", message)]


def test_a_value_is_changed_where_it_has_one_on_the_day(client_of: ClientOf) -> None:
    answer = client_of("officer").post("/v1/simulations", json=asking(as_of="2010-06-30"))
    (error,) = orjson.loads(answer.data)["errors"]
    assert error["code"] == "simulation.not_yet"
    assert error["message"] == "一般失信行为处罚信息最长公示期 has no value in force on 2010-06-30"


@pytest.mark.parametrize("candidate", [{}, {"draft": "x", "release": "live"}])
def test_one_thing_is_compared_with_the_baseline(candidate: dict[str, str], client_of: ClientOf) -> None:
    answer = client_of("officer").post("/v1/simulations", json=asking(candidate=candidate))
    assert (answer.status_code, orjson.loads(answer.data)["type"]) == (422, "/problems/simulation_candidate")


def test_a_draft_that_is_not_sound_fails_with_what_is_wrong_with_it(parts: Parts, client_of: ClientOf) -> None:
    client = client_of("officer")
    draft = orjson.loads(client.post("/v1/drafts", json={"title": "broken"}).data)["id"]
    path = f"/v1/drafts/{draft}/files/{PENALTIES}.yaml"
    put = client.put(path, data="title: 空\n".encode(), content_type="application/yaml", query_string={"revision": 1})
    assert put.status_code == 200, put.get_data(as_text=True)
    id_ = asked(client, candidate={"draft": draft})
    run(parts, id_)
    found = told(client, id_)
    assert (found["state"], found["draft"]) == ("failed", draft)
    assert {one["location"]["part"] for one in found["errors"]} == {f"{PENALTIES}.yaml"}


def test_a_sweep_that_cannot_be_made_is_told_when_it_is_run(parts: Parts, client_of: ClientOf) -> None:
    client = client_of("officer")
    id_ = asked(client, sweeps=[f"{PENALTIES}:none=1,2"])
    run(parts, id_)
    assert [one["message"] for one in told(client, id_)["errors"]] == [f"`{PENALTIES}` has no parameter `none`"]


@pytest.mark.parametrize(
    ("sweep", "message"),
    [
        ("nothing", "`nothing` is no sweep"),
        ("a:b=1,2 x a:c=1,2 x a:d=1,2", "`a:b=1,2 x a:c=1,2 x a:d=1,2` sweeps more than two parameters"),
        ("tax/none:b=1,2", "the candidate has no list `tax/none`"),
        (f"{PENALTIES}:general_longest=1 year,soon", "`soon` is no value of this parameter"),
        (f"{PENALTIES}:general_longest=1 year", "a sweep has 2 to 1000 values, and these are 1"),
        (f"{TWO_YEARS} x {TWO_YEARS}", f"`{TWO_YEARS} x {TWO_YEARS}` sweeps one parameter twice"),
    ],
)
def test_each_thing_wrong_with_a_sweep_is_told(sweep: str, message: str, shipped: dict[str, bytes]) -> None:
    with pytest.raises(BadSweep) as raised:
        read_sweep(program_of(shipped).base, sweep)
    assert sweep_problem(raised.value, 1).line("en").startswith(f"sweeps:2:1: {message} (")


def test_parameters_come_with_the_value_in_force_and_how_far_a_slider_goes(client_of: ClientOf) -> None:
    found = told(client_of("auditor"), f"parameters?policy={PENALTIES}&as_of=2024-01-01")["parameters"]
    longest = next(one for one in found if one["parameter"] == "general_longest")
    assert longest == {
        "policy": PENALTIES, "title": "行政处罚信息公示", "parameter": "general_longest",
        "label": "一般失信行为处罚信息最长公示期", "unit": "period", "since": "2023-05-01", "value": "3 years",
        "amount": "3", "per": "years", "most": "12", "step": "1",
    }  # fmt: skip


TEXT = """\
# kept
title: a
parameters:
  one: # and this
    unit: CNY
    values: {2020-01-01: 30000, "2024-01-01": {value: 50000, basis: order/1}}  # and that
"""


def test_only_the_value_is_written_into_a_policy() -> None:
    assert with_value(TEXT, "one", date(2020, 1, 1), "1") == TEXT.replace("30000", "1")
    assert with_value(TEXT, "one", date(2024, 1, 1), "60000") == TEXT.replace("50000", "60000")
