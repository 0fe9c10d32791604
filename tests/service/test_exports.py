"""What is exported is imported elsewhere as the same facts; what was submitted is submitted no second time."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from adapters.access.permissions import Role
from adapters.database.tables.ledger import entry, payload
from adapters.database.tables.records import fact
from adapters.exchange.exporting import live_program
from adapters.jobs.running import Worker
from adapters.parts import Parts
from adapters.records.accepting import Sender, accept
from adapters.records.subjects import register
from adapters.standards.documents import read_bytes
from adapters.standards.intake import Intake, lists_of
from adapters.standards.layouts import LISTING, PENALTY_2015
from adapters.standards.sample import made_up_code
from adapters.verdicts.evaluators import Files, Programs
from engine.compile.program import Program
from tests.service.conftest import program_of
from tests.service.test_imports import sent
from tests.standards.files import LISTED, OLDER_PENALTY, csv_bytes, penalties, table
from tests.standards.test_parties import PERSON

Clients = Callable[[Role], FlaskClient]


def made(client: FlaskClient, parts: Parts, what: str, **body: Any) -> dict[str, Any]:
    """The job that makes an export or a submission, done."""
    started = client.post(f"/v1/{what}", json=body)
    assert started.status_code == 202, started.text
    Worker(parts).run(started.get_json()["id"])
    told: dict[str, Any] = client.get(started.headers["Location"]).get_json()
    assert told["state"] == "done", told
    return told


def stored(parts: Parts) -> dict[str, Any]:
    with parts.database.reading() as connection:
        rows = connection.execute(select(fact.c.id, fact.c.content, fact.c.subject)).all()
    return {row.id: {**orjson.loads(row.content), "subject": row.subject} for row in rows}


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_is_exported_reads_as_the_facts_it_was(client_of: Clients, parts: Parts, form: str) -> None:
    client = client_of("officer")
    sent(client, parts, csv_bytes(penalties({}, {"document_no": "示市监罚〔2024〕13号", "remark": "=1"})), "p.csv")
    told = made(client, parts, "exports", sort="penalties", form=form)
    assert (told["result"]["rows"], told["result"]["left_out"]) == (2, {})
    data = fetched(client, f"/v1/exports/{told['id']}/file")
    assert hashlib.sha256(data).hexdigest() == told["result"]["sha256"]
    again = read_bytes(data, f"p.{form}")
    assert again.rejected == ()
    before = stored(parts)
    for one in again.facts:
        mine = before[one["id"]]
        assert {**mine["fields"], **one["fields"]} == mine["fields"]
        assert (one["subject"], one["date"], one["source"]) == (mine["subject"], mine["date"], mine["source"])


def test_what_the_format_cannot_say_is_left_out_and_told(client_of: Clients, parts: Parts) -> None:
    client = client_of("officer")
    sent(client, parts, csv_bytes(table(PENALTY_2015, [OLDER_PENALTY])), "p.csv")
    told = made(client, parts, "exports", sort="penalties")
    assert (told["result"]["rows"], told["result"]["left_out"]) == (0, {"exchange.no_representative": 1})
    assert len(told["result"]["left_out_facts"]) == 1
    told = made(client, parts, "exports", sort="penalties", edition="2015")
    assert (told["result"]["rows"], told["result"]["left_out"]) == (1, {})


def test_a_file_is_there_once_it_was_written(client_of: Clients) -> None:
    client = client_of("officer")
    id_ = client.post("/v1/exports", json={"sort": "permits"}).get_json()["id"]
    assert client.get(f"/v1/exports/{id_}/file").status_code == 409
    assert client.get("/v1/exports/none/file").status_code == 404
    assert client.get("/v1/submissions/1/file").status_code == 404
    assert client.get("/v1/submissions/x/file").status_code == 404


def fetched(client: FlaskClient, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200
    data: bytes = answer.data
    answer.close()
    return data


def archive(client: FlaskClient, number: int) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(fetched(client, f"/v1/submissions/{number}/file"))) as found:
        return {name: found.read(name) for name in found.namelist()}


def test_a_submission_has_what_is_new_since_the_one_before(client_of: Clients, parts: Parts) -> None:
    client = client_of("officer")
    sent(client, parts, csv_bytes(penalties()), "p.csv")
    sent(client, parts, csv_bytes(table(LISTING, [LISTED])), "l.csv")
    first = made(client, parts, "submissions")["result"]
    assert {one["name"]: one["rows"] for one in first["manifest"]["files"]} == {
        "penalties.csv": 1, "permits.csv": 0, "lists.csv": 1, "revocations.ndjson": 0,
    }  # fmt: skip
    files = archive(client, 1)
    told = orjson.loads(files["manifest.json"])
    assert told == first["manifest"]
    for one in told["files"]:
        assert (len(files[one["name"]]), hashlib.sha256(files[one["name"]]).hexdigest()) == (one["size"], one["sha256"])
    assert made(client, parts, "submissions")["result"] == {"number": None, "manifest": None}

    repaired = {**LISTED, "exited_on": "2026-10-05", "exit_reason": "信用修复"}
    sent(client, parts, csv_bytes(table(LISTING, [repaired])), "l.csv")
    sent(client, parts, csv_bytes(penalties({"document_no": "示市监罚〔2024〕13号"})), "p.csv")
    _revoke(parts, next(id_ for id_, one in stored(parts).items() if one["fields"]["document_no"].endswith("12号")))
    second = made(client, parts, "submissions")["result"]
    assert second["manifest"]["previous"] == hashlib.sha256(files["manifest.json"]).hexdigest()
    assert second["manifest"]["after_fact"] == first["manifest"]["until_fact"]
    assert {one["name"]: one["rows"] for one in second["manifest"]["files"]} == {
        "penalties.csv": 1, "permits.csv": 0, "lists.csv": 1, "revocations.ndjson": 1,
    }  # fmt: skip
    listed = read_bytes(archive(client, 2)["lists.csv"], "lists.csv", None, Intake(lists=lists_of(live_program(parts))))
    assert {one["id"] for one in listed.facts} <= {*stored(parts)}
    assert [one["type"] for one in listed.facts] == ["listing_decision", "repair_decision"]
    page = client.get("/v1/submissions?limit=1").get_json()
    assert (page["submissions"][0]["manifest"], page["next"]) == (first["manifest"], 1)


def test_of_two_submissions_made_at_once_one_is_told_of_the_other(client_of: Clients, parts: Parts) -> None:
    client = client_of("officer")
    sent(client, parts, csv_bytes(penalties()), "p.csv")
    begun = client.post("/v1/submissions", json={})
    others = [client_of("administrator")]

    class Slow(Programs):
        """Compiles so long that somebody else submits meanwhile."""

        def of(self, release: str, files: Files) -> Program:
            while others:
                assert made(others.pop(), parts, "submissions")["result"]["number"] == 1
            return parts.programs.of(release, files)

    Worker(replace(parts, programs=Slow(lambda files: program_of(dict(files))))).run(begun.get_json()["id"])
    told = client.get(begun.headers["Location"]).get_json()
    assert (told["state"], [f"{one['message']} ({one['remedy']})" for one in told["errors"]]) == (
        "failed", ["submission 1 was made by somebody else meanwhile (start another one: it begins after that)"],
    )  # fmt: skip
    assert len(client.get("/v1/submissions").get_json()["submissions"]) == 1


@pytest.fixture
def regions(parts: Parts) -> Parts:
    """A store with a penalty of each of some regions."""
    sender = Sender("client", parts.clock.now())
    for number, region in enumerate(("1401", "140105", "1408", None)):
        whose = {"id": _code(number), "kind": "enterprise", "name": "甲公司"}
        _penalise(parts, whose | ({"region": region} if region else {}), f"r-{number}", sender)
    return parts


def _code(number: int) -> str:
    return made_up_code(Random(number), "91", "140100")  # noqa: S311 - made up


def _penalise(parts: Parts, whose: dict[str, Any], id_: str, sender: Sender) -> None:
    fields = {
        "document_no": f"示市监罚[2026]{id_}号", "authority": "12140000000000019W", "authority_name": "示例局",
        "fine": "100", "conduct": "甲", "facts_found": "乙", "ground_cited": "丙", "content": "罚款", "kinds": ["fine"],
        "permanent": True, "legal_representative": "示例人",
    }  # fmt: skip
    record = {"id": id_, "type": "administrative_penalty", "subject": whose["id"], "date": "2026-05-01",
              "source": "market", "fields": fields}  # fmt: skip
    with parts.database.writing() as connection:
        register(connection, whose, sender)
        assert [one.status for one in accept(connection, live_program(parts), [record], sender)] == ["created"]


@pytest.mark.parametrize(
    ("region", "rows"), [("", 4), ("14", 3), ("140000", 3), ("1401", 2), ("140100", 2), ("140105", 1), ("15", 0)]
)
def test_an_export_is_of_a_region_and_all_below_it(client_of: Clients, regions: Parts, region: str, rows: int) -> None:
    told = made(client_of("officer"), regions, "exports", sort="penalties", region=region)["result"]
    assert (told["rows"], told["left_out"]) == (rows, {})


@pytest.mark.parametrize("region", ["x", "1401%", "1" * 13])
def test_a_region_is_its_code(client_of: Clients, region: str) -> None:
    client = client_of("officer")
    assert client.post("/v1/exports", json={"sort": "penalties", "region": region}).status_code == 422
    assert client.post("/v1/submissions", json={"region": region}).status_code == 422


def test_each_region_has_its_own_chain_of_submissions(client_of: Clients, regions: Parts) -> None:
    client = client_of("officer")
    whole = made(client, regions, "submissions")["result"]["manifest"]
    city = made(client, regions, "submissions", region="1401")["result"]["manifest"]
    told = [(one["number"], one["region"], one["previous"]) for one in (whole, city)]
    assert told == [(1, "", None), (2, "1401", None)]
    assert [one["files"][0]["rows"] for one in (whole, city)] == [4, 2]
    assert made(client, regions, "submissions", region="1401")["result"] == {"number": None, "manifest": None}

    _penalise(regions, {"id": _code(1), "kind": "enterprise"}, "r-9", Sender("client", regions.clock.now()))
    _revoke(regions, "r-0")
    _revoke(regions, "r-2")
    digest = {one["number"]: one["digest"] for one in client.get("/v1/submissions").get_json()["submissions"]}
    again = made(client, regions, "submissions", region="1401")["result"]["manifest"]
    assert (again["number"], again["previous"], again["after_fact"]) == (3, digest[2], city["until_fact"])
    assert {one["name"]: one["rows"] for one in again["files"]} == {
        "penalties.csv": 1, "permits.csv": 0, "lists.csv": 0, "revocations.ndjson": 1,
    }  # fmt: skip
    found = client.get("/v1/submissions").get_json()["submissions"]
    assert [one["region"] for one in found] == ["", "1401", "1401"]
    assert made(client, regions, "submissions")["result"]["manifest"]["previous"] == digest[1]


def _revoke(parts: Parts, id_: str) -> None:
    target = stored(parts)[id_]
    record = {"id": f"revocation:{id_}", "type": "revocation", "subject": target["subject"], "date": "2026-10-30",
              "fields": {"revokes": id_}}  # fmt: skip
    with parts.database.writing() as connection:
        outcomes = accept(connection, live_program(parts), [record], Sender("officer", parts.clock.now()))
    assert [one.status for one in outcomes] == ["created"]


def test_facts_sent_by_systems_go_out_where_the_format_can_say_them(client_of: Clients, parts: Parts) -> None:
    sender = Sender("client", parts.clock.now())
    fields = {
        "document_no": "示市监罚[2026]7号", "authority": "12140000000000019W", "authority_name": "示例局",
        "fine": "100", "conduct": "甲", "facts_found": "乙", "ground_cited": "丙", "content": "罚款", "kinds": ["fine"],
        "permanent": True, "legal_representative": "示例人", "severity": "minor",
    }  # fmt: skip
    record = {"id": "r-1", "type": "administrative_penalty", "subject": "91140100MA0TET105K", "date": "2026-05-01",
              "source": "market", "fields": fields}  # fmt: skip
    with parts.database.writing() as connection:
        register(connection, {"id": record["subject"], "kind": "enterprise", "name": "甲公司"}, sender)
        assert [one.status for one in accept(connection, live_program(parts), [record], sender)] == ["created"]
    told = made(client_of("officer"), parts, "exports", sort="penalties")["result"]
    assert (told["rows"], told["left_out"], told["fields_left_out"]) == (1, {}, {"severity": 1})
    assert Path(parts.data).exists()


def test_how_many_persons_went_out_is_a_read_in_the_ledger(client_of: Clients, parts: Parts) -> None:
    client = client_of("officer")
    persons = [{**PERSON, "document_no": f"示市监罚〔2024〕{number}号"} for number in (14, 15)]
    sent(client, parts, csv_bytes(penalties({}, *persons)), "p.csv")
    export = made(client, parts, "exports", sort="penalties")
    assert export["result"]["rows"] == 3
    submission = made(client, parts, "submissions")
    made(client, parts, "submissions")  # there is nothing new
    with parts.database.reading() as connection:
        said = select(payload.c.actor, payload.c.content).join_from(payload, entry).where(entry.c.what == "read")
        found = [(row.actor, orjson.loads(row.content)) for row in connection.execute(said.order_by(entry.c.number))]
    assert found == [
        ("officer", {"purpose": None, "where": f"{act}-{one['id']}", "persons": 1})
        for act, one in (("export", export), ("submission", submission))
    ]
