"""A kind of job that counts, each number in a transaction of its own; and a consumer that does it, as a process."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from adapters.clock import SystemClock
from adapters.database.connect import Database
from adapters.database.tables.releases import blob
from adapters.jobs.consumer import Working, run_consumer
from adapters.jobs.kinds import KINDS
from adapters.jobs.progress import Progress
from adapters.jobs.queue import queue_of
from adapters.jobs.running import Terms
from adapters.parts import Parts
from adapters.verdicts.evaluators import Evaluators, Programs

KIND = "count"
KINDS[KIND] = f"{__name__}:count"


def count(parts: Parts, arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Count to `to`; a number counted twice would be refused by the table it goes to."""
    to = arguments["to"]
    for number in range(progress.cursor.get("next", 0), to):
        time.sleep(arguments.get("pause", 0))
        with parts.database.writing() as connection:
            connection.execute(insert(blob), {"digest": f"{progress.id} {number}", "content": b""})
            progress.keep(connection, number + 1, to, {"next": number + 1})
        if number == arguments.get("break_at"):
            raise ZeroDivisionError
    return {"counted": to}


def main(url: str, where: str, data: Path) -> None:
    queue = queue_of(where)
    nobody = Evaluators(lambda _files: None)  # type: ignore[arg-type,return-value]  # counting evaluates nothing
    parts = Parts(Database(url), SystemClock(), nobody, Programs(lambda _files: None), queue, data)  # type: ignore[arg-type,return-value]
    run_consumer(parts, queue, Working(tick=0.2, terms=Terms(lease=1.0, beat=0.3)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
