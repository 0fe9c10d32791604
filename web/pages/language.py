"""In which language a page speaks: Chinese, until who reads it asks for English."""

from __future__ import annotations

from typing import Final

from flask import Response, g, request

from engine.catalogue import LANGUAGES

COOKIE: Final = "xinheng-language"
TAGS: Final = {"zh_CN": "zh-CN", "en": "en"}
_YEAR: Final = 31_536_000


def spoken() -> str:
    """The language of the page (`zh_CN` or `en`)."""
    found: str | None = g.get("language")
    if found is None:
        given = request.cookies.get(COOKIE, "")
        found = g.language = given if given in LANGUAGES else LANGUAGES[0]
    return found


def other() -> str:
    """The one it could speak instead."""
    return next(one for one in LANGUAGES if one != spoken())


def choose(response: Response, language: str) -> None:
    """Have the browser of *response* be spoken to in *language* from now on."""
    if language in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=_YEAR, path="/", httponly=True, samesite="Lax")
