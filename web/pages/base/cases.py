"""The cases of a release: those of one policy as examples, and the claims of all, to be found by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from adapters.publishing.kept import file_of, files_of
from adapters.sentences.find import things
from adapters.sentences.said import Ref
from engine.cases.read import PolicyCase, read_cases
from engine.language.base import CASES, PolicyBase
from engine.language.syntax import read_yaml
from web.api.access import parts
from web.api.which import Law
from web.docs_pages.edition import owner_of

_NAME: Final = re.compile(r"^( *)- (?:\{ *)?name: *(.+?) *$", re.MULTILINE)
_PLAIN: Final = re.compile(r"[\w《“（][^:#{},]*")


@dataclass(frozen=True, eq=False)
class Claims:
    """The claims of cases, by what they are cases *of*."""

    of: Mapping[Ref, Sequence[str]]


def cases_of(law: Law, owner: str) -> tuple[PolicyCase, ...]:
    """The cases of *owner* (the path of a policy, linkage or overlay) that come with the release of *law*."""
    path = owner + CASES
    with parts().database.reading() as connection:
        content = file_of(connection, law.release, path)
    return () if content is None else _read(law.base, path, content)


@lru_cache(maxsize=256)
def _read(base: PolicyBase, path: str, content: bytes) -> tuple[PolicyCase, ...]:
    files, _ = read_cases(base, {path: content})
    return tuple(case for file in files for case in file.cases)


@lru_cache(maxsize=4)
def claims_of(law: Law) -> Claims:
    """The claims of all cases that come with the release of *law*."""
    with parts().database.reading() as connection:
        files = files_of(connection, law.release)
    owners = {ref: owner_of(ref) for ref in things(law.base)}
    return Claims({ref: claims(files[f"{one}{CASES}"]) for ref, one in owners.items() if f"{one}{CASES}" in files})


def claims(content: bytes) -> tuple[str, ...]:
    """The names of the cases in a file's *content*, found by its lines: to read every file whole takes seconds."""
    found = _NAME.findall(content.decode("utf-8", "replace"))
    least = min((len(indent) for indent, _ in found), default=0)
    return tuple(_scalar(text) for indent, text in found if len(indent) == least)


def _scalar(text: str) -> str:
    """The *text* of a value in one line."""
    if _PLAIN.fullmatch(text):
        return text
    document, _ = read_yaml(f"{{name: {text}" if text.endswith("}") else f"name: {text}", "")
    name = document.data.get("name") if document is not None and isinstance(document.data, dict) else None
    return str(name if name is not None else text)
