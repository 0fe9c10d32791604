"""What has ended is forgotten when the policy says so, and nothing that something still needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from adapters.access.permissions import Role
from adapters.clock import FixedClock, stamp
from adapters.database.tables.casework import matter
from adapters.database.tables.jobs import job
from adapters.database.tables.ledger import entry, payload
from adapters.database.tables.recall import recall
from adapters.database.tables.records import fact, fact_forgotten, naming, subject
from adapters.database.tables.shadow import difference, trial
from adapters.database.tables.simulations import behind, simulation
from adapters.database.tables.state import change, stay
from adapters.database.tables.verdicts import said
from adapters.jobs.here import done
from adapters.jobs.kinds import PERIODIC
from adapters.ledger.forgetting import Forgotten, forget
from adapters.ledger.verify import verify
from adapters.parts import Parts
from adapters.publishing.kept import keep, publish
from adapters.records.accepting import accept
from adapters.records.checking import Sender
from adapters.records.retention import plans
from adapters.records.subjects import register
from adapters.service import parts_of
from adapters.settings import settings_of
from adapters.verdicts.asking import program_of, release_meant
from engine.language.base import release_hash
from tests.cases import tiny
from tests.cli.run import run

A, PERSON = "A-1", "P-1"
LIST = tiny.text("labour/arrears.yaml")
KEPT = LIST + "publish: {mode: proactive, scope: provincial, retention: 1 year, basis: order/9}\n"


def base(list_: str = KEPT) -> dict[str, bytes]:
    return {path: one for path, one in tiny.files(list_=list_).items() if not path.endswith(".cases.yaml")}


def record(id_: str, type_: str, day: str, subject: str = A, related: Iterable[str] = (), **fields: Any) -> Any:
    roles = [{"role": "legal_representative", "subject": one} for one in related]
    return {
        "id": id_,
        "type": type_,
        "subject": subject,
        "date": day,
        "recorded": day,
        "fields": fields,
        "related": roles,
    }


def directive(id_: str, day: str, number: str, amount: int, **more: Any) -> Any:
    return record(id_, "directive", day, directive_no=number, outcome="not_complied", amount=amount, **more)


def decision(id_: str, day: str, *grounds: str, subject: str = A) -> Any:
    fields: dict[str, Any] = {"grounds": list(grounds)} if grounds else {}
    return record(id_, "listing_decision", day, subject, policy="labour/arrears", outcome="list", **fields)


LISTED = (
    directive("f1", "2022-02-01", "甲1", 10_000), directive("f2", "2022-02-01", "甲2", 40_000),
    directive("f2-again", "2022-02-01", "甲2", 40_000), decision("d1", "2022-03-01", "f2-again"),
)  # fmt: skip
"""A stay from 2022-03-01 until 2025-03-01, to be kept until 2026-03-01."""
OWN = record("own", "filed_late", "2022-02-01", months=1)
"""What is on record beside it."""


def fill(parts: Parts, *facts: Any) -> None:
    """Store *facts* by the live release."""
    sender = Sender("importer", datetime(2027, 6, 1, tzinfo=UTC), trusted=True)
    with parts.database.reading() as connection:
        release = release_meant(connection, None, parts.clock.now())
    program = program_of(parts, release)
    with parts.database.writing() as connection:
        register(connection, {"id": A, "kind": "enterprise"}, sender)
        register(connection, {"id": PERSON, "kind": "natural_person"}, sender)
        outcomes = accept(connection, program, facts, sender)
    assert [one.problems for one in outcomes if one.status != "created"] == []


@pytest.fixture
def store(parts: Parts) -> Callable[..., None]:
    """Store facts under the small base, or another."""

    def stored(*facts: Any, files: dict[str, bytes] | None = None) -> None:
        now = datetime(2026, 6, 1, tzinfo=UTC)
        with parts.database.writing() as connection:
            hash_ = keep(connection, files or base(), "small", "test", now)
            publish(connection, hash_, "2000-01-01", "test", now, "test")
        fill(parts, *facts)

    return stored


def planned(parts: Parts, day: str) -> tuple[list[str], list[str]]:
    """The facts to be forgotten as of *day*, and why others are kept."""
    found = list(plans(parts, date.fromisoformat(day).toordinal()))
    return [one for plan in found for one in plan.facts], [why.message() for plan in found for _, why in plan.kept]


def test_what_has_ended_is_forgotten_and_the_chain_still_holds(
    parts: Parts, store: Callable[..., None], client_of: Callable[[Role], FlaskClient], clock: FixedClock
) -> None:
    clock.moment = datetime(2027, 6, 1, 4, tzinfo=UTC)
    store(*LISTED, OWN)
    client, auditor = client_of("officer"), client_of("auditor")
    receipt = client.get(f"/v1/subjects/{A}/verdict?as_of=2024-01-01").headers["Decision-Id"]
    day = date(2027, 6, 1).toordinal()
    (plan,) = plans(parts, day)
    assert plan.facts == ("d1", "f1", "f2", "f2-again")
    with parts.database.writing() as connection:
        done = forget(connection, plan, day, "clerk", clock.moment)
    assert done == Forgotten(facts=4, receipts=1)
    gone = client.get("/v1/facts/f2")
    assert (gone.status_code, gone.get_json()["type"]) == (410, "/problems/forgotten")
    again = client.post("/v1/facts", json={"id": "f2", "type": "paid", "subject": A, "date": "2026-01-01"})
    assert [one["code"] for one in again.get_json()["errors"]] == ["records.forgotten"]
    replay = auditor.post(f"/v1/receipts/{receipt}/replay", json={})
    assert replay.get_json()["result"] == "forgotten"
    with parts.database.reading() as connection:
        assert list(connection.scalars(select(fact.c.id))) == ["own"]
        tomb = fact_forgotten.c
        tombs = connection.execute(select(tomb.id, tomb.at, tomb.rule).order_by(tomb.id)).all()
        assert [tuple(one) for one in tombs] == [
            (id_, stamp(clock.moment), "labour/arrears: 2026-03-01") for id_ in plan.facts
        ]
        assert connection.execute(select(said)).all() == []
        number = connection.scalars(select(entry.c.number).where(entry.c.id == receipt)).one()
        told = select(payload.c.content).join_from(entry, payload).where(entry.c.what == "forget")
        assert orjson.loads(connection.scalars(told).one()) == {
            "as_of": "2027-06-01", "rules": [{"policy": "labour/arrears", "kept_until": "2026-03-01"}], "facts": 4,
            "receipts": [number],
        }  # fmt: skip
        found = verify(connection)
    assert (found.flaws, found.forgotten) == ((), 1)
    assert planned(parts, "2027-06-01") == ([], [])
    after = client.get(f"/v1/subjects/{A}/verdict?as_of=2024-01-01&known_at=2027-06-01").get_json()
    assert (after["lists"], after["facts"]) == ([], ["own"])


def test_codes_of_reports_on_what_is_forgotten_vouch_for_nothing(
    parts: Parts, store: Callable[..., None], client_of: Callable[[Role], FlaskClient], clock: FixedClock
) -> None:
    clock.moment = datetime(2027, 6, 1, 4, tzinfo=UTC)
    store(*LISTED, OWN)
    client = client_of("officer")
    code = client.post(f"/v1/subjects/{A}/reports", json={"as_of": "2024-01-01"}).get_json()["code"]
    assert client.get(f"/v1/public/reports/{code}").status_code == 200
    (plan,) = plans(parts, date(2027, 6, 1).toordinal())
    with parts.database.writing() as connection:
        assert forget(connection, plan, date(2027, 6, 1).toordinal(), "clerk", clock.moment) is not None
    assert client.get(f"/v1/public/reports/{code}").status_code == 404


DIFFERS = {
    "f2": (["f2"], ["outcome"]),  # a fact that goes
    "own": (["own"], ["outcome"]),
    "arrears": ([], ["measures/labour/arrears/m"]),  # a policy whose stay goes
    "grade": ([], ["grades/tax/grade", "outcome"]),
}
"""Recalls by the decisions they are of: the facts they are for, and the places that differ."""


def test_what_shadow_recall_and_state_tell_of_it_is_forgotten_with_it(
    parts: Parts, store: Callable[..., None], clock: FixedClock
) -> None:
    day, release = date(2027, 6, 1).toordinal(), release_hash(base())
    store(LISTED[0], directive("f2", "2022-02-01", "甲2", 40_000, related=[PERSON]), decision("d1", "2022-03-01"), OWN)
    with parts.database.writing() as connection:
        register(connection, {"id": "B-1", "kind": "enterprise"}, Sender("x", clock.moment))
        register(connection, {"id": "A-0", "kind": "enterprise"}, Sender("x", clock.moment))
        connection.execute(update(subject).where(subject.c.id == "A-0").values(merged_into=A))
        of = {"release": release, "number": 1, "begun_at": "x", "begun_by": "x"}
        connection.execute(insert(trial), of)
        beside = {"trial": 1, "at": "x", "as_of": "x", "known_at": "x", "live": "x", "live_verdict": "x",
                  "candidate_verdict": "x", "content": "[]"}  # fmt: skip
        connection.execute(insert(difference), [beside | {"subject": one} for one in (A, "A-0", PERSON, "B-1", None)])
        for id_, (facts, paths) in DIFFERS.items():
            told = [{"path": path, "was": None, "now": None} for path in paths]
            row = {"decision": id_, "sort": "release", "subject": A, "cause": "x", "release": release,
                   "facts": orjson.dumps(facts).decode(), "difference": orjson.dumps(told).decode(),
                   "found_at": "x"}  # fmt: skip
            connection.execute(insert(recall), row)
        became = {"became": "listed", "day": "2022-03-01", "release": release, "recorded_at": "x"}
        changes = [(A, "labour/arrears"), ("A-0", "labour/arrears"), (A, "tax/grade"), ("B-1", "labour/arrears")]
        spells = [{"subject": A, "policy": "labour/arrears", "sort": "spell", "grounds": "[]"} | one for one in (
            {"number": 0, "start": "2022-03-01"}, {"number": 1, "start": "2026-03-01"},
        )]  # fmt: skip
        connection.execute(insert(stay), spells)
        connection.execute(insert(change), [became | {"subject": one, "policy": two} for one, two in changes])
    (plan,) = plans(parts, day)
    assert plan.facts == ("d1", "f1", "f2")
    with parts.database.writing() as connection:
        forget(connection, plan, day, "clerk", clock.moment)
        assert list(connection.scalars(select(difference.c.subject).order_by(difference.c.number))) == ["B-1", None]
        assert list(connection.scalars(select(recall.c.decision).order_by(recall.c.number))) == ["own", "grade"]
        assert list(connection.scalars(select(stay.c.start))) == ["2026-03-01"]
        left = connection.execute(select(change.c.subject, change.c.policy).order_by(change.c.number)).all()
        assert [tuple(one) for one in left] == changes[2:]


def test_nobody_finds_in_a_simulation_whose_record_is_forgotten(
    parts: Parts, store: Callable[..., None], clock: FixedClock
) -> None:
    day, release = date(2027, 6, 1).toordinal(), release_hash(base())
    store(*LISTED, OWN)
    ran = {"id": "j", "kind": "simulate", "state": "done", "actor": "x", "cancel_asked": False, "arguments": "{}"}
    asked = {"id": "s", "job": "j", "title": "x", "actor": "x", "baseline": release, "candidate": release}
    with parts.database.writing() as connection:
        connection.execute(insert(job), ran | {"cursor": "{}", "recorded_at": "x", "queued_at": "x"})
        connection.execute(insert(simulation), asked | {"question": "{}", "recorded_at": "x"})
        connection.execute(insert(behind), [{"simulation": "s", "key": one, "subject": one} for one in (A, "B-1")])
    (plan,) = plans(parts, day)
    with parts.database.writing() as connection:
        forget(connection, plan, day, "clerk", clock.moment)
        assert list(connection.scalars(select(behind.c.subject))) == ["B-1"]


def test_a_plan_is_not_carried_out_once_the_record_has_changed(
    parts: Parts, store: Callable[..., None], clock: FixedClock
) -> None:
    store(*LISTED)
    (plan,) = plans(parts, date(2027, 6, 1).toordinal())
    store(directive("f9", "2026-05-01", "甲9", 1))
    with parts.database.writing() as connection:
        assert forget(connection, plan, date(2027, 6, 1).toordinal(), "clerk", clock.moment) is None


@pytest.mark.parametrize(
    ("facts", "day", "kept"),
    [
        (LISTED, "2026-03-01", []),  # its last day
        (LISTED, "2026-03-02", ["without its facts what stands now would be otherwise"]),  # the grade of 2025 says B
        ((*LISTED, decision("d0", "2026-05-03", "f2-again")), "2027-06-01",
         ["the stay on `labour/arrears` since 2026-05-03 rests on the same facts, or is open still"]),
        ((*LISTED, OWN, record("o", "objection", "2027-02-01", policy="labour/arrears")), "2027-06-01", []),
        (LISTED, "2027-06-01", ["without its facts what stands now would be otherwise"]),  # no record, no grade
    ],
)  # fmt: skip
def test_what_something_needs_is_kept_and_it_is_told_why(
    parts: Parts, store: Callable[..., None], facts: tuple[Any, ...], day: str, kept: list[str]
) -> None:
    store(*facts)
    assert planned(parts, day)[1] == kept
    assert bool(planned(parts, day)[0]) is (OWN in facts)


@pytest.mark.parametrize(
    ("was", "becomes", "kept"),
    [
        ("within: 12 months", "within: 10 years", "the fact `f1` may count under `labour/arrears` until 2032-02-01"),
        (", within: 12 months", "", "the fact `f1` may count under `labour/arrears` until 9999-12-31"),
    ],
)
def test_what_a_rule_may_still_count_is_kept(
    parts: Parts, store: Callable[..., None], was: str, becomes: str, kept: str
) -> None:
    store(*LISTED, files=base(KEPT.replace(was, becomes)))
    assert planned(parts, "2027-06-01") == ([], [kept])


LATE = """
title: 逾期申报关注名单
authority: tax
applies_to: [enterprise]
basis:
  order: {title: 示例办法, number: 示例令第1号, in_force: {from: 2022-01-01}}
