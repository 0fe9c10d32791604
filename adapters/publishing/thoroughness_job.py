"""The job that measures how thoroughly the cases of a draft test what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from adapters.jobs.progress import Progress
from adapters.parts import Parts
from adapters.publishing.differences import changed_paths
from adapters.publishing.drafts import contents, digests, found
from adapters.publishing.examining import examine
from adapters.publishing.kept import digests_of
from adapters.publishing.thoroughness import keep, owners_of, request_of
from adapters.workers.work import Undecided
from engine.problems import Place, PolicyError, Problem

KIND: Final = "thoroughness"


def run(parts: Parts, arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
    """Measure the `draft` as it is now; it is examined first, where it was not."""
    with parts.database.reading() as connection:
        row = found(connection, arguments["draft"])
        content, files = row.content_hash, contents(connection, row)
        changed = changed_paths(digests_of(connection, row.base), digests(connection, row))
        owners = owners_of(path for path, _ in changed)
    examined = examine(parts.database, parts.clock, parts.examiner, content, lambda: files)
    if examined.problem_count:
        return {"content_hash": content, "measured": 0}
    with parts.examiner() as workers:
        said = workers.evaluate([request_of(files, owners)])[0]
    if isinstance(said, Undecided):
        raise PolicyError([Problem("bundle.not_examined", Place(content[:12]))])
    with parts.database.writing() as connection:
        keep(connection, content, said)
    return {"content_hash": content, "measured": len(owners)}
