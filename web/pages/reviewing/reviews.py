"""Changes that wait for review, and one of them: what it changes, what examining it found, what was said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import orjson
from flask import request

from adapters.clock import iso_day, today
from web.api.access import actor, parts
from web.api.problems import ErrorTold, Refusal, problem_told
from web.pages.asking import ask, asked
from web.pages.differing import found_out, known
from web.pages.frame import render
from web.pages.routes import Pages
from web.pages.signing_in import see

review: Final = Pages("review")
_MOST: Final = 50
_ENDED: Final = 10
_RUNNING: Final = ("waiting", "running")
_JOB: Final = "job"


@dataclass(frozen=True)
class Said:
    """What somebody wanted to do and could not: what was *typed*, and what is *wrong* with it."""

    act: str
    wrong: str
    errors: tuple[ErrorTold, ...]
    typed: Mapping[str, str]


@review.add("/reviews", allow="drafts:read")
def reviews() -> Any:
    """The changes that wait, for a reviewer or to be published, and those that ended lately."""
    return render(
        "review/reviews.html",
        submitted=_in_state("submitted"),
        approved=_in_state("approved"),
        published=_in_state("published", _ENDED),
    )


@review.add("/reviews/<id>", allow="drafts:read")
def one_review(id: str) -> Any:  # noqa: A002 - as the address has it
    """One change: all that a reviewer must see of it."""
    return _page(id)


@review.add("/reviews/<id>/changes", allow="drafts:read")
def changes(id: str) -> Any:  # noqa: A002 - as the address has it
    """What a change changes: in values and cases, in sentences, in lines. That may take some seconds to find out."""
    draft = ask("GET", f"/v1/drafts/{quote(id)}")
    return render("review/changed.html", draft=draft, changed=found_out(draft))


@review.add("/reviews/<id>/examine", allow="drafts:discuss", methods=("POST",))
def examine(id: str) -> Any:  # noqa: A002 - as the address has it
    """Have the change be examined."""
    return _started(id, "examination")


@review.add("/reviews/<id>/measure", allow="drafts:discuss", methods=("POST",))
def measure(id: str) -> Any:  # noqa: A002 - as the address has it
    """Have it be measured how thoroughly its cases test."""
    return _started(id, "thoroughness")


@review.add("/reviews/<id>/comment", allow="drafts:discuss", methods=("POST",))
def comment(id: str) -> Any:  # noqa: A002 - as the address has it
    """Say something about the change."""
    return _acted(id, "comments", "commented", text=request.form.get("text", ""))


@review.add("/reviews/<id>/approve", allow="releases:review", methods=("POST",))
def approve(id: str) -> Any:  # noqa: A002 - as the address has it
    """Approve of the change as it was looked at."""
    return _acted(id, "approve", "approved", text=request.form.get("text", ""), content_hash=_looked_at())


@review.add("/reviews/<id>/send-back", allow="releases:review", methods=("POST",))
def send_back(id: str) -> Any:  # noqa: A002 - as the address has it
    """Have the authors change it, for a reason."""
    return _acted(id, "send-back", "sent_back", text=request.form.get("text", ""))


@review.add("/reviews/<id>/publish", allow="releases:publish", methods=("POST",))
def publish(id: str) -> Any:  # noqa: A002 - as the address has it
    """Have the change be the law of the service from a day on."""
    effective = request.form.get("effective", "")
    text = request.form.get("text", "")
    return _acted(id, "publish", "published", text=text, content_hash=_looked_at(), effective=effective)


def _looked_at() -> str:
    return request.form.get("content_hash", "")


def _in_state(state: str, limit: int = _MOST) -> Any:
    return ask("GET", "/v1/drafts", query={"state": state, "limit": limit})["drafts"]


def _started(id_: str, what: str) -> Any:
    """Go back to the change *id_*, with the job that finds out *what*, if one had to be started."""
    path = f"/reviews/{quote(id_)}"
    answer = asked("POST", f"/v1/drafts/{quote(id_)}/{what}")
    if answer.status_code == HTTPStatus.ACCEPTED:
        return see(f"{path}?{_JOB}={quote(orjson.loads(answer.get_data())['id'])}#{what}")
    return see(f"{path}#{what}")


def _acted(id_: str, act: str, done: str, **body: str) -> Any:
    try:
        ask("POST", f"/v1/drafts/{quote(id_)}/{act}", body=body)
    except Refusal as refusal:
        told = problem_told(refusal)
        said = Said(act, told.detail, told.errors, body)
        return _page(id_, said), refusal.status
    return see(f"/reviews/{quote(id_)}?done={done}")


def _page(id_: str, said: Said | None = None) -> Any:
    path = f"/v1/drafts/{quote(id_)}"
    draft = ask("GET", path)
    who = actor()
    job = request.args.get(_JOB)
    return render(
        "review/review.html",
        draft=draft,
        mine=who.id in draft["authors"],
        examination=_known(lambda: ask("GET", f"{path}/examination")),
        changed=known(draft),
        job=None if not job else _known(lambda: ask("GET", f"/v1/jobs/{quote(job)}")),
        running=_RUNNING,
        simulations=_simulations(id_) if who.may("simulations:read") else (),
        said=said,
        today=iso_day(today(parts().clock)),
    )


def _known(found: Callable[[], Any]) -> Any:
    """What is *found*, or nothing where it is not there yet."""
    try:
        return found()
    except Refusal as refusal:
        if refusal.status is HTTPStatus.NOT_FOUND:
            return None
        raise


def _simulations(id_: str) -> Any:
    return ask("GET", "/v1/simulations", query={"draft": id_, "limit": _ENDED})["simulations"]
