"""What every answer tells a browser not to do: put in where answers leave, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

_ALWAYS: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)
_UNLESS_SAID: Final = {
    "cache-control": ("Cache-Control", "no-store"),
    "content-security-policy": (
        "Content-Security-Policy",
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
}
_YEAR: Final = 31_536_000
_SECURE: Final = ("Strict-Transport-Security", f"max-age={_YEAR}; includeSubDomains")
Wsgi = Callable[..., Iterable[bytes]]


def strict(app: Wsgi) -> Wsgi:
    """*app* with the strict headers in every answer; a page may say what it loads by a policy of its own."""

    def answering(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            said = {name.lower() for name, _ in headers}
            headers += [one for name, one in _UNLESS_SAID.items() if name not in said]
            headers += _ALWAYS
            if environ["wsgi.url_scheme"] == "https":
                headers.append(_SECURE)
            return start_response(status, headers, exc_info)

        return app(environ, start)

    return answering
