"""Pages: how many rows, and from where on, by a cursor that nobody can read: it may name who is masked in the rows."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

import orjson
from cryptography.fernet import Fernet, InvalidToken
from pydantic import Field

from web.api.access import parts
from web.api.operations import Model
from web.api.problems import Refusal

_MOST: Final = 1_000


class Page(Model):
    """Which rows of many."""

    limit: int = Field(100, ge=1, le=_MOST, description="rows at most")
    cursor: str | None = Field(None, max_length=1_000, description="`next` of the page before")


def cursor(*values: str | int) -> str:
    """A cursor that says *values*."""
    return _seal().encrypt(orjson.dumps(values)).decode().rstrip("=")


def after(page: Page, *kinds: type) -> tuple[Any, ...] | None:
    """What the cursor of *page* says, values of *kinds*; nothing on the first page."""
    if page.cursor is None:
        return None
    try:
        found = orjson.loads(_seal().decrypt(page.cursor + "=" * (-len(page.cursor) % 4)))
    except (InvalidToken, ValueError):
        found = None
    if not isinstance(found, list) or [type(one) for one in found] != list(kinds) or not _fit(found):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "cursor")
    return tuple(found)


def _seal() -> Fernet:
    """What cursors are sealed with, by every process of the service alike."""
    return Fernet(urlsafe_b64encode(sha256(b"cursor\n" + parts().secret).digest()))


def _fit(found: list[Any]) -> bool:
    """Whether the store can be asked for what a cursor says."""
    return all("\0" not in one if isinstance(one, str) else 0 <= one < 1 << 62 for one in found)
