"""Where everybody stands, as the API tells it: what verdicts say, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from adapters.access.permissions import Role
from adapters.clock import FixedClock
from adapters.database.tables.records import subject
from adapters.database.tables.state import pending, stay
from adapters.parts import Parts
from adapters.records.accepting import touch
from adapters.state.refreshing import drain
from adapters.state.rows import LISTED, SPELL, Rows
from adapters.state.sizes import sizes
from engine.population.measures import carriages_of
from tests.service import province
from tests.service.province import at, fresh, program

DAY = "2026-06-30"
SUBJECT = "91140800MA070K235G"


@pytest.fixture
def client(client_of: Callable[[Role], FlaskClient]) -> FlaskClient:
    client = client_of("client")
    client.environ_base["HTTP_XINHENG_PURPOSE"] = "licensing"  # persons are among those listed
    return client


@pytest.fixture
def expected(parts: Parts, clock: FixedClock, client: FlaskClient) -> dict[str, Rows]:
    """The province in the store, and what fresh verdicts say of it; *client* has a token by then."""
    del client
    at(clock, DAY)
    province.move_in(parts)
    province.happen(parts, "1970-01-01", DAY)
    drain(parts, 10_000)
    return fresh(parts)


def pages(client: FlaskClient, url: str, key: str, limit: int) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        found = client.get(f"{url}limit={limit}{cursor}")
        assert found.status_code == 200, found.text
        told = found.get_json()
        assert len(told[key]) <= limit
        yield from told[key]
        if told["next"] is None or not told[key]:
            return
        cursor = f"&cursor={told['next']}"


@pytest.mark.slow
def test_lists_and_measures_are_those_of_fresh_verdicts_page_by_page(
    expected: dict[str, Rows], client: FlaskClient, parts: Parts
) -> None:
    standings = {subject: rows.standings(DAY) for subject, rows in expected.items()}
    counts = Counter((policy, one.value) for found in standings.values() for policy, one in found.items())
    told = client.get("/v1/lists").get_json()
    assert told["pending"] == 0
    assert {
        (one["policy"], value): count for one in told["lists"] for value, count in one["subjects"].items()
    } == counts
    for (policy, value), count in counts.items():
        entries = list(pages(client, f"/v1/lists/{policy}?status={value}&", "entries", 7))
        assert len(entries) == count
        for one in entries:
            standing = standings[one["subject"]][policy]
            assert [one[key] for key in ("status", "since", "last", "last_at_most")] == list(standing)
    by = {one.id: one.by for one in carriages_of(program(parts))}
    in_force = Counter(
        (department, subject, one.measure, one.policy)
        for subject, rows in expected.items()
        for one in rows.measures
        if one.withheld is None
        for department in by[one.carriage]
    )
    departments = {department for department, *_ in in_force}
    assert departments
    assert in_force == Counter(
        (department, one["subject"], one["measure"], one["policy"])
        for department in departments
        for one in pages(client, f"/v1/departments/{department}/measures?", "measures", 100)
    )


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2024-12-31", "2026-02-28"])
def test_who_was_on_a_list_on_a_day_gone_by_is_told_by_the_stays_that_are_kept(
    expected: dict[str, Rows], client: FlaskClient, day: str
) -> None:
    policies = {one.policy for rows in expected.values() for one in rows.stays}
    for policy in policies:
        then = {
            subject
            for subject, rows in expected.items()
            for one in rows.stays
            if one.policy == policy and one.sort == SPELL and one.start <= day <= (one.last or "9999")
        }
        told = list(pages(client, f"/v1/lists/{policy}?as_of={day}&", "entries", 20))
        assert sorted(then) == [one["subject"] for one in told]
        assert {one["status"] for one in told} <= {LISTED}


@pytest.mark.slow
@pytest.mark.usefixtures("expected")
def test_a_list_was_as_large_as_there_were_entries_on_it(client: FlaskClient) -> None:
    told = client.get("/v1/list-sizes?months=3&limit=3").get_json()
    assert told["days"] == ["2026-04-01", "2026-05-01", "2026-06-01", "2026-06-30"]
    assert len(told["lists"]) == 3
    for one in told["lists"]:
        entries = [
            len(list(pages(client, f"/v1/lists/{one['policy']}?as_of={day}&", "entries", 100))) for day in told["days"]
        ]
        assert one["sizes"] == entries
    last = [one["sizes"][-1] for one in told["lists"]]
    assert last == sorted(last, reverse=True)
    asked = told["lists"][2]["policy"]
    again = client.get(f"/v1/list-sizes?months=3&policy={asked}").get_json()
    assert again["lists"] == told["lists"][2:]
    assert client.get("/v1/list-sizes?policy=labour/none").status_code == 404


def test_who_is_on_a_list_twice_is_counted_once(parts: Parts) -> None:
    rows = [("a", 0, "2026-01-10", "2026-03-10"), ("a", 1, "2026-02-01", None), ("b", 0, "2026-01-01", "2026-01-31"),
            ("b", 1, "2026-03-01", "2026-03-02")]  # fmt: skip
    told = ("subject", "number", "start", "last")
    more: dict[str, object] = {"policy": "p", "sort": SPELL, "grounds": "[]"}
    with parts.database.writing() as connection:
        connection.execute(insert(stay), [{**dict(zip(told, row, strict=True)), **more} for row in rows])
    with parts.database.reading() as connection:
        found = sizes(connection, ["p", "q"], ["2026-01-31", "2026-02-01", "2026-03-02", "2026-04-01"])
    assert found == {"p": (2, 1, 2, 1), "q": (0, 0, 0, 0)}


@pytest.mark.slow
def test_changes_told_one_after_the_other_come_to_what_stands(
    expected: dict[str, Rows], client: FlaskClient, parts: Parts, clock: FixedClock
) -> None:
    at(clock, "2026-09-30")
    province.happen(parts, DAY, "2026-09-30")
    drain(parts, 10_000)
    states = {subject: client.get(f"/v1/subjects/{subject}/state").get_json() for subject in expected}
    stands: dict[tuple[str, str], str] = {}
    for one in pages(client, "/v1/changes?", "changes", 50):
        key = one["subject"], one["policy"]
        assert stands.get(key) == one["was"] != one["became"]
        stands.pop(key, None)
        stands |= {key: one["became"]} if one["became"] is not None else {}
    for id_, told in states.items():
        assert told["as_of"] == "2026-09-30"
        assert {one["policy"]: one["value"] for one in told["standings"]} == {
            policy: value for (whose, policy), value in stands.items() if whose == id_
        }


def test_a_single_fact_moves_its_subject_at_once_and_a_batch_leaves_it_pending(
    client: FlaskClient, parts: Parts
) -> None:
    client.put(f"/v1/subjects/{SUBJECT}", json={"kind": "enterprise", "region": "140800"})
    assert _pending(parts) == [SUBJECT]
    fact = {"id": "f1", "type": "credit_commitment", "subject": SUBJECT, "date": "2026-05-01"}
    assert client.post("/v1/facts", json=fact).status_code == 201
    assert _pending(parts) == []
    assert client.post("/v1/facts/batch", json={"facts": [{**fact, "id": "f2"}]}).status_code == 207
    assert _pending(parts) == [SUBJECT]
    assert client.get(f"/v1/subjects/{SUBJECT}/state").status_code == 200  # who asks has it judged first
    assert _pending(parts) == []


@pytest.mark.slow
def test_who_was_merged_into_another_stands_nowhere(
    expected: dict[str, Rows], client: FlaskClient, parts: Parts
) -> None:
    whose = next(name for name, rows in expected.items() if rows.stays)
    other = next(name for name in expected if name != whose)
    with parts.database.writing() as connection:
        connection.execute(update(subject).where(subject.c.id == whose).values(merged_into=other))
        touch(connection, [whose])
    drain(parts, 10)
    policies = {one.policy for one in expected[whose].stays}
    for policy in policies:
        assert whose not in {one["subject"] for one in pages(client, f"/v1/lists/{policy}?", "entries", 100)}


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        ("lists/market/nothing", 404, "unknown"),
        ("lists/market/abnormal-operations?as_of=2026-11-02", 422, "list_ahead"),
        ("lists/market/abnormal-operations?as_of=2026-10-01&status=proposed", 422, "list_past"),
        ("lists/market/abnormal-operations?status=Listed", 422, "list_status"),
        ("lists/market/abnormal-operations?cursor=W10", 422, "cursor"),
        ("lists/market/abnormal-operations?cursor=%21", 422, "cursor"),
        ("lists/market/abnormal-operations?region=14%25", 422, "request"),
        ("departments/nobody/measures", 404, "unknown"),
        ("changes?cursor=WzFlMzBd", 422, "cursor"),
        ("subjects/nobody/state", 404, "unknown"),
    ],
)
def test_what_cannot_be_told_is_refused(client: FlaskClient, url: str, status: int, code: str) -> None:
    found = client.get(f"/v1/{url}")
    assert (found.status_code, found.get_json()["type"]) == (status, f"/problems/{code}")


def _pending(parts: Parts) -> list[str]:
    with parts.database.reading() as connection:
        return list(connection.scalars(select(pending.c.subject)))
