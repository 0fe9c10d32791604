"""Signatures beside what they are over, as a file: written, read, and told from those that do not hold."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Final

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.publishing.keys import Keys
from engine.problems import Problem

SIGNATURES: Final = "signatures.json"


class SignatureSaid(BaseModel):
    """A signature of the manifest, and the name of the key it is by."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    key: str = Field(max_length=64)
    signature: str = Field(max_length=200)


class Signatures(BaseModel):
    """The file of signatures beside the manifest."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    signatures: tuple[SignatureSaid, ...] = Field(max_length=100, strict=False)


def written_signatures(signatures: Mapping[str, bytes]) -> bytes:
    """The file that holds *signatures* by key."""
    said = [{"key": key, "signature": base64.b64encode(one).decode()} for key, one in sorted(signatures.items())]
    return orjson.dumps({"signatures": said}, option=orjson.OPT_INDENT_2) + b"\n"


def read_signatures(data: bytes) -> dict[str, bytes] | None:
    """The signatures in *data* by key, if it holds such."""
    try:
        said = Signatures.model_validate(orjson.loads(data))
        return {one.key: base64.b64decode(one.signature, validate=True) for one in said.signatures}
    except (orjson.JSONDecodeError, ValidationError, binascii.Error):
        return None


def trusted(
    data: bytes | None, message: bytes, keys: Keys, problem: Callable[..., Problem], *, unsigned: bool
) -> tuple[dict[str, bytes], list[Problem]]:
    """The signatures of *message* in the file *data* by keys that *keys* trust, and what is wrong with those there are.

    There must be one, unless it may be *unsigned*. *problem* makes a problem of a code and its values.
    """
    said = {} if data is None else read_signatures(data)
    if said is None:
        return {}, [problem("bad_signatures")]
    known = {key: one for key, one in said.items() if key in keys.trusted}
    wrong = [problem("bad_signature", key=key) for key, one in known.items() if not keys.holds(key, one, message)]
    if not wrong and not known and not unsigned:
        wrong.append(problem("unknown_key", keys=", ".join(said)) if said else problem("unsigned"))
    return known, wrong
