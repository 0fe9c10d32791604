"""The cases of a release: those of one policy as examples, and the claims of all, to be found by."""

from __future__ import annotations

from functools import lru_cache

from adapters.publishing.kept import file_of
from engine.cases.read import PolicyCase, read_cases
from engine.language.base import CASES, PolicyBase
from web.api.access import parts
from web.api.which import Law


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
