"""Recall: verdicts that would now be others are found, with what differs, and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from adapters.access.permissions import Role
from adapters.clock import FixedClock
from adapters.database.tables.recall import recall_pending
from adapters.parts import Parts
from adapters.publishing.kept import keep, publish
from adapters.records.accepting import Sender, accept
from adapters.state.refreshing import drain
from adapters.state.rolling import roll
from adapters.state.rows import LISTED, SPELL, Rows
from adapters.verdicts.asking import Days, Given, stored
from adapters.verdicts.evaluators import Evaluators
from adapters.verdicts.recall import seek
from adapters.verdicts.receipts import Context
from adapters.workers.work import Answer
from engine.calendar import parse_day
from tests.service import province
from tests.service.province import at, fresh, program
from tests.simulation import province as simulated

DAY = "2026-06-30"

Clients = Callable[[Role], FlaskClient]


@pytest.fixture
def desk(client_of: Clients) -> FlaskClient:
    return client_of("client")


@pytest.fixture
def officer(client_of: Clients) -> FlaskClient:
    return client_of("officer")


@pytest.fixture
def expected(desk: FlaskClient, officer: FlaskClient, parts: Parts, clock: FixedClock) -> Mapping[str, Rows]:
    """The province in the store as of a day; the clients have their tokens by then."""
    del desk, officer
    at(clock, DAY)
    province.move_in(parts)
    province.happen(parts, "1970-01-01", DAY)
    drain(parts, 10_000)
    return fresh(parts)


def listed(expected: Mapping[str, Rows], policy: str) -> tuple[str, str]:
    """Somebody on the list *policy* for one fact alone, and that fact."""
    return next(
        (subject, str(one.grounds[0][1]))
        for subject, rows in expected.items()
        if rows.standings(DAY).get(policy, (None,))[0] == LISTED
        for one in rows.stays
        if (one.policy, one.sort) == (policy, SPELL) and len(one.grounds) == 1
        if str(one.grounds[0][1]).startswith("f")  # silence cannot be revoked
    )


def asked(client: FlaskClient, subject: str, query: str = "") -> str:
    found = client.get(f"/v1/subjects/{subject}/verdict{query}")
    assert found.status_code == 200, found.text
    return str(found.headers["Decision-Id"])


def send(parts: Parts, id_: str, subject: str, type_: str, **fields: Any) -> None:
    fact = {"id": id_, "type": type_, "subject": subject, "date": DAY, "fields": fields}
    with parts.database.writing() as connection:
        (outcome,) = accept(connection, program(parts), [fact], Sender("test", parts.clock.now()))
    assert outcome.status == "created", outcome.problems


def recalled(client: FlaskClient, query: str = "") -> list[dict[str, Any]]:
    found = client.get(f"/v1/recalls{query}")
    assert found.status_code == 200, found.text
    told: list[dict[str, Any]] = found.get_json()["recalls"]
    return told


POLICY = "labour/wage-arrears"


@pytest.mark.slow
def test_verdicts_that_rest_on_a_revoked_fact_are_found_and_settled_once_it_counts_again(
    expected: Mapping[str, Rows], desk: FlaskClient, officer: FlaskClient, parts: Parts
) -> None:
    subject, fact = listed(expected, POLICY)
    start = next(one.start for one in expected[subject].stays if one.policy == POLICY)
    other = next(name for name in expected if name != subject)
    decisions = [asked(desk, subject), asked(desk, subject)]
    past = asked(desk, subject, "?as_of=2016-01-01")
    once = asked(desk, subject, f"?known_at={DAY}T01:00:00Z")
    untouched = asked(desk, other)
    assert seek(parts, 100) == 0
    send(parts, "r1", subject, "revocation", revokes=fact)
    assert seek(parts, 100) == 1
    found = recalled(officer)
    assert [one["decision_id"] for one in found] == decisions
    assert {past, once, untouched}.isdisjoint(decisions)
    for one in found:
        assert (one["subject"], one["cause"], one["facts"], one["settled_at"]) == (subject, "revoked", [fact], None)
        different = {each["path"]: (each["was"], each["now"]) for each in one["difference"]}
        assert different[f"lists/{POLICY}/status"] == ("listed", None)
        assert different[f"lists/{POLICY}/spells"][0][0][0] == start
    assert recalled(officer, f"?subject={other}") == []
    send(parts, "r2", subject, "revocation", revokes="r1")
    assert seek(parts, 100) == 1
    assert recalled(officer) == []
    assert [one["decision_id"] for one in recalled(officer, "?settled=true")] == decisions


@pytest.mark.slow
def test_verdicts_that_another_release_would_not_give_are_found_when_it_takes_effect(
    expected: Mapping[str, Rows], desk: FlaskClient, officer: FlaskClient, parts: Parts, clock: FixedClock
) -> None:
    subject, _ = listed(expected, POLICY)
    other = next(name for name, rows in expected.items() if not any(one.policy == POLICY for one in rows.stays))
    decisions = {asked(desk, subject), asked(desk, other)}
    with parts.database.writing() as connection:
        hash_ = keep(connection, simulated.candidate(), "longer", "test", parts.clock.now())
        publish(connection, hash_, "2026-07-01", "test", parts.clock.now(), "test")
    at(clock, "2026-07-01")
    roll(parts)
    assert seek(parts, 1_000) >= 1
    (found,) = recalled(officer)
    assert found["decision_id"] in decisions
    assert (found["subject"], found["cause"], found["release"]) == (subject, "release", hash_)
    (spells,) = [one for one in found["difference"] if one["path"] == f"lists/{POLICY}/spells"]
    assert spells["was"][0][0] == spells["now"][0][0]
    assert spells["was"][0][1] < spells["now"][0][1]


@pytest.mark.slow
def test_who_was_never_told_a_verdict_is_not_looked_at(expected: Mapping[str, Rows], parts: Parts) -> None:
    assert expected
    with parts.database.reading() as connection:
        assert connection.execute(select(recall_pending)).all() == []


@pytest.mark.slow
def test_a_verdict_on_records_that_changed_while_it_was_given_is_found_too(
    expected: Mapping[str, Rows], officer: FlaskClient, parts: Parts
) -> None:
    subject, fact = listed(expected, POLICY)
    meanwhile = iter([lambda: send(parts, "r1", subject, "revocation", revokes=fact)])
    answer = parts.evaluators.ask

    def late(*args: Any) -> list[Answer]:
        answered = answer(*args)
        next(meanwhile, lambda: None)()
        return answered

    slow = replace(parts, evaluators=cast(Evaluators, SimpleNamespace(ask=late)))
    (given,) = stored(slow, [subject], Days(parse_day(DAY), parse_day(DAY)), None, Context("desk", "/"))
    assert isinstance(given, Given)
    assert seek(parts, 100) == 1
    assert [one["decision_id"] for one in recalled(officer)] == [given.id]
