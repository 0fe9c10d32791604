"""Who changed what: told from the releases that did and the drafts that want to."""

from __future__ import annotations

from typing import Any

from adapters.parts import Parts
from tests.cases import tiny
from tests.service.drafting import OneDraft, People, tiny_live

PATH = "labour/arrears.yaml"


def _told(people: People, who: str, *paths: str) -> Any:
    answer = people[who].get("/v1/file-history", query_string={"path": list(paths)})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def _changed(people: People, title: str) -> OneDraft:
    draft = OneDraft(people, title)
    content = tiny.files()[PATH] + b"# looked at\n"
    assert draft.put("o2", PATH, content).status_code == 200
    return draft


def test_a_file_was_changed_by_the_release_that_did_and_by_whom_and_why(parts: Parts) -> None:
    before = tiny_live(parts)
    people = People(parts)
    draft = _changed(people, "another title")
    assert draft.submit().status_code == 200
    draft.examine()
    assert draft.approve().status_code == 200
    content = draft.now["content_hash"]
    done = draft.post("a1", "publish", content_hash=content, effective="2026-11-02", text="as asked")
    assert done.status_code == 200, done.text
    last = _told(people, "r1", PATH)["releases"][0]
    assert last == {
        "files": [{"path": PATH, "change": "changed"}], "before": before, "after": content, "title": "another title",
        "effective": "2026-11-02", "published_at": last["published_at"], "published_by": "a1",
        "reason": last["reason"], "draft": draft.id, "authors": ["o1", "o2"],
    }  # fmt: skip
    assert [one["files"][0]["change"] for one in _told(people, "r1", PATH)["releases"]] == ["changed", "added"]
    assert (last["draft"], _told(people, "c1", PATH)["releases"][0]["draft"]) == (draft.id, None)


def test_drafts_that_want_to_change_a_file_are_told_to_who_may_read_drafts(parts: Parts) -> None:
    tiny_live(parts)
    people = People(parts)
    draft = _changed(people, "a better one")
    told = _told(people, "u1", PATH)["drafts"]
    assert [(one["draft"], one["title"], one["state"], one["authors"]) for one in told] == [
        (draft.id, "a better one", "open", ["o1", "o2"])
    ]
    assert _told(people, "c1", PATH)["drafts"] == []
    assert _told(people, "u1", "labour/other.yaml") == {"releases": [], "drafts": []}
