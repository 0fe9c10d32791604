"""The page: a form of one question, what is done to it step by step, and the answer below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import orjson
from flask import request

from adapters.clock import iso_day, today
from web.api.access import parts
from web.api.problems import ErrorPlace, ErrorTold, Refusal, problem_told
from web.api.showing import MASKED
from web.pages.asking import ask, asked
from web.pages.frame import of_release, render, say
from web.pages.numbers import whole
from web.pages.routes import Pages
from web.pages.trying.answers import Answer, answer
from web.pages.trying.form import MOST, SUBJECT, FactType, Sent, TypeOf, question_of, records_of
from web.pages.trying.state import MOST_ADDRESS, Question, State, read

trying: Final = Pages("try")
PURPOSES: Final = ("supervision", "casework", "subject_request", "licensing", "procurement", "funding")


@dataclass(frozen=True)
class Shown:
    """What the page shows: the *state*, what was said of the last step, and what was *typed* into its small fields."""

    state: State
    run: bool = True
    errors: Sequence[ErrorTold | Mapping[str, Any]] = ()
    wrong: str = ""
    note: str = ""
    opened: int | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    found: Sequence[Mapping[str, Any]] = ()


@trying.add("/try", allow="verdicts:try", methods=("GET", "POST"))
def try_page() -> Any:
    """A question tried: its form and the answer to it."""
    if request.method == "POST":
        return _page(_stepped(request.form))
    blank = State({"subject": {"id": "trial-1", "kind": "enterprise"}, "facts": [], "principals": {}})
    if subject := request.args.get("subject", "").strip():
        return _page(_loaded(blank, subject, request.args.get("purpose") or None))
    return _page(Shown(blank, run=False))


def _stepped(sent: Sent) -> Shown:
    """What comes of the step that was *sent*."""
    step, _, number = sent.get("do", "run").partition("-")
    if step == "open":
        return Shown(read(sent.get("state", "")))
    kept = sent.get("kept", "")
    was = read(kept).now if kept else None
    state = State(question_of(sent, _types(sent.get("release") or None)), was)
    match step:
        case "add":
            return _added(state, sent.get("add_type", ""))
        case "remove" | "copy":
            return _changed(state, step, number)
        case "load":
            return _loaded(state, sent.get("load", "").strip(), sent.get("purpose") or None)
        case "paste" | "take":
            return _pasted(state, sent.get("text", ""), _number(number))
        case "keep":
            return Shown(replace(state, was=state.now))
        case "forget":
            return Shown(replace(state, was=None))
        case "swap" if was is not None:
            return Shown(State(was, state.now))
        case _:
            return Shown(state)


def _added(state: State, name: str) -> Shown:
    """*state* with a record more, of the fact type called *name*: by its title, its id, or both."""
    known = _all_types(state.now.get("release"))
    wanted = name.strip()
    id_ = wanted.rpartition("（")[2].removesuffix("）") if wanted.endswith("）") else wanted
    found = next((one for one in known if id_ == one["name"] or wanted == one["title"]), None)
    if found is None:
        return Shown(state, run=False, wrong=say("try.no_type", name=wanted[:80]), typed={"add_type": wanted})
    facts = state.now["facts"]
    if len(facts) >= MOST:
        return Shown(state, run=False, wrong=say("try.too_many", most=MOST))
    ids = {one.get("id") for one in facts}
    new = next(f"r-{n}" for n in range(1, MOST + 2) if f"r-{n}" not in ids)
    day = state.now.get("as_of") or iso_day(today(parts().clock))
    fact = {"id": new, "type": found["name"], "date": day}
    return Shown(_with(state, [*facts, fact]), run=False, opened=len(facts))


def _changed(state: State, step: str, number: str) -> Shown:
    facts = list(state.now["facts"])
    place = _number(number)
    if place is None or place >= len(facts):
        return Shown(state, run=False)
    if step == "remove":
        del facts[place]
        return Shown(_with(state, facts), run=state.was is not None)
    facts.insert(place + 1, {**facts[place], "id": f"{facts[place].get('id', 'r')}-2"})
    return Shown(_with(state, facts), run=False, opened=place + 1)


def _number(text: str) -> int | None:
    """The place that a button names; none where it names none."""
    found = whole(text)
    return found if isinstance(found, int) and found >= 0 else None


def _loaded(state: State, subject: str, purpose: str | None) -> Shown:
    """*state* with what is on record of a stored *subject* in place of what it had."""
    typed = {"load": subject, "purpose": purpose or ""}
    if not subject:
        return Shown(state, run=False, wrong=say("try.no_subject"), typed=typed)
    try:
        response = asked("GET", f"/v1/subjects/{quote(subject, safe='')}/question", purpose=purpose)
    except Refusal as refusal:
        told = problem_told(refusal)
        return Shown(state, run=False, errors=told.errors, wrong=told.detail, typed=typed)
    question = orjson.loads(response.get_data())
    note = say("try.loaded", count=len(question["facts"]))
    if response.headers.get(MASKED):
        note += say("try.loaded_masked")
    return Shown(replace(state, now={**_asked_when(state.now), **question}, was=None), note=note, typed=typed)


def _pasted(state: State, text: str, number: int | None) -> Shown:
    """*state* with the question that *text* asks: the only one, or that of *number*."""
    typed = {"text": text}
    if not text.strip():
        return Shown(state, run=False, wrong=say("try.nothing_pasted"), typed=typed)
    try:
        found = ask("POST", "/v1/questions", body={"text": text, "release": state.now.get("release")})
    except Refusal as refusal:
        told = problem_told(refusal)
        return Shown(state, run=False, errors=told.errors, wrong=told.detail, typed=typed)
    questions, errors = found["questions"], found["errors"]
    if number is None and len(questions) != 1:
        wrong = "" if questions else say("try.nobody_pasted")
        return Shown(state, run=False, errors=errors, wrong=wrong, typed=typed, found=questions)
    if (number or 0) >= len(questions):
        return Shown(state, run=False, errors=errors, typed=typed)
    one = questions[number or 0]
    question = {"principals": {}, **{key: value for key, value in one.items() if value is not None}}
    return Shown(replace(state, now={**_asked_when(state.now), **question}), errors=errors,
                 note=say("try.loaded", count=len(question["facts"])))  # fmt: skip


def _asked_when(question: Question) -> Question:
    return {key: value for key, value in question.items() if key in ("as_of", "known_at", "release", "assume_decided")}


def _with(state: State, facts: list[dict[str, Any]]) -> State:
    return replace(state, now={**state.now, "facts": facts})


def _page(shown: Shown) -> Any:
    state = shown.state
    type_of = _types(state.now.get("release"))
    found: Answer | None = None
    errors, wrong, status = list(shown.errors), shown.wrong, HTTPStatus.OK
    if shown.run:
        try:
            found = answer(state)
        except Refusal as refusal:
            told = problem_told(refusal)
            errors += map(_placed, told.errors)
            wrong, status = wrong or told.detail, HTTPStatus.UNPROCESSABLE_ENTITY
    written = state.written()
    page = render(
        "try/try.html",
        question=state.now,
        subject={key: state.now["subject"].get(key, "") for key in SUBJECT},
        typed={key: shown.typed.get(key) for key in ("add_type", "load", "purpose", "text")},
        records=list(records_of(state.now, type_of)),
        principals=orjson.dumps(state.now["principals"]).decode() if state.now.get("principals") else "",
        types=_all_types(state.now.get("release")),
        policies=_policies(state.now.get("release")),
        releases=_releases(),
        purposes=PURPOSES,
        kept=State(state.was).written() if state.was is not None else "",
        link=f"/try#{written}" if len(written) <= MOST_ADDRESS else None,
        errors=errors,
        wrong=wrong,
        shown=shown,
        answer=found,
        host=request.host_url.rstrip("/"),
    )
    return page, status


def _placed(error: ErrorTold) -> ErrorTold:
    """*error* with the number of the record that it is about in words."""
    place = (error.location.pointer or "").removeprefix("/was").removeprefix("/now").split("/")
    if place[1:2] != ["facts"] or not place[2:]:
        return error
    told = ErrorPlace(pointer=say("try.record", number=int(place[2]) + 1))
    return error.model_copy(update={"location": told})


def _types(release: str | None) -> TypeOf:
    """What tells a fact type of *release* by its name; each is asked for once."""

    @cache
    def type_of(name: str) -> FactType | None:
        try:
            found: FactType = ask("GET", f"/v1/fact-types/{quote(name, safe='')}", query={"release": release})
        except Refusal:
            return None
        return found

    return type_of


def _all_types(release: str | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask("GET", "/v1/fact-types", query={"release": release, "limit": 1000})["fact_types"]
    return found


def _releases() -> list[tuple[str, str]]:
    """The releases that may be tried, and what they are called."""
    found = ask("GET", "/v1/releases", query={"limit": 50})["releases"]
    return list({one["hash"]: f"{of_release(one['title'])} {one['hash'][:12]}" for one in found}.items())


def _policies(release: str | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask("GET", "/v1/policies", query={"release": release, "limit": 1000})["policies"]
    return found
