"""What a letter may speak of: the one table of it, which templates are checked against and letters filled by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias, get_args

LetterKind = Literal["notice", "decision", "objection_receipt", "repair_decision", "delisting"]
KINDS: Final[tuple[LetterKind, ...]] = get_args(LetterKind)
"""The notice of a proposed listing, the decision, the receipt of an objection, what came of a repair, the way off."""

Branch: TypeAlias = "Mapping[str, str | Branch | tuple[Branch]]"
"""Names to what they stand for: `text`, names below them, or, in a tuple of one, each of several."""

_ARTICLE: Final[Branch] = {"text": "text", "title": "text", "number": "text", "article": "text"}
SHAPE: Final[Branch] = {
    "today": "text",
    "number": "text",
    "authority": "text",
    "subject": {"name": "text", "code": "text", "code_name": "text", "kind": "text", "you": "text"},
    "policy": {"title": "text", "sort": "text"},
    "grounds": ({"label": "text", "triggered": "text", "articles": (_ARTICLE,)},),
    "articles": (_ARTICLE,),
    "measures": ({"title": "text", "department": "text", "strength": "text"},),
    "notice": {"day": "text", "period": "text", "due": "text"},
    "objection": {"day": "text", "text": "text", "period": "text", "due": "text", "outcome": "text"},
    "decision": {"day": "text", "outcome": "text", "document_no": "text", "reasons": "text", "considered": "text"},
    "stay": {"since": "text", "last": "text"},
    "repair": {
        "applied": "text", "day": "text", "outcome": "text", "document_no": "text", "reasons": "text",
        "earliest": "text", "provided": "text", "articles": (_ARTICLE,),
    },
    "end": {"day": "text", "why": "text"},
}  # fmt: skip
"""Texts that are not there yet are left blank in the letter, to be filled in by hand."""


def names(shape: Branch = SHAPE, before: str = "") -> list[str]:
    """The names there are, with dots: `subject.name`, `grounds[].label`."""
    found: list[str] = []
    for name, below in shape.items():
        if isinstance(below, str):
            found.append(before + name)
        elif isinstance(below, tuple):
            found += names(below[0], f"{before}{name}[].")
        else:
            found += names(below, f"{before}{name}.")
    return found
