"""Ids of natural persons, plain or concealed by a key, so that files need not spread identity numbers."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from typing import Final

from adapters.standards import identifiers
from adapters.standards.raw import Refused

IDENTITY_CARD: Final = "身份证"
_PERSON: Final = "person:"
"""How the ids begin that numbers of persons' documents make."""
DOCUMENTS: Final[Mapping[str, str]] = {
    IDENTITY_CARD: "resident",
    "居民身份证": "resident",
    "护照号": "passport",
    "护照": "passport",
    "港澳居民来往内地通行证": "hong_kong_macao",
    "台湾居民来往大陆通行证": "taiwan",
    "外国人永久居留身份证": "foreign_resident",
}
"""The identity documents (证件类型) of the exchange format, and the code that our ids use."""


def person_id(document: str, number: str, key: bytes | None) -> str:
    """The id of the person whose *document* (a code of `DOCUMENTS`) bears *number*; raises `Refused`.

    With a *key* the number is replaced by its HMAC-SHA-256, the same for the same key, so that records still join
    and nobody without the key can try out all numbers. A bare hash would conceal nothing: there are too few numbers.
    """
    if document == "resident":
        plain = identifiers.identity_number(number)
    elif "*" in number:
        raise Refused("identity_masked", value=number)
    else:
        plain = f"{document}:{re.sub(r'[^0-9A-Z]', '', number.upper())}"
        if plain.endswith(":"):
            raise Refused("identity_form", value=identifiers.masked(number))
    return f"{_PERSON}{plain if key is None else concealed(plain, key)}"


def concealed(plain: str, key: bytes) -> str:
    """*plain* as only holders of *key* can find it again."""
    return hmac.new(key, plain.encode(), "sha256").hexdigest()[:32]


def shown_id(id_: str) -> str:
    """*id_* as it may be shown: the identity number of a person only by its ends."""
    if id_.startswith(_PERSON):
        return f"{_PERSON}{identifiers.masked(code_of(id_))}"
    try:
        return identifiers.masked(identifiers.identity_number(id_))
    except Refused:
        return id_


def code_of(id_: str) -> str:
    """The code or number that *id_* was made of: what those who read it know."""
    return id_.removeprefix(_PERSON)


def document_code(name: str) -> str:
    """The code for the 证件类型 *name*; `other` for those that some provinces add."""
    return DOCUMENTS.get(name, "other")
