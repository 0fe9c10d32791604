"""Drafts: changed on what was seen last, reviewed by others, published as approved, never what is unsound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import orjson
import pytest
from sqlalchemy import select, update

from adapters.clock import FixedClock
from adapters.database.tables.access import user
from adapters.database.tables.ledger import entry, payload
from adapters.parts import Parts
from adapters.publishing.drafts import ALLOWED, LEADS_TO
from adapters.publishing.kept import files_of, live
from adapters.workers.here import Here
from adapters.workers.work import Answer, Undecided
from tests.cases import tiny
from tests.service.drafting import Do, OneDraft, People, tiny_live
from tests.service.people import user_added

LIST: Final = f"{tiny.LIST}.yaml"
NOTED: Final = tiny.files()[LIST] + "# 说明：金额未变\n".encode()
HIGHER: Final = tiny.files()[LIST].replace(b"{2022-01-01: 30000}", b"{2022-01-01: 50000}")
BROKEN: Final = tiny.files()[LIST].replace(b"law_of: listing", b"law_of: lissting")


@pytest.fixture
def people(parts: Parts) -> People:
    tiny_live(parts)
    return People(parts)


@pytest.fixture
def draft(people: People) -> OneDraft:
    """A draft that only adds a comment."""
    draft = OneDraft(people)
    assert draft.put("o1", LIST, NOTED).status_code == 200
    return draft


def errors(answer: Any) -> list[tuple[str, str]]:
    return [(one["code"], one["message"]) for one in answer.get_json()["errors"]]


def test_a_draft_goes_from_author_to_reviewer_to_approver_and_is_law_from_its_day_on(
    parts: Parts, people: People, draft: OneDraft, clock: FixedClock
) -> None:
    before = parts.clock.now()
    assert draft.examine().get_json()["sound"] is True
    assert draft.submit().get_json()["state"] == "submitted"
    assert draft.approve().get_json()["state"] == "approved"
    done = draft.publish(effective="2026-11-05").get_json()
    assert (done["state"], done["effective"], done["sound"]) == ("published", "2026-11-05", True)
    with parts.database.reading() as connection:
        assert live(connection, before) != done["release"]
        assert live(connection, before + timedelta(days=4)) == done["release"]
        assert files_of(connection, done["content_hash"]) == {**tiny.files(), LIST: NOTED}
    clock.moment += timedelta(days=4)
    told = people["o1"].get("/v1/releases/live").get_json()
    assert (told["hash"], told["title"], told["recorded_by"]) == (done["release"], "higher threshold", "o1")
    assert [one["published_by"] for one in told["publications"]] == ["a1"]


def test_every_act_is_in_the_ledger_with_who_did_it(parts: Parts, draft: OneDraft) -> None:
    draft.examine()
    draft.submit()
    draft.post("r1", "comments", text="why?")
    draft.approve()
    draft.publish()
    wanted = select(entry.c.what, payload.c.actor, payload.c.content).join_from(entry, payload)
    with parts.database.reading() as connection:
        rows = connection.execute(wanted.where(entry.c.what.like("draft.%")).order_by(entry.c.number)).all()
    assert [(row.what, row.actor) for row in rows] == [
        ("draft.created", "o1"), ("draft.edited", "o1"), ("draft.submitted", "o1"), ("draft.commented", "r1"),
        ("draft.approved", "r1"), ("draft.published", "a1"),
    ]  # fmt: skip
    assert orjson.loads(rows[3].content)["text"] == "why?"


def test_a_change_on_what_was_seen_before_the_last_is_refused(draft: OneDraft) -> None:
    seen = draft.now["revision"]
    assert draft.put("o2", LIST, HIGHER, seen).status_code == 200
    late = draft.put("o1", LIST, NOTED, seen)
    assert late.status_code == 412
    assert late.get_json()["detail"] == f"the draft is at revision {seen + 1} and not at {seen}; look at it again"
    assert draft.people["o1"].get(f"/v1/drafts/{draft.id}/files/{LIST}").data == HIGHER


def test_of_several_changes_at_once_on_the_same_one_is_kept(draft: OneDraft) -> None:
    seen = draft.now["revision"]
    contents = [NOTED + b"# %d\n" % number for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda content: draft.put("o1", LIST, content, seen).status_code, contents))
    assert sorted(statuses) == [200, *[412] * 5]
    kept = draft.people["o1"].get(f"/v1/drafts/{draft.id}/files/{LIST}").data
    assert kept == contents[statuses.index(200)]


def test_of_two_drafts_published_at_once_the_other_must_be_rebased(people: People) -> None:
    both = [OneDraft(people, f"d{number}") for number in range(2)]
    for path, one in zip((LIST, tiny.GRADE_CASES), both, strict=True):
        one.put("o1", path, tiny.files()[path] + b"# noted\n")
        for act in (one.examine, one.submit, one.approve):
            assert act().status_code == 200
    user_added(people.parts, "a1", "approver")  # whom asking for them adds, but not by two at once
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda one: one.publish().status_code, both))
    assert sorted(found) == [200, 409]


def test_what_is_put_back_as_it_was_is_no_change(draft: OneDraft) -> None:
    assert draft.now["changes"] == [{"path": LIST, "change": "changed"}]
    draft.put("o1", LIST, tiny.files()[LIST])
    assert draft.now["changes"] == []
    assert draft.submit().get_json()["title"] == "nothing is changed"


def test_files_are_added_and_taken_out(draft: OneDraft) -> None:
    draft.put("o1", "tax/more.yaml", b"title: x\n")
    assert draft.take_out("o1", tiny.GRADE_CASES).status_code == 200
    assert draft.now["changes"] == [
        {"path": LIST, "change": "changed"}, {"path": "tax/grade.cases.yaml", "change": "removed"},
        {"path": "tax/more.yaml", "change": "added"},
    ]  # fmt: skip
    assert draft.take_out("o1", "tax/none.yaml").status_code == 404
    assert draft.people["o1"].get(f"/v1/drafts/{draft.id}/files/{tiny.GRADE_CASES}").status_code == 404


REFUSED: Final = (
    ("../a.yaml", b"", "bundle.escapes"),
    ("a/../../b.yaml", b"", "bundle.escapes"),
    ("C:/a.yaml", b"", "bundle.absolute"),
    (".git/a.yaml", b"", "bundle.bad_name"),
    ("a.sh", b"", "bundle.bad_name"),
    ("a%E2%80%AEb.yaml", b"", "bundle.bad_name"),
    (f"{LIST}/a.yaml", b"", "bundle.file_and_folder"),
    ("a.yaml", b"#" * ((1 << 20) + 1), "bundle.too_large"),
)


def test_a_file_that_no_release_may_hold_is_refused(draft: OneDraft) -> None:
    for path, content, code in REFUSED:
        answer = draft.put("o1", path, content)
        assert (answer.status_code, [found for found, _ in errors(answer)]) == (422, [code])


class Crashing(Here):
    """What examines and crashes, each time."""

    def __init__(self) -> None:
        super().__init__(lambda: bytes)

    def evaluate(self, requests: Sequence[bytes]) -> list[Answer]:
        """No answer to any."""
        return [Undecided("it crashed") for _ in requests]


DOING: Final[Mapping[str, Do]] = {
    "edited": lambda draft: draft.put("o1", LIST, NOTED + b"#\n"),
    "rebased": lambda draft: draft.post("o1", "rebase", revision=draft.now["revision"]),
    "submitted": lambda draft: draft.submit(),
    "commented": lambda draft: draft.post("r1", "comments", text="hm"),
    "approved": lambda draft: draft.approve("r2"),
    "sent_back": lambda draft: draft.post("r1", "send-back", text="no"),
    "published": lambda draft: draft.publish(),
    "withdrawn": lambda draft: draft.post("o1", "withdraw"),
}
REACHED: Final = {
    "open": (),
    "submitted": ("submitted",),
    "approved": ("submitted", "approved"),
    "published": ("submitted", "approved", "published"),
    "withdrawn": ("withdrawn",),
}


def in_state(people: People, state: str) -> OneDraft:
    """A draft that came to *state*."""
    draft = OneDraft(people)
    draft.put("o1", LIST, NOTED)
    draft.examine()
    for act in REACHED[state]:
        assert DOING[act](draft).status_code == 200
    assert draft.now["state"] == state
    return draft


@pytest.mark.parametrize("state", REACHED)
def test_only_what_the_state_of_a_draft_allows_is_done(people: People, state: str) -> None:
    allowed = [act for act, states in ALLOWED.items() if state in states]
    for act in sorted(allowed, key=lambda act: act == "published"):  # after that others change nothing any more
        answer = DOING[act](in_state(people, state))
        assert answer.status_code == 200, answer.text
        assert answer.get_json()["state"] == (LEADS_TO[act] or state)
    if "published" in allowed:
        return
    draft = in_state(people, state)
    for other in DOING.keys() - set(allowed):
        answer = DOING[other](draft)
        assert (answer.status_code, answer.get_json()["detail"]) == (409, f"the draft is {state} and cannot be {other}")
    assert draft.now["state"] == state


def test_an_approved_draft_is_neither_submitted_nor_approved_again(people: People) -> None:
    draft = in_state(people, "approved")
    for act in ("submitted", "approved"):
        assert DOING[act](draft).get_json()["detail"] == f"the draft is approved and cannot be {act}"


@pytest.mark.parametrize("change", ["edited", "rebased"])
def test_an_approval_lapses_with_the_contents_that_were_looked_at(draft: OneDraft, change: str) -> None:
    draft.examine()
    draft.submit()
    seen = draft.now["content_hash"]
    draft.approve()
    if change == "rebased":
        other = OneDraft(draft.people, "other", "o2")
        other.put("o2", tiny.GRADE_CASES, tiny.files()[tiny.GRADE_CASES] + b"# more\n")
        for act in (other.examine, other.submit, other.approve, other.publish):
            assert act().status_code == 200
        assert draft.now["behind"] is True
        assert draft.publish().get_json()["title"] == "not on the newest release"
    DOING[change](draft)
    assert draft.now["state"] == "open"
    draft.submit()
    answer = draft.approve("r2", seen)
    assert (answer.status_code, answer.get_json()["title"]) == (412, "other than you looked at")
    assert draft.publish().status_code == 409


def test_nobody_approves_or_publishes_what_they_wrote_whatever_else_they_may(parts: Parts, draft: OneDraft) -> None:
    with parts.database.writing() as connection:
        roles = '["officer", "reviewer", "approver"]'
        connection.execute(update(user).where(user.c.id == "o1").values(roles=roles))
    draft.examine()
    draft.submit()
    assert draft.approve("o1").get_json()["detail"] == (
        "nobody approves of what they wrote or brought in; ask somebody else"
    )
    draft.approve("r1")
    answer = draft.publish("o1")
    assert (answer.status_code, answer.get_json()["detail"]) == (
        403, "nobody publishes what they wrote or brought in; ask somebody else",
    )  # fmt: skip


def test_who_edited_a_draft_of_somebody_else_is_an_author_too(draft: OneDraft) -> None:
    draft.put("o2", LIST, HIGHER)
    assert draft.now["authors"] == ["o1", "o2"]
    assert draft.post("o3", "withdraw").get_json()["title"] == "not written by you"
    assert draft.post("o2", "withdraw").get_json()["state"] == "withdrawn"


def test_what_was_not_examined_is_not_published(draft: OneDraft) -> None:
    draft.submit()
    draft.approve()
    answer = draft.publish()
    assert (answer.status_code, answer.get_json()["title"]) == (409, "not examined yet")


def test_what_a_case_fails_for_is_not_published_and_the_case_is_told(draft: OneDraft) -> None:
    draft.put("o1", LIST, HIGHER)
    told = draft.examine().get_json()
    assert (told["sound"], told["problem_count"]) == (False, 0)
    assert told["failed"][0] == {
        "policy": tiny.LIST, "case": "a second refusal over the threshold is proposed for the list",
        "file": tiny.LIST_CASES, "line": 2,
        "differences": [
            {"path": "outcome", "expected": "proposed", "found": "clear"},
            *told["failed"][0]["differences"][1:],
        ],
    }  # fmt: skip
    draft.submit()
    draft.approve()
    answer = draft.publish()
    assert (answer.status_code, answer.get_json()["title"]) == (409, "not fit to be published")


def test_what_is_wrong_is_told_with_its_place_and_not_published(draft: OneDraft) -> None:
    draft.put("o1", LIST, BROKEN)
    told = draft.examine().get_json()
    assert (told["sound"], told["cases"]) == (False, None)
    assert [(one["location"]["part"], one["location"]["line"]) for one in told["problems"]] == [(LIST, 12)]
    draft.submit()
    draft.approve()
    assert draft.publish().get_json()["detail"].startswith("problems: 1, failed cases: 0")


def test_the_same_contents_are_examined_once(draft: OneDraft) -> None:
    first = draft.examine().get_json()
    assert draft.examine("r1").get_json() == first
    assert draft.people["u1"].get(f"/v1/drafts/{draft.id}/examination").get_json() == first


def test_how_thoroughly_cases_test_what_a_draft_changes_is_measured_and_kept(draft: OneDraft) -> None:
    assert draft.examine().get_json()["thoroughness"] is None
    told = draft.measure()
    assert told.status_code == 200
    (one,) = told.get_json()["thoroughness"]
    assert (one["policy"], one["due"] >= one["met"] > 0, one["killed"] > 0) == (tiny.LIST, True, True)
    assert len(one["unseen"]) == one["due"] - one["met"]
    assert len(one["survivors"]) == one["survived"]
    assert draft.examine().get_json() == told.get_json()


def test_what_has_problems_has_nothing_measured(draft: OneDraft) -> None:
    draft.put("o1", LIST, BROKEN)
    answer = draft.measure()
    assert answer.status_code == 202
    assert draft.examine().get_json()["thoroughness"] is None


def test_an_examination_that_crashes_says_nothing_about_the_policies(parts: Parts) -> None:
    tiny_live(parts)
    people = People(replace(parts, examiner=Crashing))
    draft = OneDraft(people)
    draft.put("o1", LIST, NOTED)
    assert draft.examine().status_code == 404
    (job,) = people["o1"].get("/v1/jobs").get_json()["jobs"]
    assert (job["state"], [one["message"] for one in job["errors"]]) == (
        "failed", ["the examination crashed, or took too long"],
    )  # fmt: skip


def test_a_release_takes_no_effect_in_the_past(draft: OneDraft) -> None:
    draft.examine()
    draft.submit()
    draft.approve()
    answer = draft.publish(effective="2026-10-31")
    assert answer.get_json()["detail"] == (
        "a release takes effect on 2026-11-01 at the earliest, not on 2026-10-31: what was law stays as it was"
    )


def test_a_draft_that_changes_what_the_newest_release_changed_is_not_rebased(draft: OneDraft) -> None:
    other = OneDraft(draft.people, "other", "o2")
    other.put("o2", LIST, NOTED + b"# and more\n")
    for act in (other.examine, other.submit, other.approve, other.publish):
        assert act().status_code == 200
    answer = DOING["rebased"](draft)
    assert answer.status_code == 409
    assert answer.get_json()["detail"].startswith(f"the newest release changed the same files: {LIST}.")


def test_the_difference_tells_lines_and_sentences(draft: OneDraft) -> None:
    draft.put("o1", LIST, HIGHER)
    told = draft.people["r1"].get(f"/v1/drafts/{draft.id}/difference").get_json()
    assert [line for line in told["files"][0]["lines"] if line[0] in "+-"] == [
        f"--- a/{LIST}", f"+++ b/{LIST}",
        "-    values: {2022-01-01: 30000}", "+    values: {2022-01-01: 50000}",
    ]  # fmt: skip
    (policy,) = told["policies"]
    assert (policy["policy"], policy["change"]) == (tiny.LIST, "changed")
    assert "数额较大 2022-01-01: 30,000 yuan" in policy["gone"]
    assert "数额较大 2022-01-01: 50,000 yuan" in policy["new"]


def test_an_officer_of_a_sector_changes_what_belongs_to_it(parts: Parts, draft: OneDraft) -> None:
    draft.people["o4"].get("/v1/drafts")
    with parts.database.writing() as connection:
        connection.execute(update(user).where(user.c.id == "o4").values(sectors='["labour"]'))
    statuses = {
        path: draft.put("o4", path, b"title: x\n").status_code
        for path in (LIST, tiny.LIST_CASES, "facts/labour.yaml", f"{tiny.GRADE}.yaml", "departments.yaml")
    }
    assert list(statuses.values()) == [200, 200, 200, 403, 403]


def test_drafts_are_told_by_the_page(people: People) -> None:
    made = [OneDraft(people, f"d{number}").id for number in range(3)]
    first = people["u1"].get("/v1/drafts?limit=2").get_json()
    second = people["u1"].get(f"/v1/drafts?limit=2&after={first['next']}").get_json()
    assert sorted(one["id"] for page in (first, second) for one in page["drafts"]) == sorted(made)
    assert second["next"] is None
    assert people["u1"].get("/v1/drafts?state=published").get_json()["drafts"] == []


def test_what_cannot_be_seen_is_not_said(draft: OneDraft) -> None:
    for text in ("a\x00b", "a\u202eb", "a\tb"):
        assert draft.post("r1", "comments", text=text).status_code == 422
        assert draft.people["o1"].post("/v1/drafts", json={"title": text}).status_code == 422


def test_a_draft_that_is_not_is_told_so(people: People) -> None:
    answer = people["o1"].get("/v1/drafts/none")
    assert (answer.status_code, answer.get_json()["detail"]) == (404, "no draft is known as `none`")
