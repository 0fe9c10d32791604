"""Pages: a route, the permission it asks for, and who is turned away: to sign in, or told why not."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal, TypeVar
from urllib.parse import quote

from flask import Flask, Response, g, redirect, request
from werkzeug.exceptions import HTTPException

from adapters.access.actor import NOBODY
from adapters.access.permissions import Permission
from adapters.access.sight import sight_of
from engine.problems import FactError, PolicyError
from web.api.access import CSRF, signed_in
from web.api.problems import Refusal, of_facts, of_http, of_policies
from web.pages.frame import problem_page, strict
from web.pages.keeping import FIELD, anew, sign_in_first
from web.pages.language import spoken
from web.rates import take

F = TypeVar("F", bound=Callable[..., Any])
Method = Literal["GET", "POST"]
SIGN_IN: Final = "/sign-in"
_ELSEWHERE: Final = frozenset({"cross-site", "same-site"})


@dataclass(frozen=True)
class Page:
    """One page: whoever is permitted *allow* may send *methods* to *path*, and *view* answers.

    What they send has *most* bytes, where that is other than what every body may have.
    """

    path: str
    view: Callable[..., Any]
    allow: Permission
    methods: Sequence[Method]
    area: str
    most: int | None = None

    @property
    def name(self) -> str:
        """What `url_for` knows it by."""
        return f"{self.area}.{self.view.__name__}"


class Pages:
    """The pages of one *area*, gathered by the decorators of its modules."""

    def __init__(self, area: str) -> None:
        self.area = area
        self.known: list[Page] = []

    def add(
        self, path: str, *, allow: Permission, methods: Sequence[Method] = ("GET",), most: int | None = None
    ) -> Callable[[F], F]:
        """Have a view answer at *path* (with Flask's `<parts>`) for who is permitted *allow*.

        It returns HTML as text, a response, or one of them with a status.
        """

        def added(view: F) -> F:
            self.known.append(Page(path, view, allow, tuple(methods), self.area, most))
            return view

        return added


def mount(app: Flask, page: Page) -> None:
    """Have *app* answer *page*."""
    app.add_url_rule(page.path, page.name, _viewing(page), methods=list(page.methods), provide_automatic_options=False)


def _viewing(page: Page) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        if page.most is not None:
            request.max_content_length = page.most
        try:
            _admit(page.allow)
            answer = page.view(**path)
        except _Turned as turned:
            answer = turned.answer
        except Refusal as refusal:
            answer = problem_page(refusal)
        except FactError as error:
            answer = problem_page(of_facts(error))
        except PolicyError as error:
            answer = problem_page(of_policies(error))
        except HTTPException as error:
            answer = problem_page(of_http(error))
        return strict(answer)

    return view


class _Turned(Exception):
    """Who asks is sent elsewhere, or shown another page first."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


def _admit(allow: Permission) -> None:
    g.language = spoken()
    g.actor = signed_in()
    g.sight = sight_of(g.actor, None)  # what the page asks for a purpose, it says so from within
    take(g.actor)
    if request.method == "POST":
        _refuse_forged()
    if allow == "public" or g.actor.may(allow):
        return
    if g.actor is not NOBODY:
        raise Refusal(HTTPStatus.FORBIDDEN, "forbidden", permission=allow)
    if request.method == "POST":
        raise _Turned(sign_in_first())
    wanted = request.full_path.rstrip("?")
    raise _Turned(redirect(f"{SIGN_IN}?next={quote(wanted)}", HTTPStatus.SEE_OTHER))


def _refuse_forged() -> None:
    """Refuse what another site had the browser send; what our own page did for a session before is shown to be sent."""
    site = request.headers.get("Sec-Fetch-Site")
    if site in _ELSEWHERE:
        raise Refusal(HTTPStatus.FORBIDDEN, "csrf", header=CSRF)
    expected = g.get("csrf")
    ours = site == "same-origin"
    if expected is None or (ours and request.path == SIGN_IN):  # who signed in in one window may in another, too
        return
    said = request.headers.get(CSRF) or request.form.get(FIELD, "")
    if not hmac.compare_digest(said.encode(), expected.encode()):
        if ours and (again := anew()) is not None:
            raise _Turned(again)
        raise Refusal(HTTPStatus.FORBIDDEN, "csrf", header=CSRF)
