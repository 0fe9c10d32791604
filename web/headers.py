"""What every answer tells a browser not to do."""

from __future__ import annotations

from typing import Final

from flask import Response, request

_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_UNLESS_SAID: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
_YEAR: Final = 31_536_000


def strict(response: Response) -> None:
    """Put the strict headers into *response*; a page may say what it loads by a policy of its own."""
    for name, value in _UNLESS_SAID.items():
        response.headers.setdefault(name, value)
    response.headers.update(_ALWAYS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
