"""Drafts: which there are, a new one, and one with its files, what is wrong with it, and what became of its cases."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from flask import request
from werkzeug.datastructures import MultiDict

from web.api.problems import ProblemTold, Refusal, problem_told
from web.pages.asking import ask, asked
from web.pages.author.area import author
from web.pages.frame import render
from web.pages.numbers import whole
from web.pages.signing_in import see

STATES: Final = ("open", "submitted", "approved", "published", "withdrawn")
_LISTED: Final = 50
_NEW: Final = "new"


@author.add("/drafts", allow="drafts:read", methods=("GET",))
def all_drafts() -> Any:
    """The drafts, those one may write first of all."""
    return _listed({}, None)


@author.add(f"/drafts/{_NEW}", allow="releases:draft", methods=("POST",))
def new_draft() -> Any:
    """Begin a draft."""
    title = request.form.get("title", "").strip()
    try:
        made = ask("POST", "/v1/drafts", body={"title": title})
    except Refusal as refusal:
        return _listed({"title": title}, refusal), refusal.status
    return see(f"/drafts/{made['id']}")


@author.add("/drafts/<id_>", allow="drafts:read")
def one_draft(id_: str) -> Any:
    """A draft: its files, what is wrong with it, what was done to it."""
    if id_ == _NEW:  # where a draft is begun; no draft is called so
        return see("/drafts")
    return _draft(id_, MultiDict(), None)


@author.add("/drafts/<id_>/open", allow="drafts:read")
def open_file(id_: str) -> Any:
    """Go to the file that was chosen."""
    return see(f"/drafts/{quote(id_)}/edit/{quote(request.args.get('path', ''))}")


@author.add("/drafts/<id_>/policies", allow="releases:draft", methods=("POST",))
def new_policy(id_: str) -> Any:
    """Begin a policy from a template."""
    given = request.form
    body = {
        "path": given.get("path", "").strip(), "title": given.get("title", "").strip(), "kind": given.get("kind"),
        "authority": given.get("authority") or None, "revision": revision_sent(),
    }  # fmt: skip
    return _doing(id_, "policies", body, f"/drafts/{id_}/edit/{body['path']}.yaml")


@author.add("/drafts/<id_>/examine", allow="drafts:discuss", methods=("POST",))
def examine(id_: str) -> Any:
    """Have the draft be checked, and its cases run."""
    asked("POST", f"/v1/drafts/{id_}/examination")
    return see(f"/drafts/{id_}#examination")


@author.add("/drafts/<id_>/submit", allow="releases:draft", methods=("POST",))
def submit(id_: str) -> Any:
    """Send the draft for review."""
    body = {"text": request.form.get("text", ""), "revision": revision_sent()}
    return _doing(id_, "submit", body, f"/reviews/{id_}?done=submitted")


@author.add("/drafts/<id_>/withdraw", allow="releases:draft", methods=("POST",))
def withdraw(id_: str) -> Any:
    """Give the draft up."""
    return _doing(id_, "withdraw", {"text": request.form.get("text", "")}, f"/drafts/{id_}?done=withdrawn")


@author.add("/drafts/<id_>/rebase", allow="releases:draft", methods=("POST",))
def rebase(id_: str) -> Any:
    """Put the changes on the newest release."""
    return _doing(id_, "rebase", {"revision": revision_sent()}, f"/drafts/{id_}?done=rebased")


@author.add("/drafts/<id_>/take-out", allow="releases:draft", methods=("POST",))
def take_back(id_: str) -> Any:
    """Have a file of the draft be as the release has it; one that the release has not is taken out."""
    draft = ask("GET", f"/v1/drafts/{id_}")
    path, query = request.form.get("path", ""), {"revision": revision_sent()}
    change = next((one["change"] for one in draft["changes"] if one["path"] == path), None)
    try:
        if change == "added":
            ask("DELETE", f"/v1/drafts/{id_}/files/{path}", query=query)
        elif change is not None:
            published = ask("GET", f"/v1/releases/{draft['base']}/files/{path}")
            asked("PUT", f"/v1/drafts/{id_}/files/{path}", query=query, body=published, media="application/yaml")
    except Refusal as refusal:
        return _draft(id_, request.form, refusal), refusal.status
    return see(f"/drafts/{id_}?done=taken_back")


def _doing(id_: str, act: str, body: Any, onward: str) -> Any:
    """Have *act* be done to the draft, and go *onward*; where it is refused the draft tells why."""
    try:
        ask("POST", f"/v1/drafts/{id_}/{act}", body=body)
    except Refusal as refusal:
        return _draft(id_, request.form, refusal), refusal.status
    return see(onward)


def _listed(typed: Any, refusal: Refusal | None) -> str:
    state = request.args.get("state")
    state = state if state in STATES else None
    query = {"state": state, "after": request.args.get("after"), "limit": _LISTED}
    return render(
        "author/drafts.html", told=ask("GET", "/v1/drafts", query=query), state=state, states=STATES, typed=typed,
        problem=told_of(refusal),
    )  # fmt: skip


def _draft(id_: str, typed: Any, refusal: Refusal | None) -> str:
    draft = ask("GET", f"/v1/drafts/{id_}")
    return render(
        "author/draft.html", draft=draft, examined=_examination(id_), typed=typed, problem=told_of(refusal),
        names=ask("GET", f"/v1/drafts/{id_}/names"), files=_files(draft),
    )  # fmt: skip


def _files(draft: Any) -> list[str]:
    """The files one may want to change: those of the release the draft stands on, and its own."""
    told = ask("GET", f"/v1/releases/{draft['base']}/files")
    return sorted({one["path"] for one in told["files"]} | {one["path"] for one in draft["changes"]})


def _examination(id_: str) -> Any:
    """What came of examining the draft as it is; none where that was not done yet."""
    try:
        return ask("GET", f"/v1/drafts/{id_}/examination")
    except Refusal as refusal:
        if refusal.status is not HTTPStatus.NOT_FOUND:
            raise
        return None


def told_of(refusal: Refusal | None) -> ProblemTold | None:
    """What *refusal* tells, where there is one."""
    return None if refusal is None else problem_told(refusal)


def revision_sent() -> int:
    """The revision of the draft that the page showed from which a form came."""
    given = whole(request.form.get("revision", ""))
    return given if isinstance(given, int) else 1