law_of: listing
list: {kind: watch, basis: order/4}
listings:
  late: {on: filed_late, period: 10 years, basis: order/5}
repair: {bars: [{count: directive, since: listing, is: ">= 1"}], basis: order/10}
"""


@pytest.mark.parametrize(
    ("files", "kept", "then"),
    [
        ({"labour/late.yaml": LATE.encode()}, "the fact `f1` may count for what is open under `labour/late`",
         "it is looked at again once that is decided"),
        (base(KEPT.replace("    period: 3 years\n", "    period: 3 years\n    again: 5 years\n")),
         "an earlier stay on `labour/arrears` counts for a later one", "it is kept as long as the policy says so"),
    ],
)  # fmt: skip
def test_what_a_stay_that_is_open_or_to_come_may_look_at_is_kept(
    parts: Parts, store: Callable[..., None], files: dict[str, bytes], kept: str, then: str
) -> None:
    store(*LISTED, OWN, files=base() | files)
    (plan,) = plans(parts, date(2027, 6, 1).toordinal())
    assert (plan.facts, [(why.message(), why.remedy()) for _, why in plan.kept]) == ((), [(kept, then)])


def test_nothing_is_forgotten_where_the_policy_says_nothing_or_a_case_is_open(
    parts: Parts, store: Callable[..., None]
) -> None:
    store(*LISTED, files=base(LIST))
    assert planned(parts, "2099-01-01") == ([], [])
    store()
    row = {"id": "m-1", "kind": "complaint", "subject": A, "state": "open", "objected": False, "repairing": False,
           "version": 1, "opened": "2026-01-01", "opened_at": "x", "opened_by": "x", "details": "{}"}  # fmt: skip
    with parts.database.writing() as connection:
        connection.execute(insert(matter), row)
    assert planned(parts, "2027-06-01") == ([], ["a case about the subject is open"])


def test_whom_a_forgotten_fact_names_is_forgotten_with_it(
    parts: Parts, store: Callable[..., None], clock: FixedClock
) -> None:
    named = directive("f2", "2022-02-01", "甲2", 40_000, related=[PERSON])
    store(LISTED[0], named, decision("d1", "2022-03-01", "f2"), OWN)
    found = list(plans(parts, date(2027, 6, 1).toordinal()))
    assert [why.message() for one in found for _, why in one.kept] == []
    assert [one.facts for one in found] == [("d1", "f1", "f2")]
    with parts.database.writing() as connection:
        forget(connection, found[0], date(2027, 6, 1).toordinal(), "clerk", clock.moment)
        assert connection.execute(select(naming)).all() == []


def test_what_a_stay_of_somebody_it_names_goes_on_from_is_kept(parts: Parts, store: Callable[..., None]) -> None:
    named = directive("f2", "2022-02-01", "甲2", 40_000, related=[PERSON])
    own = (
        directive("p1", "2024-02-01", "乙1", 10_000, subject=PERSON),
        directive("p2", "2024-02-01", "乙2", 40_000, subject=PERSON),
        decision("d2", "2024-03-01", "p2", subject=PERSON),
    )  # a stay of its own until 2027-03-01, begun before the one it shares ended
    store(LISTED[0], named, decision("d1", "2022-03-01", "f2"), OWN, *own)
    (plan,) = plans(parts, date(2026, 6, 1).toordinal())
    assert (plan.subject, plan.facts, [(why.message(), why.remedy()) for _, why in plan.kept]) == (
        A, (), [("the stay of somebody it names on `labour/arrears` rests on the fact `f2`",
                 "it is looked at again once that has ended")],
    )  # fmt: skip


def test_the_command_tells_what_it_would_forget_and_then_does(tmp_path: Path) -> None:
    policies = tmp_path / "policies"
    for path, content in base().items():
        (policies / path).parent.mkdir(parents=True, exist_ok=True)
        (policies / path).write_bytes(content)
    variables = {
        "XINHENG_DATA": str(tmp_path), "XINHENG_POLICIES": str(policies), "XINHENG_EVALUATORS": "1",
        "XINHENG_CLOCK_SHIFT": str(tmp_path / "shift"),
    }  # fmt: skip
    there = datetime(2027, 6, 1, 4, tzinfo=UTC)
    (tmp_path / "shift").write_text(str((there - datetime.now(UTC)).total_seconds()))
    assert run("forget", "--dry-run", **variables).exit_code == 0  # which makes the store
    with parts_of(settings_of(variables)) as parts:
        fill(parts, *LISTED, OWN)
    shown = f"{A}: labour/arrears, 2022-03-01 to 2025-03-01, kept until 2026-03-01\n"
    dry = run("forget", "--dry-run", **variables)
    assert (dry.exit_code, dry.stdout, dry.stderr) == (0, shown, "facts that would be forgotten: 4\n")
    early = run("forget", "--as-of", "2028-01-01", **variables)
    assert early.exit_code == 1
    told = run("forget", "--as-of", "2026-03-02", "-f", "json", **variables)
    assert orjson.loads(told.stdout) == {
        "subject": A, "forgotten": [], "facts": [],
        "kept": [{"policy": "labour/arrears", "start": "2022-03-01",
                  "why": "without its facts what stands now would be otherwise"}],
    }  # fmt: skip
    done = run("forget", **variables)
    assert (done.stdout, done.stderr) == (shown, "forgotten: 4 facts, 0 receipts\n")
    assert run("audit", "verify", **variables).exit_code == 0


def test_it_is_forgotten_by_itself_once_a_day(parts: Parts, store: Callable[..., None], clock: FixedClock) -> None:
    assert "forgetting" in {one.kind for one in PERIODIC}
    clock.moment = datetime(2027, 6, 1, 4, tzinfo=UTC)
    store(*LISTED, OWN)
    assert done(parts, "forgetting", {}, "xinheng")[1] == {"subjects": 1, "facts": 4, "receipts": 0}
    assert planned(parts, "2027-06-01") == ([], [])
    assert done(parts, "forgetting", {}, "xinheng")[1] == {"subjects": 0, "facts": 0, "receipts": 0}


def test_a_person_s_bad_record_is_deleted_once_its_five_years_are_over(parts: Parts) -> None:
    def stored(contract: str, begun: str, ended: str) -> None:
        fill(
            parts,
            record(f"f-{contract}", "personal_default", begun, PERSON, contract_no=contract, activity="card"),
            record(f"e-{contract}", "personal_default_ended", ended, PERSON, contract_no=contract),
        )

    stored("H1", "2018-03-10", "2020-05-20")
    stored("H2", "2019-03-10", "2022-05-20")
    assert planned(parts, "2025-05-20") == ([], [])
    assert planned(parts, "2025-05-21") == (["f-H1"], [])
