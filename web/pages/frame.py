"""What is around every page: the head, who is signed in, where one may go, and what went wrong."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Flask, Response, g, make_response, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from adapters.access.actor import NOBODY, Actor
from adapters.access.permissions import Permission
from adapters.clock import ZONE
from adapters.publishing.kept import ITSELF, SHIPPED_SINCE, SHIPPED_WHY
from adapters.releases import SHIPPED
from adapters.standards.people import code_of
from engine.catalogue import LANGUAGES, catalogue, text
from web.api.problems import Refusal, problem_told
from web.docs_pages.site import TEMPLATES as DOCS
from web.pages import assets
from web.pages.changed import pairs
from web.pages.labelled import labelled
from web.pages.language import TAGS, other, spoken
from web.pages.marked import marked
from web.pages.people import who

TEMPLATES: Final = DOCS.parent
DONE: Final = "done"
"""The parameter of an address that says what was just done: a key of the catalogue `done`."""


@dataclass(frozen=True)
class Place:
    """A place one may go from anywhere: the *area* it is of, its address, and the permission it asks for."""

    area: str
    path: str
    allow: Permission


PLACES: Final = (
    Place("home", "/", "public"),
    Place("base", "/policies", "policies:read"),
    Place("author", "/drafts", "drafts:read"),
    Place("try", "/try", "verdicts:try"),
    Place("simulate", "/simulations", "simulations:read"),
    Place("review", "/reviews", "drafts:read"),
    Place("subjects", "/subjects", "subjects:read"),
    Place("casework", "/casework", "casework:read"),
    Place("public", "/public", "public"),
    Place("admin", "/admin", "self:manage"),
)
"""Where one may go, in the order of the menu."""


def install(app: Flask) -> None:
    """Have *app* render pages: those of the service first, then those of the policy pages, which stand in its frame."""
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_loader = ChoiceLoader([FileSystemLoader([TEMPLATES / "service", TEMPLATES / "docs", TEMPLATES])])
    app.context_processor(_around)
    app.add_template_filter(who, "who")


def render(template: str, **values: Any) -> str:
    """The page that *template* (of `templates/service`) makes of *values*."""
    page = render_template(template, **values)
    return page if spoken() == LANGUAGES[0] else marked(page)


def say(key: str, /, **values: object) -> str:
    """The text at *key* (`home.title`) in the language of the page; markup put into it stays markup."""
    if any(isinstance(one, Markup) for one in values.values()):
        return escape(catalogue(spoken())[key]).format(**values)
    return text(key, spoken(), **values)


def moment(stamped: str) -> str:
    """The moment *stamped* (as the API tells it) as clocks here show it, to the minute."""
    return datetime.fromisoformat(stamped).astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def sentence(said: str) -> Markup:
    """*said*, a message, as a sentence: with its stop, and what it quotes of files and requests as code."""
    stop = "" if said.endswith(("。", "？", "！", ".", "?", "!", "：", ":")) else say("frame.stop")
    pieces = said.split("`")
    told = [Markup("<code>{}</code>").format(one) if at % 2 else escape(one) for at, one in enumerate(pieces)]
    return Markup("").join([*told, stop]) if len(pieces) % 2 else escape(said + stop)


def of_release(said: str) -> str:
    """What is *said* of a release: in the words of the page where the program said it of the one it came with."""
    return say(_SHIPPED[said]) if said in _SHIPPED else said


_SHIPPED: Final[Mapping[str, str]] = {
    SHIPPED: "frame.shipped.title", SHIPPED_WHY: "frame.shipped.why", SHIPPED_SINCE: "frame.shipped.since",
    ITSELF: "frame.shipped.by",
}  # fmt: skip


def local_day(stamped: str) -> str:
    """The day of the moment *stamped*, as calendars here show it: before eight in the morning not that of UTC."""
    return moment(stamped)[:10]


def problem_page(refusal: Refusal) -> tuple[str, int, Mapping[str, str]]:
    """The page that tells *refusal*: all that is wrong, where, and how to mend it."""
    told = problem_told(refusal)
    if (key := f"frame.problem.{refusal.code}") in catalogue(spoken()):
        told = told.model_copy(update={"detail": say(key, **_plainly(refusal.values))})
    return render("frame/problem.html", told=told), refusal.status.value, refusal.headers


def _plainly(values: Mapping[str, object]) -> dict[str, object]:
    """*values* of a refusal as people call them: permissions by what they allow."""
    asked = str(values.get("permission", ""))
    known = catalogue(spoken())
    called = (known.get(f"admin.permission.{one.replace(':', '_')}", one) for one in asked.split(", "))
    return {**values, "permission": say("base.comma").join(called)}


def strict(answer: Any) -> Response:
    """*answer* of a page as a response that lets the browser load from here alone."""
    response: Response = make_response(answer)
    if response.mimetype == "text/html":
        style = f" 'nonce-{g.nonce}'" if "nonce" in g else ""
        response.headers.setdefault("Content-Security-Policy", _CSP.format(style=style))
        response.headers["Content-Language"] = TAGS[spoken()]
    return response


_CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'{style}; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def _around() -> dict[str, Any]:
    actor: Actor = g.get("actor", NOBODY)
    return {
        "say": say,
        "words_of": lambda prefix: {
            key.removeprefix(f"{prefix}."): said
            for key, said in catalogue(spoken()).items()
            if key.startswith(f"{prefix}.")
        },
        "actor": actor,
        "signed_in": actor is not NOBODY,
        "places": [one for one in PLACES if one.allow == "public" or actor.may(one.allow)],
        "area": (request.endpoint or "").partition(".")[0],
        "csrf": g.get("csrf", ""),
        "csrf_field": Markup('<input type="hidden" name="csrf" value="{}">').format(g.get("csrf", "")),
        "language": TAGS[spoken()],
        "other_language": {"code": other(), "tag": TAGS[other()]},
        "asset": assets.address,
        "moment": moment,
        "code_of": code_of,
        "sentence": sentence,
        "of_release": of_release,
        "who": who,
        "local_day": local_day,
        "labelled": labelled,
        "pairs": pairs,
        "nonce": _nonce,
        "done": _done(),
        "here": request.full_path.rstrip("?"),
    }


def _nonce() -> str:
    """What a style must say that a script of this page puts in (the editor does)."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    found: str = g.nonce
    return found


def _done() -> str | None:
    """What was just done, as the address says."""
    key = f"done.{request.args.get(DONE, '')}"
    return say(key) if key in catalogue(spoken()) else None
