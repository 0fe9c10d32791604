"""Releases over HTTP: told, given out, taken in, published again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from adapters.clock import FixedClock
from adapters.database.connect import Database
from adapters.database.tables.ledger import entry
from adapters.database.tables.releases import blob, publication
from adapters.jobs.running import Worker
from adapters.parts import Parts
from adapters.publishing.bundle import bundle, unbundle
from adapters.publishing.kept import keep, live, publish
from adapters.publishing.keys import Keys, name_of
from adapters.publishing.manifest import manifest_of, message_of
from engine.language.base import content_hash, release_hash
from tests.cases import tiny
from tests.service.drafting import People, tiny_live

GZIP: Final = "application/gzip"
FILES: Final = tiny.files()
NOTED: Final = {**FILES, tiny.LIST_CASES: FILES[tiny.LIST_CASES] + b"# noted\r\n"}
OTHER: Final = {**FILES, f"{tiny.LIST}.yaml": FILES[f"{tiny.LIST}.yaml"] + b"# noted\n"}
KEY: Final = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
NAME: Final = name_of(KEY.public_key())


def signed(files: Mapping[str, bytes]) -> bytes:
    return bundle(files, Keys(KEY).signed(message_of(manifest_of(files))))


@pytest.fixture
def trusting(parts: Parts) -> Parts:
    """A service that trusts our key, its live release the tiny base."""
    found = replace(parts, keys=Keys(None, {NAME: KEY.public_key()}))
    tiny_live(found)
    return found


@pytest.fixture
def people(trusting: Parts) -> People:
    return People(trusting)


def take_in(people: People, files: Mapping[str, bytes], who: str = "o1") -> str:
    answer = people[who].post("/v1/releases?title=from+afar", data=signed(files), content_type=GZIP)
    assert answer.status_code in (200, 201), answer.text
    return str(answer.get_json()["content_hash"])


def examine(people: People, name: str) -> None:
    begun = people["o1"].post(f"/v1/releases/{name}/examination")
    Worker(people.parts).run(begun.get_json()["id"])


def test_a_bundle_is_taken_in_and_given_out_the_same(people: People) -> None:
    first = people["o1"].post("/v1/releases?title=from+afar", data=signed(NOTED), content_type=GZIP)
    assert first.status_code == 201
    told = first.get_json()
    assert (told["hash"], told["content_hash"]) == (release_hash(NOTED), content_hash(NOTED))
    assert (told["title"], told["signed_by"], told["live"]) == ("from afar", [NAME], False)
    assert people["o2"].post("/v1/releases", data=signed(NOTED), content_type=GZIP).status_code == 200
    out = people["c1"].get(f"/v1/releases/{content_hash(NOTED)}/bundle")
    assert out.mimetype == GZIP
    assert out.data == signed(NOTED)
    again = people["c1"].get(
        f"/v1/releases/{content_hash(NOTED)}/bundle", headers={"If-None-Match": out.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_what_is_wrong_with_a_bundle_is_told_and_nothing_is_kept(people: People) -> None:
    answer = people["o1"].post("/v1/releases", data=bundle(NOTED, {}), content_type=GZIP)
    assert answer.status_code == 422
    assert [one["code"] for one in answer.get_json()["errors"]] == ["bundle.unsigned"]
    assert people["o1"].get(f"/v1/releases/{content_hash(NOTED)}").status_code == 404
    assert people["o1"].post("/v1/releases?unsigned=true", data=bundle(NOTED, {}), content_type=GZIP).status_code == 201
    assert people["o1"].post("/v1/releases", data=b"{}", content_type="application/json").status_code == 415


def test_a_service_signs_what_it_gives_out(trusting: Parts) -> None:
    people = People(replace(trusting, keys=Keys(KEY)))
    out = people["c1"].get("/v1/releases/" + release_hash(FILES) + "/bundle").data
    assert unbundle(out, "out", Keys(None, {NAME: KEY.public_key()})).files == FILES


def test_files_are_told_and_given_out_byte_for_byte(people: People) -> None:
    take_in(people, NOTED)
    told = people["c1"].get(f"/v1/releases/{content_hash(NOTED)}/files").get_json()["files"]
    assert [one["path"] for one in told] == sorted(NOTED)
    assert (
        people["c1"].get(f"/v1/releases/{content_hash(NOTED)}/files/{tiny.LIST_CASES}").data == NOTED[tiny.LIST_CASES]
    )
    assert people["c1"].get(f"/v1/releases/{content_hash(NOTED)}/files/no.yaml").status_code == 404


def test_who_took_a_release_in_cannot_publish_it_and_unsound_nobody_can(people: People, clock: FixedClock) -> None:
    name = take_in(people, OTHER, "o1")
    say = {"effective": "2026-11-01", "reason": "agreed with the province"}
    assert people["a1"].post(f"/v1/releases/{name}/publish", json=say).get_json()["title"] == "not examined yet"
    examine(people, name)
    with people.parts.database.writing() as connection:
        keep(connection, NOTED, "own", "a1", clock.now())
    assert people["a1"].post(f"/v1/releases/{content_hash(NOTED)}/publish", json=say).status_code == 403
    done = people["a1"].post(f"/v1/releases/{name}/publish", json=say).get_json()
    assert (done["live"], done["publications"][0]["reason"]) == (True, "agreed with the province")


def test_an_earlier_release_is_published_again_with_a_reason(people: People, clock: FixedClock) -> None:
    name = take_in(people, OTHER)
    examine(people, name)
    say = {"effective": "2026-11-03", "reason": "new"}
    people["a1"].post(f"/v1/releases/{name}/publish", json=say)
    clock.moment += timedelta(days=2)
    assert people["c1"].get("/v1/releases/live").get_json()["content_hash"] == name
    back = people["a2"].post(
        f"/v1/releases/{content_hash(FILES)}/publish", json={"effective": "2026-11-03", "reason": "a wrong threshold"}
    )
    assert back.get_json()["live"] is True
    assert [one["reason"] for one in back.get_json()["publications"]] == ["for tests", "a wrong threshold"]
    with people.parts.database.reading() as connection:
        acts = connection.scalars(select(entry.c.what).where(entry.c.what == "release.published")).all()
    assert len(acts) == 2
    assert people["a2"].post(f"/v1/releases/{name}/publish", json={"effective": "2026-11-03"}).status_code == 422


def test_releases_are_told_by_the_page_the_last_kept_first(people: People) -> None:
    take_in(people, NOTED)
    take_in(people, OTHER)
    first = people["c1"].get("/v1/releases?limit=2").get_json()
    second = people["c1"].get(f"/v1/releases?limit=2&after={first['next']}").get_json()
    assert [one["content_hash"] for one in first["releases"]] == [content_hash(OTHER), content_hash(NOTED)]
    assert [one["title"] for one in second["releases"]] == ["tiny", "shipped"]
    assert second["next"] is None


def test_two_releases_are_compared(people: People) -> None:
    take_in(people, NOTED)
    told = people["c1"].get(f"/v1/releases/{content_hash(FILES)}/difference?to={content_hash(NOTED)}").get_json()
    assert [(one["path"], one["change"]) for one in told["files"]] == [(tiny.LIST_CASES, "changed")]
    assert told["policies"] == []


def test_the_same_contents_are_stored_once(database: Database, clock: FixedClock) -> None:
    def blobs() -> int:
        with database.reading() as connection:
            return len(connection.scalars(select(blob.c.digest)).all())

    with database.writing() as connection:
        keep(connection, FILES, "a", "o1", clock.now())
    before = blobs()
    with database.writing() as connection:
        keep(connection, NOTED, "b", "o1", clock.now())
    assert blobs() == before + 1


def test_of_one_day_the_release_published_last_is_live_and_a_later_day_wins(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as connection:
        for files, day in ((FILES, "2026-11-02"), (OTHER, "2026-11-05"), (OTHER, "2026-11-02"), (FILES, "2026-11-02")):
            keep(connection, files, "x", "o1", clock.now())
            publish(connection, content_hash(files), day, "a1", clock.now(), "x")
        shipped = connection.scalar(select(publication.c.release).order_by(publication.c.number).limit(1))
        found = [live(connection, clock.now() + timedelta(days=days)) for days in range(5)]
    ours, others = release_hash(FILES), release_hash(OTHER)
    assert found == [shipped, ours, ours, ours, others]


def test_a_hash_that_is_none_is_not_known(people: People) -> None:
    for name in ("0" * 64, "live2", "%00", "'; DROP TABLE release; --"):
        assert people["c1"].get(f"/v1/releases/{name}").status_code == 404
