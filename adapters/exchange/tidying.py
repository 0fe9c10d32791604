"""What exchanges leave behind, let go after a while: files that came in, rows that were refused, files written out.

They hold personal data, and nobody needs them once they were mended, sent again, or fetched. Submissions are kept.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import orjson
from sqlalchemy import delete, select

from adapters.clock import stamp
from adapters.database.connect import some_of
from adapters.database.tables.exchange import rejection, submission
from adapters.database.tables.jobs import job
from adapters.exchange.exporting import folder_of
from adapters.exchange.uploads import drop
from adapters.jobs.progress import Progress
from adapters.parts import Parts

KEPT: Final = timedelta(days=30)
"""How long they are kept after their job ended."""
_KINDS: Final = ("import", "export", "submission", "pull")


def run(parts: Parts, _arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Let go what jobs left that ended longer ago than `KEPT`; gives of how many jobs."""
    until = stamp(parts.clock.now() - KEPT)
    with parts.database.reading() as connection:
        submitted = set(connection.scalars(select(submission.c.job)))
        wanted = select(job.c.id, job.c.arguments).where(job.c.kind.in_(_KINDS), job.c.ended_at < until)
        ended = [row for row in connection.execute(wanted) if row.id not in submitted]
    for done, some in enumerate(some_of([row.id for row in ended]), 1):
        with parts.database.writing() as connection:
            connection.execute(delete(rejection).where(rejection.c.job.in_(some)))
            progress.keep(connection, done)
    for row in ended:
        key = orjson.loads(row.arguments).get("file")
        if key is not None:
            drop(parts.data, key)
        shutil.rmtree(folder_of(parts.data, row.id), ignore_errors=True)
    return {"jobs": len(ended)}
