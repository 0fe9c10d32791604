"""The shadow: a candidate beside the live release; what differs is counted and kept, and nobody notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from threading import Event
from typing import Any, Final

import pytest
from sqlalchemy import select

from adapters.database.tables.ledger import entry
from adapters.jobs.running import Worker
from adapters.parts import Parts
from adapters.publishing.kept import keep
from adapters.verdicts.shadow import Shadow
from adapters.verdicts.work import answering
from adapters.workers.here import Here
from adapters.workers.work import Answer, Undecided, WorkerLost, Workers
from engine.language.base import content_hash, release_hash
from tests.cases import tiny
from tests.service.conftest import program_of
from tests.service.drafting import OneDraft, People, tiny_live

LIST: Final = f"{tiny.LIST}.yaml"
LOWER: Final = {**tiny.files(), LIST: tiny.files()[LIST].replace(b"{2022-01-01: 30000}", b"{2022-01-01: 20000}")}
SAME: Final = {**tiny.files(), LIST: tiny.files()[LIST] + b"# noted\n"}
SUBJECT: Final = "91140800MA070K235G"
ASKED: Final = f"/v1/subjects/{SUBJECT}/verdict?as_of=2022-03-01"


class Held:
    """Workers that answer once they are let."""

    def __init__(self, inner: Workers, let: Event) -> None:
        self._inner, self._let = inner, let

    def evaluate(self, requests: Sequence[bytes]) -> list[Answer]:
        self._let.wait(60)
        return self._inner.evaluate(requests)

    def close(self) -> None:
        self._inner.close()


class Faulty:
    """Workers that never answer."""

    def evaluate(self, requests: Sequence[bytes]) -> list[Answer]:
        return [Undecided("a fault") for _ in requests]

    def close(self) -> None:
        """Nothing is open."""


def lost(_files: Mapping[str, bytes]) -> Workers:
    raise WorkerLost("it does not load")


@pytest.fixture
def let() -> Event:
    event = Event()
    event.set()
    return event


def here(files: Mapping[str, bytes]) -> Workers:
    return Here(answering, [program_of(dict(files))])


def beside(parts: Parts, start: Any, most: int = 100) -> Iterator[People]:
    """A service with a shadow whose workers *start* gives, and a subject with two directives on the tiny base."""
    shadow = Shadow(parts.database, parts.clock, start, most)
    found = replace(parts, shadow=shadow)
    tiny_live(found)
    people = People(found)
    client = people["c1"]
    client.put(f"/v1/subjects/{SUBJECT}", json={"kind": "enterprise"})
    facts = [
        {"id": f"f{number}", "type": "directive", "subject": SUBJECT, "date": day,
         "fields": {"directive_no": str(number), "outcome": "not_complied", "amount": 25_000}}
        for number, day in enumerate(("2022-01-10", "2022-02-01"))
    ]  # fmt: skip
    answer = client.post("/v1/facts/batch", json={"facts": facts}).get_json()
    assert answer["created"] == 2, answer
    yield people
    shadow.close()


@pytest.fixture
def people(parts: Parts, let: Event) -> Iterator[People]:
    yield from beside(parts, lambda files: Held(here(files), let), 3)


def try_out(people: People, files: Mapping[str, bytes]) -> None:
    """Have the release of *files* be the candidate."""
    with people.parts.database.writing() as connection:
        keep(connection, files, "candidate", "o1", people.parts.clock.now())
    begun = people["o1"].post(f"/v1/releases/{content_hash(files)}/examination")
    Worker(people.parts).run(begun.get_json()["id"])
    answer = people["r1"].put("/v1/shadow", json={"release": content_hash(files)})
    assert answer.status_code == 200, answer.text


def counts(people: People) -> Mapping[str, int]:
    """What was counted so far, once all that waits is looked at."""
    people.parts.shadow.wait()  # type: ignore[attr-defined]  # it is a real one
    told = people["o1"].get("/v1/shadow").get_json()["trials"][0]
    return {key: told[key] for key in ("same", "differing", "failed", "dropped")}


def test_verdicts_that_come_out_otherwise_are_kept_and_the_caller_sees_the_live_one(people: People) -> None:
    before = people["c1"].get(ASKED)
    try_out(people, LOWER)
    answer = people["c1"].get(ASKED)
    assert (answer.status_code, answer.data) == (200, before.data)
    assert counts(people) == {"same": 0, "differing": 1, "failed": 0, "dropped": 0}
    (one,) = people["r1"].get("/v1/shadow/differences").get_json()["differences"]
    assert (one["subject"], one["as_of"], one["live"]) == (SUBJECT, "2022-03-01", answer.headers["Rules-Hash"])
    assert one["difference"] == [
        {"path": f"lists/{tiny.LIST}/proposals", "was": None, "now": [["refuses_to_pay", "f1"]]},
        {"path": "outcome", "was": "clear", "now": "proposed"},
    ]


def test_verdicts_that_come_out_alike_are_only_counted(people: People) -> None:
    try_out(people, SAME)
    people["c1"].get(ASKED)
    assert counts(people) == {"same": 1, "differing": 0, "failed": 0, "dropped": 0}
    assert people["r1"].get("/v1/shadow/differences").get_json()["differences"] == []


def test_of_facts_that_come_with_the_question_nothing_is_kept_that_names_anybody(people: People) -> None:
    try_out(people, LOWER)
    facts = [
        {"id": f"f{number}", "type": "directive", "subject": "s1", "date": "2022-02-01",
         "fields": {"directive_no": str(number), "outcome": "not_complied", "amount": 25_000}}
        for number in range(2)
    ]  # fmt: skip
    body = {"subject": {"id": "s1", "kind": "enterprise"}, "facts": facts, "as_of": "2022-03-01"}
    assert people["c1"].post("/v1/verdicts", json=body).status_code == 200
    assert counts(people)["differing"] == 1
    (one,) = people["r1"].get("/v1/shadow/differences").get_json()["differences"]
    assert one["subject"] is None


def test_who_asks_waits_for_no_shadow_and_what_it_cannot_keep_up_with_is_counted(people: People, let: Event) -> None:
    try_out(people, SAME)
    let.clear()
    client = people["c1"]
    assert [client.get(ASKED).status_code for _ in range(60)] == [200] * 60
    let.set()
    found = counts(people)
    client.get(ASKED)  # what was dropped is told with the next
    found = counts(people)
    assert found["dropped"] > 0
    assert found["same"] + found["dropped"] == 61


@pytest.mark.parametrize("start", [lambda _: Faulty(), lost])
def test_a_candidate_that_fails_costs_nobody_their_verdict(parts: Parts, start: Any) -> None:
    for people in beside(parts, start):
        try_out(people, LOWER)
        assert people["c1"].get(ASKED).status_code == 200
        counts(people)
        assert people["c1"].get(ASKED).status_code == 200
        assert counts(people)["same"] == 0


def test_only_questions_to_the_live_release_are_looked_at(people: People) -> None:
    live = people["c1"].get(ASKED).headers["Rules-Hash"]
    try_out(people, LOWER)
    people["c1"].get(f"{ASKED}&release={live}")
    assert counts(people)["differing"] == 0


def test_a_candidate_is_unset_and_its_counts_stay(people: People) -> None:
    assert people["r1"].delete("/v1/shadow").status_code == 404
    try_out(people, LOWER)
    people["c1"].get(ASKED)
    counts(people)
    told = people["r2"].delete("/v1/shadow").get_json()
    assert told["current"] is None
    assert (told["trials"][0]["differing"], told["trials"][0]["ended_by"]) == (1, "r2")
    people["c1"].get(ASKED)
    assert counts(people)["differing"] == 1
    with people.parts.database.reading() as connection:
        acts = connection.scalars(select(entry.c.what).where(entry.c.what.like("shadow.%")).order_by(entry.c.number))
        assert list(acts) == ["shadow.begun", "shadow.ended"]


def test_a_candidate_must_be_known_and_without_problems(people: People) -> None:
    assert people["r1"].put("/v1/shadow", json={"release": "0" * 64}).status_code == 404
    with people.parts.database.writing() as connection:
        keep(connection, LOWER, "candidate", "o1", people.parts.clock.now())
    answer = people["r1"].put("/v1/shadow", json={"release": content_hash(LOWER)})
    assert answer.get_json()["title"] == "not examined yet"


def test_a_draft_is_tried_out_before_anybody_publishes_it(people: People) -> None:
    draft = OneDraft(people)
    draft.put("o1", LIST, LOWER[LIST])
    draft.examine()
    told = people["r1"].put("/v1/shadow", json={"draft": draft.id}).get_json()
    assert told["current"]["release"] == release_hash(LOWER)
    people["c1"].get(ASKED)
    assert counts(people)["differing"] == 1
    assert people["r1"].put("/v1/shadow", json={}).status_code == 422
    say = {"effective": "2026-11-01", "reason": "x"}
    answer = people["a1"].post(f"/v1/releases/{content_hash(LOWER)}/publish", json=say)
    assert answer.get_json()["title"] == "not fit to be published"


def test_a_person_is_told_by_the_ends_of_their_id(people: People) -> None:
    person = "140105198901010013"
    people["c1"].put(f"/v1/subjects/{person}", json={"kind": "natural_person"})
    facts = [
        {"id": f"p{number}", "type": "directive", "subject": person, "date": "2022-02-01",
         "fields": {"directive_no": f"p{number}", "outcome": "not_complied", "amount": 25_000}}
        for number in range(2)
    ]  # fmt: skip
    assert people["c1"].post("/v1/facts/batch", json={"facts": facts}).get_json()["created"] == 2
    try_out(people, LOWER)
    asked = people["c1"].get(
        f"/v1/subjects/{person}/verdict?as_of=2022-03-01", headers={"Xinheng-Purpose": "licensing"}
    )
    assert asked.status_code == 200, asked.text
    assert counts(people)["differing"] == 1
    answer = people["r1"].get("/v1/shadow/differences")
    assert answer.get_json()["differences"][0]["subject"] == "14＊＊＊"
    assert answer.headers["Xinheng-Masked"] == '["/differences/0/subject"]'


def test_a_candidate_that_another_process_was_told_of_is_noticed(people: People) -> None:
    other = Shadow(people.parts.database, people.parts.clock, here)
    try:
        assert not other.watching
        try_out(people, SAME)
        ended = Event()
        while not other.watching:
            ended.wait(0.05)
    finally:
        other.close()
