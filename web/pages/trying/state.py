"""What is being tried as one text, so that an address can hold it: nothing of it is kept by the service."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import orjson
from pydantic import ValidationError

from web.api.operations import Model
from web.api.problems import Refusal
from web.api.verdicts import Inline

Question = dict[str, Any]
MOST_ADDRESS: Final = 32_000
"""Characters of an address that browsers and mails still pass on."""
_MOST_TEXT: Final = 400_000
_MOST: Final = 2 << 20


class _State(Model):
    now: Inline
    was: Inline | None = None


@dataclass(frozen=True)
class State:
    """The question asked *now*, and the one that was kept to be held beside it."""

    now: Question
    was: Question | None = None

    def written(self) -> str:
        """The same as a text of letters, digits, `-` and `_`."""
        told = {"now": self.now} if self.was is None else {"now": self.now, "was": self.was}
        return base64.urlsafe_b64encode(zlib.compress(orjson.dumps(told), 9)).decode().rstrip("=")


def read(text: str) -> State:
    """What *text*, written by `State.written`, says is tried; refused where it is no such text."""
    try:
        data = _unpacked(text)
        told = orjson.loads(data)
        _State.model_validate_json(data)
    except (ValueError, zlib.error, binascii.Error, ValidationError):
        raise Refusal(HTTPStatus.BAD_REQUEST, "no_trial") from None
    return State(_plain(told["now"]), None if told.get("was") is None else _plain(told["was"]))


def _unpacked(text: str) -> bytes:
    """The bytes that *text* holds; raises `ValueError` where it is longer, or holds more, than any form does."""
    if len(text) > _MOST_TEXT:
        raise ValueError("too long")
    unpacking = zlib.decompressobj()
    data = unpacking.decompress(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True), _MOST)
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise ValueError("too large")
    return data


def _plain(told: Mapping[str, Any]) -> Question:
    """*told* as a question of the form: with its facts, if any."""
    return {**told, "facts": list(told.get("facts") or ())}
