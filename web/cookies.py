"""The cookie of a session: out of reach of scripts and other sites, over HTTPS alone but on this very machine."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from flask import Response, g, request

from adapters.access.sessions import WHOLE

_PLAIN: Final = "xinheng"
_SECURE: Final = "__Host-xinheng"
"""A browser takes a cookie of this beginning only where it is secure, and of this very host."""
_MOST: Final = 200


def given() -> str | None:
    """What the cookie of the request holds."""
    found = request.cookies.get(_name())
    return found if found and len(found) <= _MOST else None


def change(secret: str) -> None:
    """Have the answer make the cookie hold *secret*."""
    g.cookie = secret


def clear() -> None:
    """Have the answer take the cookie away."""
    g.cookie = ""


def write(response: Response) -> Response:
    """*response* with what became of the cookie."""
    secret = g.get("cookie")
    if secret is None:
        return response
    secure = _name() == _SECURE
    age = int(WHOLE.total_seconds()) if secret else 0
    response.set_cookie(_name(), secret, max_age=age, path="/", secure=secure, httponly=True, samesite="Strict")
    return response


def are_kept() -> bool:
    """Whether a browser keeps the cookie: not where it came unencrypted from another machine."""
    return request.is_secure or _is_here(request.host)


def _name() -> str:
    return _PLAIN if not request.is_secure and _is_here(request.host) else _SECURE


def _is_here(host: str) -> bool:
    """Whether *host* names this very machine, where nobody listens in between."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    name = name.strip("[]")
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
